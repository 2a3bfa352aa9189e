"""The few sentences that stand first: on the page and on the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from skillpact.reporting.formats import number
from skillpact.reporting.plan_words import plan_sentences
from skillpact.reporting.public_tables import public_balance_table, public_coverage_table, public_occupations_table
from skillpact.reporting.skill_tables import balance_table
from skillpact.reporting.table import Cell, Remark, Table, known_audience
from skillpact.reporting.view import View, make_view
from skillpact.study import Study

SHORTAGES_AT_MOST = 3
COURSES_AT_MOST = 3  # named for one shortage


@dataclass(frozen=True)
class ShortageCard:
    """One of the shortages to act on, its figures in words, and what can be done about it.

    bars : (key, title, figure in words, length in percent of the longest; 0 where the figure is not told)
    """

    uri: str
    skill: str
    needed: str
    available: str
    not_assessed: int
    in_training: str
    short: str
    bars: tuple[tuple[str, str, str, int], ...]
    companies: str
    who: str
    courses: tuple[str, ...]
    n_more_courses: int


def shortage_cards(view: View, balance: Table) -> list[ShortageCard]:
    """Return the first rows of the balance sheet that are short, with the courses that teach the skill."""
    _ = view.say
    cards = []
    for row in balance.records():
        short = row["short"]
        is_short = short > 0 if isinstance(short, int) else isinstance(short, Remark) and short.code == "at_least"
        # A row of several skills together has no course of its own.
        if not is_short or row["kind"] == _("several together"):
            continue
        uri = str(row["skill_uri"])
        unknown = row["available_not_assessed"]
        titles = _courses_teaching(view, uri)
        cards.append(
            ShortageCard(
                uri=uri,
                skill=str(row["skill"]),
                needed=words_of(view, row["needed"]),
                available=words_of(view, row["available"]),
                not_assessed=unknown if isinstance(unknown, int) else 0,
                in_training=words_of(view, row["in_training"]),
                short=words_of(view, short),
                bars=_bars(view, row),
                companies=words_of(view, row["companies"]),
                who=str(row.get("company_names") or ""),
                courses=tuple(titles[:COURSES_AT_MOST]),
                n_more_courses=max(0, len(titles) - COURSES_AT_MOST),
            )
        )
        if len(cards) == SHORTAGES_AT_MOST:
            break
    return cards


def _bars(view: View, row: dict[str, Cell]) -> tuple[tuple[str, str, str, int], ...]:
    _ = view.say
    titles = {"needed": _("needed"), "available": _("available"), "in_training": _("in training")}
    told = {key: cell for key in titles if isinstance(cell := row[key], int)}
    longest = max([1, *told.values()])
    return tuple(
        (key, title, words_of(view, row[key]), round(100 * told.get(key, 0) / longest)) for key, title in titles.items()
    )


def coverage_sentence(view: View) -> str:
    """Return how many companies answered."""
    c = view.study.coverage
    sentence = view.say_n(
        "{answered} of {all} company told its needs.", "{answered} of {all} companies told their needs.", c.n_companies
    )
    return sentence.format(answered=number(view, c.n_companies_answered), all=number(view, c.n_companies))


def summary_lines(study: Study, audience: str = "cluster") -> list[str]:
    """Return a few lines for the terminal: coverage, top shortages, matches, plan, refused rows.

    audience : "public" hears only what everyone may: coverage, vacancies, what is published and how many rows were
    refused. Raises ValueError on an unknown one.
    """
    view = make_view(study, known_audience(audience))
    return _public_lines(view) if view.audience == "public" else _desk_lines(view)


def _desk_lines(view: View) -> list[str]:
    _, _n = view.say, view.say_n
    study, c = view.study, view.study.coverage
    # Whole sentences for one and for many, as words around a number change with it in every language.
    if c.n_talents == 1:
        counted = _n(
            "{counted} of {read} vacancy counts as need, 1 talent.",
            "{counted} of {read} vacancies count as need, 1 talent.",
            c.n_vacancies_read,
        )
    else:
        counted = _n(
            "{counted} of {read} vacancy counts as need, {talents} talents.",
            "{counted} of {read} vacancies count as need, {talents} talents.",
            c.n_vacancies_read,
        )
    lines = [
        coverage_sentence(view),
        counted.format(counted=c.n_vacancies_counted, read=c.n_vacancies_read, talents=c.n_talents),
    ]
    shortage = _("Short: {skill}: {needed} needed, {available} available, {training} in training, {short} short.")
    lines.extend(
        shortage.format(
            skill=card.skill, needed=card.needed, available=card.available, training=card.in_training, short=card.short
        )
        for card in shortage_cards(view, balance_table(view))
    )
    talents = len({match.talent_id for match in study.matches})
    matches = _("{n} matches for {talents} talents.")
    if talents == 1:
        matches = _n("{n} match for 1 talent.", "{n} matches for 1 talent.", len(study.matches))
    lines.append(matches.format(n=len(study.matches), talents=talents))
    lines.extend(plan_sentences(view))
    if study.inputs.refusals:
        refused = _n(
            "{n} row or file was refused: see {file}.",
            "{n} rows or files were refused: see {file}.",
            len(study.inputs.refusals),
        )
        lines.append(refused.format(n=len(study.inputs.refusals), file="tables/refusals.csv"))
    return lines


def _public_lines(view: View) -> list[str]:
    _, _n = view.say, view.say_n
    coverage = {row["measure"]: row["count"] for row in public_coverage_table(view).records()}
    counted = coverage["vacancies_counted"]
    lines = [coverage_sentence(view)]
    if isinstance(counted, int):
        sentence = _n("{n} vacancy counts as need.", "{n} vacancies count as need.", counted)
        lines.append(sentence.format(n=number(view, counted)))
    else:
        lines.append(_("How many vacancies count as need is not published: they are of too few companies."))
    lines.append(
        _(
            "Rows published on skills: {skills}, on occupations: {occupations}. Figures about fewer than {minimum} "
            "companies or persons are not published."
        ).format(
            skills=number(view, len(public_balance_table(view).rows)),
            occupations=number(view, len(public_occupations_table(view).rows)),
            minimum=view.minimum,
        )
    )
    if n_refused := len(view.study.inputs.refusals):
        sentence = _n(
            "{n} row or file was refused: what it holds is missing from every figure.",
            "{n} rows or files were refused: what they hold is missing from every figure.",
            n_refused,
        )
        lines.append(sentence.format(n=number(view, n_refused)))
    return lines


def words_of(view: View, cell: Cell) -> str:
    """Return a figure, or the words that stand in its place."""
    if isinstance(cell, Remark):
        return view.remark(cell)
    return number(view, cell) if isinstance(cell, int | float) else str(cell)


def _courses_teaching(view: View, uri: str) -> list[str]:
    """Return titles of courses that teach a skill, by title."""
    profiles = view.study.course_profiles
    column = profiles.index.column(uri)
    found = set()
    for row, course_id in enumerate(profiles.ids):
        first, last = profiles.level.indptr[row], profiles.level.indptr[row + 1]
        columns, levels = profiles.level.indices[first:last], profiles.level.data[first:last]
        if ((columns == column) & (levels > 0)).any():
            found.add(view.course(course_id))
    return sorted(found)
