"""Reads the values of a settings file and collects what is wrong with them, one line for each problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from skillpact.errors import InputError
from skillpact.files.limits import MAX_NAME
from skillpact.files.wording import single_line


class SettingsError(InputError):
    """A settings file cannot be used; `problems` holds one line for each thing that is wrong.

    problems : at least one; each names the key, what was found and what was expected
    """

    def __init__(self, problems: Iterable[str], *, file: str):
        self.problems = tuple(single_line(problem) for problem in problems)
        super().__init__("\n".join(self.problems), file=file)

    def __str__(self) -> str:
        return "\n".join(f"{self.file}: {problem}" for problem in self.problems)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_settings_error, (self.problems, self.file or ""))


def _rebuild_settings_error(problems: tuple[str, ...], file: str) -> SettingsError:
    return SettingsError(problems, file=file)


class Settings:
    """One table of a settings file. Each reader gives the value, or notes a problem and gives something harmless.

    values : as TOML has them; key : where the table stands, "" for the file itself
    problems : shared by the tables of one file, in the order in which they were found
    """

    def __init__(self, values: Mapping[str, Any], key: str = "", problems: list[str] | None = None):
        self.values = values
        self.key = key
        self.problems: list[str] = [] if problems is None else problems

    def note(self, key: str, message: str) -> None:
        """Note a problem of one key of this table; "" means the table itself."""
        self.problems.append(f"key '{'.'.join(part for part in (self.key, key) if part)}' {message}")

    def only(self, known: Iterable[str]) -> None:
        """Note every key that is not known."""
        allowed = sorted(known)
        for key in sorted(set(self.values) - set(allowed)):
            self.note(key[:60], f"is not known, expected one of {', '.join(allowed)}")

    def text(self, key: str, *, example: str | None = None) -> str | None:
        """Return a text without surrounding blanks, None where absent; with an example it is required."""
        value = self.values.get(key)
        if value is None:
            if example is not None:
                self.note(key, f"is missing, expected a text such as {example}")
            return None
        if not isinstance(value, str) or not value.strip():
            self.note(key, f"is {show(value)}, expected a text")
            return None
        if len(value.strip()) > MAX_NAME:
            self.note(key, f"has {len(value.strip())} characters, expected at most {MAX_NAME}")
            return None
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, none of them empty."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(item, str) and 0 < len(item.strip()) <= MAX_NAME for item in value
        ):
            self.note(key, f"is {show(value)}, expected a list of texts, none empty or over {MAX_NAME} characters")
            return ()
        return tuple(value)

    def whole(self, key: str, default: int | None, *, minimum: int, maximum: int) -> int:
        """Return a whole number in [minimum, maximum]; without a default it is required."""
        value = self.values.get(key, default)
        expected = f"expected a whole number from {minimum} to {maximum}"
        if value is None:
            self.note(key, f"is missing, {expected}")
        elif isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
            self.note(key, f"is {show(value)}, {expected}")
        else:
            return value
        return minimum

    def share(self, key: str, default: float) -> float:
        """Return a number in [0, 1]."""
        value = self.values.get(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            self.note(key, f"is {show(value)}, expected a number from 0 to 1")
            return default
        return float(value)

    def flag(self, key: str) -> bool:
        """Return true or false, false where absent."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.note(key, f"is {show(value)}, expected true or false")
        return value is True

    def day(self, key: str, *, example: str) -> date | None:
        """Return a date; it is required. The time of day, where one is written, is left out."""
        value = self.values.get(key)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        self.note(key, f"is {'missing' if value is None else show(value)}, expected a date such as {key} = {example}")
        return None

    def table(self, key: str) -> Settings:
        """Return a table within this one, empty where absent."""
        return self._inner(self.values.get(key, {}), key)

    def tables(self, key: str) -> list[Settings]:
        """Return a list of tables ([[key]]), counted from 1 in messages."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            self.note(key, f"is {show(value)}, expected a list of tables ([[{key}]])")
            return []
        return [self._inner(item, f"{key}[{position}]") for position, item in enumerate(value, start=1)]

    def raise_problems(self, file: str) -> None:
        """Raise SettingsError where there is a problem."""
        if self.problems:
            raise SettingsError(self.problems, file=file)

    def _inner(self, value: Any, key: str) -> Settings:
        if not isinstance(value, dict):
            self.note(key, f"is {show(value)}, expected a table")
            value = {}
        return Settings(value, ".".join(part for part in (self.key, key) if part), self.problems)


def show(value: object) -> str:
    """Return a value as TOML writes it, cut to a readable length."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return f"[{', '.join(show(item) for item in value[:3])}{', …' if len(value) > 3 else ''}]"
    text = f'"{value}"' if isinstance(value, str) else str(value) if not isinstance(value, int) else _digits(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _digits(value: int) -> str:
    # Python refuses to write numbers of thousands of digits.
    return str(value) if abs(value) < 10**30 else "a number of more than 30 digits"
