"""The page of quality by language: the same figures, the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from skillpact.evaluation.figure import Figure
from skillpact.evaluation.handlabels import OWN
from skillpact.evaluation.languages import (
    MIN_TEXTS,
    OCCUPATION_CLASSES,
    PEOPLE,
    SKILL_CLASSES,
    Bound,
    LanguageQuality,
)
from skillpact.evaluation.titlesets import HELD_OUT
from skillpact.taxonomy.model import ESCO_ATTRIBUTION

# data set → what its labels are, and what a figure over them means
_MATERIAL: Mapping[str, str] = {
    PEOPLE: "Sentences of English advertisements in which people marked the skills. The best material here, but few; "
    "the threshold and the weights of the ranking were chosen on them, and 21 of the 75 sentences of tech with a "
    "skill also stand in the training split of SkillSpan, on which the encoder learnt, with labels of this project.",
    "skillskape": "English sentences generated for given skills, often describing a skill without its name. They say "
    "little about real advertisements. The chances of extraction were fitted on one half of them, beside others.",
    "eures": "Spanish public advertisements. For skills, the labels are weak: what ESCO calls essential for the "
    "occupation (recall), or essential or optional (precision), whether the text says it or not. Recall is far below "
    "what it would be with real labels. For occupations: the titles, with the occupation that EURES gives.",
    "hdbw": "German courses with skills listed by their editors, up to sixty a course, mostly unsaid in the text. A "
    "small sample.",
    "skillspan": "English advertisements in which people marked places, not which skill they mean. Places count where "
    "they overlap.",
    "kompetencer": "Danish sentences in which people marked places. There are no Danish labels of skills here, so that "
    "skills are found by English names and by meaning.",
    "nav": "Norwegian advertisements without labels. Only the share of texts in which a skill was found can be given.",
    OWN: "Sentences of those Spanish, Danish and Norwegian advertisements, and of Italian and German courses. A "
    "language model labelled them for this project, reading one by one, once; no second reader checked them. Only the "
    "half on which no threshold is chosen.",
    "jobbert": "English titles of a job board in Malaysia, with an occupation each, though many would fit several.",
    HELD_OUT: "Alternative labels of ESCO, asked for where only the preferred labels are known. They are tidier than "
    "titles in advertisements, but their words differ more from the preferred ones.",
}
_MEASURES = ("precision", "span precision", "link precision"), ("recall", "span recall", "link recall")


def quality_page(quality: LanguageQuality) -> str:
    """Return the page in Markdown."""
    parts = [
        "# Quality by language",
        "This page is written by `skillpact evaluate languages --write docs/quality.md --classes "
        "src/skillpact/extraction/quality.json`, together with the classes that the program shows beside its results. "
        "Do not edit either by hand. "
        f"Taxonomy: {quality.taxonomy_name}, imported as in [real input](guide/real-input.md). Values are shares; in "
        "brackets stands the 95 % interval over other samples of as many texts. How they are measured: "
        "[evaluation](guide/evaluation.md).",
        "## Classes",
        _classes(quality),
        "The class of skills rests on texts in which people marked the skills:",
        _bounds(SKILL_CLASSES)
        + "\n- weak: the taxonomy has labels of skills in the language, but the figures are lower, or there are fewer "
        f"than {MIN_TEXTS} texts of that kind\n- very weak: the taxonomy has no labels of skills in the language, so "
        "that they are found by English names and by meaning alone",
        "The class of occupations rests on alternative labels held out, the only material in every language. The "
        "encoder that reads meanings has learnt from these labels, so the class is one lower than the rule says "
        "(decision 12):",
        _bounds(OCCUPATION_CLASSES) + f"\n- very weak: lower, or fewer than {MIN_TEXTS} labels",
        "## Skills in texts",
        _figures(quality.skills),
        "## Occupations of job titles",
        "Recall counts all titles, also those that are left without an occupation because none fits well enough.",
        _figures(quality.occupations),
        "## What stands behind the figures",
        _table(("material", "what it is"), [(name, text) for name, text in _MATERIAL.items()]),
        ESCO_ATTRIBUTION,
    ]
    return "\n\n".join(parts) + "\n"


def skill_table(figures: Sequence[Figure]) -> str:
    """Return the table of figures as it stands on the page, one row for each language and material."""
    return _figures(figures)


def _classes(quality: LanguageQuality) -> str:
    rows = []
    for language, (skills, occupations) in quality.classes().items():
        n_skills, n_occupations = quality.n_labels[language]
        rows.append((language, skills, occupations, f"{n_skills:,}", f"{n_occupations:,}"))
    return _table(("language", "skills", "occupations", "skills with a label", "occupations with a label"), rows)


def _bounds(bounds: Iterable[Bound]) -> str:
    return "\n".join(
        f"- {bound.name}: precision at least {bound.precision:g} and recall at least {bound.recall:g}, on at least "
        f"{MIN_TEXTS} of them"
        for bound in bounds
    )


def _figures(figures: Sequence[Figure]) -> str:
    """Return precision and recall side by side; a measure of another kind stands under its name."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for figure in figures:
        row = rows.setdefault((figure.language, figure.data), {"n": f"{figure.n:,}"})
        column = next((names[0] for names in _MEASURES if figure.measure in names), "other")
        row[column] = _value(figure) + (f" {figure.measure}" if column == "other" else "")
    columns = ("n", "precision", "recall", "other")
    return _table(
        ("language", "material", "texts", "precision", "recall", "other"),
        [
            (language, data, *(row.get(column, "–") for column in columns))
            for (language, data), row in sorted(rows.items())
        ],
    )


def _value(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    return f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])
