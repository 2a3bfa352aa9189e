"""What the verbs share that read texts, one JSON object a line, and write one JSON object for each."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click

from skillpact.cli.failures import EXIT_ATTENTION, EXIT_UNUSABLE
from skillpact.cli.output import Function
from skillpact.errors import InputError
from skillpact.files.documents import Document, iter_jsonl
from skillpact.records import Refusal
from skillpact.taxonomy import Taxonomy


def lang_option(function: Function) -> Function:
    """Add `--lang XX`."""
    return click.option(
        "--lang", metavar="XX", callback=_two_letters,
        help="Language of texts that do not say theirs (ISO 639-1) [default: detected].",
    )(function)  # fmt: skip


def _two_letters(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not (len(value) == 2 and value.isascii() and value.isalpha()):
        raise click.UsageError(f"--lang is {value!r}, expected two letters such as es")
    return value


def read_standard_input() -> Iterator[Document | Refusal]:
    """Yield the lines of standard input and the refusals; an empty one is told, a terminal is wrong use."""
    if sys.stdin.isatty():
        raise click.UsageError("no FILE given and nothing on standard input")
    is_empty = True
    for item in iter_jsonl(sys.stdin.buffer, "standard input"):
        is_empty = False
        yield item
    if is_empty:
        click.echo("skillpact: standard input is empty, expected one JSON object a line", err=True)


def read_lines(files: tuple[Path, ...], what: str) -> Iterator[Document | Refusal]:
    """Yield the lines and the refusals of all files, or of standard input where there are none.

    what : "text" or "title", for messages
    """
    if not files:
        yield from read_standard_input()
        return
    seen: set[str] = set()
    for path in files:
        try:
            with path.open("rb") as stream:
                for item in iter_jsonl(stream, path.name):
                    if isinstance(item, Document):
                        if item.id in seen:
                            yield refuse_repeat(item.id, path.name, what)
                            continue
                        seen.add(item.id)
                    yield item
        except OSError as error:
            yield Refusal(path.name, None, None, f"the file cannot be read ({error.strerror})")


def refuse_repeat(identifier: str, file: str, what: str) -> Refusal:
    """Return the refusal of an id that was read before."""
    return Refusal(file, None, None, f'the id "{identifier[:60]}" stands already, expected each {what} once')


def tell_refusal(refusal: Refusal) -> None:
    """Say on standard error what was refused, where and why."""
    place = InputError(refusal.message, file=refusal.file, row=refusal.row, column=refusal.column)
    click.echo(f"skillpact: {place}", err=True)


def json_output() -> TextIO:
    """Return standard output, in UTF-8 as JSON is, whatever the terminal speaks."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    return sys.stdout


def tell_attribution(taxonomy: Taxonomy) -> None:
    """Show the line of the taxonomy's owner to a person: standard output holds data for programs."""
    if taxonomy.attribution and sys.stderr.isatty():
        click.echo(taxonomy.attribution, err=True)


def end_with(n_refused: int, n_done: int, done: str = "read") -> None:
    """End with the exit code for what was refused, after a line that counts it; return where nothing was."""
    if n_refused:
        click.echo(f"skillpact: {n_refused} refused, {n_done} {done}", err=True)
        sys.exit(EXIT_ATTENTION if n_done else EXIT_UNUSABLE)
