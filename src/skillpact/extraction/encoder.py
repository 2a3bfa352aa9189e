"""From short texts to vectors whose cosine says how alike they mean. The one file that names the model's libraries.

Weights are int8 with one scale a column, and activations are rounded by scales that were fixed when the model was
made: none depends on the batch. A text is padded to a length that follows from itself: its vector is the same whatever
stands beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skillpact.errors import ConfigurationError
from skillpact.extraction.modelfiles import (
    MODEL_CARD,
    REMEDY,
    Weights,
    default_folder,
    digest_of,
    named_as_ours,
    read_arrays,
    read_model_card,
    read_model_file,
    read_safetensors,
)

__all__ = ["MAX_TOKENS", "MODEL_CARD", "Encoder", "Span", "Vectors", "default_folder", "read_model_card"]

FILES = ("encoder.npz", "encoder.onnx", "tokenizer.json")
# Two layers that were taught to give the vectors of all six (training/distil.py), for reading many sentences. They
# share words and tokens with the encoder, and their vectors are compared with its own.
DISTILLED_FILES = ("distilled.npz", "distilled.onnx")
FLOAT_GRAPH = "encoder-float.onnx"  # the same layers without any rounding, for weights that were not rounded
MAX_TOKENS = 96  # effect of more: long sentences are read to their end, and cost more; nearly all have fewer
# What an encoder's first step needs, before its layers.
SHARED = ("words.row", "words.int8", "words.scale", "places", "segment", "norm.weight", "norm.bias")
N_DIMENSIONS = 384  # of a vector
_BUCKET = 4  # tokens; lengths are rounded up to multiples, so that few shapes are computed
_TOKENS_AT_ONCE = 512  # of a batch; effect of more: more memory, hardly more speed on two cores
_SUMS = 32  # rows of a product; their number is rounded up to multiples
_MAX_REMEMBERED = 100_000  # words
_CLS, _SEP = 101, 102

Vectors = npt.NDArray[np.float32]
Span = tuple[int, int]
_WORD = re.compile(r"\S+")


class Encoder:
    """A sentence encoder on the processor. Loading reads 25 MB; nothing is fetched.

    n_dimensions : length of a vector
    hash : 12 characters that name the weights; indexes made with others do not fit
    """

    def __init__(self, weights: Weights, graph: bytes, tokenizer: bytes, name: str, n_threads: int | None):
        import kitoken
        import onnxruntime

        self.hash = name
        self._words = weights.pop("words.int8" if "words.int8" in weights else "words")
        self._word_scales: npt.NDArray[np.float32] = weights.pop("words.scale", np.ones(len(self._words), np.float32))
        # Pieces of words that no English text holds have no row of their own.
        self._word_rows: npt.NDArray[np.int32] = weights.pop("words.row", np.arange(len(self._words), dtype=np.int32))
        self._places = weights.pop("places")[: MAX_TOKENS + _BUCKET] + weights.pop("segment")
        self.n_dimensions = int(self._words.shape[1])
        names = sorted(weights)
        # Kept alive with the session, which uses their memory.
        self._values = [onnxruntime.OrtValue.ortvalue_from_numpy(weights[key].copy(order="C")) for key in names]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = usual_threads() if n_threads is None else n_threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_external_initializers(names, self._values)
        # The fused sum and norm of the runtime takes four times as long as the two steps that it stands for.
        self._session = onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )
        self._tokenizer = kitoken.Kitoken(tokenizer)
        self._seen: dict[str, tuple[int, ...]] = {}

    @classmethod
    def load(
        cls, folder: Path | None = None, *, is_distilled: bool = False, n_threads: int | None = None
    ) -> Encoder:  # fmt: skip
        """Return the encoder in `folder` (default: the one that comes with the package).

        is_distilled : the one of two layers, three times as fast, for texts whose vectors are compared with those
        that the encoder gave to labels. n_threads : default the machine's cores, at most 4. Raises ConfigurationError
        where a file is missing, was changed, or is of a newer format: a damaged model is never half used.
        """
        folder = default_folder() if folder is None else folder
        read_model_card(folder)  # without one there is nothing to compare the files with
        arrays, graph, tokenizer = (read_model_file(folder, name) for name in FILES)
        names: tuple[str, ...] = FILES
        if is_distilled:
            names = (*FILES, *DISTILLED_FILES)
            layers, graph = (read_model_file(folder, name) for name in DISTILLED_FILES)
        try:
            weights = read_arrays(arrays, SHARED if is_distilled else None)
            if is_distilled:
                weights.update(read_arrays(layers))
            return cls(weights, graph, tokenizer, digest_of(folder, names), n_threads)
        except Exception as error:  # those of onnxruntime have no class in common
            raise ConfigurationError(f"the model in {folder.name} cannot be read ({error}); {REMEDY}") from error

    @classmethod
    def from_minilm(cls, folder: Path, *, n_threads: int | None = None) -> Encoder:
        """Return the untuned model in `folder` (model.safetensors, tokenizer.json), the baseline of evaluations.

        Raises ConfigurationError where it is not a MiniLM with as many layers as our own.
        """
        try:
            stored = read_safetensors((folder / "model.safetensors").read_bytes())
            tokenizer = json.loads((folder / "tokenizer.json").read_bytes())
            # A fixed length would be filled up with padding.
            tokenizer["padding"] = tokenizer["truncation"] = None
            weights = named_as_ours(stored)
            graph = read_model_file(default_folder(), FLOAT_GRAPH)
            name = hashlib.sha256(stored["embeddings.word_embeddings.weight"].tobytes()).hexdigest()[:12]
            return cls(
                weights,
                graph,
                json.dumps(tokenizer).encode(),
                name,
                n_threads,
            )
        except Exception as error:  # those of onnxruntime have no class in common
            raise ConfigurationError(f"the model in {folder.name} cannot be read as a MiniLM ({error})") from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of the texts, (n_texts, n_dimensions); what stands beside a text does not matter.

        A text without any word gets the zero vector. Words beyond the first `MAX_TOKENS` tokens are not read.
        """
        found = np.zeros((len(texts), self.n_dimensions), np.float32)
        tokens = [self._tokens(text)[: MAX_TOKENS - 2] for text in texts]
        for rows, hidden, n_read in self._read(tokens):
            is_read = (np.arange(hidden.shape[1]) < n_read[:, None])[..., None]
            found[rows] = _unit(np.where(is_read, hidden, np.float32(0)).sum(axis=1))
        return found

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> list[Vectors]:
        """Return for each text the unit vectors of the whole and of its parts, (1 + n_parts, n_dimensions).

        parts : of each text, (start, end) in its characters. A part is read in its text: its vector is the mean of
        what the encoder made of its words. One that holds no word that is read has the zero vector.
        """
        tokens: list[list[int]] = []
        # Of each text: where its words begin and end, and where each word's tokens begin, up to the end of the last.
        words: list[tuple[list[int], list[int], list[int]]] = []
        for text in texts:
            spans = _words_of(text)
            own: list[int] = []
            firsts = [0]
            for start, end in spans:
                if len(own) >= MAX_TOKENS - 2:
                    break
                own += self._tokens_of_word(text[start:end])
                firsts.append(min(len(own), MAX_TOKENS - 2))
            tokens.append(own[: MAX_TOKENS - 2])
            n_words = len(firsts) - 1
            words.append(([span[0] for span in spans[:n_words]], [span[1] for span in spans[:n_words]], firsts))
        found = [np.zeros((1 + len(own), self.n_dimensions), np.float32) for own in parts]
        for rows, hidden, n_read in self._read(tokens):
            for place, row in enumerate(rows):
                n_own = int(n_read[place])
                starts, ends, firsts = words[row]
                begins, stops = [0], [n_own]
                for start, end in parts[row]:
                    first, last = bisect_right(ends, start), bisect_left(starts, end)
                    # One later, since the first token marks the beginning of the text.
                    begins.append(firsts[first] + 1 if first < last else 0)
                    stops.append(firsts[last] + 1 if first < last else 0)
                # Sums as a product, of always as many rows: with fewer, a row would be added up in another order.
                numbers = np.arange(n_own)
                is_inside = np.zeros((-(-len(begins) // _SUMS) * _SUMS, n_own), np.float32)
                is_inside[: len(begins)] = (numbers >= np.array(begins)[:, None]) & (numbers < np.array(stops)[:, None])
                found[row] = _unit((is_inside @ hidden[place, :n_own])[: len(begins)])
        return found

    def _tokens(self, text: str) -> list[int]:
        # More characters a token than any text has: the rest of a very long one need not be cut.
        text = text[: 12 * MAX_TOKENS]
        try:
            ids: list[int] = self._tokenizer.encode(text, True)
        except UnicodeEncodeError:  # halves of surrogate pairs, which JSON can hold and UTF-8 cannot
            ids = self._tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8"), True)
        return ids

    def _tokens_of_word(self, word: str) -> tuple[int, ...]:
        known = self._seen.get(word)
        if known is None:
            if len(self._seen) >= _MAX_REMEMBERED:
                self._seen.clear()
            known = tuple(self._tokens(word))
            self._seen[word] = known
        return known

    def _read(
        self, tokens: Sequence[Sequence[int]]
    ) -> Iterator[tuple[list[int], npt.NDArray[np.float32], npt.NDArray[np.int32]]]:
        """Yield (rows, what the encoder made of their tokens, how many are read) in batches of one padded length."""
        by_length: dict[int, list[int]] = {}
        for row, own in enumerate(tokens):
            if own:
                by_length.setdefault(-(-(len(own) + 2) // _BUCKET) * _BUCKET, []).append(row)
        for length, rows in sorted(by_length.items()):
            step = max(_TOKENS_AT_ONCE // length, 1)
            for start in range(0, len(rows), step):
                chosen = rows[start : start + step]
                ids = np.zeros((len(chosen), length), np.int64)
                for place, row in enumerate(chosen):
                    ids[place, : len(tokens[row]) + 2] = (_CLS, *tokens[row], _SEP)
                n_read = np.array([len(tokens[row]) + 2 for row in chosen], np.int32)
                words = self._word_rows[ids]
                x = self._words[words].astype(np.float32)
                x *= self._word_scales[words][..., None]
                x += self._places[:length]
                yield chosen, self._session.run(None, {"x": x, "lengths": n_read})[0], n_read


def _words_of(text: str) -> list[Span]:
    return [match.span() for match in _WORD.finditer(text, 0, 12 * MAX_TOKENS)]


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    lengths[lengths == 0] = 1
    unit: Vectors = vectors / lengths
    return unit


def usual_threads() -> int:
    """Return how many threads suit this machine: its cores, at most 4."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available, 4)
