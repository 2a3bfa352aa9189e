"""Tiny taxonomies in ESCO's format, written by tests: every word in them is known by construction."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

BASE = "https://tiny.example"


def skill(slug: str) -> str:
    """Return the concept URI of a tiny skill."""
    return f"{BASE}/skill/{slug}"


def group(slug: str) -> str:
    """Return the concept URI of a tiny skill group."""
    return f"{BASE}/group/{slug}"


def occupation(slug: str) -> str:
    """Return the concept URI of a tiny occupation."""
    return f"{BASE}/occupation/{slug}"


def isco(code: str) -> str:
    """Return the concept URI of a tiny ISCO group."""
    return f"{BASE}/isco/C{code}"


def write_csv(path: Path, columns: str, rows: Iterable[Sequence[str]]) -> Path:
    """Write a table; `columns` are separated by blanks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split())
        writer.writerows(rows)
    return path


SKILL_COLUMNS = "conceptType conceptUri skillType reuseLevel preferredLabel altLabels hiddenLabels status description"
# slug → (preferred, alternatives)
WORDS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "en": {
        "welding": ("welding", ("metal joining",)),
        "tig-welding": ("TIG welding", ("gas tungsten arc welding", "GTAW")),
        "mig-welding": ("MIG welding", ("gas metal arc welding",)),
        "java": ("Java (computer programming)", ("Java SE",)),
        "project-management": ("project management", ("manage projects",)),
        "manage-data": ("manage data", ("data management",)),
        "forklift-operation": ("operate forklifts", ("forklift operation",)),
        "teamwork": ("work in teams", ("teamwork",)),
    },
    "es": {
        "welding": ("soldadura", ("unir metales",)),
        "tig-welding": ("soldadura TIG", ()),
        "project-management": ("gestión de proyectos", ("gestionar proyectos",)),
        "teamwork": ("trabajo en equipo", ()),
    },
}
KINDS = {"project-management": "knowledge", "java": "knowledge"}
BROADER_SKILLS = {"tig-welding": "welding", "mig-welding": "welding"}
OCCUPATIONS = {
    "welder": ("7212", "welder", {"welding": "essential", "tig-welding": "essential", "teamwork": "optional"}),
    "developer": ("2512", "software developer", {"java": "essential", "project-management": "optional"}),
}


def write_tiny(
    folder: Path,
    *,
    languages: Sequence[str] = ("en", "es"),
    leave_out: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    broader: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
    relations: Mapping[str, Mapping[str, str]] | None = None,
) -> Path:
    """Write a whole tiny taxonomy into `folder` and return it.

    leave_out : slugs of skills that it lacks; labels : other English labels by slug; broader : other broader skills by
    slug; more : further skills with their English label; relations : other skills of an occupation, by slug
    """
    labels, more = dict(labels or {}), dict(more or {})
    wider = {**BROADER_SKILLS, **(broader or {})}
    for language in languages:
        words = {slug: entry for slug, entry in WORDS[language].items() if slug not in leave_out}
        if language == "en":
            words |= {slug: (label, ()) for slug, label in more.items()}
            words = {slug: (labels.get(slug, entry[0]), entry[1]) for slug, entry in words.items()}
        write_csv(
            folder / f"skills_{language}.csv",
            SKILL_COLUMNS,
            [
                ("KnowledgeSkillCompetence", skill(slug), KINDS.get(slug, "skill/competence"), "cross-sector",
                 preferred, "\n".join(alternatives), "", "released", f"To be good at {preferred}.")
                for slug, (preferred, alternatives) in words.items()
            ],
        )  # fmt: skip
    slugs = [slug for slug in (*WORDS["en"], *more) if slug not in leave_out]
    write_csv(
        folder / "skillGroups_en.csv",
        "conceptType conceptUri preferredLabel altLabels status description code",
        [
            ("SkillGroup", group("all"), "skills", "", "released", "", "S"),
            ("SkillGroup", group("attitudes"), "attitudes", "", "released", "", "A"),
        ],
    )
    write_csv(
        folder / "occupations_en.csv",
        "conceptType conceptUri iscoGroup preferredLabel altLabels status description code",
        [
            ("Occupation", occupation(slug), code, label, "", "released", "", f"{code}.1")
            for slug, (code, label, _relations) in OCCUPATIONS.items()
        ],
    )
    write_csv(
        folder / "ISCOGroups_en.csv",
        "conceptType conceptUri code preferredLabel status",
        [("ISCOGroup", isco(code), code, f"group {code}", "released") for code in ("7212", "2512")],
    )
    write_csv(
        folder / "broaderRelationsSkillPillar.csv",
        "conceptType conceptUri broaderType broaderUri",
        [
            ("KnowledgeSkillCompetence", skill(slug), "", skill(wider[slug]))
            if wider.get(slug) in slugs
            else ("KnowledgeSkillCompetence", skill(slug), "SkillGroup",
                  group("attitudes" if slug == "teamwork" else "all"))
            for slug in slugs
        ],
    )  # fmt: skip
    write_csv(
        folder / "broaderRelationsOccPillar.csv",
        "conceptType conceptUri broaderType broaderUri",
        [("Occupation", occupation(slug), "ISCOGroup", isco(entry[0])) for slug, entry in OCCUPATIONS.items()],
    )
    write_csv(
        folder / "occupationSkillRelations.csv",
        "occupationUri relationType skillType skillUri",
        [
            (occupation(slug), relation, "", skill(needed))
            for slug, entry in OCCUPATIONS.items()
            for needed, relation in (relations or {}).get(slug, entry[2]).items()
            if needed in slugs
        ],
    )
    write_csv(
        folder / "skillSkillRelations.csv",
        "originalSkillUri originalSkillType relationType relatedSkillType relatedSkillUri",
        [] if "java" in leave_out else [(skill("manage-data"), "", "optional", "", skill("java"))],
    )
    return folder
