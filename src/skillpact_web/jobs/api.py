"""Background work over REST: ask for it until `state` is done, failed or cancelled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from ..accounts.roles import Role
from ..doors.rest import for_roles, scope_needed
from . import queries
from .models import Job, JobState

router = Router(tags=["jobs"])


class JobOut(Schema):
    """Background work. n_total : 0 where not known; error : what went wrong, for people; url : its result's page"""

    id: int
    label: str
    state: JobState
    n_done: int
    n_total: int
    message: str
    error: str
    url: str
    result: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@router.get("/{int:job_id}", response=JobOut, summary="How far background work is")
@for_roles(*Role, needs_second_factor=False)
@scope_needed("jobs:read")
def show_job(request: Any, job_id: int) -> Job:
    found: Job = get_object_or_404(queries.jobs(request.viewer), pk=job_id)
    return found
