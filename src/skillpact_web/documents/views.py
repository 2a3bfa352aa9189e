"""Handing an upload out: always as a download, never as something that a browser runs."""

from __future__ import annotations

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..accounts.access import ViewerRequest, for_everyone_signed_in
from ..errors import DomainError
from . import queries, services

# What a browser could draw as a page of ours is handed out as bytes without a meaning.
_PLAIN_BYTES = frozenset({"text/html", "application/xml"})


class LostError(DomainError):
    """The row is there and the file is not: a restore without the documents' folder."""

    status = 410


@require_safe
@for_everyone_signed_in
def download(request: ViewerRequest, upload_id: int) -> FileResponse:
    """Hand out an upload in scope."""
    upload = get_object_or_404(queries.uploads(request.viewer), pk=upload_id)
    try:
        stream = open(upload.blob.path, "rb")  # noqa: SIM115 - the response closes it
    except FileNotFoundError:
        raise LostError(
            _("The file of this document is missing on the server. Tell your administrator, or upload it again.")
        ) from None
    services.note_reading(viewer=request.viewer, upload=upload)
    media_type = "application/octet-stream" if upload.media_type in _PLAIN_BYTES else upload.media_type
    response = FileResponse(stream, as_attachment=True, filename=upload.filename, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
