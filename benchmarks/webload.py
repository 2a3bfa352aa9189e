"""The load of `web.py`: which pages twenty people open, when each request starts, and what its answers come to.

The load is open: a request starts at its time whatever became of those before it, and its latency counts from that time, so that
waiting for a slow server is not hidden.
"""

from __future__ import annotations

import math
import random
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from webplan import Account, Plan

LIMIT_MS = 150.0
THREADS = 200  # requests under way at once; more would mean that the server is long lost
PATIENCE_SECONDS = 30

# Parts of what each role does, of 90; a write is one in nine for those who may, which with nine such sessions of twenty
# makes one request in twenty a write.
MIX: dict[str, dict[str, int]] = {
    "company": {
        "home": 10, "vacancies": 10, "vacancies, by words": 10, "vacancy": 18, "people": 5, "people, by skill": 6, "people, by words": 4,
        "person": 4, "courses": 3, "course": 3, "studies": 2, "organisations": 2, "skills, as one types": 3, "change a vacancy": 10,
    },
    "cluster_manager": {
        "home": 10, "vacancies": 8, "vacancies, by words": 8, "vacancy": 10, "people": 6, "people, by region": 4, "people, by words": 4,
        "person": 3, "courses": 4, "course": 4, "studies": 7, "organisations": 6, "organisations, by words": 3, "skills, as one types": 3,
        "change a vacancy": 10,
    },
    "talent": {
        "home": 15, "vacancies": 13, "vacancies, by words": 18, "vacancy": 22, "courses": 5, "courses, by words": 6, "course": 6,
        "skills, as one types": 5,
    },
    "counsellor": {
        "home": 10, "people": 10, "people, by region": 5, "people, by words": 5, "person": 15, "vacancies, by words": 15, "vacancy": 15,
        "courses, by words": 5, "course": 5, "skills, as one types": 5,
    },
    "training_provider": {
        "home": 15, "courses": 20, "courses, by words": 10, "course": 25, "studies": 5, "organisations": 5, "skills, as one types": 10,
    },
    "authority": {"home": 20, "studies": 30, "courses": 20, "course": 10, "organisations": 10},
    "funder": {"home": 20, "studies": 30, "courses": 20, "course": 10, "organisations": 10},
}  # fmt: skip
# What stands on each page where it is the right one, and the status.
HEADINGS = {
    "home": "Welcome, ", "vacancies": "<h1>Vacancies</h1>", "people": "<h1>People</h1>", "courses": "<h1>Courses</h1>",
    "studies": "<h1>Studies</h1>", "organisations": "<h1>Organisations</h1>", "vacancy": "</h1>", "course": "</h1>", "person": "</h1>",
    "skills": 'role="option"',
}  # fmt: skip


@dataclass(frozen=True)
class Request:
    """One request. page : its line in the table; body : the fields of a form, None for a page that is opened"""

    page: str
    session: int
    path: str
    marker: str
    body: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a request. latency_ms : from its time in the schedule; late_ms : of it, before it was sent

    problem : "" where status and marker are right; n_bytes : of the body, compressed as a browser gets it
    """

    page: str
    latency_ms: float
    late_ms: float
    problem: str
    n_bytes: int


@dataclass(frozen=True)
class Line:
    """Figures of one page, in milliseconds and bytes."""

    page: str
    n: int
    p50: float
    p95: float
    p99: float
    n_errors: int
    n_bytes: int


def schedule(rate: float, seconds: float, seed: int) -> list[float]:
    """Return the moments at which requests start, in seconds from the beginning: at random, `rate` a second on average.

    Exactly `rate` times `seconds` of them, so that runs are alike; at random they crowd as people do.
    """
    chance = random.Random(seed)
    return sorted(chance.uniform(0, seconds) for _number in range(round(rate * seconds)))


def draw(plan: Plan, n: int, seed: int) -> list[Request]:
    """Return `n` requests, each of a session at random, its page by the mix of that session's role."""
    chance = random.Random(seed)
    return [
        make_request(plan, session, page_of(plan.accounts[session], chance), chance)
        for session in _sessions(plan, n, chance)
    ]


def page_of(account: Account, chance: random.Random) -> str:
    """Return a page by the parts of the account's role."""
    parts = MIX[account.role]
    return chance.choices(list(parts), list(parts.values()))[0]


def make_request(plan: Plan, session: int, page: str, chance: random.Random) -> Request:
    """Return the request of a page with rows, words and filters drawn for it."""
    account = plan.accounts[session]
    kind = page.partition(",")[0]
    word = chance.choice(plan.words)
    marker = HEADINGS.get(kind, "")
    if page == "change a vacancy":
        vacancy_id, title, text, uri, occupation = chance.choice(account.vacancies)
        # The text stays, so that no worker reads it anew beside the load.
        fields = {
            "title": title, "text": text, "occupation": occupation, "occupation_uri": uri, "openings": chance.randint(1, 9),
            "published_on": "2026-10-05", "audience": "talents",
        }  # fmt: skip
        body = tuple((name, str(value)) for name, value in fields.items())
        return Request(page, session, f"/vacancies/{vacancy_id}/change/", f"/vacancies/{vacancy_id}/", body)
    paths: dict[str, Callable[[], str]] = {
        "home": lambda: "/",
        "vacancies": lambda: _list("vacancies", page=chance.choice((1, 1, 1, 2, 3))),
        "vacancies, by words": lambda: _list("vacancies", q=word),
        "vacancy": lambda: f"/vacancies/{chance.choice(account.vacancy_ids)}/",
        "courses": lambda: _list("courses", page=chance.choice((1, 1, 1, 2, 3))),
        "courses, by words": lambda: _list("courses", q=word),
        "course": lambda: f"/courses/{chance.choice(account.course_ids)}/",
        "people": lambda: _list("talents", page=chance.choice((1, 1, 1, 2, 3))),
        "people, by skill": lambda: _list("talents", skill=chance.choice(plan.skills)),
        "people, by words": lambda: _list("talents", q=word),
        "people, by region": lambda: _list("talents", region=chance.choice(("ES21", "ES30", "ES2", "PT"))),
        "person": lambda: f"/talents/{chance.choice(account.talent_refs)}/",
        "studies": lambda: "/studies/",
        "organisations": lambda: _list("organisations", page=chance.choice((1, 1, 2))),
        "organisations, by words": lambda: _list("organisations", q=f"company {chance.randint(0, 2)}"),
        "skills, as one types": lambda: _list("skills", q=chance.choice(plan.skills)[: chance.randint(3, 8)]),
    }
    return Request(page, session, paths[page](), marker)


def judge(request: Request, status: int, text: str, location: str) -> str:
    """Return what is wrong with an answer, "" where nothing is."""
    if request.body is not None:
        return (
            ""
            if status == 302 and location.endswith(request.marker)
            else f"status {status}, sent to {location or 'nothing'}"
        )
    if status != 200:
        return f"status {status}"
    return "" if request.marker in text else f"without {request.marker!r}"


class Browser:
    """Sends requests as the sessions do, each on a connection of its own, as behind a proxy."""

    def __init__(self, address: str, keys: Sequence[str]) -> None:
        import urllib3

        self.address, self.keys = address, keys
        self.manager = urllib3.PoolManager(maxsize=THREADS, retries=False, timeout=PATIENCE_SECONDS)

    def send(self, request: Request) -> tuple[str, int]:
        """Return what is wrong with the answer, and how many bytes it has, compressed."""
        token = "a" * 32  # the form's token and the cookie's are the same word
        headers = {
            "Cookie": f"sessionid={self.keys[request.session]}; csrftoken={token}", "Accept-Language": "en", "Accept-Encoding": "gzip",
            "Connection": "close", "User-Agent": "load",
        }  # fmt: skip
        data: Any = None
        if request.page.startswith("skills"):
            headers["HX-Request"] = "true"
        if request.body is not None:
            data = urlencode(request.body)
            headers |= {"X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded"}
        method = "GET" if request.body is None else "POST"
        try:
            response = self.manager.request(
                method, self.address + request.path, headers=headers, body=data, redirect=False, decode_content=False
            )
        except Exception as error:
            return type(error).__name__, 0
        body = response.data
        is_packed = response.headers.get("Content-Encoding") == "gzip"
        text = (zlib.decompress(body, 31) if is_packed else body).decode("utf-8", "replace")
        n_bytes = len(body if is_packed else zlib.compress(body, 6))
        return judge(request, response.status, text, response.headers.get("Location", "")), n_bytes


def run_load(
    send: Callable[[Request], tuple[str, int]], requests: Sequence[Request], moments: Sequence[float]
) -> list[Answer]:
    """Send each request at its moment, whatever became of the others, and return all answers."""
    answers: list[Answer] = []
    lock = threading.Lock()

    def one(request: Request, due: float) -> None:
        began = time.perf_counter()
        try:
            problem, n_bytes = send(request)
        except Exception as error:
            problem, n_bytes = type(error).__name__, 0
        ended = time.perf_counter()
        with lock:
            answers.append(Answer(request.page, (ended - due) * 1000, (began - due) * 1000, problem, n_bytes))

    with ThreadPoolExecutor(THREADS) as pool:
        start = time.perf_counter()
        for request, moment in zip(requests, moments, strict=True):
            time.sleep(max(0.0, start + moment - time.perf_counter()))
            pool.submit(one, request, start + moment)
    return answers


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that `share` of all values do not exceed (nearest rank). Raises ValueError for none."""
    if not values:
        raise ValueError("No values")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def summarise(answers: Sequence[Answer], page: str = "all together") -> Line:
    """Return the figures of some answers."""
    latencies = [one.latency_ms for one in answers]
    n_errors = sum(bool(one.problem) for one in answers)
    n_bytes = round(sum(one.n_bytes for one in answers) / len(answers))
    return Line(page, len(answers), *(percentile(latencies, share) for share in (0.5, 0.95, 0.99)), n_errors, n_bytes)


def by_page(answers: Sequence[Answer]) -> list[Line]:
    """Return the figures of each page, the slowest first."""
    pages = sorted({one.page for one in answers})
    lines = [summarise([one for one in answers if one.page == page], page) for page in pages]
    return sorted(lines, key=lambda line: (-line.p95, line.page))


def is_good(line: Line) -> bool:
    """Whether the limit is kept and nothing failed."""
    return line.p95 <= LIMIT_MS and line.n_errors == 0


def _sessions(plan: Plan, n: int, chance: random.Random) -> list[int]:
    return [chance.randrange(len(plan.accounts)) for _number in range(n)]


def _list(app: str, **query: object) -> str:
    return f"/{app}/?{urlencode(query, quote_via=quote)}"
