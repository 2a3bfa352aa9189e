"""What the privacy floor does by itself."""

from __future__ import annotations

from datetime import timedelta

from skillpact_web import clock
from skillpact_web.audit.models import Event, Seal
from skillpact_web.consents.models import RetentionRun
from skillpact_web.consents.tasks import PERIODIC, end_retentions, seal_audit_log
from skillpact_web.jobs.periodic import registry


def test_the_worker_knows_both(db):
    assert {"consents.tasks.end_retentions", "consents.tasks.seal_audit_log"} <= set(registry())
    assert {"daily": [end_retentions], "hourly": [seal_audit_log]} == PERIODIC


def test_both_may_run_twice_without_harm(db):
    Event.objects.create(at=clock.now() - timedelta(hours=3), kind="accounts.signed_in")
    for _ in range(2):
        end_retentions()
        seal_audit_log()
    assert Seal.objects.get().n_events == 1
    assert [one.totals["deleted"] for one in RetentionRun.objects.all()] == [0, 0]
