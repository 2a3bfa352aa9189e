"""Health and figures: what they say when all is well, when something is missing, and to whom."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from skillpact_web.accounts.models import Organisation, User
from skillpact_web.jobs.models import PeriodicRun
from skillpact_web.operate import health
from skillpact_web.operate.figures import Figure, write


@pytest.fixture
def worker(db: Any) -> PeriodicRun:
    """A worker that did its rounds a moment ago."""
    return PeriodicRun.objects.create(name="operate.tasks.sign_of_life", last_at=datetime.now(UTC))


def test_live_says_so_without_the_database():
    response = Client().get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "live"})


def test_ready_when_everything_is_there(worker: PeriodicRun):
    response = Client().get("/health/ready")
    checks = dict.fromkeys(("database", "migrations", "taxonomy", "worker", "disk"), "ok")
    assert (response.status_code, response.json()) == (200, {"status": "ready", "checks": checks})


@pytest.mark.parametrize("seconds", [None, 200])
def test_not_ready_without_a_worker(db: Any, seconds: int | None):
    if seconds:
        PeriodicRun.objects.create(name="x", last_at=datetime.now(UTC) - timedelta(seconds=seconds))
    response = Client().get("/health/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["worker"].endswith("start `python -m skillpact_web work`")


def test_not_ready_without_the_taxonomy_that_the_database_names(worker: PeriodicRun):
    from skillpact_web.skills.models import TaxonomyChoice

    TaxonomyChoice.objects.create(taxonomy_id="esco-9.9-0123456789ab")
    response = Client().get("/health/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["taxonomy"].startswith("esco-9.9-0123456789ab is missing or damaged: ")


def test_not_ready_without_room(worker: PeriodicRun, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SKILLPACT_DISK_FREE_MB", "999999999999")
    response = Client().get("/health/ready")
    assert response.status_code == 503
    assert "at least 999999999999 are needed" in response.json()["checks"]["disk"]


def test_not_ready_where_a_migration_is_due(worker: PeriodicRun, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(health, "_level_until", 0.0)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'jobs'")
    assert (
        Client().get("/health/ready").json()["checks"]["migrations"].endswith("run `python -m skillpact_web prepare`")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('jobs', '9999_later', CURRENT_TIMESTAMP)"
        )
    assert Client().get("/health/ready").status_code == 503
    monkeypatch.setattr(health, "_level_until", 0.0)


def test_monitoring_needs_no_known_host_and_no_https(worker: PeriodicRun, settings: Any):
    settings.ALLOWED_HOSTS = ["skillpact.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/health/ready", headers={"host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize(
    "origin", [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, {"REMOTE_ADDR": ""}]
)
def test_others_learn_only_whether_it_is_ready(worker: PeriodicRun, origin: dict[str, str]):
    assert Client().get("/health/ready", **origin).json() == {"status": "ready"}
    refused = Client().get("/metrics", **origin)
    assert (refused.status_code, b"skillpact_rows" in refused.content) == (403, False)


def test_the_token_opens_the_figures_from_elsewhere(worker: PeriodicRun, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SKILLPACT_METRICS_TOKEN", "öffne")
    away = {"REMOTE_ADDR": "203.0.113.9"}
    assert Client().get("/metrics", headers={"authorization": "Bearer wrong"}, **away).status_code == 403
    assert Client().get("/metrics", headers={"authorization": "Bearer öffne"}, **away).status_code == 200


def test_an_empty_token_opens_nothing(worker: PeriodicRun, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SKILLPACT_METRICS_TOKEN", "")
    assert Client().get("/metrics", headers={"authorization": "Bearer "}, REMOTE_ADDR="203.0.113.9").status_code == 403


def test_the_figures_count_and_name_nobody(world: Any):
    text = Client().get("/metrics").content.decode()
    assert f'skillpact_rows{{kind="users"}} {User.objects.count()}\n' in text
    assert f'skillpact_rows{{kind="organisations"}} {Organisation.objects.count()}\n' in text
    line = re.compile(r"# (HELP|TYPE) skillpact_\w+ .+|skillpact_\w+(\{\w+=\"[^\"]*\"\})? -?[\d.e+]+")
    assert [found for found in text.splitlines() if not line.fullmatch(found)] == []
    assert not re.search("Ada|Bruno|Chiara|Hiruzubi|@", text)


def test_values_of_labels_are_escaped():
    figure = Figure("x", "Help.", "gauge", [({"a": 'say "no"\\\n'}, 2)])
    assert write([figure]) == '# HELP x Help.\n# TYPE x gauge\nx{a="say \\"no\\"\\\\\\n"} 2\n'


def test_only_reading_is_allowed():
    response = Client().post("/metrics")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
