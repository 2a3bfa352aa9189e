"""Train the subword encoder: texts of many languages → the sentence encoder's vectors of their English translations.

python training/subwords.py --teacher DIR --data DIR --out FILE --seed 0      the one that is shipped
python training/subwords.py --teacher DIR --data DIR --out FILE --measure     trained without a part, measured on it
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from sources import add_data_option
from subword_measures import measure
from subword_model import Ints, Settings, Words, train
from subword_texts import ParallelText, held_out_as, read_carriers, read_parallel_texts

from skillpact.extraction.encoder import Encoder

# A language with n texts is drawn as often as n to this power. Effect of more: English and Spanish crowd out Irish.
_BALANCE = 0.6
_DESCRIPTIONS = 0.3  # how often a description is drawn where a label is once: they are long and few
_CARRIED, _LISTED = 0.3, 0.15  # shares of examples inside a carrier phrase, and of two labels in a row


def teacher_vectors(folder: Path, texts: Sequence[str], cache: Path | None) -> npt.NDArray[np.float32]:
    """Return the teacher's unit vectors of the texts, read from `cache` where it was made with this teacher."""
    encoder = Encoder.load(folder, n_threads=1)
    known: dict[str, npt.NDArray[np.float32]] = {}
    if cache is not None and cache.exists():
        with np.load(cache, allow_pickle=False) as stored:
            if str(stored["hash"]) == encoder.hash:
                old = stored["texts"].tobytes().decode().split("\0")
                known = dict(zip(old, stored["vectors"].astype(np.float32), strict=True))
    new = [text for text in dict.fromkeys(texts) if text not in known]
    known.update(zip(new, encoder.encode(new), strict=True))
    if cache is not None and new:
        kept = np.frombuffer("\0".join(known).encode(), np.uint8)
        vectors = np.array(list(known.values())).astype(np.float16)
        np.savez(cache, texts=kept, vectors=vectors, hash=np.array(encoder.hash))
    found = np.array([known[text] for text in texts])
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def drawer(
    texts: Sequence[ParallelText], target_of: dict[str, int], first_carrier: dict[str, int], n_carriers: dict[str, int]
) -> Callable[[np.random.Generator, int], tuple[Ints, Ints]]:
    """Return a function that draws n examples: texts (n, 3) and targets (n, 2)."""
    languages = sorted({text.language for text in texts})
    language = np.array([languages.index(text.language) for text in texts])
    is_description = np.array([text.kind == "description" for text in texts])
    target = np.array([target_of[text.english] for text in texts])
    weight = np.where(is_description, _DESCRIPTIONS, 1.0) * (np.bincount(language) ** (_BALANCE - 1))[language]
    chance = np.cumsum(weight / weight.sum())
    first = np.array([first_carrier.get(code, -1) for code in languages])
    number = np.array([n_carriers.get(code, 0) for code in languages])
    labels = [np.flatnonzero((language == code) & ~is_description) for code in range(len(languages))]

    def draw(rng: np.random.Generator, n: int) -> tuple[Ints, Ints]:
        row = np.minimum(np.searchsorted(chance, rng.random(n)), len(texts) - 1)
        found = np.full((n, 3), -1)
        wanted = np.full((n, 2), -1)
        found[:, 0], wanted[:, 0] = row, target[row]
        luck = rng.random(n)
        is_label, own = ~is_description[row], language[row]
        carried = (luck < _CARRIED) & is_label & (number[own] > 0)
        chosen = first[own] + 2 * (rng.random(n) * number[own]).astype(np.int64)
        found[carried, 1], found[carried, 2] = chosen[carried], chosen[carried] + 1
        for place in np.flatnonzero((luck > 1 - _LISTED) & is_label):
            other = rng.choice(labels[own[place]])
            found[place, 1], wanted[place, 1] = other, target[other]
        return found, wanted

    return draw


def main() -> None:
    """Train, and write the weights or print what a model without the held-out part reaches."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", type=Path, required=True, help="folder of the sentence encoder")
    add_data_option(parser)
    parser.add_argument("--out", type=Path, required=True, help="file to write, called subwords.npz")
    parser.add_argument("--cache", type=Path, help="file that keeps the teacher's vectors")
    parser.add_argument("--measure", action="store_true", help="hold texts out and measure on them")
    for field in fields(Settings):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)
    options = parser.parse_args()
    settings = replace(Settings(), **{field.name: getattr(options, field.name) for field in fields(Settings)})

    started = time.monotonic()

    def report(line: str) -> None:
        print(f"{time.monotonic() - started:6.0f} s  {line}", file=sys.stderr, flush=True)

    import torch

    torch.set_num_threads(1)
    texts = read_parallel_texts(options.data)
    report(f"{len(texts)} texts")
    english = sorted({text.english for text in texts})
    targets = teacher_vectors(options.teacher, english, options.cache)
    target_of = {text: row for row, text in enumerate(english)}
    report(f"{len(english)} vectors of the teacher")

    learned = [text for text in texts if not options.measure or held_out_as(text) == "train"]
    carriers = read_carriers()
    all_texts, first, n_carriers = [text.text for text in learned], {}, {}
    for code, pairs in sorted(carriers.items()):
        first[code], n_carriers[code] = len(all_texts), len(pairs)
        all_texts += [part for pair in pairs for part in pair]
    counts = {code: sum(text.language == code for text in learned) for code in {text.language for text in learned}}
    weights = np.array([counts[text.language] ** (_BALANCE - 1) for text in learned])
    weights = np.concatenate([weights, np.full(len(all_texts) - len(learned), weights.max())])
    words = Words(all_texts, weights / weights.mean(), settings.n_rows)
    report(f"{len(words.of_words.starts) - 1} words, {len(words.fingerprints)} pieces kept")
    pool = np.unique([target_of[text.english] for text in learned])
    model = train(words, settings, drawer(learned, target_of, first, n_carriers), targets, pool, report)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    model.save(options.out, words)
    report(f"{options.out.name}: {options.out.stat().st_size} bytes")
    if options.measure:
        print(measure(options.out, texts, dict(zip(english, targets, strict=True))))


if __name__ == "__main__":
    main()
