"""The subword encoder at run time, on small weights made here by hand."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from skillpact.errors import ConfigurationError
from skillpact.extraction.subwords import FILE, SubwordEncoder, fingerprint, grams_of, words_of

TEXTS = [
    "Schweißer",
    "soldador eléctrico de arco",
    "c++",
    "Ηλεκτρολόγος μηχανικός",
    "заварчик на метали",
    "opérateur de machine / opératrice de machine",
    "a",
    "welding " * 40,
]


def write_weights(folder: Path, words: list[str], *, n_inner: int = 24, n_out: int = 40, hidden: int = 0) -> Path:
    """Write seeded weights that know every piece of the words."""
    rng = np.random.default_rng(7)
    known = sorted({fingerprint(gram) for word in words for gram in grams_of(word)})
    widths = [n_inner, hidden, n_out] if hidden else [n_inner, n_out]
    stored = {
        "format": np.array(1),
        "fingerprints": np.array(known, np.uint32),
        "rows": rng.integers(-31, 32, (len(known), n_inner)).astype(np.int8),
        "scales": rng.random(len(known)).astype(np.float16),
        "importance": rng.normal(size=len(known)).astype(np.float16),
    }
    for number, (n_in, n_next) in enumerate(pairwise(widths)):
        stored[f"layer{number}.int8"] = rng.integers(-127, 128, (n_in, n_next)).astype(np.int8)
        stored[f"layer{number}.scale"] = rng.random(n_next).astype(np.float32)
    folder.mkdir(exist_ok=True)
    np.savez_compressed(folder / FILE, **stored)
    return folder


@pytest.fixture(params=[0, 16], ids=["one layer", "two layers"])
def encoder(request: pytest.FixtureRequest, tmp_path: Path) -> SubwordEncoder:
    words = [word for text in TEXTS for word in words_of(text)]
    return SubwordEncoder.load(write_weights(tmp_path / "weights", words, hidden=request.param))


def test_words_lose_case_and_accents_and_keep_what_names_a_language_of_programming() -> None:
    assert words_of("Opératrice  de l'INDUSTRIE, Größe, Łódź, smørrebrød") == [
        "operatrice", "de", "l", "industrie", "grosse", "lodz", "smorrebrod",
    ]  # fmt: skip
    assert words_of("C++ und C#, Node.js, 3D") == ["c++", "und", "c#", "node", "js", "3d"]


def test_words_are_the_same_however_unicode_composes_an_accent() -> None:
    assert words_of("électricité") == words_of("e\u0301lectricite\u0301") == ["electricite"]


@pytest.mark.parametrize("text", ["", " \n\t", "2024 / 31.12", "★ !? …"])
def test_a_text_without_letters_has_no_words(text: str) -> None:
    assert words_of(text) == []


def test_grams_are_bounded_distinct_and_end_with_the_whole_word() -> None:
    assert grams_of("arc") == ["<ar", "arc", "rc>", "<arc", "arc>", "=arc"]
    assert grams_of("c") == ["=c"]
    assert len(set(grams_of("bananana"))) == len(grams_of("bananana"))


def test_vectors_have_length_one(encoder: SubwordEncoder) -> None:
    found = encoder.encode(TEXTS)
    assert found.shape == (len(TEXTS), 40)
    assert found.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_a_text_without_letters_or_with_unknown_pieces_only_gets_zeros(encoder: SubwordEncoder) -> None:
    found = encoder.encode(["", "123", "溶接工", "Schweißer"])
    assert found[:3].tolist() == np.zeros((3, 40)).tolist()
    assert found[3].any()


def test_no_texts_give_no_rows(encoder: SubwordEncoder) -> None:
    assert encoder.encode([]).shape == (0, 40)


def test_a_text_has_the_same_bits_alone_and_among_others(encoder: SubwordEncoder) -> None:
    together = encoder.encode(TEXTS)
    for row, text in enumerate(TEXTS):
        assert encoder.encode([text]).tobytes() == together[row].tobytes()
    backwards = encoder.encode([*TEXTS[::-1], *TEXTS * 50])
    assert backwards[: len(TEXTS)][::-1].tobytes() == together.tobytes()


def test_a_fresh_encoder_gives_the_same_bits_as_one_that_has_read_much(encoder: SubwordEncoder, tmp_path: Path) -> None:
    before = encoder.encode(TEXTS)
    rng = np.random.default_rng(3)
    letters = np.array(list("aeiourstlnmdkgb"))
    encoder.encode(["".join(rng.choice(letters, 7)) for _ in range(20_000)])
    assert encoder.encode(TEXTS).tobytes() == before.tobytes()
    assert SubwordEncoder.load(tmp_path / "weights").encode(TEXTS).tobytes() == before.tobytes()


def test_words_that_are_forgotten_are_learned_again_with_the_same_bits(
    encoder: SubwordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = encoder.encode(TEXTS)
    monkeypatch.setattr("skillpact.extraction.subwords._MAX_CACHED", 2)
    assert encoder.encode(TEXTS[::-1])[::-1].tobytes() == before.tobytes()
    assert encoder.encode(TEXTS).tobytes() == before.tobytes()


def test_the_order_of_words_does_not_matter(encoder: SubwordEncoder) -> None:
    first, second = encoder.encode(["soldador de arco", "arco de soldador"])
    assert first.tobytes() == second.tobytes()


def test_weights_that_a_card_lists_with_another_checksum_are_refused(tmp_path: Path) -> None:
    folder = write_weights(tmp_path / "weights", ["arco"])
    digest = hashlib.sha256((folder / FILE).read_bytes()).hexdigest()
    (folder / "model.json").write_text(json.dumps({"format": 1, "files": {FILE: digest}}))
    assert SubwordEncoder.load(folder).hash == digest[:12]
    (folder / "model.json").write_text(json.dumps({"format": 1, "files": {FILE: "0" * 64}}))
    with pytest.raises(ConfigurationError, match=r"subwords\.npz is damaged .* install skillpact again"):
        SubwordEncoder.load(folder)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_weights_that_were_cut_off_are_refused(share: float, tmp_path: Path) -> None:
    folder = write_weights(tmp_path / "weights", ["arco"])
    whole = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ConfigurationError, match=r"subwords\.npz cannot be read .* install skillpact again"):
        SubwordEncoder.load(folder)


def test_missing_broken_and_newer_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"subwords\.npz is missing; install skillpact again"):
        SubwordEncoder.load(tmp_path)
    (tmp_path / FILE).write_bytes(b"no archive")
    with pytest.raises(ConfigurationError, match=r"subwords\.npz cannot be read"):
        SubwordEncoder.load(tmp_path)
    folder = write_weights(tmp_path / "weights", ["arco"])
    with np.load(folder / FILE) as stored:
        weights = {key: stored[key] for key in stored.files}
    np.savez(folder / FILE, **(weights | {"format": np.array(2)}))
    with pytest.raises(ConfigurationError, match="has format 2, this program reads up to 1; upgrade skillpact"):
        SubwordEncoder.load(folder)
    np.savez(folder / FILE, **(weights | {"scales": weights["scales"][1:]}))
    with pytest.raises(ConfigurationError, match="cannot be read"):
        SubwordEncoder.load(folder)
