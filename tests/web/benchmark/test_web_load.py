"""The load of the benchmark: its times, its mix, and its figures."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter

import pytest
import webload
from webload import Answer, Request
from webplan import SESSIONS, Account, Plan


@pytest.fixture
def plan() -> Plan:
    """Twenty sessions as the benchmark has them, each with a few rows of its own."""
    accounts = [
        Account(f"{role}-{n}@load.example", role, 1, [1, 2], [3], ["abc"], [(1, "Welder", "Text", "urn:o", "welder")])
        for role, total in SESSIONS.items()
        for n in range(total)
    ]
    return Plan(accounts, ["weld", "teach"], ["weld steel pipes", "teach adults"])


def test_a_schedule_has_exactly_as_many_starts_as_its_rate_says_within_its_time() -> None:
    moments = webload.schedule(10, 60, seed=0)
    assert len(moments) == 600
    assert moments == sorted(moments)
    assert 0 <= moments[0] < moments[-1] <= 60


def test_the_same_seed_gives_the_same_schedule_and_the_same_requests(plan: Plan) -> None:
    assert webload.schedule(3, 60, seed=7) == webload.schedule(3, 60, seed=7)
    assert webload.schedule(3, 60, seed=7) != webload.schedule(3, 60, seed=8)
    assert webload.draw(plan, 50, seed=7) == webload.draw(plan, 50, seed=7)


def test_there_are_twenty_sessions() -> None:
    assert sum(SESSIONS.values()) == 20


def test_one_request_in_twenty_is_a_write_by_the_parts_of_the_mix() -> None:
    shares = [
        SESSIONS[role] / 20 * parts.get("change a vacancy", 0) / sum(parts.values())
        for role, parts in webload.MIX.items()
    ]
    assert sum(shares) == pytest.approx(1 / 20)


def test_every_role_of_the_mix_has_ninety_parts_or_a_hundred_without_writes() -> None:
    assert set(webload.MIX) == set(SESSIONS)
    totals = {role: sum(parts.values()) for role, parts in webload.MIX.items()}
    assert totals["company"] == 90
    assert totals["cluster_manager"] == 90


def test_requests_go_to_the_pages_of_their_session_s_role_only(plan: Plan) -> None:
    for request in webload.draw(plan, 2_000, seed=0):
        assert request.page in webload.MIX[plan.accounts[request.session].role]


def test_a_write_posts_the_text_it_found_so_that_nothing_is_read_anew(plan: Plan) -> None:
    request = webload.make_request(plan, 0, "change a vacancy", random.Random(0))
    body = dict(request.body or ())
    assert request.path == "/vacancies/1/change/"
    assert (body["text"], body["occupation_uri"]) == ("Text", "urn:o")


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_a_percentile_is_the_nearest_rank(share: float, expected: int) -> None:
    values = list(range(100, 0, -1))
    assert webload.percentile(values, share) == expected


def test_a_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="No values"):
        webload.percentile([], 0.5)


def test_figures_of_pages_add_up_to_those_of_all() -> None:
    answers = [Answer("home", ms, 0, "", 1_000) for ms in range(1, 21)] + [
        Answer("people", 400, 0, "status 500", 3_000)
    ]
    lines = webload.by_page(answers)
    assert [(line.page, line.n, line.p95, line.n_errors) for line in lines] == [
        ("people", 1, 400, 1),
        ("home", 20, 19, 0),
    ]
    whole = webload.summarise(answers)
    assert (whole.n, whole.p50, whole.p95, whole.p99, whole.n_errors) == (21, 11, 20, 400, 1)
    assert whole.n_bytes == round(23_000 / 21)


def test_an_error_or_a_slow_page_in_twenty_misses_the_limit() -> None:
    fast = [Answer("home", 10, 0, "", 1)] * 95
    assert webload.is_good(webload.summarise([*fast, *[Answer("home", 900, 0, "", 1)] * 5]))
    assert not webload.is_good(webload.summarise([*fast, *[Answer("home", 900, 0, "", 1)] * 6]))
    assert not webload.is_good(webload.summarise([*fast, Answer("home", 10, 0, "status 500", 1)]))


def test_a_request_starts_at_its_time_and_its_latency_counts_the_wait_for_a_slow_server() -> None:
    one_at_a_time = threading.Lock()

    def slow(request: Request) -> tuple[str, int]:
        with one_at_a_time:
            time.sleep(0.1)
        return "", 1

    began = time.perf_counter()
    answers = webload.run_load(slow, [Request("home", 0, "/", "")] * 5, [0.0] * 5)
    latencies = sorted(one.latency_ms for one in answers)
    assert time.perf_counter() - began >= 0.5
    assert [latency >= 100 * (place + 1) for place, latency in enumerate(latencies)] == [True] * 5


def test_a_request_that_fails_is_an_error_and_takes_no_other_along() -> None:
    def broken(request: Request) -> tuple[str, int]:
        if request.page == "people":
            raise OSError("gone")
        return "", 1

    answers = webload.run_load(broken, [Request("people", 0, "/", ""), Request("home", 0, "/", "")], [0.0, 0.01])
    assert Counter(one.problem for one in answers) == {"OSError": 1, "": 1}


@pytest.mark.parametrize(
    ("status", "text", "location", "is_write", "expected"),
    [
        (200, "<h1>Vacancies</h1>", "", False, ""),
        (200, "<h1>Sign in</h1>", "", False, "without '<h1>Vacancies</h1>'"),
        (302, "", "/account/login/", False, "status 302"),
        (302, "", "/vacancies/1/", True, ""),
        (302, "", "/account/login/", True, "status 302, sent to /account/login/"),
        (422, "", "", True, "status 422, sent to nothing"),
    ],
)
def test_an_answer_is_right_by_its_status_and_what_stands_in_it(
    status: int, text: str, location: str, is_write: bool, expected: str
) -> None:
    marker = "/vacancies/1/" if is_write else "<h1>Vacancies</h1>"
    request = Request("vacancies", 0, "/vacancies/", marker, (("title", "x"),) if is_write else None)
    assert webload.judge(request, status, text, location) == expected
