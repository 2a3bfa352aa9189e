"""What a person can mend: services raise these, and forms, pages and REST each translate them in one place."""

from __future__ import annotations

from collections.abc import Mapping


class DomainError(Exception):
    """A rule of the house refuses a write.

    message : one clear sentence for the person, already translated: what was found, what was expected, what to do
    fields : field name → sentence, where a field is to blame
    """

    status = 422

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = str(message)
        self.fields = {name: str(sentence) for name, sentence in (fields or {}).items()}


class ConflictError(DomainError):
    """Someone else changed the same row meanwhile; nothing was written."""

    status = 409


class NotAllowedError(DomainError):
    """The viewer's role may not do this. Rows out of scope are not this: they do not exist (`Http404`)."""

    status = 403
