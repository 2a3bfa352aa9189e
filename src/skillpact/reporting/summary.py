"""The few sentences that stand first: on the page and on the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from skillpact.reporting.coverage_tables import coverage_table
from skillpact.reporting.formats import euro, number
from skillpact.reporting.skill_tables import balance_table
from skillpact.reporting.table import Cell, Remark, Table
from skillpact.reporting.view import View, make_view
from skillpact.study import Study

SHORTAGES_AT_MOST = 3


@dataclass(frozen=True)
class ShortageCard:
    """One of the shortages to act on, its figures in words, and what can be done about it."""

    uri: str
    skill: str
    needed: str
    available: str
    not_assessed: str | None
    in_training: str
    short: str
    companies: str
    who: str
    remedy: str


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
        remedy = _("No course on offer teaches it: a new one would have to be agreed.")
        if titles:
            more = len(titles) - 3
            listed = ", ".join(titles[:3]) + (_(" and {n} more").format(n=more) if more > 0 else "")
            remedy = _("Taught by: {courses}.").format(courses=listed)
        cards.append(
            ShortageCard(
                uri=uri,
                skill=str(row["skill"]),
                needed=words_of(view, row["needed"]),
                available=words_of(view, row["available"]),
                not_assessed=str(unknown) if isinstance(unknown, int) and unknown else None,
                in_training=words_of(view, row["in_training"]),
                short=words_of(view, short),
                companies=words_of(view, row["companies"]),
                who=str(row.get("company_names") or ""),
                remedy=remedy,
            )
        )
        if len(cards) == SHORTAGES_AT_MOST:
            break
    return cards


def coverage_sentence(view: View) -> str:
    """Return how many companies answered."""
    c = view.study.coverage
    return view.say("{answered} of {all} companies told their needs.").format(
        answered=number(view, c.n_companies_answered), all=number(view, c.n_companies)
    )


def summary_lines(study: Study) -> list[str]:
    """Return a few lines for the terminal: coverage, top shortages, matches, plan, refused rows."""
    view = make_view(study, "cluster")
    _ = view.say
    counts = {str(row["measure"]): row for row in coverage_table(view).records()}
    vacancies = counts["vacancies_counted"]
    lines = [
        coverage_sentence(view),
        _("{counted} of {read} vacancies count as need, {talents} talents.").format(
            counted=vacancies["count"], read=vacancies["of"], talents=counts["talents"]["count"]
        ),
    ]
    shortage = _("Short: {skill}: {needed} needed, {available} available, {training} in training, {short} short.")
    lines.extend(
        shortage.format(
            skill=card.skill, needed=card.needed, available=card.available, training=card.in_training, short=card.short
        )
        for card in shortage_cards(view, balance_table(view))
    )
    talents = len({match.talent_id for match in study.matches})
    lines.append(_("{n} matches for {talents} talents.").format(n=len(study.matches), talents=talents))
    lines.extend(plan_sentences(view))
    if study.inputs.refusals:
        lines.append(
            _("{n} rows or files were refused: see the table of refusals.").format(n=len(study.inputs.refusals))
        )
    return lines


def plan_sentences(view: View) -> list[str]:
    """Return what the plan does in one or two sentences; nothing where there is no plan."""
    _ = view.say
    plan = view.study.plan
    if plan is None:
        return []
    status = {
        "optimal": _("proven best"),
        "within_gap": _("within the agreed distance of the best"),
        "limit": _("the best found within the time limit"),
        "infeasible": _("impossible as asked"),
    }[plan.status]
    if plan.status == "infeasible":
        return [_("The plan is {status}.").format(status=status)]
    cost = next((o.value for o in plan.objectives if o.name == "cost"), 0.0)
    people = len({a.talent for a in plan.assignments})
    sentences = [
        _("The plan gives {seats} seats to {people} people for {cost}: {status}.").format(
            seats=len(plan.assignments), people=people, cost=euro(view, round(cost)), status=status
        )
    ]
    if not plan.reproducible:
        sentences.append(_("A time limit ended the search: another run may find another plan."))
    return sentences


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
