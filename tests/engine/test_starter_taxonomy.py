"""The starter taxonomy that ships: complete, consistent, written for this project."""

from __future__ import annotations

import csv
import gzip
import io
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import skillpact.taxonomy

STARTER = Path(skillpact.taxonomy.__file__).parent / "starter"
LANGUAGES = ("en", "es", "fr", "de", "eu")
ECOSYSTEMS = {
    "AERO", "AGRI", "CONS", "CCI", "DIGI", "ELEC", "EII", "RENE", "HEAL", "MOBI", "PROX", "RETA", "TEXT", "TOUR",
}  # fmt: skip
WORDED = [
    f"{table}_{language}" for table in ("skills", "skillGroups", "occupations", "ISCOGroups") for language in LANGUAGES
]

Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (STARTER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLES = {path.stem: read(path.stem) for path in sorted(STARTER.glob("*.csv"))}
SKILLS = {row["conceptUri"]: row for row in TABLES["skills_en"]}
OCCUPATIONS = {row["conceptUri"]: row for row in TABLES["occupations_en"]}
GROUPS = {row["conceptUri"]: row for row in TABLES["skillGroups_en"]}
ISCO = {row["conceptUri"]: row for row in TABLES["ISCOGroups_en"]}


def labels(row: Row) -> list[str]:
    return [row["preferredLabel"], *(row.get("altLabels") or "").split("\n")]


def spellings(row: Row) -> list[str]:
    """Return the folded spellings of a row's labels, of an occupation's pair ("soldador/soldadora") both halves."""
    found: dict[str, None] = {}
    for label in filter(None, labels(row)):
        # In skills a slash is part of a name: TCP/IP, PL/SQL.
        halves = label.split("/") if row["conceptType"] == "Occupation" else []
        found |= dict.fromkeys(" ".join(spelling.casefold().split()) for spelling in (label, *halves))
    return list(found)


def test_it_has_all_tables_of_five_languages_and_a_version() -> None:
    relations = ["broaderRelationsOccPillar", "broaderRelationsSkillPillar", "occupationSkillRelations"]
    assert sorted(TABLES) == sorted([*WORDED, *relations])
    assert re.fullmatch(r"\d{4}\.\d{2}\n", (STARTER / "VERSION.txt").read_text(encoding="utf-8"))


def test_it_has_at_least_a_thousand_skills_and_250_occupations() -> None:
    assert len(SKILLS) >= 1_000
    assert len(OCCUPATIONS) >= 250
    for name in WORDED:
        uris = [row["conceptUri"] for row in TABLES[name]]
        assert len(uris) == len(set(uris)), name


def test_all_14_ecosystems_have_at_least_12_occupations() -> None:
    found = Counter(code for row in OCCUPATIONS.values() for code in row["ecosystems"].split())
    assert set(found) == ECOSYSTEMS
    assert {code: n for code, n in found.items() if n < 12} == {}


def test_every_relation_resolves() -> None:
    concepts = SKILLS.keys() | OCCUPATIONS.keys() | GROUPS.keys() | ISCO.keys()
    for name in ("broaderRelationsSkillPillar", "broaderRelationsOccPillar"):
        assert [row for row in TABLES[name] if not {row["conceptUri"], row["broaderUri"]} <= concepts] == []
    relations = TABLES["occupationSkillRelations"]
    assert [r for r in relations if r["occupationUri"] not in OCCUPATIONS or r["skillUri"] not in SKILLS] == []
    assert {row["relationType"] for row in relations} == {"essential", "optional"}
    assert [r for r in relations if r["skillType"] != SKILLS[r["skillUri"]]["skillType"]] == []
    pairs = Counter((row["occupationUri"], row["skillUri"]) for row in relations)
    assert [pair for pair, n in pairs.items() if n > 1] == []


def test_every_skill_stands_under_something_and_no_circle_is_closed() -> None:
    wider: dict[str, set[str]] = defaultdict(set)
    for name in ("broaderRelationsSkillPillar", "broaderRelationsOccPillar"):
        for row in TABLES[name]:
            wider[row["conceptUri"]].add(row["broaderUri"])
    assert [uri for uri in (*SKILLS, *OCCUPATIONS) if not wider[uri]] == []
    for start in list(wider):
        seen, level = {start}, set(wider[start])
        while level:
            assert start not in level, f"{start} is broader than itself"
            seen |= level
            level = {parent for uri in level for parent in wider[uri]} - seen


def test_each_occupation_has_at_least_6_skills_and_an_essential_one() -> None:
    essential = Counter(
        r["occupationUri"] for r in TABLES["occupationSkillRelations"] if r["relationType"] == "essential"
    )
    n_skills = Counter(row["occupationUri"] for row in TABLES["occupationSkillRelations"])
    assert {uri: n_skills[uri] for uri in OCCUPATIONS if n_skills[uri] < 6} == {}
    assert [uri for uri in OCCUPATIONS if not essential[uri]] == []


def test_four_languages_are_complete_and_basque_is_for_all_occupations() -> None:
    for table, uris in (
        ("skills", SKILLS),
        ("occupations", OCCUPATIONS),
        ("skillGroups", GROUPS),
        ("ISCOGroups", ISCO),
    ):
        for language in ("en", "es", "fr", "de"):
            found = {row["conceptUri"] for row in TABLES[f"{table}_{language}"] if row["preferredLabel"]}
            assert uris.keys() ^ found == set(), f"{table}_{language}"
    assert {row["conceptUri"] for row in TABLES["occupations_eu"] if row["preferredLabel"]} == OCCUPATIONS.keys()
    basque = {row["conceptUri"] for row in TABLES["skills_eu"] if row["preferredLabel"]}
    assert basque <= SKILLS.keys()
    assert len(basque) >= 400


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", ["skills", "occupations"])
def test_no_label_stands_twice_in_a_language(table: str, language: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in TABLES[f"{table}_{language}"]:
        for spelling in spellings(row):
            owners[spelling].add(row["conceptUri"].rsplit("/", 1)[-1])
    assert {spelling: sorted(uris) for spelling, uris in owners.items() if len(uris) > 1} == {}


@pytest.mark.parametrize("name", WORDED)
def test_words_are_short_clean_and_normalised(name: str) -> None:
    for row in TABLES[name]:
        if name.startswith(("skills_", "occupations_")):
            assert [
                spelling for label in labels(row) for spelling in label.split("/") if len(spelling.split()) > 7
            ] == []
        for column, cell in row.items():
            assert cell == unicodedata.normalize("NFC", cell), (row["conceptUri"], column)
            lines = cell.split("\n") if column == "altLabels" else [cell]
            for line in lines:
                assert line == line.strip(), (row["conceptUri"], column)
                assert "  " not in line, (row["conceptUri"], column)
                controls = [c for c in line if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")]
                assert controls == [], (row["conceptUri"], column)


def test_every_skill_and_occupation_is_described_in_english() -> None:
    missing = [row["conceptUri"] for row in (*SKILLS.values(), *OCCUPATIONS.values()) if len(row["description"]) < 15]
    assert missing == []


def test_isco_codes_have_four_digits_and_their_parents() -> None:
    codes = {row["code"] for row in ISCO.values()}
    assert [row for row in OCCUPATIONS.values() if not re.fullmatch(r"\d{4}", row["iscoGroup"])] == []
    needed = {row["iscoGroup"][:n] for row in OCCUPATIONS.values() for n in (1, 2, 3, 4)}
    assert needed - codes == set()
    assert all(uri.endswith(f"/C{row['code']}") for uri, row in ISCO.items())


def test_types_and_reuse_levels_are_escos() -> None:
    assert {row["skillType"] for row in SKILLS.values()} <= {"skill/competence", "knowledge", "attitude", "language"}
    levels = {"transversal", "cross-sector", "sector-specific", "occupation-specific"}
    assert {row["reuseLevel"] for row in SKILLS.values()} <= levels
    assert all(uri.startswith("https://starter.skillpact.example/") for uri in (*SKILLS, *OCCUPATIONS, *GROUPS, *ISCO))


def test_links_to_frameworks_have_their_form() -> None:
    found = [link for row in SKILLS.values() for link in row["frameworkLinks"].split()]
    assert [link for link in found if not re.fullmatch(r"digcomp:\d\.\d|ecf:[A-E]\.\d+", link)] == []
    assert len(found) >= 50


@pytest.mark.shared_data
def test_links_name_competences_of_digcomp_and_ecf(shared_data: Path) -> None:
    known = set()
    for framework in ("digcomp", "ecf"):
        with (shared_data / "reference" / f"{framework}.csv").open(encoding="utf-8", newline="") as file:
            known |= {f"{framework}:{row['competence_id']}" for row in csv.DictReader(file)}
    unknown = {link for row in SKILLS.values() for link in row["frameworkLinks"].split()} - known
    assert unknown == set()


@pytest.mark.shared_data
def test_no_description_is_that_of_esco(shared_data: Path) -> None:
    csv.field_size_limit(1_000_000)  # concept schemes list their concepts in one cell
    esco: set[str] = set()
    for version in ("v1.1.1", "v1.2.1-partial/en"):
        for path in sorted((shared_data / "esco" / version).glob("*_en.csv*")):
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"))):
                esco.add(plain(row.get("description") or row.get("Description") or ""))
    own = [plain(row["description"]) for row in (*SKILLS.values(), *OCCUPATIONS.values(), *GROUPS.values())]
    assert [text for text in own if text and text in esco] == []


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
