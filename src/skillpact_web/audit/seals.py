"""The chain of hashes over the log: seals, each over the seal before and the events since.

A hash on every row would make all writers of the installation wait for each other, as each needs the one before.
So events are written without one, and a periodic job seals what is older than an hour: by then every transaction that
took an id has ended. What was changed, taken out or slipped in behind a seal is found by `check`; what was done within
the last hour is guarded by the triggers alone. Seals also go to the program's log, which is kept elsewhere: whoever
writes a new chain cannot change the hashes printed there.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from .. import clock
from .guards import RETENTION_DAYS, missing_guards
from .models import Event, Seal

logger = logging.getLogger("skillpact.web.audit")
SETTLED_AFTER = timedelta(hours=1)
START = "0" * 64
_FIELDS = ("id", "at", "kind", "user_id", "role", "organisation_id", "object_type", "object_id", "details")


@dataclass
class Finding:
    """What a check found. problems : sentences, empty where the chain holds."""

    n_seals: int = 0
    n_events: int = 0
    n_past_retention: int = 0  # events whose time is over; their seals stay
    n_unsealed: int = 0
    last_hash: str = START
    problems: list[str] = field(default_factory=list)


def seal_events(*, up_to: datetime | None = None) -> Seal | None:
    """Seal what was written before `up_to` (default: an hour ago); None where there is nothing new."""
    limit = up_to or clock.now() - SETTLED_AFTER
    last = Seal.objects.order_by("last_id").last()
    open_events = Event.objects.filter(id__gt=last.last_id if last else 0)
    last_id = open_events.filter(at__lte=limit).aggregate(last=Max("id"))["last"]
    if last_id is None:
        return None
    chain = _hash_events(last.sha256 if last else START, first_id=last.last_id + 1 if last else 1, last_id=last_id)
    try:
        with transaction.atomic():
            seal = Seal.objects.create(
                at=clock.now(),
                first_id=last.last_id + 1 if last else 1,
                last_id=last_id,
                n_events=chain.n_events,
                newest_at=chain.newest_at,
                sha256=chain.sha256,
            )
    except IntegrityError:  # another process has sealed the same events at the same moment
        return None
    logger.info("audit sealed", extra={"last_id": last_id, "n_events": chain.n_events, "sha256": chain.sha256})
    return seal


def check(*, expected_hash: str = "") -> Finding:
    """Walk the whole chain. `expected_hash`: a hash kept outside, which must be one of the chain."""
    finding = Finding()
    finding.problems += [f"The trigger {name} is missing." for name in missing_guards(connection)]
    over = clock.now() - timedelta(days=RETENTION_DAYS)
    previous, next_id, hashes = START, 1, {START}
    for seal in Seal.objects.order_by("last_id").iterator():
        finding.n_seals += 1
        chain = _hash_events(previous, first_id=seal.first_id, last_id=seal.last_id)
        if seal.first_id != next_id:
            finding.problems.append(f"Seal {seal.pk} begins at event {seal.first_id}, expected {next_id}.")
        if chain.n_events == 0 and seal.newest_at < over:
            finding.n_past_retention += seal.n_events
        elif chain.n_events != seal.n_events:
            finding.problems.append(
                f"Events {seal.first_id} to {seal.last_id}: {seal.n_events} were sealed, {chain.n_events} are there."
            )
        elif chain.sha256 != seal.sha256:
            finding.problems.append(f"Events {seal.first_id} to {seal.last_id}: at least one was changed.")
        finding.n_events += chain.n_events
        previous, next_id = seal.sha256, seal.last_id + 1
        hashes.add(seal.sha256)
    finding.n_unsealed = Event.objects.filter(id__gte=next_id).count()
    finding.last_hash = previous
    if expected_hash and expected_hash not in hashes:
        finding.problems.append("The hash that you gave is not part of the chain: the chain was written anew.")
    return finding


def drop_past_retention(*, is_dry_run: bool = False) -> int:
    """Delete the events of seals that are wholly older than the retention; return how many there were."""
    over = clock.now() - timedelta(days=RETENTION_DAYS)
    n_dropped = 0
    for seal in Seal.objects.filter(newest_at__lt=over).order_by("last_id"):
        rows = Event.objects.filter(id__gte=seal.first_id, id__lte=seal.last_id)
        n_dropped += rows.count()
        if not is_dry_run:
            rows._raw_delete(rows.db)  # `delete` refuses; the trigger lets through what is old enough
    return n_dropped


@dataclass(frozen=True)
class _Chain:
    sha256: str
    n_events: int
    newest_at: datetime


def _hash_events(previous: str, *, first_id: int, last_id: int) -> _Chain:
    digest, n_events, newest_at = hashlib.sha256(previous.encode()), 0, datetime.min.replace(tzinfo=UTC)
    rows = Event.objects.filter(id__gte=first_id, id__lte=last_id).order_by("id").values(*_FIELDS)
    for row in rows.iterator(chunk_size=2000):
        digest.update(_canonical(row))
        n_events, newest_at = n_events + 1, max(newest_at, row["at"])
    return _Chain(digest.hexdigest(), n_events, newest_at)


def _canonical(row: dict[str, Any]) -> bytes:
    """Return the same bytes for the same event on either database."""
    plain = {**row, "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds")}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"
