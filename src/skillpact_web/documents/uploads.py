"""Receiving a large file from the browser: no more than the limit reaches the disk, and a full disk is told.

Named in FILE_UPLOAD_HANDLERS behind Django's handler for small files. What went wrong stands at `file.error`, which
`services.store_upload` raises: a form can then show it beside its field.
"""

from __future__ import annotations

import errno
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from ..errors import DomainError
from . import store


class CarefulUploadHandler(TemporaryFileUploadHandler):
    """Writes a file to a temporary one, up to the limit; the rest is read and dropped, so that the answer arrives."""

    error: DomainError | None = None
    n_announced = 0  # bytes of the whole form, as the browser says

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any, **more: Any) -> None:
        self.n_announced = content_length or 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.error = None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a chunk, unless the file is over the limit or the disk is full."""
        if self.error is not None:
            return
        limit = int(settings.SKILLPACT_UPLOAD_LIMIT)
        if start + len(raw_data) > limit:
            self._give_up(store.too_large(max(self.n_announced, start + len(raw_data)), limit))
            return
        try:
            self.file.write(raw_data)
            self.file.flush()
        except OSError as error:
            if error.errno not in store.FULL:
                raise
            self._give_up(store.disk_full())

    def file_complete(self, file_size: int) -> Any:
        """Hand the file over, with what went wrong."""
        file = super().file_complete(file_size)
        file.error = self.error
        return file

    def _give_up(self, error: DomainError) -> None:
        self.error = error
        try:
            self.file.truncate(0)  # the room is needed by others
        except OSError as failure:
            if failure.errno not in (*store.FULL, errno.EINVAL):
                raise
