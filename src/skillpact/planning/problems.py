"""What is wrong with a JSON text, one line per problem, each naming the object and the field."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

from skillpact.errors import InputError

# The name of one object of each list, as a message says it.
_NOUNS = {
    "periods": "period", "talents": "talent", "vacancies": "vacancy", "courses": "course", "resources": "resource",
    "funders": "funder", "floors": "floor", "kept": "kept assignment", "related": "related pair",
    "objectives": "objective", "cohorts": "cohort", "assignments": "assignment", "unmet": "unmet skill",
    "next": "change",
}  # fmt: skip


class InstanceError(InputError):
    """An instance or plan cannot be used; `problems` holds one sentence for each thing that is wrong.

    problems : at least one; each names the object's id and the field
    """

    def __init__(self, problems: Iterable[str], *, file: str | None = None):
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems), file=file)

    def __str__(self) -> str:
        return "\n".join(f"{self.file}: {line}" if self.file else line for line in self.problems)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_instance_error, (self.problems, self.file))


def _rebuild_instance_error(problems: tuple[str, ...], file: str | None) -> InstanceError:
    return InstanceError(problems, file=file)


class _NotANumber(str):
    """NaN or Infinity as written; no text, so that it never passes for an id either."""


def load_json(source: str | Path) -> tuple[dict[str, Any], str | None]:
    """Return the JSON object in a file or text, and the file's name (None for a text).

    source : a path, or the text itself (recognised by its opening bracket)
    Raises InstanceError where the file cannot be read or holds no JSON object.
    """
    file = None
    text: str | Path = source
    if isinstance(source, Path) or not source.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        path = Path(source)
        file = path.name
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise InstanceError(
                [f"The file is not UTF-8 text (byte {error.start}); save it as UTF-8."], file=file
            ) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not a file name"
            raise InstanceError([f"The file cannot be read ({reason}); check its name."], file=file) from None
    problems: list[str] = []

    def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        twice = sorted(key for key, n in Counter(key for key, _ in pairs).items() if n > 1)
        problems.extend(f"The field '{key}' stands twice in one object; keep one." for key in twice)
        return dict(pairs)

    try:
        raw = json.loads(str(text).lstrip("\ufeff"), parse_constant=_NotANumber, object_pairs_hook=collect)
        json.dumps(raw, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise InstanceError(
            [f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}."], file=file
        ) from None
    except UnicodeEncodeError:
        raise InstanceError(
            ["A text holds half a character (a lone surrogate); write it in full."], file=file
        ) from None
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else "a number has too many digits"
        raise InstanceError([f"This JSON cannot be read: {reason}."], file=file) from None
    if problems:
        raise InstanceError(problems, file=file)
    if not isinstance(raw, dict):
        raise InstanceError([f"Found {_show(raw)}, expected a JSON object with the field 'format'."], file=file)
    return raw, file


def schema_problems(raw: Mapping[str, Any], schema_name: str) -> list[str]:
    """Return where `raw` departs from a shipped schema ("instance" or "result"), in order of place."""
    import jsonschema
    import jsonschema.validators

    schema = json.loads(
        resources.files("skillpact.planning").joinpath(f"schemas/{schema_name}.schema.json").read_text(encoding="utf-8")
    )
    base: Any = jsonschema.Draft202012Validator
    strings = base.TYPE_CHECKER.redefine("string", lambda _, value: isinstance(value, str) and not _is_nan(value))
    extend: Any = jsonschema.validators.extend
    validator = extend(base, type_checker=strings)(schema)
    found = sorted(validator.iter_errors(raw), key=lambda e: [(str(type(p)), p) for p in e.absolute_path])
    return [line for error in found for line in _sentences(error, raw)]


def _is_nan(value: Any) -> bool:
    return isinstance(value, _NotANumber)


def _sentences(error: Any, raw: Mapping[str, Any]) -> Iterator[str]:
    """Say one schema error in words: which object, which field, what was found, what was expected."""
    path = list(error.absolute_path)
    where, field = _place(path, raw)
    subject = f"{where}, field '{field}'" if where and field else where or (f"Field '{field}'" if field else "")
    subject = subject or "The file"
    if error.validator == "additionalProperties":
        known = set(error.schema.get("properties", {}))
        for name in sorted(set(error.instance) - known):
            yield f"{subject}: unknown field '{name}'; expected only {', '.join(sorted(known))}."
        return
    if error.validator == "required":
        name = next(n for n in error.validator_value if f"'{n}'" in error.message)
        yield f"{where or 'The file'}, field '{field + '.' if field else ''}{name}': it is missing; add it."
        return
    limit = error.validator_value
    wordings: dict[str, Callable[[], str]] = {
        "type": lambda: f"expected {' or '.join(_TYPES[t] for t in ([limit] if isinstance(limit, str) else limit))}",
        "const": lambda: f"expected {_show(limit)}",
        "enum": lambda: "expected one of " + ", ".join("null" if v is None else str(v) for v in limit),
        "minimum": lambda: f"expected at least {limit}",
        "maximum": lambda: f"expected at most {limit}",
        "minLength": lambda: "expected a text that is not empty",
        "maxLength": lambda: f"expected at most {limit} characters",
        "minItems": lambda: f"expected at least {limit} entry",
        "uniqueItems": lambda: "expected no entry twice",
        "pattern": lambda: "expected a date as YYYY-MM-DD",
    }
    expected = wordings.get(error.validator, lambda: f"expected {error.validator} {limit}")()
    yield f"{subject}: found {_show(error.instance)}, {expected}."


_TYPES = {
    "object": "an object", "array": "a list", "string": "a text", "integer": "a whole number", "number": "a number",
    "boolean": "true or false", "null": "null",
}  # fmt: skip


def _place(path: list[Any], raw: Mapping[str, Any]) -> tuple[str, str]:
    """Split a JSON path into the object's name ("talent 'T1'") and the field ("hours.P1")."""
    if len(path) >= 2 and path[0] in _NOUNS and isinstance(path[1], int):
        return name_of(str(path[0]), path[1], raw[path[0]][path[1]]), ".".join(str(p) for p in path[2:])
    return "", ".".join(str(p) for p in path)


def name_of(list_name: str, position: int, item: Any) -> str:
    """Return how a message calls an object: its id, or its place in the list where it has none."""
    noun = _NOUNS[list_name]
    if isinstance(item, dict):
        parts = [
            item.get(key)
            for key in ("id", "organisation", "talent", "course", "period", "held", "asked", "uri", "name")
        ]
        shown = [part for part in parts if isinstance(part, str)]
        if isinstance(item.get("id"), str):
            return f"{noun} '{_cut(item['id'])}'"
        if shown:
            return f"{noun} {' '.join(repr(_cut(part)) for part in shown)}"
    return f"{noun} number {position + 1}"


def _show(value: Any) -> str:
    if isinstance(value, _NotANumber):
        return str(value)
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return _cut(json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."


def rule_problems(raw: Mapping[str, Any]) -> list[str]:
    """Return what a schema cannot see in an instance: references, ids, dates, cycles, seats."""
    ids = {
        key: {item["id"] for item in raw.get(key, ())}
        for key in ("periods", "talents", "vacancies", "courses", "resources")
    }
    return [
        *_repeated_ids(raw),
        *_unknown_references(raw, ids),
        *_period_problems(raw.get("periods", ())),
        *(
            f"course '{c['id']}', field 'seats_min': found {c['seats_min']} with seats_max {c['seats_max']}, "
            "expected seats_min at most seats_max."
            for c in raw.get("courses", ())
            if c["seats_min"] > c["seats_max"]
        ),
        *_cycle_problems(raw.get("courses", ()), ids["courses"]),
    ]


def _repeated_ids(raw: Mapping[str, Any]) -> Iterator[str]:
    for key in ("periods", "talents", "vacancies", "courses", "resources", "funders"):
        counts = Counter(item["id"] for item in raw.get(key, ()))
        for name, n in counts.items():
            if n > 1:
                yield f"{_NOUNS[key]} '{name}', field 'id': it stands {n} times, expected once."
    fields = {"floors": ("organisation",), "kept": ("talent", "course", "period"), "related": ("held", "asked")}
    for key, names in fields.items():
        pairs = Counter(tuple(item[name] for name in names) for item in raw.get(key, ()))
        for pair, n in pairs.items():
            if n > 1:
                where = f"{_NOUNS[key]} {' '.join(map(repr, pair))}"
                yield f"{where}, field '{names[0]}': it stands {n} times, expected once."


def _unknown_references(raw: Mapping[str, Any], ids: Mapping[str, set[str]]) -> Iterator[str]:
    fields = (
        ("talents", "hours", "periods"), ("talents", "vacancies", "vacancies"), ("courses", "requires", "courses"),
        ("courses", "periods", "periods"), ("courses", "resources", "resources"), ("kept", "talent", "talents"),
        ("kept", "course", "courses"), ("kept", "period", "periods"),
    )  # fmt: skip
    for key, field, target in fields:
        for position, item in enumerate(raw.get(key, ())):
            value = item.get(field, ())
            for name in [value] if isinstance(value, str) else value:
                if name not in ids[target]:
                    where = name_of(key, position, item)
                    missing = f"there is no {_NOUNS[target]} '{_cut(name)}'"
                    yield f"{where}, field '{field}': {missing}; add it or mend the id."


def _period_problems(periods: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    dated = []
    for item in periods:
        days = []
        for field in ("starts_on", "ends_on"):
            try:
                days.append(date.fromisoformat(item[field]))
            except ValueError:
                yield f"period '{item['id']}', field '{field}': found {item[field]}, which is no day of the calendar."
        if len(days) == 2:
            dated.append((days[0], days[1], str(item["id"])))
            if days[0] > days[1]:
                yield f"period '{item['id']}', field 'ends_on': found {days[1]}, expected a day not before {days[0]}."
    dated.sort()
    for (_, ends_on, name), (starts_on, _, later) in pairwise(dated):
        if starts_on <= ends_on:
            expected = f"expected a day after period '{name}' ends ({ends_on})"
            yield f"period '{later}', field 'starts_on': found {starts_on}, {expected}."


def _cycle_problems(courses: Iterable[Mapping[str, Any]], known: set[str]) -> Iterator[str]:
    """Name every course that cannot be reached because it requires itself, at once or in a circle."""
    open_ = {c["id"]: {r for r in c.get("requires", ()) if r in known} for c in courses}
    while free := [name for name, requires in open_.items() if not requires & open_.keys()]:
        for name in free:
            del open_[name]
    for name in sorted(open_):
        if requires := sorted(open_[name] & open_.keys()):
            yield f"course '{name}', field 'requires': it requires '{requires[0]}' in a circle; remove one of them."
