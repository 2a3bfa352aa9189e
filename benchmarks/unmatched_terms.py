"""Prints how well `skillpact unmatched` finds knowledge that annotators marked and no concept covers.

Needs real material (SKILLPACT_DATA) and a taxonomy: `python benchmarks/unmatched_terms.py esco-1.1.1`. Gold: the
knowledge spans of SkillSpan. A span that a mention touches, or that is a label, has its concept and does not count.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from material import data_folder

from skillpact.extraction import LexicalExtractor, UnmatchedCollector
from skillpact.taxonomy import Taxonomy, TaxonomyStore
from skillpact.taxonomy.words import WordAnalyser


def main() -> None:
    """Measure and print."""
    taxonomy = TaxonomyStore().find(sys.argv[1] if len(sys.argv) > 1 else None)
    print("split  advertisements  terms  in a knowledge span  phrases of 3 advertisements  listed")
    for split in ("train", "dev"):
        measure(split, data_folder() / "benchmarks" / "skillspan" / f"{split}.jsonl.gz", taxonomy)


def measure(split: str, path: Path, taxonomy: Taxonomy) -> None:
    """Print the figures of one split."""
    documents: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            documents[row["source"], row["idx"]].append(row)
    extractor, collector = LexicalExtractor(taxonomy), UnmatchedCollector(taxonomy)
    holding: dict[str, set[str]] = defaultdict(set)
    for identifier in sorted(documents):
        text, spans = joined(documents[identifier])
        extraction = extractor.extract(text, language="en")
        collector.add(str(identifier), text, extraction)
        for start, end in spans:
            if not any(m.start < end and start < m.end for m in extraction.mentions):
                holding[key_of(text[start:end])].add(str(identifier))
    labels = taxonomy.phrases("skills", "en")
    wanted = {key for key, ids in holding.items() if len(ids) >= 3 and (labels is None or key + " " not in labels.trie)}
    terms = {key_of(term.term) for term in collector.terms()}
    inside = sum(any(f" {term} " in f" {key} " for key in holding) for term in terms)
    print(f"{split:5}  {len(documents):14}  {len(terms):5}  {inside:19}  {len(wanted):27}  {len(wanted & terms):6}")


def joined(rows: list[dict[str, Any]]) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of an advertisement, a line for each sentence, and its knowledge spans."""
    text, spans = "", []
    for row in rows:
        for token, tag in zip(row["tokens"], row["tags_knowledge"], strict=True):
            if tag == "B":
                spans.append((len(text), len(text) + len(token)))
            elif tag == "I" and spans:
                spans[-1] = (spans[-1][0], len(text) + len(token))
            text += token + " "
        text = text[:-1] + "\n"
    return text, spans


_ANALYSER = WordAnalyser("en")


def key_of(phrase: str) -> str:
    """Return the stems of a phrase."""
    return " ".join(token.stem for token in _ANALYSER.tokens(phrase) if not token.is_break)


if __name__ == "__main__":
    main()
