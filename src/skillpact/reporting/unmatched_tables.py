"""Phrases that no concept covers: with sentences for the cluster's desk, with counts of many companies for everyone."""

from __future__ import annotations

from skillpact.extraction import UnmatchedTerm
from skillpact.extraction.unmatched import N_EXAMPLES
from skillpact.reporting.table import Column, Table, make_table
from skillpact.reporting.view import View


def unmatched_table(view: View) -> Table:
    """Return every unmatched term, the most telling first, with up to three sentences and the nearest concept."""
    _ = view.say
    rows = []
    for term in view.study.unmatched:
        near = term.nearest
        sentences: list[str | None] = [example.sentence for example in term.examples]
        rows.append(
            (
                term.term, term.language, term.n_documents, term.n_vacancies, term.n_courses, term.n_mentions,
                len(term.company_ids), "; ".join(sorted(view.company(c) for c in term.company_ids)), term.likeness,
                near.uri if near else None, view.skill(near.uri) if near else None, near.score if near else None,
                *sentences, *[None] * (N_EXAMPLES - len(sentences)),
            )
        )  # fmt: skip
    documents = _("documents")
    return make_table(
        "unmatched_terms",
        _("Words without a concept"),
        _(
            "Phrases of vacancies and courses that look like skills and that no concept of the taxonomy covers: they "
            "count in no other figure. A person decides which of them become local skills."
        ),
        (
            *_columns(view),
            Column("documents", documents, _("Vacancies and courses that hold it"), documents, "count"),
            Column("vacancies", _("vacancies"), _("Vacancies that hold it"), _("vacancies"), "count"),
            Column("courses", _("courses"), _("Courses that hold it"), _("courses"), "count"),
            Column("mentions", _("times"), _("How often it stands in them"), "", "count"),
            Column("companies", _("companies"), _("Companies whose vacancies hold it"), _("companies"), "count"),
            Column("company_names", _("who uses it"), _("Names of these companies"), "", "text"),
            Column(
                "likeness",
                _("likeness"),
                _("How much the places where it stands speak for a skill, in [0, 1]"),
                "",
                "number",
            ),
            Column("nearest_uri", _("concept URI"), _("Key of the nearest concept"), "", "uri"),
            Column(
                "nearest",
                _("nearest concept"),
                _("Skill whose labels share most words with it: a proposal for the broader one, often a wrong one"),
                "",
                "text",
            ),
            Column("nearest_score", _("nearness"), _("Share of words in common, in (0, 1]"), "", "number"),
            *(
                Column(
                    f"example_{n}",
                    _("example {number}").format(number=n),
                    _("A sentence that holds it, of a vacancy or a course"),
                    "",
                    "text",
                )
                for n in range(1, N_EXAMPLES + 1)
            ),
        ),
        rows,
    )


def public_unmatched_table(view: View) -> Table:
    """Return the terms that enough companies use, without sentences, names and courses.

    Of a term and a longer one that holds it only the shorter stands here: the difference could be about few companies.
    """
    _ = view.say
    published: list[UnmatchedTerm] = []
    enough = [term for term in view.study.unmatched if len(term.company_ids) >= view.minimum]
    for term in sorted(enough, key=lambda t: t.key.count(" ")):
        if not any(t.language == term.language and f" {t.key} " in f" {term.key} " for t in published):
            published.append(term)
    chosen = {(term.language, term.key) for term in published}
    return make_table(
        "unmatched_terms",
        _("Words without a concept"),
        _(
            "Phrases of vacancies that look like skills, that no concept of the taxonomy covers, and that at least "
            "{minimum} companies use."
        ).format(minimum=view.minimum),
        (
            *_columns(view),
            Column("companies", _("companies"), _("Companies whose vacancies hold it"), _("companies"), "count"),
        ),
        [(t.term, t.language, len(t.company_ids)) for t in enough if (t.language, t.key) in chosen],
    )


def _columns(view: View) -> tuple[Column, ...]:
    _ = view.say
    return (
        Column("term", _("words"), _("The phrase in its most frequent spelling"), "", "text"),
        Column("language", _("language"), _("Language of the texts, ISO 639-1"), "", "id"),
    )
