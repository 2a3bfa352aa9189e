"""The quality of each language that was read, for the person at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from skillpact.extraction.quality import measured_on, quality_class


def quality_lines(languages: Iterable[str]) -> list[str]:
    """Return one line a language, by language: how good the skills found in its texts are."""
    return [
        f"skillpact: texts in {language}: quality {quality_class(language)} (docs/quality.md, {measured_on()})"
        for language in sorted(set(languages))
    ]


def show_quality(languages: Iterable[str]) -> None:
    """Say the lines on standard error where a person reads it; data for programs say it beside each text."""
    if sys.stderr.isatty():
        for line in quality_lines(languages):
            click.echo(line, err=True)
