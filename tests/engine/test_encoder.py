"""The sentence encoder: a text's vector is its own, strange texts are read, and a damaged model is refused by name."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from skillpact.errors import ConfigurationError
from skillpact.extraction.encoder import DISTILLED_FILES, FILES, MAX_TOKENS, Encoder, default_folder, read_model_card
from skillpact.extraction.gate import GATE_FILE, SkillGate
from skillpact.extraction.modelfiles import MODEL_CARD, WEIGHTS_FORMAT, digest_of
from skillpact.extraction.scoring import RANKER_FILE, ScoringWeights
from skillpact.extraction.subwords import FILE, SubwordEncoder

TEXTS = [
    "TIG welding",
    "You plan and lead software projects, together with the customer.",
    "a",
    "operate forklifts in a warehouse " * 4,
    "Experience with Python, SQL, C++ and C# is required; knowledge of Docker is a plus. " * 3,
    "manage data",
    "wall of keywords " * 60,
    "soldadura de tubos de acero inoxidable",
    "溶接工 مرحبا 🙂🙂 \u202e \x00",
    "<div class='x'>&nbsp;<b>Bold</b></div>",
]
STRANGE = {
    "no letter": "?!… 123",
    "emoji": "🙂👩‍🔧🇪🇺",
    "right to left": "\u200fلحام \u202eabc\u202c שלום",
    "control characters": "\x00\x01\x07\x1b[31m welding \x7f\u0085",
    "a combining storm": "e" + "\u0301" * 3_000,
    "half of a pair": "welding \ud800 pipes",
    "marks of the tokenizer": "[CLS] welding [SEP] [MASK] [PAD]",
    "one endless word": "x" * 1_000_000,
    "one endless line": "welding pipes, " * 100_000,
    "markup": "<ul><li>" * 500 + "welding" + "</li></ul>" * 500,
}


@pytest.fixture(scope="module", params=[False, True], ids=["whole", "distilled"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return Encoder.load(is_distilled=request.param, n_threads=1)


@pytest.fixture(scope="module")
def whole() -> Encoder:
    return Encoder.load(n_threads=1)


@pytest.fixture(scope="module")
def distilled() -> Encoder:
    return Encoder.load(is_distilled=True, n_threads=1)


def parts_of(text: str) -> list[tuple[int, int]]:
    words = [place for place, letter in enumerate(text) if letter == " "] or [len(text)]
    return [(0, len(text)), (0, words[0]), (words[len(words) // 2], len(text)), (len(text), len(text))]


def test_vectors_have_length_one(encoder: Encoder):
    found = encoder.encode(TEXTS)
    assert (found.shape, found.dtype) == ((len(TEXTS), encoder.n_dimensions), np.float32)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_a_text_has_the_same_bits_alone_in_any_batch_and_in_any_order(encoder: Encoder):
    together = encoder.encode(TEXTS)
    for row, text in enumerate(TEXTS):
        assert encoder.encode([text]).tobytes() == together[row].tobytes(), text
    many = [*TEXTS * 7, *(f"{text} {n}" for n in range(5) for text in TEXTS)]
    random.Random(5).shuffle(many)
    found = encoder.encode(many)
    for row, text in enumerate(TEXTS):
        places = [place for place, other in enumerate(many) if other == text]
        assert len(places) == 7
        assert {found[place].tobytes() for place in places} == {together[row].tobytes()}, text


def test_parts_have_the_same_bits_whatever_stands_beside_them(encoder: Encoder):
    parts = [parts_of(text) for text in TEXTS]
    together = encoder.encode_parts(TEXTS, parts)
    assert [len(found) for found in together] == [1 + len(own) for own in parts]
    for row, text in enumerate(TEXTS):
        (alone,) = encoder.encode_parts([text], [parts[row]])
        assert alone.tobytes() == together[row].tobytes(), text
        for number, part in enumerate(parts[row]):
            (single,) = encoder.encode_parts([text], [[part]])
            assert single.tobytes() == together[row][[0, 1 + number]].tobytes(), text
    backwards = encoder.encode_parts(TEXTS[::-1], parts[::-1])
    assert [found.tobytes() for found in backwards[::-1]] == [found.tobytes() for found in together]


def test_a_part_that_is_the_whole_text_means_nearly_what_the_text_means(encoder: Encoder):
    text = "You plan and lead software projects"
    (found,) = encoder.encode_parts([text], [[(0, len(text)), (0, 3)]])
    assert float(found[0] @ found[1]) > 0.9
    assert float(found[0] @ found[1]) > float(found[0] @ found[2])
    assert float(found[0] @ encoder.encode([text])[0]) > 0.999


def test_a_fresh_encoder_gives_the_same_bits_as_one_that_has_read_much(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
):
    before = encoder.encode_parts(TEXTS, [[] for _ in TEXTS])
    monkeypatch.setattr("skillpact.extraction.encoder._MAX_REMEMBERED", 2)
    after = encoder.encode_parts(TEXTS, [[] for _ in TEXTS])
    is_distilled = encoder.hash != digest_of(default_folder(), FILES)
    fresh = Encoder.load(is_distilled=is_distilled, n_threads=2).encode_parts(TEXTS, [[] for _ in TEXTS])
    for found in (after, fresh):
        assert [own.tobytes() for own in found] == [own.tobytes() for own in before]


def test_likeness_follows_meaning(encoder: Encoder):
    welding, joining, cooking = encoder.encode(["weld metal pipes", "joining of metal by welding", "cook soup"])
    assert float(welding @ joining) > float(welding @ cooking)


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x01"])
def test_a_text_without_words_has_the_zero_vector(encoder: Encoder, text: str):
    whole, part = encoder.encode_parts([text], [[(0, len(text))]])[0]
    assert not encoder.encode([text]).any()
    assert not whole.any()
    assert not part.any()


def test_no_texts_give_no_rows(encoder: Encoder):
    assert encoder.encode([]).shape == (0, encoder.n_dimensions)
    assert encoder.encode_parts([], []) == []


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_strange_texts_have_a_vector_of_length_one_or_zero(encoder: Encoder, text: str):
    found = np.concatenate([encoder.encode([text]), *encoder.encode_parts([text], [[(0, 5), (2, len(text))]])])
    lengths = np.linalg.norm(found, axis=1)
    assert np.isfinite(found).all()
    assert all(abs(length - 1) < 1e-5 or length == 0 for length in lengths)


def test_what_stands_beyond_the_tokens_that_are_read_changes_nothing(encoder: Encoder):
    kept, longer = "weld " * (MAX_TOKENS - 2), "weld " * MAX_TOKENS + "and cook soup"
    (first,), (second, beyond) = encoder.encode_parts([kept, longer], [[], [(len(longer) - 4, len(longer))]])
    assert first.tobytes() == second.tobytes()
    assert not beyond.any()
    assert encoder.encode([kept]).tobytes() == encoder.encode([longer]).tobytes()


def copy_but(folder: Path, name: str, data: bytes | None) -> Path:
    """Link the shipped model's files into `folder`, one of them with other bytes or left out."""
    folder.mkdir()
    for path in default_folder().iterdir():
        if path.name != name:
            (folder / path.name).symlink_to(path)
    if data is not None:
        (folder / name).write_bytes(data)
    return folder


READERS: dict[str, Callable[[Path], object]] = {
    **{name: lambda folder: Encoder.load(folder, n_threads=1) for name in FILES},
    **{name: lambda folder: Encoder.load(folder, is_distilled=True, n_threads=1) for name in DISTILLED_FILES},
    FILE: SubwordEncoder.load,
    RANKER_FILE: ScoringWeights.load,
    GATE_FILE: SkillGate.load,
}


@pytest.mark.parametrize("name", READERS)
def test_a_model_file_that_is_changed_cut_or_missing_is_refused_by_name(tmp_path: Path, name: str):
    whole = (default_folder() / name).read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for number, data in enumerate((flipped, whole[:middle], b"")):
        with pytest.raises(ConfigurationError, match=f"{name} is damaged .*; install skillpact again"):
            READERS[name](copy_but(tmp_path / str(number), name, data))
    with pytest.raises(ConfigurationError, match=f"{name} is missing; install skillpact again"):
        READERS[name](copy_but(tmp_path / "missing", name, None))


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("card", [b"", b"{", b"[]", b'{"format": 1}', b'{"format": "1", "files": {}}'])
def test_a_model_without_a_readable_card_is_refused(tmp_path: Path, name: str, card: bytes):
    with pytest.raises(ConfigurationError, match=r"has no readable model\.json; install skillpact again"):
        READERS[name](copy_but(tmp_path / "model", MODEL_CARD, card))


@pytest.mark.parametrize("name", READERS)
def test_a_model_of_a_newer_format_asks_for_a_newer_program(tmp_path: Path, name: str):
    card = json.dumps({**read_model_card(default_folder()), "format": WEIGHTS_FORMAT + 1}).encode()
    with pytest.raises(ConfigurationError, match=f"format {WEIGHTS_FORMAT + 1}, .*; upgrade skillpact"):
        READERS[name](copy_but(tmp_path / "model", MODEL_CARD, card))


def test_a_file_that_a_card_approves_and_that_is_no_model_is_refused(tmp_path: Path):
    import hashlib

    for name in (*FILES, *DISTILLED_FILES):
        card = read_model_card(default_folder())
        card["files"][name] = hashlib.sha256(b"junk").hexdigest()
        folder = copy_but(tmp_path / name, name, b"junk")
        (folder / MODEL_CARD).unlink()
        (folder / MODEL_CARD).write_text(json.dumps(card))
        with pytest.raises(ConfigurationError, match=r"cannot be read .*; install skillpact again"):
            Encoder.load(folder, is_distilled=name in DISTILLED_FILES, n_threads=1)


def test_an_encoder_is_named_by_its_own_files_alone(whole: Encoder, distilled: Encoder):
    folder = default_folder()
    assert whole.hash == digest_of(folder, FILES)
    assert distilled.hash == digest_of(folder, (*FILES, *DISTILLED_FILES))
    assert len({whole.hash, distilled.hash, digest_of(folder)}) == 3


def test_the_distilled_encoder_gives_nearly_the_vectors_of_the_whole_one(whole: Encoder, distilled: Encoder):
    """What one reads is compared with labels that the other read."""
    texts = [
        "You plan and lead software projects",
        "Experience with TIG welding of pipes",
        "Knowledge of Python and SQL",
    ]
    likeness = whole.encode(texts) @ distilled.encode(texts).T
    assert (likeness.diagonal() > 0.9).all()
    assert (likeness.argmax(axis=1) == [0, 1, 2]).all()


def test_words_of_other_scripts_are_read_as_unknown_ones(encoder: Encoder):
    """The encoder reads English: pieces of other scripts have no row of their own, and all mean the same."""
    one, other, letter = encoder.encode(["溶", "接", "z"])
    assert one.tobytes() == other.tobytes()
    assert one.tobytes() != letter.tobytes()


def test_the_card_names_every_shipped_file():
    names = {path.name for path in default_folder().iterdir()} - {MODEL_CARD}
    assert set(read_model_card(default_folder())["files"]) == names
    assert set(READERS) <= names


def test_a_folder_that_is_no_minilm_is_refused(tmp_path: Path):
    for data in (b"", b"\x08\x00\x00\x00\x00\x00\x00\x00{}      "):
        (tmp_path / "model.safetensors").write_bytes(data)
        (tmp_path / "tokenizer.json").write_text("{}")
        with pytest.raises(ConfigurationError, match="cannot be read as a MiniLM"):
            Encoder.from_minilm(tmp_path)
