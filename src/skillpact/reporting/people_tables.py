"""Matches with their reasons, and what people of member companies lack for their function. Opaque ids, no names."""

from __future__ import annotations

from skillpact.matching import Match, MatchPart
from skillpact.reporting.formats import number
from skillpact.reporting.table import NOT_ASSESSED, UNKNOWN, Cell, Column, Table, make_table
from skillpact.reporting.view import View

HELD, PARTLY, NOT_MET, NOTHING_KNOWN = "held", "partly", "not_met", "nothing_known"


def match_parts_table(view: View) -> Table:
    """Return one row for each skill that a matched vacancy asks, with the reason in words."""
    _ = view.say
    none_held = _held_at_none(view)
    rows: list[tuple[Cell, ...]] = []
    for match in _matches(view):
        for part in match.parts:
            state = state_of(part, (match.talent_id, part.uri) in none_held)
            held: Cell = None
            if part.held_uri is not None:
                held = part.held_level if part.is_held_level_known else NOT_ASSESSED
            rows.append(
                (
                    match.talent_id,
                    match.vacancy_id,
                    part.uri,
                    view.skill(part.uri),
                    view.say_as("one skill", "needed") if part.is_essential else _("nice to have"),
                    part.asked_level if part.is_asked_level_known else NOT_ASSESSED,
                    part.held_uri,
                    view.skill(part.held_uri) if part.held_uri else None,
                    held if state != NOTHING_KNOWN else UNKNOWN,
                    state,
                    reason_in_words(view, part, state),
                    part.relatedness,
                    part.evidence_weight,
                    part.coverage,
                    part.points,
                    part.possible_points,
                )
            )
    return make_table(
        "match_parts",
        _("Matches, skill by skill"),
        _("What each asked skill adds to a match. The points of a match add up to its score times 10,000."),
        (
            Column("talent_id", _("talent"), _("Opaque id of the talent"), "", "id"),
            Column("vacancy_id", _("vacancy"), _("Id of the vacancy"), "", "id"),
            Column("skill_uri", _("concept URI"), _("Key of the asked skill"), "", "uri"),
            Column("skill", _("skill"), _("Preferred label of the asked skill"), "", "text"),
            Column("asked_as", _("asked as"), _("Needed or nice to have"), "", "text"),
            Column("asked_level", _("asked level"), _("Level asked, in [0, 1]"), _("level"), "level"),
            Column("held_uri", _("held skill URI"), _("Key of the held skill that serves best"), "", "uri"),
            Column("held", _("what serves"), _("Label of the held skill that serves best"), "", "text"),
            Column("held_level", _("held level"), _("Level at which it is held, in [0, 1]"), _("level"), "level"),
            Column("state", _("state"), _("held, partly, not_met or nothing_known"), "", "id"),
            Column("reason", _("reason"), _("The same in words"), "", "text"),
            Column("relatedness", _("relatedness"), _("How far the held skill serves, in [0, 1]"), "", "number"),
            Column(
                "evidence_weight", _("evidence"), _("Weight of how the held skill is known, in [0, 1]"), "", "number"
            ),
            Column("coverage", _("coverage"), _("Part of the asked level that is reached, in [0, 1]"), "", "number"),
            Column("points", _("points"), _("What it adds to the score"), "1/10,000", "count"),
            Column("possible_points", _("possible points"), _("What it could add"), "1/10,000", "count"),
        ),
        rows,
    )


def matches_table(view: View) -> Table:
    """Return one row for each talent and vacancy, best first for each talent, with the reasons in words."""
    _ = view.say
    none_held = _held_at_none(view)
    rows: list[tuple[Cell, ...]] = []
    for match in _matches(view):
        vacancy = view.vacancies[match.vacancy_id]
        states: dict[str, list[str]] = {HELD: [], PARTLY: [], NOT_MET: [], NOTHING_KNOWN: []}
        for part in match.parts:
            state = state_of(part, (match.talent_id, part.uri) in none_held)
            label = view.skill(part.uri)
            if state == PARTLY or (state == HELD and part.held_uri != part.uri):
                label = f"{label} ({reason_in_words(view, part, state)})"
            states[state].append(label)
        rows.append(
            (
                match.talent_id,
                match.vacancy_id,
                vacancy.title,
                vacancy.company_id,
                view.company(vacancy.company_id),
                match.n_essential_met,
                match.n_essential,
                match.score,
                *("; ".join(states[state]) for state in (HELD, PARTLY, NOT_MET, NOTHING_KNOWN)),
            )
        )
    return make_table(
        "matches",
        _("Matches"),
        _("A suggestion by the program; a person decides. Nobody is matched with the company they work for."),
        (
            Column("talent_id", _("talent"), _("Opaque id of the talent"), "", "id"),
            Column("vacancy_id", _("vacancy"), _("Id of the vacancy"), "", "id"),
            Column("title", _("title"), _("Title of the vacancy"), "", "text"),
            Column("company_id", _("company id"), _("Id of the company"), "", "id"),
            Column("company", _("company"), _("Name of the company"), "", "text"),
            Column("essential_met", _("brings"), _("Needed skills held at the asked level"), _("skills"), "count"),
            Column("essential", _("of"), _("Skills that the vacancy needs"), _("skills"), "count"),
            Column("score", _("score"), _("Order of the list, in [0, 1]; not a chance of being hired"), "", "number"),
            Column("brings", _("brings"), _("Asked skills that are held, or well served by a related one"), "", "text"),
            Column("partly", _("partly"), _("Asked skills held at a lower level or served in part"), "", "text"),
            Column("not_met", _("does not have"), _("Asked skills assessed as not held"), "", "text"),
            Column(
                "nothing_known", _("nothing known about"), _("Asked skills that nobody has asked about yet"), "", "text"
            ),
        ),
        rows,
    )


def function_gaps_table(view: View) -> Table:
    """Return what recorded employees lack for their function, by company, function and size of the gap."""
    _ = view.say
    titles = {(f.company_id, f.id): f.title for f in view.study.inputs.functions}
    found = sorted(
        view.study.function_gaps, key=lambda g: (g.company_id, g.function_id, -g.n_lacking, -g.mean_gap, g.uri)
    )
    persons = _("persons")
    return make_table(
        "function_gaps",
        _("People of member companies"),
        _("From what employers record about their own people. Not assessed: nothing is recorded, which is no lack."),
        (
            Column("company_id", _("company id"), _("Id of the company"), "", "id"),
            Column("company", _("company"), _("Name of the company"), "", "text"),
            Column("function_id", _("function id"), _("Id of the function"), "", "id"),
            Column("function", _("function"), _("Title of the function"), "", "text"),
            Column("skill_uri", _("concept URI"), _("Key of the expected skill"), "", "uri"),
            Column("skill", _("skill"), _("Preferred label of the expected skill"), "", "text"),
            Column(
                "expected_level",
                _("expected level"),
                _("Level that the function expects, in [0, 1]"),
                _("level"),
                "level",
            ),
            Column("people", _("people"), _("Recorded people of the function"), persons, "count"),
            Column(
                "below",
                _("below the level"),
                _("Those below the expected level, not assessed included"),
                persons,
                "count",
            ),
            Column(
                "not_assessed",
                _("of them not assessed"),
                _("Those of them about whom nothing is recorded"),
                persons,
                "count",
            ),
            Column(
                "mean_gap",
                _("mean gap"),
                _("Mean level that is missing to those below, in (0, 1]"),
                _("level"),
                "number",
            ),
        ),
        [
            (
                g.company_id,
                view.company(g.company_id),
                g.function_id,
                titles.get((g.company_id, g.function_id), g.function_id),
                g.uri,
                view.skill(g.uri),
                g.expected_level,
                g.n_people,
                g.n_lacking,
                g.n_not_assessed,
                g.mean_gap,
            )
            for g in found
        ],
    )


def state_of(part: MatchPart, is_held_at_none: bool) -> str:
    """Return held, partly, not_met (assessed as none) or nothing_known of one asked skill."""
    if part.held_uri is None:
        return NOT_MET if is_held_at_none else NOTHING_KNOWN
    return HELD if part.coverage >= 1 else PARTLY


def reason_in_words(view: View, part: MatchPart, state: str) -> str:
    """Return why an asked skill counts as it does, one phrase."""
    _ = view.say
    if state == NOTHING_KNOWN:
        return _("nothing known: not assessed")
    if state == NOT_MET:
        return _("assessed: none")
    assert part.held_uri is not None
    level = view.level(part.held_level if part.is_held_level_known else None)
    asked = view.level(part.asked_level if part.is_asked_level_known else None)
    if part.held_uri != part.uri:
        return _("related skill {skill}, level {level}, counts {factor}").format(
            skill=view.skill(part.held_uri), level=level, factor=number(view, float(part.relatedness))
        )
    if state == HELD:
        return _("held, level {level}").format(level=level)
    return _("held, level {level}; asked {asked}").format(level=level, asked=asked)


def _matches(view: View) -> list[Match]:
    # Within a talent the study's order stands: best first, ties by seeded hash.
    return sorted(view.study.matches, key=lambda match: match.talent_id)


def _held_at_none(view: View) -> set[tuple[str, str]]:
    return {
        (talent.id, skill.uri)
        for talent, skills in zip(view.study.inputs.talents, view.study.held, strict=True)
        for skill in skills
        if skill.level == 0
    }
