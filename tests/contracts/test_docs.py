"""The documents say what the program does: every column, key, verb and variable stands where a user looks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import skillpact
from skillpact.cli import cli
from skillpact.files.cluster import _KEYS
from skillpact.files.rows import SHAPES
from skillpact.records import Evidence, Mode, Status

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
_FENCE = re.compile(r"^```.*?^```", re.M | re.S)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def page(path: str) -> str:
    """Return the text of a page of the repository."""
    return (ROOT / path).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """Return what stands under one heading of second rank."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, f"no heading '## {title}'"
    return found.group(1)


def verbs(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Yield every verb and sub-verb of our own, by its full name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield " ".join((*path, name)), command
        if isinstance(command, click.Group):
            yield from verbs(command, (*path, name))


VERBS = dict(verbs(cli))


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as forges make them."""
    found = set()
    for title in re.findall(r"^#{1,6} (.+)$", _FENCE.sub("", text), re.M):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).strip().lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


@pytest.mark.parametrize("table", sorted(SHAPES))
def test_every_column_of_every_table_is_explained_in_a_row_of_its_own(table: str):
    rows = section(page("docs/guide/input.md"), f"{table}.csv")
    explained = re.findall(r"^\| `(\w+)` \|", rows, re.M)
    assert sorted(explained) == sorted((*SHAPES[table].required, *SHAPES[table].optional))


@pytest.mark.parametrize("table", sorted(SHAPES))
def test_the_guide_says_which_columns_a_header_needs(table: str):
    rows = section(page("docs/guide/input.md"), f"{table}.csv")
    stated = re.findall(r"^\| `(\w+)` \| required \|", rows, re.M)
    assert sorted(stated) == sorted(SHAPES[table].required)


def test_every_key_of_cluster_toml_is_explained():
    rows = section(page("docs/guide/input.md"), "cluster.toml").split("A key that is not in this table")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", rows, re.M)) == _KEYS


def test_every_value_of_a_closed_list_is_named():
    text = page("docs/guide/input.md")
    assert [value for kind in (Status, Mode, Evidence) for value in kind if f"`{value}`" not in text] == []


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_verb_stands_in_the_readme_and_in_the_guide(name: str):
    last = name.split()[-1]
    readme, guide = page("README.md"), page("docs/guide/command-line.md")
    if isinstance(VERBS[name], click.Group):
        assert f"## {last}" in guide
    else:
        assert f"`{name}`" in readme
        assert f"skillpact {name}" in readme
        assert f"skillpact {name}" in guide


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_help_holds_an_example(name: str):
    help_text = VERBS[name].help or ""
    assert re.search(r"Examples?:\n +.*skillpact " + re.escape(name), help_text, re.S), help_text


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_option_of_a_verb_stands_in_the_guide(name: str):
    guide = section(page("docs/guide/command-line.md"), name.split()[0])
    options = [p.opts[0] for p in VERBS[name].params if isinstance(p, click.Option)]
    assert [option for option in options if option not in guide] == []


def test_every_environment_variable_stands_in_the_guide():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "skillpact").rglob("*.py"))
    used = set(re.findall(r"(?<![A-Z_{])SKILLPACT_[A-Z][A-Z_]*", source)) | {"SKILLPACT_DATA"}
    rows = section(page("docs/guide/command-line.md"), "Environment")
    assert sorted(name for name in used if f"| `{name}` |" not in rows) == []


def test_every_exit_code_stands_in_the_guide():
    from skillpact.cli import failures

    codes = {value for name, value in vars(failures).items() if name.startswith("EXIT_")} | {0}
    rows = section(page("docs/guide/command-line.md"), "Exit codes")
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", rows, re.M)} == codes


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_between_pages_leads_somewhere(path: Path):
    text = path.read_text(encoding="utf-8")
    broken = []
    for target in _LINK.findall(_FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        linked = (path.parent / name).resolve() if name else path
        if not linked.exists():
            broken.append(f"{target}: there is no such file")
        elif anchor and linked.suffix == ".md" and anchor not in anchors(linked.read_text(encoding="utf-8")):
            broken.append(f"{target}: there is no such heading")
    assert broken == []


def test_every_page_of_the_guide_and_every_decision_is_in_the_index():
    index = page("docs/README.md")
    folders = [GUIDE, *(ROOT / "docs" / name for name in ("decisions", "operate", "trust")), ROOT / "docs"]
    pages = [page for folder in folders for page in folder.glob("*.md")]
    names = {path.relative_to(ROOT / "docs").as_posix() for path in pages} - {"README.md"}
    assert sorted(name for name in names if f"({name})" not in index) == []


def test_every_dependency_has_its_reason():
    import tomllib

    project = tomllib.loads(page("pyproject.toml"))["project"]
    stated = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = [re.split(r"[<>=~!\[; ]", requirement)[0] for requirement in stated]
    cells = [
        re.split(r" *\| *", row) for row in page("docs/decisions/0002-dependencies.md").splitlines() if row[:2] == "| "
    ]
    reasons = {name for row in cells for cell in row[1:3] for name in re.split(r", | \(", cell)}
    assert [name for name in names if name not in reasons] == []


def test_the_changelog_tells_of_this_version():
    assert f"\n## {skillpact.__version__}\n" in page("CHANGELOG.md")


def test_the_licence_is_the_whole_eupl_1_2():
    text = " ".join(page("LICENSE").split())
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2 EUPL © the European Union 2007, 2016")
    last = "All other changes or additions to this Appendix require the production of a new EUPL version."
    assert text.endswith(last)
    assert [n for n in range(1, 16) if f" {n}." not in text] == []


def test_the_guide_states_the_weights_of_evidence_and_the_defaults_of_levels():
    from skillpact.profiles import ProfileSettings

    text, settings = page("docs/guide/levels.md"), ProfileSettings()
    stated = dict(re.findall(r"^\| (\w+) \| [^|]+ \| ([\d.]+) \|", section(text, "Evidence"), re.M))
    assert {kind: float(weight) for kind, weight in stated.items()} == dict(settings.evidence_weights)
    defaults = {settings.default_held_level, settings.default_asked_level, settings.default_taught_level}
    assert defaults == {0.5}
    assert "The default of 0.5" in text


def test_the_guide_states_the_maps_from_other_scales():
    from skillpact.extraction.modifiers import CEFR_LEVELS
    from skillpact.profiles import levels

    text = page("docs/guide/levels.md")
    for name, scale in (("EQF", levels.EQF_LEVELS), ("e-CF", levels.ECF_LEVELS), ("DigComp", levels.DIGCOMP_LEVELS)):
        cells = [", ".join(str(step) for step in scale if scale[step] == quarter) or "–" for quarter in levels.QUARTERS]
        row = next(line for line in text.splitlines() if line.startswith(f"| {name} "))
        assert [cell.strip() for cell in row.strip("|").split("|")][1:] == cells
    cefr = re.findall(r"^\| ([ABC]\d(?:, [ABC]\d)?) \| ([\d.]+) ", text, re.M)
    assert {step.lower(): float(level) for steps, level in cefr for step in steps.split(", ")} == CEFR_LEVELS


def test_the_architecture_states_the_factors_of_relatedness():
    from skillpact.profiles import RelatednessSettings

    factors = RelatednessSettings()
    rows = section(page("docs/architecture.md"), "How far one skill serves for another")
    stated = [float(factor) for factor in re.findall(r"^\| [^|]+ \| ([\d.]+) \|", rows, re.M)]
    narrower = factors.narrower_for_broader
    rest = [factors.broader_for_narrower, factors.sibling, factors.essential_for, factors.optional_for]
    assert stated == [1, narrower, round(narrower**2, 4), *rest]


def test_the_level_words_of_the_guide_are_read_as_it_says():
    from skillpact.extraction.modifiers import stated_level

    codes = {"English": "en", "Spanish": "es", "French": "fr", "German": "de", "Italian": "it", "Basque": "eu"}
    rows = section(page("docs/guide/levels.md"), "Levels in texts")
    found, expected = {}, {}
    for language, *cells in re.findall(r"^\| ([A-Z]\w+) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", rows, re.M):
        for level, cell in zip((0.25, 0.5, 0.75, 1.0), cells, strict=True):
            for word in cell.split(", "):
                sentence = f"{word} Foobar"
                place = (len(word) + 1, len(sentence))
                expected[language, word] = level
                found[language, word] = stated_level(sentence, *place, codes[language], is_language_skill=False)
    assert len({language for language, _word in expected}) == len(codes)
    assert found == expected
