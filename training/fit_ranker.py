"""Fit the ranker: the weights of its sum, how common each skill is, and the chance that a skill is really meant.

python training/fit_ranker.py --data DIR --weights DIR      after the encoders and the gate, which it reads
    --only chances      with the weights of the sum that are there

Chosen on HOUSE and TECH validation, SkillSkape dev and sentences of Green that the encoder never saw. The chances are
fitted on those of Green, on sentences of SkillSpan without a skill, and on one half of SkillSkape dev; neither HOUSE
nor TECH is fitted on. The sum is chosen for the encoder, as texts are ranked; the chances are those of what the
distilled encoder gives, as documents are read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from labels import count_named, read_green, read_skillspan, read_without_skills
from logistic import fit_logistic
from ranker_grid import WINDOWS, Labelled, choose, look
from sources import SKILLS, Skill, add_data_option, read_decorte, read_skills, read_skillskape, rows_by_label

from skillpact.extraction.chances import FEATURES, LINK_FEATURES, features, link_features
from skillpact.extraction.denseindex import build_dense_index
from skillpact.extraction.encoder import Encoder
from skillpact.extraction.extractor import LexicalExtractor, _without_overlaps
from skillpact.extraction.gate import SkillGate
from skillpact.extraction.labelgrams import LabelGrams
from skillpact.extraction.scoring import RANKER_FILE, ScoringWeights, SkillScorer
from skillpact.taxonomy import Taxonomy, TaxonomyStore
from skillpact.taxonomy.words import split_words

_UNNAMED = 0.3  # what a skill that was never named counts
_LOWEST_LINK = 0.3
# Generated sentences name skills in other ways than real ones. Effect of more: scores say better how often they are
# right (of those from 0.8 to 0.9, 71 % with 0.2, 80 % with 0.5, 85 % with 1), and fewer skills of real sentences are
# found (F1 on HOUSE .42, .40, .38, at 0.22).
_SKILLSKAPE_WEIGHT = 0.5
_PENALTY = 10  # effect of more: chances nearer to each other, less led by the small material
# With so little material, products of two features made the chances of other kinds of sentences worse.
_UNUSED = {"total_x_words", "lexical_total", "top_x_prior", "gate_x_total"}
_N_SKILLSKAPE = 300  # sentences that the sum is chosen on
_AT_ONCE = 64


class Ranker:
    """What scores sentences, for any weights of the sum. Vectors of all skills are computed first, in minutes."""

    def __init__(self, taxonomy: Taxonomy, folder: Path):
        self.taxonomy = taxonomy
        self._encoder = Encoder.load(folder, n_threads=1)
        self._distilled = Encoder.load(folder, is_distilled=True, n_threads=1)
        self._gate = SkillGate.load(folder)
        self._index = build_dense_index(taxonomy, "en", self._encoder)
        self._grams = [LabelGrams(taxonomy.skills, "en")]
        self._linkers = LexicalExtractor(taxonomy, threshold=_LOWEST_LINK)._linkers_for("en")

    def scorer(self, weights: ScoringWeights, *, is_distilled: bool = False) -> SkillScorer:
        """Return the scorer of these weights, with the distilled encoder where documents are read."""
        model = self._distilled if is_distilled else self._encoder
        return SkillScorer(self.taxonomy, model, self._index, self._grams, weights)

    def table(self, scorer: SkillScorer, sentences: list[Labelled]) -> tuple[np.ndarray, np.ndarray]:
        """Return the features of the skills judged in the sentences, (n, n_features), and which are right, (n,)."""
        tables, right = [np.zeros((0, len(FEATURES)))], [np.zeros(0, bool)]
        for start in range(0, len(sentences), _AT_ONCE):
            chosen = sentences[start : start + _AT_ONCE]
            links = [self._links(text) for text, _ in chosen]
            nearest = scorer.score_nearest([text for text, _ in chosen], [list(own) for own in links])
            texts = [text for text, _named in chosen]
            n_judged, rows, table = features(
                nearest,
                scorer.prior,
                links,
                [len(text.split()) for text in texts],
                [self._gate.logit(t) for t in texts],
            )
            tables.append(table)
            by_text = np.split(rows, np.cumsum(n_judged)[:-1])
            right += [np.isin(own, list(named)) for own, (_text, named) in zip(by_text, chosen, strict=True)]
        return np.vstack(tables), np.concatenate(right)

    def link_table(self, scorer: SkillScorer, sentences: list[Labelled]) -> tuple[np.ndarray, np.ndarray]:
        """Return the features of the links in the sentences, (n, n_features), and which are right, (n,)."""
        tables, right = [np.zeros((0, len(LINK_FEATURES)))], [np.zeros(0, bool)]
        for text, named in sentences:
            rows, table = link_features(self._links(text), scorer.prior, len(text.split()), self._gate.logit(text))
            tables.append(table)
            right.append(np.isin(rows, list(named)))
        return np.vstack(tables), np.concatenate(right)

    def _links(self, text: str) -> dict[int, float]:
        words = split_words(text, 0, len(text))
        found: dict[int, float] = {}
        for match in _without_overlaps([own for linker in self._linkers for own in linker.matches(text, words)]):
            if match.score >= _LOWEST_LINK:
                found[match.row] = max(found.get(match.row, 0.0), match.score)
        return found


def prior_of(data: Path, skills: list[Skill]) -> dict[str, float]:
    """Return for each skill that was ever named the log of how often, above that of one never named."""
    named = count_named(read_skillspan(data, skills), read_green(data, skills)[0])
    by_uri = {skills[row].uri: count for row, count in named.items()}
    return {uri: round(float(np.log(count + _UNNAMED) - np.log(_UNNAMED)), 3) for uri, count in sorted(by_uri.items())}


def chances_of(
    table: np.ndarray, right: np.ndarray, importance: np.ndarray, names: tuple[str, ...] = FEATURES
) -> dict[str, float]:
    """Return the coefficients of the features, fitted on features of like spread."""
    is_used = [name not in _UNUSED for name in names]
    table = table * is_used
    middle, spread = table.mean(axis=0), table.std(axis=0)
    middle[0], spread[0] = 0, 1  # the first is 1 throughout
    spread[spread == 0] = 1
    found = fit_logistic((table - middle) / spread, right, importance, _PENALTY)
    raw = found / spread
    raw[0] = found[0] - (found[1:] * middle[1:] / spread[1:]).sum()
    return {name: round(float(value), 4) for name, value, is_in in zip(names, raw, is_used, strict=True) if is_in}


def main() -> None:
    """Choose, fit, and write the file that the package reads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the model, where the ranker is put too")
    parser.add_argument("--only", choices=["chances"], help="keep the weights of the sum that are there")
    options = parser.parse_args()
    data = options.data
    skills = read_skills(data)
    with tempfile.TemporaryDirectory() as home:
        store = TaxonomyStore(Path(home))
        taxonomy = store.import_source([(data / SKILLS).parent], version="1.1.1")
        ranker = Ranker(taxonomy, options.weights)
        rows = {uri: row for row, uri in enumerate(taxonomy.skills)}
        row_of = {label: rows[skills[number].uri] for label, number in rows_by_label(skills).items()}
        skillskape = read_skillskape(data, "dev", row_of, keep_empty=True)
        held_out = [
            (text, {rows[skills[number].uri] for number in named}) for text, named in read_green(data, skills)[1]
        ]
        if options.only:
            weights = ScoringWeights.load(options.weights)
        else:
            sets = {name: read_decorte(data, name, row_of, keep_empty=True) for name in ("house", "tech")}
            sets |= {"skillskape": skillskape[:_N_SKILLSKAPE], "green": held_out}
            weights = chosen_sum(ranker, sets, prior_of(data, skills))
        empty: list[Labelled] = [(text, set()) for text in read_without_skills(data)[::3]]
        made = [own for own in skillskape if _is_first_half(own[0])]
        weights = with_chances(ranker, weights, held_out + empty, made)
    found = {name: getattr(weights, name) for name in weights.__dataclass_fields__}
    (options.weights / RANKER_FILE).write_text(json.dumps(found, sort_keys=True, indent=0))


def chosen_sum(ranker: Ranker, sets: dict[str, list[Labelled]], prior: dict[str, float]) -> ScoringWeights:
    """Return the weights of the sum, and print the figures by which they were chosen."""
    best = None
    for window, stride in WINDOWS:
        start = ScoringWeights(1, 0.55, 0.05, window, stride, prior, {}, {})
        merit, choice, figures = choose({name: look(ranker.scorer(start), own) for name, own in sets.items()})
        print(window, stride, choice, figures, round(merit, 2), flush=True)
        if best is None or merit > best[0]:
            best = merit, replace(start, **choice._asdict())
    assert best is not None
    return best[1]


def with_chances(
    ranker: Ranker, weights: ScoringWeights, real: list[Labelled], made: list[Labelled]
) -> ScoringWeights:  # fmt: skip
    """Return the weights with chances fitted on real and on generated sentences, and how often they are right."""
    scorer = ranker.scorer(weights, is_distilled=True)
    found = {}
    for name, table_of, names in (
        ("chances", ranker.table, FEATURES),
        ("link_chances", ranker.link_table, LINK_FEATURES),
    ):
        tables = [table_of(scorer, own) for own in (real, made)]
        importance = np.repeat([1.0, _SKILLSKAPE_WEIGHT], [len(own[1]) for own in tables])
        table, right = np.vstack([own[0] for own in tables]), np.concatenate([own[1] for own in tables])
        found[name] = chances_of(table, right, importance, names)
        print(name, f"{len(right):,} skills judged, {right.sum():,} right", flush=True)
    return replace(weights, **found)


def _is_first_half(text: str) -> bool:
    return int(hashlib.sha256(text.encode()).hexdigest()[0], 16) % 2 == 0


if __name__ == "__main__":
    main()
