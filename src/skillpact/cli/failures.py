"""How failures reach a user: one clear line for each problem; a bug leaves a log and never a traceback."""

from __future__ import annotations

import sys
import traceback

import click

from skillpact.errors import InputError

EXIT_ATTENTION, EXIT_UNUSABLE, EXIT_BUG, EXIT_INTERRUPTED = 1, 2, 70, 130


def report_failure(message: str, error: BaseException) -> None:
    """Print what the user can mend, one line for each problem."""
    problems = getattr(error, "problems", None)
    place = f"{error.file}: " if problems and isinstance(error, InputError) and error.file else ""
    for problem in problems or [message]:
        click.echo(f"skillpact: {place}" + " ".join(str(problem).split()), err=True)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(f"Try '{error.ctx.command_path} --help'.", err=True)


def report_bug(error: BaseException) -> int:
    """Write the traceback into a log under SKILLPACT_HOME, print one line with its path, return the exit code."""
    from skillpact.taxonomy.store import home

    text = "".join(traceback.format_exception(error))
    what = f"skillpact: this is a bug ({type(error).__name__})"
    try:
        folder = home() / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "bug.log"
        path.write_text(text, encoding="utf-8")
        click.echo(f"{what}; please report it with the log at {path}", err=True)
    except OSError:
        click.echo(f"{what}; no log could be written", err=True)
    if sys.flags.dev_mode:
        click.echo(text, err=True)
    return EXIT_BUG
