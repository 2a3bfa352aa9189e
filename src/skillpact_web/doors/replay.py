"""The header Idempotency-Key: a write that arrives twice is carried out once and answered the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from .bodies import check_value, refuse_body
from .keys import claim, fingerprint_of, is_key
from .models import IdempotencyKey
from .problems import BodyError, problem, refusal_of

HEADER = "Idempotency-Key"
_SAFE = ("GET", "HEAD", "OPTIONS")
# A longer answer is not kept: its repeat is told so, and nothing is carried out twice.
_MAX_KEPT = 1_000_000


class Replay(Exception):  # noqa: N818 - not an error: the way back to a stored answer
    """This write was carried out before."""

    def __init__(self, row: IdempotencyKey) -> None:
        super().__init__(row.key)
        self.row = row


def guard_run(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a whole operation: what cannot be read is refused, a write with a key runs in one transaction."""

    @wraps(run)
    def guarded(request: Any, **path_values: Any) -> HttpResponse:
        try:
            _check_address(path_values)
            refusal = refuse_body(request)
            if refusal:
                return refusal
            key = request.headers.get(HEADER)
            if key is None or request.method in _SAFE:
                return run(request, **path_values)
            if not is_key(key):
                return problem(request, 400, _("The Idempotency-Key has 1 to 100 visible ASCII characters."))
            return _run_in_one(run, request, path_values)
        except Exception as error:
            return refusal_of(request, error)

    return guarded


def _check_address(path_values: dict[str, Any]) -> None:
    try:
        check_value(list(path_values.values()))
    except BodyError:
        raise Http404 from None  # no row can have such an id


def _run_in_one(run: Callable[..., HttpResponse], request: Any, path_values: dict[str, Any]) -> HttpResponse:
    with transaction.atomic():
        request.claimed_key = None
        response = run(request, **path_values)
        if response.status_code >= 400:
            # The key is free again, so that the corrected request can be sent under it.
            transaction.set_rollback(True)
        elif request.claimed_key is not None:
            _keep(request.claimed_key, response)
    return response


def claim_key(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the function of an operation, when caller and values are known: the first use of a key goes on."""

    @wraps(view)
    def claimed(request: Any, *args: Any, **values: Any) -> Any:
        key = request.headers.get(HEADER)
        if key is not None and request.method not in _SAFE:
            row, is_first = claim(
                membership_id=request.viewer.membership_id, key=key, fingerprint=fingerprint_of(request)
            )
            if not is_first:
                raise Replay(row)
            request.claimed_key = row
        return view(request, *args, **values)

    return claimed


def _keep(row: IdempotencyKey, response: HttpResponse) -> None:
    row.status = response.status_code
    row.content_type = response.headers.get("Content-Type", "")[:100]
    is_short = not response.streaming and len(response.content) <= _MAX_KEPT
    row.response = response.content.decode() if is_short else ""
    row.save(update_fields=["status", "content_type", "response"])


def stored_answer(row: IdempotencyKey) -> HttpResponse:
    """Return the answer that the first use of a key got."""
    return HttpResponse(
        row.response, status=row.status or 200, content_type=row.content_type, headers={"Idempotent-Replay": "true"}
    )
