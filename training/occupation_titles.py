"""The titles on which the occupation linker is fitted, and those on which it is measured; no occupation is in both.

Fitted: EURES (Spanish advertisements), and ESCO's alternative labels of ten languages. Measured: the same of other
occupations, the labels of all languages, and TalentCLEF and JobBERT, on which nothing is fitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from skillpact.evaluation.heldout import HeldOut, hold_out_alternatives, hold_out_tenth, keep_english
from skillpact.evaluation.material import LabelledData
from skillpact.evaluation.titles import LabelledTitle, is_fitted_on, known_titles, read_eures, read_jobbert, sample
from skillpact.ordering import tie_break
from skillpact.taxonomy import Taxonomy

FITTED_LANGUAGES = ("cs", "de", "en", "es", "fi", "fr", "hr", "lv", "pl", "sv")
SETTINGS = ("preferred known", "tenth held out", "English only")
_N_TITLES = 120  # of a language and setting


class Titles(NamedTuple):
    """Titles of one language asked for in one taxonomy."""

    name: str
    language: str
    taxonomy: Taxonomy
    titles: list[LabelledTitle]


def is_unlearned(uri: str) -> bool:
    """Say whether the subword encoder for these experiments never met the occupation's alternative labels."""
    return tie_break(uri) % 4 < 2


def read_titles(data: Path, taxonomy: Taxonomy, folder: Path, *, to_fit: bool) -> Iterator[Titles]:
    """Yield the titles to fit on, or those to measure on. `folder` keeps the taxonomies that lack labels."""
    labelled = LabelledData(data)
    english = keep_english(taxonomy, folder)
    eures = _half(known_titles(read_eures(labelled), taxonomy, "eures"), to_fit)
    yield Titles("eures", "es", taxonomy, eures)
    yield Titles("eures, English only", "es", english.taxonomy, eures)
    if not to_fit:
        jobbert = sample(known_titles(read_jobbert(labelled), taxonomy, "jobbert"), 2_000, 0)
        yield Titles("jobbert", "en", taxonomy, jobbert)
    for name, found in zip(
        SETTINGS, (hold_out_alternatives(taxonomy, folder), hold_out_tenth(taxonomy, folder), english), strict=True
    ):
        yield from _labels(name, found, taxonomy, to_fit)


def _labels(name: str, found: HeldOut, whole: Taxonomy, to_fit: bool) -> Iterator[Titles]:
    for language, titles in sorted(found.titles.items()):
        if not to_fit or language in FITTED_LANGUAGES:
            unlearned = [title for title in titles if all(map(is_unlearned, title.gold))]
            # The preferred labels of all occupations were learned.
            asked = [title for title in unlearned if not _is_preferred(title, whole, language)]
            yield Titles(name, language, found.taxonomy, sample(_half(asked, to_fit), _N_TITLES, 0))


def _is_preferred(title: LabelledTitle, taxonomy: Taxonomy, language: str) -> bool:
    table = taxonomy.occupations
    return any(table.label(table.row(uri), language) == title.title for uri in title.gold)


def _half(titles: Iterable[LabelledTitle], to_fit: bool) -> list[LabelledTitle]:
    return [title for title in titles if all(is_fitted_on(uri) == to_fit for uri in title.gold)]
