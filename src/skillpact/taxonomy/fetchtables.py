"""Writes fetched concepts as tables with ESCO's file names and columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Record = dict[str, Any]
_ISCO = "http://data.europa.eu/esco/isco/C"


def write_tables(folder: Path, concepts: dict[str, dict[str, Record]], language: str) -> dict[str, Any]:
    """Write all tables of one language into `folder`; return how many concepts have no label in it and are left out.

    concepts : by "skills", "skill groups", "occupations" and "ISCO groups", each by URI
    """
    skills, groups = concepts["skills"], concepts["skill groups"]
    occupations, isco = concepts["occupations"], concepts["ISCO groups"]
    _write(
        folder / f"skills_{language}.csv",
        "conceptType conceptUri skillType reuseLevel preferredLabel altLabels hiddenLabels status description",
        (
            ("KnowledgeSkillCompetence", r["uri"], _skill_type(r), _last(r, "hasReuseLevel"), *_words(r), "released",
             r["description"])
            for r in _labelled(skills)
        ),
    )  # fmt: skip
    _write(
        folder / f"skillGroups_{language}.csv",
        "conceptType conceptUri preferredLabel altLabels hiddenLabels status description code",
        (
            ("SkillGroup", r["uri"], *_words(r), "released", r["description"], _code(r))
            for r in _labelled(groups) if r["uri"] not in skills
        ),
    )  # fmt: skip
    _write(
        folder / f"occupations_{language}.csv",
        "conceptType conceptUri iscoGroup preferredLabel altLabels hiddenLabels status description code",
        (
            ("Occupation", r["uri"], _isco_of(r, occupations), *_words(r), "released", r["description"], r["code"])
            for r in _labelled(occupations)
        ),
    )  # fmt: skip
    _write(
        folder / f"ISCOGroups_{language}.csv",
        "conceptType conceptUri code preferredLabel altLabels hiddenLabels status description",
        (("ISCOGroup", r["uri"], _code(r), *_words(r), "released", r["description"]) for r in _labelled(isco)),
    )
    _write(
        folder / "broaderRelationsSkillPillar.csv", "conceptType conceptUri broaderType broaderUri",
        _broader((("SkillGroup", groups), ("KnowledgeSkillCompetence", skills)),
                 ("broaderConcept", "broaderHierarchyConcept", "broaderSkill")),
    )  # fmt: skip
    _write(
        folder / "broaderRelationsOccPillar.csv", "conceptType conceptUri broaderType broaderUri",
        _broader((("ISCOGroup", isco), ("Occupation", occupations)),
                 ("broaderConcept", "broaderIscoGroup", "broaderOccupation")),
    )  # fmt: skip
    _write(
        folder / "occupationSkillRelations.csv", "occupationUri relationType skillType skillUri",
        ((r["uri"], kind, _skill_type(skills[skill]) if skill in skills else "", skill)
         for r, kind, skill in _related(occupations)),
    )  # fmt: skip
    _write(
        folder / "skillSkillRelations.csv",
        "originalSkillUri originalSkillType relationType relatedSkillType relatedSkillUri",
        ((r["uri"], _skill_type(r), kind, _skill_type(skills[skill]) if skill in skills else "", skill)
         for r, kind, skill in _related(skills)),
    )  # fmt: skip
    n_unlabelled = {what: len(by_uri) - len(_labelled(by_uri)) for what, by_uri in concepts.items()}
    return {"n": {what: len(by_uri) for what, by_uri in concepts.items()}, "n_without_label": n_unlabelled}


def _write(path: Path, columns: str, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split())
        writer.writerows(rows)


def _labelled(by_uri: dict[str, Record]) -> list[Record]:
    return [by_uri[uri] for uri in sorted(by_uri) if by_uri[uri]["label"]]


def _words(record: Record) -> tuple[str, str, str]:
    return record["label"], "\n".join(record["alternatives"]), "\n".join(record["hidden"])


def _links(record: Record, relation: str) -> list[str]:
    found: list[str] = record["links"].get(relation, [])
    return found


def _last(record: Record, relation: str) -> str:
    """Return the last part of a linked code, "cross-sector" of ".../skill-reuse-level/cross-sector"."""
    found = _links(record, relation)
    return found[0].rsplit("/", 1)[-1] if found else ""


def _skill_type(record: Record) -> str:
    stated = _last(record, "hasSkillType")
    return "skill/competence" if stated in ("skill", "") else stated


def _code(record: Record) -> str:
    """Return the code of a group; ESCO's URIs of groups end in it ("C2512", "S1.2", "0613")."""
    last: str = record["uri"].rsplit("/", 1)[-1]
    if record["uri"].startswith(_ISCO):
        return last[1:]
    stated: str = record["code"]
    return stated or (last if len(last) < 10 else "")


def _isco_of(record: Record, occupations: dict[str, Record]) -> str:
    """Return the ISCO group of an occupation; one under another occupation has that one's."""
    seen: set[str] = set()
    while record["uri"] not in seen:
        seen.add(record["uri"])
        for group in _links(record, "broaderIscoGroup"):
            if group.startswith(_ISCO):
                return group[len(_ISCO) :]
        wider = [uri for uri in _links(record, "broaderOccupation") if uri in occupations]
        if not wider:
            break
        record = occupations[wider[0]]
    code = str(record["code"]).split(".")[0]
    return code if code.isdigit() else ""


def _broader(
    tables: Sequence[tuple[str, dict[str, Record]]], relations: Sequence[str]
) -> Iterable[tuple[str, str, str, str]]:
    kinds = {uri: kind for kind, by_uri in tables for uri in by_uri}
    for kind, by_uri in tables:
        for uri in sorted(by_uri):
            wider = sorted({target for relation in relations for target in _links(by_uri[uri], relation)})
            yield from ((kind, uri, kinds.get(target, ""), target) for target in wider)


def _related(by_uri: dict[str, Record]) -> Iterable[tuple[Record, str, str]]:
    for uri in sorted(by_uri):
        for relation, kind in (("hasEssentialSkill", "essential"), ("hasOptionalSkill", "optional")):
            yield from ((by_uri[uri], kind, skill) for skill in sorted(set(_links(by_uri[uri], relation))))
