"""What packages below `accounts` hold of persons: they cannot say it themselves (allauth: accounts/privacy.py)."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django_tasks_db.models import DBTaskResult

from . import thirdparty as _hooks  # noqa: F401 - registers its hooks
from .registry import Erasure, NoPersonalData, PersonalData, declare

declare(
    DBTaskResult,
    PersonalData(
        purpose="Runs longer work in the background. It holds numbers of rows, never their content.",
        legal_basis="Legitimate interest in work that goes on after a page is closed, GDPR Article 6(1)(f).",
        subject="",
        exported=(),
        erasure=Erasure.DELETE,
        retention_days=30,
        retention_from="finished_at",
        seen_by="The administrator, without names.",
    ),
)
declare(Group, NoPersonalData(because="Unused here: roles are memberships."))
declare(Permission, NoPersonalData(because="Names of rights, unused here."))
declare(ContentType, NoPersonalData(because="Names of models."))
