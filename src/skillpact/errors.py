"""The few kinds of error the engine raises, sorted by who can mend them. Everything else is a bug."""

from __future__ import annotations


class SkillpactError(Exception):
    """Base of all errors that a user can mend; the message is one clear sentence with place and remedy."""


class InputError(SkillpactError):
    """A file, row or value that the user brought cannot be used.

    file : what the user would call the file (relative name, never a machine path)
    row : data row counted from 1 as a spreadsheet shows it (the header is row 1), or None
    column : the column or field, or None
    """

    def __init__(self, message: str, *, file: str | None = None, row: int | None = None, column: str | None = None):
        super().__init__(message)
        self.message = message
        self.file = file
        self.row = row
        self.column = column

    def __str__(self) -> str:
        place = [part for part in (self.file, f"row {self.row}" if self.row else None) if part]
        if self.column:
            place.append(f"column '{self.column}'")
        return f"{', '.join(place)}: {self.message}" if place else self.message

    def __reduce__(self) -> tuple[object, ...]:
        # Readers run in a worker process; keyword-only arguments need help to cross it.
        return (_rebuild_input_error, (self.message, self.file, self.row, self.column))


def _rebuild_input_error(message: str, file: str | None, row: int | None, column: str | None) -> InputError:
    return InputError(message, file=file, row=row, column=column)


class TaxonomyError(SkillpactError):
    """A taxonomy is missing, damaged, of another format version, or lacks what was asked of it."""


class ConfigurationError(SkillpactError):
    """A setting or option has a value that cannot be used."""


class MissingExtraError(SkillpactError):
    """An optional package is needed; the message says what to install."""
