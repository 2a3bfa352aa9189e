"""What an app's `api.py` uses: `from ..doors.rest import Paged, Paging, for_roles, ordered, paged, scope_needed`."""

from __future__ import annotations

from .auth import ANY_SCOPE, ViewerAuth, for_roles, scope_needed
from .paging import MAX_LIMIT, Paged, Paging, ordered, paged
from .problems import CONTENT_TYPE, FieldProblem, Problem, problem
from .restapi import RestApi

__all__ = [
    "ANY_SCOPE",
    "CONTENT_TYPE",
    "MAX_LIMIT",
    "FieldProblem",
    "Paged",
    "Paging",
    "Problem",
    "RestApi",
    "ViewerAuth",
    "for_roles",
    "ordered",
    "paged",
    "problem",
    "scope_needed",
]
