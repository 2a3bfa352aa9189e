"""The plan in sentences: what it gives, what that achieves, how near the best each aim is, and which seats are idle."""

from __future__ import annotations

import math

from skillpact.planning import Instance, PlanResult
from skillpact.planning.plan import Objective
from skillpact.planning.values import known_levels, remaining_gaps
from skillpact.reporting.formats import euro, number
from skillpact.reporting.plan_tables import objective_labels
from skillpact.reporting.seat_gains import idle_seats
from skillpact.reporting.view import View


def plan_sentences(view: View) -> list[str]:
    """Return what the plan does, a sentence each; nothing where there is no plan."""
    _ = view.say
    plan, instance = view.study.plan, view.study.instance
    if plan is None or instance is None:
        return []
    if plan.status == "infeasible":
        return [_("The plan is impossible as asked.")]
    sentences = [_given(view, plan), *_achieved(view, plan, instance), *_proofs(view, plan)]
    sentences += _idle(view, plan, instance)
    if not plan.reproducible:
        sentences.append(_("A time limit ended the search: another run may find another plan."))
    return sentences


def _given(view: View, plan: PlanResult) -> str:
    _, _n = view.say, view.say_n
    cost = next((o.value for o in plan.objectives if o.name == "cost"), 0.0)
    people, seats = len({a.talent for a in plan.assignments}), len(plan.assignments)
    given = _("The plan gives {seats} seats to {people} people for {cost}.")
    if people == 1:
        given = _n(
            "The plan gives 1 seat to 1 person for {cost}.",
            "The plan gives {seats} seats to 1 person for {cost}.",
            seats,
        )
    return given.format(seats=seats, people=people, cost=euro(view, round(cost)))


def _achieved(view: View, plan: PlanResult, instance: Instance) -> list[str]:
    """Return openings and levels against all levels that are missing before the plan."""
    reached = {o.name: o.value for o in plan.objectives}
    if "fillable" not in reached or "gap_closed" not in reached:
        return []
    missing = sum(remaining_gaps(instance, known_levels(instance), {}).values())
    sentence = view.say_n(
        "That makes {n} more opening fillable and closes {closed} of {missing} missing levels.",
        "That makes {n} more openings fillable and closes {closed} of {missing} missing levels.",
        round(reached["fillable"]),
    )
    closed, all_levels = (number(view, round(float(amount), 2)) for amount in (reached["gap_closed"], missing))
    return [sentence.format(n=round(reached["fillable"]), closed=closed, missing=all_levels)]


def _proofs(view: View, plan: PlanResult) -> list[str]:
    labels = objective_labels(view)
    return [_proof(view, place, o, labels.get(o.name, o.name)) for place, o in enumerate(plan.objectives, start=1)]


def _proof(view: View, place: int, o: Objective, aim: str) -> str:
    _ = view.say
    if o.gap == 0:
        return _("Aim {place}, {aim}: proven best.").format(place=place, aim=aim)
    if not o.value or not o.bound:
        # A part of nothing is no distance.
        sentence = _("Aim {place}, {aim}: {value}, and no plan can be better than {bound}.")
        factor = 0.01 if o.name == "cost" else 1.0
        value, bound = (number(view, round(amount * factor, 2)) for amount in (o.value, o.bound))
        return sentence.format(place=place, aim=aim, value=value, bound=bound)
    # Of the value or of the bound, whichever is more, and rounded up: "at most" is true for gains and for costs.
    distance = max(o.gap, abs(o.bound - o.value) / abs(o.bound))
    sentence = _("Aim {place}, {aim}: at most {percent} % from the best.")
    return sentence.format(place=place, aim=aim, percent=number(view, math.ceil(round(distance * 1000, 6)) / 10))


def _idle(view: View, plan: PlanResult, instance: Instance) -> list[str]:
    idle = idle_seats(plan, instance)
    found = []
    if idle.n_that_fill:
        sentence = view.say_n(
            "{n} seat brings its person nothing towards their own aim and costs {cost}: the course needs so many "
            "people to run. Offer it to somebody who needs it.",
            "{n} seats bring their people nothing towards their own aim and cost {cost} together: the courses need so "
            "many people to run. Offer them to somebody who needs them.",
            idle.n_that_fill,
        )
        found.append(sentence.format(n=idle.n_that_fill, cost=euro(view, idle.cents_that_fill)))
    if idle.n_spare:
        sentence = view.say_n(
            "{n} seat brings its person nothing towards their own aim and costs {cost}; the course would run without "
            "it. Offer it to somebody who needs it, or save it.",
            "{n} seats bring their people nothing towards their own aim and cost {cost} together; the courses would "
            "run without them. Offer them to somebody who needs them, or save them.",
            idle.n_spare,
        )
        found.append(sentence.format(n=idle.n_spare, cost=euro(view, idle.cents_spare)))
    return found
