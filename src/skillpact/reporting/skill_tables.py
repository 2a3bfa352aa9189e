"""The balance sheet by skill, and the sentences of vacancies on which each of its figures stands."""

from __future__ import annotations

from skillpact.records import Mention, Vacancy
from skillpact.reporting.table import NOT_ASSESSED, Cell, Column, Table, make_table
from skillpact.reporting.view import View


def balance_columns(view: View) -> tuple[Column, ...]:
    """Return the columns of the balance sheet that every audience has."""
    _ = view.say
    openings, persons = _("openings"), _("persons")
    return (
        Column("skill_uri", _("concept URI"), _("Key of the skill in the taxonomy"), "", "uri"),
        Column("skill", _("skill"), _("Preferred label of the skill"), "", "text"),
        Column("kind", _("kind"), _("Skill, knowledge, attitude or language"), "", "text"),
        Column("companies", _("companies"), _("Companies that need it"), _("companies"), "count"),
        Column("needed", _("needed"), _("Openings that need the skill"), openings, "count"),
        Column("wanted", _("nice to have"), _("Further openings where the skill is nice to have"), openings, "count"),
        Column(
            "available",
            _("available"),
            _("Talents who hold it, or a related skill that serves, at the lowest level asked or above"),
            persons,
            "count",
        ),
        Column(
            "available_not_assessed",
            _("of them level not assessed"),
            _("Those of the available whose level nobody assessed: they count at the stated default"),
            persons,
            "count",
        ),
        Column(
            "in_training",
            _("in training"),
            _("Seats in courses under way that teach it to the lowest level asked"),
            _("seats"),
            "count",
        ),
        Column("short", _("short"), _("Openings that nobody available can serve, level by level"), openings, "count"),
        Column(
            "short_after_training",
            _("short after training"),
            _("The same with those in training counted as available"),
            openings,
            "count",
        ),
    )


def balance_table(view: View) -> Table:
    """Return demand, supply and training supply of every skill that a vacancy asks, the largest shortage first."""
    _ = view.say
    rows = []
    for b in view.study.balances:
        companies = "; ".join(view.company(c) for c in sorted(b.company_ids))
        counts = (b.n_needed, b.n_wanted, b.n_available, b.n_available_unknown, b.n_in_training, b.n_short)
        rows.append(
            (
                b.uri,
                view.skill(b.uri),
                view.skill_kind(b.uri),
                len(b.company_ids),
                *counts,
                b.n_short_after_training,
                companies,
                len(b.vacancy_ids),
            )
        )
    return make_table(
        "balance",
        _("Balance sheet by skill"),
        _("Rows do not add up: an opening needs several skills and a person holds several."),
        (
            *balance_columns(view),
            Column("company_names", _("who needs it"), _("Names of the companies that need it"), "", "text"),
            Column("vacancies", _("vacancies"), _("Vacancies that name it"), _("vacancies"), "count"),
        ),
        rows,
    )


def evidence_table(view: View) -> Table:
    """Return, for each skill and vacancy, the sentences that name it, or that it was stated as data.

    The span in its sentence is `sentence[mark_start:mark_end]`; `start` and `end` count in the vacancy's whole text.
    """
    _ = view.say
    by_vacancy: dict[str, dict[str, list[Mention]]] = {}
    for vacancy_id, extraction in view.study.vacancy_extractions.items():
        for mention in extraction.mentions:
            by_vacancy.setdefault(vacancy_id, {}).setdefault(mention.uri, []).append(mention)
    essential = {
        (vacancy.id, asked.uri): asked.is_essential
        for vacancy, requirements in zip(view.study.vacancies, view.study.requirements, strict=True)
        for asked in requirements
    }
    rows: list[tuple[Cell, ...]] = []
    for balance in view.study.balances:
        for vacancy_id in balance.vacancy_ids:
            vacancy = view.vacancies[vacancy_id]
            is_essential = essential.get((vacancy_id, balance.uri), True)
            head: tuple[Cell, ...] = (
                balance.uri,
                view.skill(balance.uri),
                vacancy_id,
                vacancy.title,
                vacancy.company_id,
                view.company(vacancy.company_id),
                view.say_as("one skill", "needed") if is_essential else _("nice to have"),
            )
            if any(asked.uri == balance.uri for asked in vacancy.requirements):
                stated = next(asked.level for asked in vacancy.requirements if asked.uri == balance.uri)
                level: Cell = NOT_ASSESSED if stated is None else stated
                rows.append((*head, _("stated as data"), level, None, None, None, None, None, None, None, None))
            rows += [
                (*head, *_place(view, vacancy, mention))
                for mention in by_vacancy.get(vacancy_id, {}).get(balance.uri, ())
            ]
    return make_table(
        "evidence",
        _("Sentences behind the figures"),
        _("Each sentence of a vacancy that names a skill, with the words that were linked to it."),
        (
            Column("skill_uri", _("concept URI"), _("Key of the skill in the taxonomy"), "", "uri"),
            Column("skill", _("skill"), _("Preferred label of the skill"), "", "text"),
            Column("vacancy_id", _("vacancy"), _("Id of the vacancy"), "", "id"),
            Column("title", _("title"), _("Title of the vacancy"), "", "text"),
            Column("company_id", _("company id"), _("Id of the company"), "", "id"),
            Column("company", _("company"), _("Name of the company"), "", "text"),
            Column("asked_as", _("asked as"), _("Needed or nice to have, for the vacancy as a whole"), "", "text"),
            Column("source", _("source"), _("Stated as data, read in the text, or read and denied there"), "", "text"),
            Column("level", _("level"), _("Level said by the words around it, in [0, 1]"), _("level"), "level"),
            Column("span", _("words"), _("The words linked to the skill"), "", "text"),
            Column(
                "sentence",
                _("sentence"),
                _(
                    "The sentence that holds them. In the CSV file an apostrophe stands before a sentence that a "
                    "spreadsheet would take for a formula: it is no part of the sentence"
                ),
                "",
                "text",
            ),
            Column(
                "mark_start",
                _("from"),
                _(
                    "First character of the words in the sentence, from 0, not counting an apostrophe that the CSV "
                    "file puts before the sentence"
                ),
                _("code points"),
                "count",
            ),
            Column(
                "mark_end",
                _("to"),
                _(
                    "Character after the words in the sentence, from 0, not counting an apostrophe that the CSV file "
                    "puts before the sentence"
                ),
                _("code points"),
                "count",
            ),
            Column(
                "start",
                _("from in text"),
                _("First character of the words in the whole text"),
                _("code points"),
                "count",
            ),
            Column("end", _("to in text"), _("Character after the words in the whole text"), _("code points"), "count"),
            Column("score", _("score"), _("Trust in the link, in [0, 1]"), "", "number"),
            Column("method", _("method"), _("How it was found"), "", "text"),
        ),
        rows,
    )


def _place(view: View, vacancy: Vacancy, mention: Mention) -> tuple[Cell, ...]:
    _ = view.say
    source = _("denied in the text") if mention.is_negated else _("read in the text")
    sentence = vacancy.text[mention.sentence_start : mention.sentence_end]
    return (
        source,
        NOT_ASSESSED if mention.level is None else mention.level,
        vacancy.text[mention.start : mention.end],
        sentence,
        mention.start - mention.sentence_start,
        mention.end - mention.sentence_start,
        mention.start,
        mention.end,
        mention.score,
        mention.method,
    )
