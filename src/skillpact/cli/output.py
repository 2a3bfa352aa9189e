"""Tables on the terminal and for other programs: table, JSON, JSONL or CSV."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from skillpact.errors import ConfigurationError

FORMATS = ("table", "json", "jsonl", "csv")
Function = Callable[..., Any]


def format_option(function: Function) -> Function:
    """Add `--format table|json|jsonl|csv`."""
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to print."
    )(function)


def taxonomy_option(function: Function) -> Function:
    """Add `--taxonomy NAME`."""
    return click.option(
        "--taxonomy", metavar="NAME", help="Taxonomy to use, as `skillpact taxonomy list` shows it [default: in use]."
    )(function)


def tier_option(function: Function) -> Function:
    """Add `--tier TIER`."""
    from skillpact.extraction.tiers import TIERS

    return click.option(
        "--tier", type=click.Choice(TIERS), default="default", show_default=True,
        help="default: labels and meaning, scores are probabilities; fast: labels alone, many times faster.",
    )(function)  # fmt: skip


def threshold_option(function: Function) -> Function:
    """Add `--threshold`, whose default is that of the tier."""
    from skillpact.extraction.tiers import THRESHOLDS

    defaults = ", ".join(f"{threshold} in {tier}" for tier, threshold in THRESHOLDS.items())
    return click.option(
        "--threshold", type=Finite(0, 1), help=f"Skills scored below are left out [default: {defaults}]."
    )(function)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], form: str) -> None:
    """Print rows in one of FORMATS."""
    if form == "json":
        click.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
    elif form == "jsonl":
        for row in rows:
            click.echo(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False))
    elif form == "csv":
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([[_harmless(cell) for cell in row] for row in rows])
        click.echo(buffer.getvalue(), nl=False)
    else:
        click.echo(_aligned(columns, rows))


class Finite(click.FloatRange):
    """A number in a range; "nan" and "inf" are none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises ConfigurationError where it cannot be written."""
    # A link is followed, not replaced; devices and folders are left alone.
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        raise ConfigurationError(f"{path.name} is no ordinary file, expected the name of a file to write")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".skillpact-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.chmod(temporary, 0o644)  # mkstemp's 0600 would surprise whoever shares the folder
        os.replace(temporary, path)
    except OSError as error:
        raise ConfigurationError(f"{path.name} cannot be written ({error.strerror})") from error


def _harmless(cell: Any) -> Any:
    """Keep a spreadsheet from running a text as a formula."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _aligned(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    cells = [[_shown(cell) for cell in row] for row in rows]
    widths = [
        max([len(title), *(len(row[i]) for row in cells)]) if i < len(columns) - 1 else 0
        for i, title in enumerate(columns)
    ]
    is_number = [bool(rows) and all(isinstance(row[i], int | float) for row in rows) for i in range(len(columns))]
    lines = []
    for row in [list(columns), *cells]:
        padded = [
            cell.rjust(width) if number and i < len(columns) - 1 else cell.ljust(width)
            for i, (cell, width, number) in enumerate(zip(row, widths, is_number, strict=True))
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def _shown(cell: Any) -> str:
    if cell is None:
        return "–"
    text = f"{cell:.4f}" if isinstance(cell, float) and not cell.is_integer() else str(cell)
    # A hostile label must not move the cursor of a terminal.
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= 70 else text[:69] + "…"
