"""Fetching ESCO from its web service: against a real local server, with the failures that networks have."""

from __future__ import annotations

import csv
import json
import socket
import time
from email.utils import formatdate
from pathlib import Path

import pytest
from escoservice import ESCO, ISCO, OCCUPATIONS, SKILLS, Handler, Service

from skillpact.errors import ConfigurationError, TaxonomyError
from skillpact.taxonomy import TaxonomyStore
from skillpact.taxonomy.fetch import fetch_esco
from skillpact.taxonomy.webservice import SessionOptions

QUICK = SessionOptions(page_size=10, timeout_seconds=5, attempts=4, backoff_seconds=0.01, pause_seconds=0)


def fetch(service: Service, folder: Path, *, language: str = "en", options: SessionOptions = QUICK) -> Path:
    return fetch_esco(folder, language=language, version="1.2.1", base_url=service.url, options=options)


def tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.name] = list(csv.DictReader(file))
    return found


def test_a_language_is_fetched_and_imported_as_esco(tmp_path: Path) -> None:
    with Service() as service:
        folder = fetch(service, tmp_path / "downloads")
        pages = dict(service.asked)
    assert pages == {
        ("skills-hierarchy", 0): 1, ("member-skills", 0): 1, ("member-skills", 1): 1, ("member-skills", 2): 1,
        ("isco", 0): 1, ("member-occupations", 0): 1,
    }  # fmt: skip
    assert {query["selectedVersion"] for query in service.queries} == {"v1.2.1"}
    assert {query["language"] for query in service.queries} == {"en"}
    found = TaxonomyStore(tmp_path).import_source([folder])
    assert (found.name, found.version, found.is_esco, found.languages) == ("esco", "1.2.1", True, ("en",))
    assert (len(found.skills), len(found.groups), len(found.occupations)) == (25, 4, 2)
    assert found.meta["notes"] == []
    row = found.skills.row(f"{ESCO}/skill/s005")
    assert found.skills.kind(row) == "knowledge"
    assert found.skills.label(row) == "task 5"
    assert found.skills.alternatives(row, "en") == ["do task 5", "job number"]
    assert found.skills.description(row) == "About task 5."
    assert found.skills.fact(row, "reuse") == "cross-sector"
    first = found.skills.row(f"{ESCO}/skill/s001")
    assert [found.skills.uri(int(wider)) for wider in found.skill_broader[first]] == [f"{ESCO}/skill/s002"]
    assert [found.skills.uri(int(other)) for other in found.skill_optional[first]] == [f"{ESCO}/skill/s003"]
    assert [found.groups.uri(int(wider)) for wider in found.skill_groups[first]] == [f"{ESCO}/skill/S1.1"]
    groups = {found.groups.uri(i): found.groups.fact(i, "code") for i in range(4)}
    assert sorted(groups.values()) == ["721", "7212", "S1", "S1.1"]
    worker, night = (found.occupations.row(f"{ESCO}/occupation/o{n}") for n in (1, 2))
    assert [found.occupations.fact(row, "isco") for row in (worker, night)] == ["7212", "7212"]
    assert [int(wider) for wider in found.occupation_broader[night]] == [worker]
    assert (len(found.occupation_essential[worker]), len(found.occupation_optional[worker])) == (2, 1)


def test_the_tables_have_escos_names_and_columns(tmp_path: Path) -> None:
    with Service(3) as service:
        found = tables(fetch(service, tmp_path))
    assert sorted(found) == [
        "ISCOGroups_en.csv", "broaderRelationsOccPillar.csv", "broaderRelationsSkillPillar.csv",
        "occupationSkillRelations.csv", "occupations_en.csv", "skillGroups_en.csv", "skillSkillRelations.csv",
        "skills_en.csv",
    ]  # fmt: skip
    assert found["occupationSkillRelations.csv"][0] == {
        "occupationUri": f"{ESCO}/occupation/o1", "relationType": "essential", "skillType": "knowledge",
        "skillUri": f"{ESCO}/skill/s000",
    }  # fmt: skip
    assert {row["skillType"] for row in found["skills_en.csv"]} == {"knowledge", "skill/competence"}


def test_another_language_joins_as_a_further_path(tmp_path: Path) -> None:
    with Service() as service:
        english, spanish = fetch(service, tmp_path), fetch(service, tmp_path, language="es")
    found = TaxonomyStore(tmp_path).import_source([english, spanish])
    assert found.skills.languages == ("en", "es")
    assert found.skills.label(found.skills.row(f"{ESCO}/skill/s003"), "es") == "tarea 3"
    # The night worker has no Spanish label.
    facts = json.loads((spanish / "complete.json").read_text(encoding="utf-8"))
    assert facts["n_without_label"] == {"skills": 0, "skill groups": 0, "occupations": 1, "ISCO groups": 0}


def test_what_is_complete_is_not_asked_for_again(tmp_path: Path) -> None:
    with Service() as service:
        first = fetch(service, tmp_path)
        n_requests = service.asked.total()
        assert fetch(service, tmp_path) == first
        assert service.asked.total() == n_requests
    assert [path.name for path in tmp_path.iterdir()] == ["esco-1.2.1-en"]


def test_pages_follow_the_documented_numbers_where_no_next_link_is_given(tmp_path: Path) -> None:
    with Service(links_next=False) as service:
        assert len(tables(fetch(service, tmp_path))["skills_en.csv"]) == 25
        assert [offset for scheme, offset in service.asked if scheme == "member-skills"] == [0, 1, 2]


def test_the_offset_of_the_next_link_counts_where_it_is_given(tmp_path: Path) -> None:
    def by_record(handler: Handler, scheme: str, offset: int, _before: int) -> bool:
        concepts = handler.server.concepts[scheme]
        chosen = concepts[offset : offset + 10]
        after = offset + 10
        next_link = {"next": {"href": f"http://elsewhere.invalid/x?offset={after}"}} if after < len(concepts) else {}
        handler.send_json({"total": len(concepts), "_embedded": {c["uri"]: c for c in chosen}, "_links": next_link})
        return True

    with Service(trouble=by_record) as service:
        assert len(tables(fetch(service, tmp_path))["skills_en.csv"]) == 25
        assert [offset for scheme, offset in service.asked if scheme == "member-skills"] == [0, 10, 20]


def test_progress_tells_what_how_much_and_of_how_many(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    with Service() as service:
        fetch_esco(
            tmp_path, language="en", version="v1.2.1", base_url=service.url + "/", options=QUICK,
            on_progress=lambda *step: told.append(step),
        )  # fmt: skip
    assert [step for step in told if step[0] == "skills en"] == [
        ("skills en", 10, 25), ("skills en", 20, 25), ("skills en", 25, 25),
    ]  # fmt: skip


# Failures that pass


def failing_once(page: tuple[str, int], answer: str) -> Service:
    """Return a service whose page (scheme, offset) fails the first time it is asked for."""

    def trouble(handler: Handler, scheme: str, offset: int, before: int) -> bool:
        if (scheme, offset) != page or before:
            return False
        if answer == "500":
            handler.send_json({"status": 500, "message": "oops"}, 500)
        elif answer == "503 html":
            handler.send_body(b"<html>Service unavailable</html>", 503, "text/html")
        elif answer == "429":
            handler.send_json({}, 429, Retry_After="1")
        elif answer == "429 date":
            handler.send_json({}, 429, Retry_After=formatdate(time.time() + 1.5, usegmt=True))
        elif answer == "429 nonsense":
            handler.send_json({}, 429, Retry_After="soon")
        elif answer == "cut":
            handler.send_cut(handler.page({"language": "en"}, scheme, offset, 10))
        elif answer == "cut json":
            handler.send_body(b'{"total": 25, "_embedded": {"http', 200, "application/json")
        elif answer == "slow":
            handler.send_late(0.6)
        elif answer == "hang up":
            handler.close_connection = True
        return True

    return Service(trouble=trouble)


@pytest.mark.parametrize("answer", ["500", "503 html", "429 nonsense", "cut", "cut json", "slow", "hang up"])
def test_a_failure_that_passes_is_waited_out(tmp_path: Path, answer: str) -> None:
    options = SessionOptions(page_size=10, timeout_seconds=0.3, attempts=3, backoff_seconds=0.01, pause_seconds=0)
    with failing_once((SKILLS, 1), answer) as service:
        assert len(tables(fetch(service, tmp_path, options=options))["skills_en.csv"]) == 25
        assert service.asked["member-skills", 1] == 2
        assert service.asked["member-skills", 0] == 1


@pytest.mark.parametrize(("answer", "least_seconds"), [("429", 0.95), ("429 date", 0.3)])
def test_retry_after_is_honoured(tmp_path: Path, answer: str, least_seconds: float) -> None:
    with failing_once((SKILLS, 0), answer) as service:
        started = time.perf_counter()
        fetch(service, tmp_path)
        assert time.perf_counter() - started >= least_seconds


# Failures that stay


def always(status: int, body: bytes, kind: str, page: tuple[str, int] = (SKILLS, 1)) -> Service:
    def trouble(handler: Handler, scheme: str, offset: int, _before: int) -> bool:
        if (scheme, offset) != page:
            return False
        handler.send_body(body, status, kind)
        return True

    return Service(trouble=trouble)


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (500, b"{}", r"127.0.0.1 could not be asked \(it answered with status 500, 4 attempts\); check the network"),
        (
            200,
            b"<html><h1>Maintenance</h1></html>",
            r"it answered with '<html><h1>Maintenance</h1></html>' where a JSON",
        ),
        (200, b"[1, 2]", r"it answered with '\[1, 2\]' where a JSON object was expected"),
        (200, b"{}", r"answered /resource/skill with the fields '', expected 'total' and '_embedded' with skills"),
        (200, b'{"count": 1, "skills": []}', r"with the fields 'count, skills', expected 'total' and '_embedded'"),
        (200, b'{"total": "many", "_embedded": {}}', r"expected 'total' and '_embedded' with skills"),
        (200, b'{"total": 25, "_embedded": {"a": {"title": "x"}}}', r"sent skills without 'uri'"),
        (200, b'{"total": 25, "_embedded": {"a": 5}}', r"sent skills without 'uri'"),
        (200, b'{"total": 25, "_embedded": {}}', r"page 2 of the skills .* is empty, after 10 of 25"),
        (403, b"no", r"answered /resource/skill with status 403, expected 200"),
        (302, b"", r"answered /resource/skill with status 302, expected 200"),
        (404, b'{"message": "not here"}', r"127.0.0.1 refuses the request: not here"),
    ],
)
def test_an_answer_that_is_not_expected_is_told_in_one_line_and_nothing_is_imported(
    tmp_path: Path, status: int, body: bytes, message: str
) -> None:
    with (
        always(status, body, "application/json") as service,
        pytest.raises((TaxonomyError, ConfigurationError), match=message) as caught,
    ):
        fetch(service, tmp_path)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "esco-1.2.1-en").exists()
    assert list(tmp_path.rglob("*.csv")) == []


def test_an_unknown_version_is_told_as_the_service_says_it(tmp_path: Path) -> None:
    with Service() as service, pytest.raises(ConfigurationError, match="refuses the request: Invalid ESCO version"):
        fetch_esco(tmp_path, language="en", version="9.9.9", base_url=service.url, options=QUICK)
    assert service.asked.total() == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": "latest"}, "version 'latest' cannot be used, expected a published one"),
        ({"version": "1.2.1/../.."}, "cannot be used"),
        ({"language": "english"}, "language 'english' cannot be used, expected two letters"),
        ({"base_url": "ftp://example.org"}, "web address 'ftp://example.org' cannot be used"),
        ({"base_url": "example.org/api"}, "cannot be used, expected for example https://"),
    ],
)
def test_settings_that_cannot_be_used_are_told_before_anything_is_asked(
    tmp_path: Path, change: dict[str, str], message: str
) -> None:
    settings = {"language": "en", "version": "1.2.1", "base_url": "http://127.0.0.1:9"} | change
    with pytest.raises(ConfigurationError, match=message):
        fetch_esco(tmp_path, options=QUICK, **settings)
    assert list(tmp_path.iterdir()) == []


def test_no_network_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(TaxonomyError, match=r"could not be asked \(no connection, it does not answer, 4 attempts\)"):
        fetch_esco(tmp_path, language="en", version="1.2.1", base_url=url, options=QUICK)


def test_a_number_of_concepts_that_changes_on_the_way_is_told_and_fetched_anew(tmp_path: Path) -> None:
    def trouble(handler: Handler, scheme: str, offset: int, before: int) -> bool:
        if (scheme, offset) == (SKILLS, 1) and not before:
            page = handler.page({"language": "en"}, scheme, offset, 10)
            handler.send_json(page | {"total": 24})
            return True
        return False

    with Service(trouble=trouble) as service:
        with pytest.raises(TaxonomyError, match="changed its number of skills from 25 to 24 during the download"):
            fetch(service, tmp_path)
        assert len(tables(fetch(service, tmp_path))["skills_en.csv"]) == 25
        assert service.asked["member-skills", 0] == 2
        assert service.asked["skills-hierarchy", 0] == 1


def test_a_page_that_repeats_an_earlier_one_is_told(tmp_path: Path) -> None:
    def trouble(handler: Handler, scheme: str, offset: int, _before: int) -> bool:
        if scheme == SKILLS and offset:
            handler.send_json(handler.page({"language": "en"}, scheme, 0, 10))
            return True
        return False

    with (
        Service(trouble=trouble) as service,
        pytest.raises(TaxonomyError, match=r"page 2 .* repeats concepts of earlier"),
    ):
        fetch(service, tmp_path)


# Resuming


def test_an_interrupted_download_goes_on_where_it_stopped(tmp_path: Path) -> None:
    def stop(_what: str, done: int, _total: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with Service() as service:
        with pytest.raises(KeyboardInterrupt):
            fetch_esco(
                tmp_path, language="en", version="1.2.1", base_url=service.url, options=QUICK, on_progress=stop
            )  # fmt: skip
        assert list(tmp_path.rglob("*.csv")) == []
        resumed = tables(fetch(service, tmp_path))
        assert set(service.asked.values()) == {1}
    with Service() as other:
        assert tables(fetch(other, tmp_path / "whole")) == resumed


def test_a_half_written_page_is_fetched_again_and_no_other(tmp_path: Path) -> None:
    with always(500, b"{}", "application/json", (OCCUPATIONS, 0)) as service:
        with pytest.raises(TaxonomyError, match="status 500"):
            fetch(service, tmp_path)
        page = tmp_path / ".esco-1.2.1-en" / "skills.0001.json"
        page.write_bytes(page.read_bytes()[:100])
        service.trouble = None
        assert len(tables(fetch(service, tmp_path))["skills_en.csv"]) == 25
        assert service.asked["member-skills", 1] == 2
        assert [service.asked["member-skills", n] for n in (0, 2)] == [1, 1]
        assert service.asked["isco", 0] == 1


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b'{"facts": {}, "pages": {}}', b'{"pages": 5}'])
def test_pages_without_a_manifest_that_fits_are_fetched_again(tmp_path: Path, manifest: bytes) -> None:
    with always(500, b"{}", "application/json", (ISCO, 0)) as service:
        with pytest.raises(TaxonomyError, match="status 500"):
            fetch(service, tmp_path)
        (tmp_path / ".esco-1.2.1-en" / "manifest.json").write_bytes(manifest)
        service.trouble = None
        fetch(service, tmp_path)
        assert [service.asked["member-skills", n] for n in (0, 1, 2)] == [2, 2, 2]


def test_pages_of_another_address_are_not_mixed_in(tmp_path: Path) -> None:
    with always(500, b"{}", "application/json", (ISCO, 0)) as first, pytest.raises(TaxonomyError, match="status 500"):
        fetch(first, tmp_path)
    with Service(n_skills=30) as second:
        assert len(tables(fetch(second, tmp_path))["skills_en.csv"]) == 30
