"""How failures reach a user: one clear line for each problem; a bug leaves a log and never a traceback."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from skillpact.errors import InputError
from skillpact.records import Refusal

_REFUSALS_SHOWN = 20
_SYSTEM_FAILURES = {
    errno.ENOSPC, errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.EROFS, errno.EDQUOT, errno.EIO, errno.ENOTDIR,
    errno.EISDIR, errno.EMFILE, errno.ENOENT, errno.EEXIST, errno.ELOOP,
}  # fmt: skip
EXIT_ATTENTION, EXIT_UNUSABLE, EXIT_BUG, EXIT_INTERRUPTED = 1, 2, 70, 130


def report_failure(message: str, error: BaseException) -> None:
    """Print what the user can mend, one line for each problem."""
    problems = getattr(error, "problems", None)
    place = f"{error.file}: " if problems and isinstance(error, InputError) and error.file else ""
    for problem in problems or [message]:
        click.echo(f"skillpact: {place}" + " ".join(str(problem).split()), err=True)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(f"Try '{error.ctx.command_path} --help'.", err=True)


def report_refusals(refusals: Sequence[Refusal], *, where: str = "") -> None:
    """Print each refused row or file with its place, then how many there are; `where` names the table of all."""
    for refusal in refusals[:_REFUSALS_SHOWN]:
        place = InputError(refusal.message, file=refusal.file, row=refusal.row, column=refusal.column)
        click.echo(f"skillpact: {place}", err=True)
    if len(refusals) > _REFUSALS_SHOWN:
        click.echo(f"skillpact: and {len(refusals) - _REFUSALS_SHOWN} more{where}", err=True)
    if refusals:
        click.echo(f"skillpact: {len(refusals)} rows or files refused", err=True)


def open_missing_streams() -> None:
    """Give a program started with closed streams (`>&-`) empty ones, so that it fails or works by what it is asked."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 (stays open to the end)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        click.echo("skillpact: standard output is closed", err=True)
        sys.exit(EXIT_UNUSABLE)


def report_system_failure(error: OSError) -> int:
    """Print one line for what the system refuses (full disk, no permission, too long a name); return the exit code.

    Anything else that surfaces as an OSError is a bug.
    """
    if error.errno not in _SYSTEM_FAILURES:
        return report_bug(error)
    name = Path(os.fsdecode(error.filename)).name[:60] if isinstance(error.filename, str | bytes) else ""
    click.echo(f"skillpact: {name + ': ' if name else ''}{error.strerror or type(error).__name__}", err=True)
    # What could not be written cannot be written at the end either.
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    return EXIT_UNUSABLE


def report_bug(error: BaseException) -> int:
    """Write the traceback into a log under SKILLPACT_HOME, print one line with its path, return the exit code."""
    from skillpact.taxonomy.store import home

    text = "".join(traceback.format_exception(error))
    what = f"skillpact: this is a bug ({type(error).__name__})"
    try:
        folder = home() / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "bug.log"
        with path.open("a", encoding="utf-8") as stream:
            stream.write(text + "\n")
        click.echo(f"{what}; please report it with the log at {path}", err=True)
    except OSError:
        click.echo(f"{what}; no log could be written", err=True)
    if sys.flags.dev_mode:
        click.echo(text, err=True)
    return EXIT_BUG
