"""Hand-made instances whose best plan is known by construction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from skillpact.planning import (
    Cohort,
    Course,
    Floor,
    Funder,
    Instance,
    Kept,
    Period,
    Related,
    Resource,
    Share,
    Talent,
    Vacancy,
    check_plan,
    plan_to_json,
    solve_plan,
)

SPRING = Period("spring", date(2027, 1, 1), date(2027, 6, 30))
AUTUMN = Period("autumn", date(2027, 7, 1), date(2027, 12, 31))


def talent(name: str, **changes) -> Talent:
    fields = {
        "region": "ES21", "status": "employed", "organisation": "firm", "languages": ("es",),
        "target": {"plc": 1.0}, "hours": {"spring": 40.0, "autumn": 40.0},
    }  # fmt: skip
    return Talent(name, **{**fields, **changes})


def course(name: str = "plc course", **changes) -> Course:
    fields = {
        "teaches": {"plc": 1.0}, "hours": 40.0, "seats_min": 1, "seats_max": 10, "cohorts_max": 1,
        "cohort_cost_cents": 0, "seat_cost_cents": 10_000, "periods": ("spring",), "language": "es",
        "mode": "on_site", "region": "ES21",
    }  # fmt: skip
    return Course(name, **{**fields, **changes})


def instance(talents, courses, **changes) -> Instance:
    fields = {
        "periods": (SPRING, AUTUMN), "funders": (Funder("fund", 1_000_000, 1.0),),
        "objective": ("gap_closed", "cost"), "gap": 0.0,
    }  # fmt: skip
    return Instance(talents=tuple(talents), courses=tuple(courses), **{**fields, **changes})


def solved(made: Instance):
    plan = solve_plan(made)
    assert check_plan(made, plan) == []
    return plan


def value(plan, name="gap_closed"):
    return next(o.value for o in plan.objectives if o.name == name)


def attending(plan):
    return sorted((a.talent, a.course, a.period) for a in plan.assignments)


def test_budget_lets_two_of_three_attend():
    made = instance([talent(n) for n in "abc"], [course()], funders=(Funder("fund", 20_000, 1.0),))
    plan = solved(made)
    assert (plan.status, value(plan), value(plan, "cost")) == ("optimal", 2.0, 20_000)
    assert [(u.uri, u.amount, u.reason) for u in plan.unmet] == [("plc", 1.0, "the budget does not reach")]
    assert [(n.change, n.gain) for n in plan.next] == [
        ("5,000 euro more from funder 'fund' closes more of the gap (gap_closed).", 1.0)
    ]


def test_smallest_size_prevents_a_cohort():
    plan = solved(instance([talent("a"), talent("b")], [course(seats_min=3)]))
    assert (value(plan), plan.cohorts) == (0.0, ())
    assert plan.unmet[0].reason == "too few people for a cohort"


def test_smallest_size_forces_somebody_in_who_gains_nothing():
    people = [talent("a"), talent("b"), talent("c", target={})]
    plan = solved(instance(people, [course(seats_min=3)]))
    assert (value(plan), len(plan.assignments)) == (2.0, 3)


def test_nobody_attends_for_nothing_even_when_it_is_free():
    people = [talent("a"), talent("b", target={})]
    plan = solved(instance(people, [course(seat_cost_cents=0, cohort_cost_cents=5000)]))
    assert attending(plan) == [("a", "plc course", "spring")]


def test_second_cohort_opens_when_the_first_is_full():
    plan = solved(instance([talent(n) for n in "abcd"], [course(seats_max=2, cohorts_max=2)]))
    assert plan.cohorts == (Cohort("plc course", "spring", 2),)


def test_required_course_comes_in_an_earlier_period():
    courses = [
        course("basics", teaches={"logic": 0.5}, periods=("spring", "autumn")),
        course(requires=("basics",), periods=("spring", "autumn")),
    ]
    plan = solved(instance([talent("a")], courses))
    assert attending(plan) == [("a", "basics", "spring"), ("a", "plc course", "autumn")]


def test_required_course_is_not_needed_when_its_outcomes_are_held():
    courses = [course("basics", teaches={"logic": 0.5}), course(requires=("basics",))]
    plan = solved(instance([talent("a", held={"logic": 0.5})], courses))
    assert attending(plan) == [("a", "plc course", "spring")]


def test_required_course_in_no_earlier_period_is_the_reason():
    courses = [course("basics", teaches={"logic": 0.5}), course(requires=("basics",))]
    plan = solved(instance([talent("a")], courses))
    assert plan.unmet[0].reason == "a required course cannot be taken before"


def test_funder_pays_only_for_those_eligible_and_within_its_share():
    people = [talent("a"), talent("b", status="unemployed")]
    funders = (Funder("esf", 100_000, 0.4, statuses=("unemployed",)), Funder("firms", 100_000, 0.6))
    plan = solved(instance(people, [course()], funders=funders))
    assert attending(plan) == [("b", "plc course", "spring")]
    assert plan.assignments[0].shares == (Share("esf", 4_000), Share("firms", 6_000))
    assert plan.unmet[0].reason == "no eligible funder may pay it in full"


def test_spare_cents_of_a_cohort_go_to_the_first_by_id():
    made = instance([talent(n) for n in "cab"], [course(cohort_cost_cents=100, seat_cost_cents=0)])
    plan = solved(made)
    assert [(a.talent, a.shares[0].cents) for a in plan.assignments] == [("a", 34), ("b", 33), ("c", 33)]


def test_two_halves_cannot_pay_an_odd_cent():
    funders = (Funder("one", 10_000, 0.5), Funder("two", 10_000, 0.5))
    odd = instance([talent("a")], [course(seat_cost_cents=0, cohort_cost_cents=101)], funders=funders)
    even = instance([talent("a")], [course(seat_cost_cents=0, cohort_cost_cents=102)], funders=funders)
    assert (value(solved(odd)), value(solved(even))) == (0.0, 1.0)


def test_shares_that_add_up_to_one_pay_the_sizes_that_come_out_even():
    funders = (Funder("esf", 10**6, 0.4), Funder("firms", 10**6, 0.5), Funder("cluster", 10**6, 0.1))
    people = [talent(n) for n in "abcdefg"]
    made = instance(people, [course(seat_cost_cents=0, cohort_cost_cents=96_000)], funders=funders)
    # 96,000 cents over 7 people leave parts that tenths cannot split; over 6 everybody carries 16,000.
    assert value(solved(made)) == 6.0


def test_equal_parts_bind_where_people_have_different_funders():
    # 60,000 shared by two is 30,000 each; the poor funder has only 29,999 although the rich one has plenty.
    people = [talent("a"), talent("b", status="unemployed")]
    poor = Funder("poor", 29_999, 1.0, statuses=("unemployed",))
    rich = Funder("rich", 10**6, 1.0, statuses=("employed",))
    taught = course(seat_cost_cents=0, cohort_cost_cents=60_000)
    plan = solved(instance(people, [taught], funders=(poor, rich)))
    assert attending(plan) == [("a", "plc course", "spring")]
    plan = solved(instance(people, [taught], funders=(replace(poor, budget_cents=30_000), rich)))
    assert value(plan) == 2.0


def test_related_skill_counts_with_its_factor():
    made = instance(
        [talent("a", held={"robots": 1.0})], [course(teaches={"plc": 0.75})], related=(Related("robots", "plc", 0.67),)
    )
    plan = solved(made)
    assert value(plan) == 0.08
    assert plan.unmet[0].amount == 0.25


def test_level_not_assessed_counts_as_nothing_and_is_reported():
    plan = solved(instance([talent("a", held={"plc": None})], [course(teaches={"plc": 0.5})]))
    assert value(plan) == 0.5
    assert [(u.amount, u.reason) for u in plan.unmet] == [(0.5, "held, but the level is not assessed")]


def test_opening_is_filled_once_all_requirements_are_met():
    job = Vacancy("job", "firm", 1, {"plc": 0.5, "logic": 0.5})
    people = [talent("a", target={}, vacancies=("job",), held={"logic": 0.5}), talent("b", target={}, held={})]
    made = instance(people, [course()], vacancies=(job,), objective=("fillable", "cost"))
    plan = solved(made)
    assert (value(plan, "fillable"), attending(plan)) == (1, [("a", "plc course", "spring")])


def test_openings_fillable_before_do_not_count():
    job = Vacancy("job", "firm", 1, {"logic": 0.5})
    people = [talent("a", target={}, vacancies=("job",), held={"logic": 0.5})]
    plan = solved(instance(people, [course()], vacancies=(job,), objective=("fillable", "cost")))
    assert (value(plan, "fillable"), value(plan, "cost")) == (0, 0)


def test_opening_that_no_course_prepares_for_stays_open():
    job = Vacancy("job", "firm", 1, {"welding": 1.0})
    people = [talent("a", target={"welding": 1.0}, vacancies=("job",))]
    plan = solved(instance(people, [course()], vacancies=(job,), objective=("fillable", "gap_closed", "cost")))
    assert value(plan, "fillable") == 0
    assert [(u.uri, u.reason) for u in plan.unmet] == [("welding", "no course teaches it to that level")]


def test_online_course_reaches_another_region_and_a_room_does_not():
    far = talent("a", region="ES22")
    assert value(solved(instance([far], [course()]))) == 0.0
    assert value(solved(instance([far], [course(mode="online")]))) == 1.0
    assert value(solved(instance([far], [course(region=None)]))) == 1.0


def test_resource_limits_cohorts_in_each_period():
    courses = [course("one", resources=("room",)), course("two", teaches={"cad": 1.0}, resources=("room",))]
    people = [talent("a", target={"plc": 1.0, "cad": 0.5}, hours={"spring": 80.0})]
    plan = solved(instance(people, courses, resources=(Resource("room", 1),)))
    assert attending(plan) == [("a", "one", "spring")]
    assert [(u.uri, u.reason) for u in plan.unmet] == [("cad", "no seat left")]


def test_hours_leave_room_for_one_course():
    courses = [course("one"), course("two", teaches={"cad": 1.0})]
    plan = solved(instance([talent("a", target={"plc": 1.0, "cad": 0.5})], courses))
    assert value(plan) == 1.0
    assert [(u.uri, u.reason) for u in plan.unmet] == [("cad", "too few free hours")]


def test_kept_assignment_stays_although_another_course_is_worth_more():
    courses = [course(), course("old", teaches={"plc": 0.25})]
    plan = solved(instance([talent("a")], courses, kept=(Kept("a", "old", "spring"),)))
    assert attending(plan) == [("a", "old", "spring")]


def test_kept_assignment_that_breaks_a_rule_is_a_conflict():
    plan = solve_plan(
        instance([talent("a", hours={"spring": 10.0})], [course()], kept=(Kept("a", "plc course", "spring"),))
    )
    assert plan.status == "infeasible"
    assert plan.conflict == (
        "Talent 'a' keeps course 'plc course' in period 'spring', but it takes 40 hours and only 10 are free.",
    )


def test_floor_gives_seats_to_an_organisation():
    people = [talent("a"), talent("b", organisation="small", target={"plc": 0.25})]
    made = instance(people, [course(seats_max=1)])
    assert attending(solved(made)) == [("a", "plc course", "spring")]
    plan = solved(replace(made, floors=(Floor("small", 1),)))
    assert attending(plan) == [("b", "plc course", "spring")]


def test_floor_is_met_when_all_who_can_attend_have_a_seat():
    people = [talent("a"), talent("b", languages=("fr",))]
    assert attending(solved(instance(people, [course()], floors=(Floor("firm", 5),)))) == [
        ("a", "plc course", "spring")
    ]


def test_floor_and_budget_in_conflict_are_named_and_nothing_else():
    people = [talent("a"), talent("b"), talent("c", organisation="other")]
    made = instance(people, [course()], floors=(Floor("firm", 2), Floor("other", 1)),
                    funders=(Funder("fund", 15_000, 1.0),))  # fmt: skip
    plan = solve_plan(made)
    assert plan.status == "infeasible"
    assert plan.conflict == (
        "Organisation 'firm' gets at least 2 seats, or one for all who can attend.",
        "Funder 'fund' pays at most 150.00 euro, and at most 100% of an assignment.",
    )
    assert check_plan(made, plan) == []


def test_objectives_come_in_the_order_of_the_instance():
    made = instance([talent("a")], [course()], objective=("cost", "gap_closed"))
    assert [(o.name, o.value) for o in solved(made).objectives] == [("cost", 0), ("gap_closed", 0.0)]


def test_time_limit_of_nothing_still_gives_a_plan():
    made = instance([talent(n) for n in "abc"], [course()])
    plan = solve_plan(made, time_limit_s=0.0)
    assert check_plan(made, plan) == []
    assert value(plan) == 3.0


@pytest.mark.parametrize("seconds", [float("nan"), -1.0, float("-inf")])
def test_time_limit_that_is_no_time_is_refused_with_its_value(seconds):
    with pytest.raises(ValueError, match=f"time_limit_s is {seconds};"):
        solve_plan(instance([talent("a")], [course()]), time_limit_s=seconds)


def test_endless_time_limit_is_none_at_all():
    made = instance([talent(n) for n in "abc"], [course()])
    assert plan_to_json(solve_plan(made, time_limit_s=float("inf"))) == plan_to_json(solve_plan(made))


def test_funder_as_rich_as_may_be_is_not_made_richer():
    funders = (Funder("fund", 10**12, 1.0), Funder("other", 0, 1.0))
    plan = solved(instance([talent("a")], [course()], funders=funders))
    assert [n.change for n in plan.next] == ["5,000 euro more from funder 'other' brings nothing more."]


def test_required_course_is_not_taken_when_nothing_comes_after_it():
    courses = [
        course("basics", teaches={"logic": 0.5}, seat_cost_cents=0),
        course(requires=("basics",), periods=("autumn",), seats_min=2),
    ]
    assert attending(solved(instance([talent("a")], courses))) == []


def test_person_who_gains_nothing_stays_only_where_the_cost_cannot_be_paid_without_them():
    # The fund has half of the cohort's cost, so that somebody of the firm must carry the other half.
    fund = Funder("fund", 30_000, 1.0, statuses=("unemployed",))
    firm = Funder("firm", 10**6, 1.0, statuses=("employed",))
    people = [talent("a", status="unemployed"), *(talent(n, target={}) for n in "bcd")]
    taught = course(seat_cost_cents=0, cohort_cost_cents=60_000)
    plan = solved(instance(people, [taught], funders=(fund, firm)))
    assert (value(plan), len(plan.assignments)) == (1.0, 2)
    rich = replace(fund, budget_cents=60_000)
    assert attending(solved(instance(people, [taught], funders=(rich, firm)))) == [("a", "plc course", "spring")]


def test_floor_gets_no_more_idle_seats_than_it_asks_for():
    people = [talent("a"), *(talent(n, organisation="small", target={}) for n in "bcd")]
    plan = solved(instance(people, [course(seat_cost_cents=0)], floors=(Floor("small", 2),)))
    assert len(plan.assignments) == 3


def test_instance_without_people_or_courses_gives_an_empty_plan():
    for made in (instance([], [course()]), instance([talent("a")], [])):
        plan = solved(made)
        assert (plan.status, plan.assignments) == ("optimal", ())


def test_same_instance_gives_the_same_bytes():
    made = instance([talent(n) for n in "abcdef"], [course(seats_max=3), course("two", seats_max=2)])
    assert plan_to_json(solve_plan(made)) == plan_to_json(solve_plan(made))


@pytest.mark.parametrize("seed", [0, 7])
def test_seed_changes_no_objective(seed):
    made = instance([talent(n) for n in "abcdef"], [course(seats_max=3)], seed=seed)
    assert value(solved(made)) == 3.0
