"""From a refused write to the form that asked for it: one place for every app."""

from __future__ import annotations

from typing import Any

from ..errors import DomainError


def put_errors(form: Any, error: DomainError) -> None:
    """Put the sentences of a refusal beside the fields that they name; what names no field of the form stands above."""
    known = {name: sentence for name, sentence in error.fields.items() if name in form.fields and sentence}
    for name, sentence in known.items():
        form.add_error(name, sentence)
    unknown = [sentence for name, sentence in error.fields.items() if name not in known and sentence]
    if not known or unknown:
        form.add_error(None, " ".join([error.message, *unknown]) if not known else " ".join(unknown))
