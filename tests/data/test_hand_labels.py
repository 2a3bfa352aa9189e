"""The sentences that this project labelled: each is found again in the public texts, and each skill is one of ESCO."""

from __future__ import annotations

import csv
import gzip
import shutil
from collections import Counter
from pathlib import Path

import pytest

from skillpact.errors import InputError
from skillpact.evaluation import LabelledData
from skillpact.evaluation.handlabels import CHECK, CHOOSE, LANGUAGES, find_sentences, labels_folder, read_hand_labels

pytestmark = pytest.mark.shared_data


def test_the_sentence_of_every_label_is_found_and_stands_between_blanks(shared_data: Path):
    labels = read_hand_labels(labels_folder())
    sentences = find_sentences(labels, LabelledData(shared_data))
    assert len(sentences) == len(labels) > 800
    for sentence in sentences:
        assert sentence.text == sentence.text.strip()
    assert tuple(sorted({sentence.language for sentence in sentences})) == LANGUAGES


def test_every_skill_of_a_label_is_a_skill_of_esco(shared_data: Path):
    with gzip.open(shared_data / "esco" / "v1.1.1" / "skills_en.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        known = {row["conceptUri"] for row in csv.DictReader(stream)}
    assert {uri for label in read_hand_labels(labels_folder()) for uri in label.skills} <= known


def test_no_sentence_is_labelled_twice_and_its_hash_decides_its_part():
    labels = read_hand_labels(labels_folder())
    assert max(Counter((label.file, label.row, label.field, label.start) for label in labels).values()) == 1
    for label in labels:
        assert label.part == (CHECK if int(label.sha256, 16) % 2 else CHOOSE)
        assert len(label.skills) <= 5


def test_each_language_has_sentences_with_and_without_a_skill_in_both_parts():
    labels = read_hand_labels(labels_folder())
    kinds = {(label.language, label.part, bool(label.skills)) for label in labels}
    assert kinds == {
        (language, part, has_skill) for language in LANGUAGES for part in (CHOOSE, CHECK) for has_skill in (True, False)
    }


def test_a_text_that_changed_is_told_with_the_place_of_its_label(shared_data: Path, tmp_path: Path):
    file = "inputs/vacancies/nav_no.jsonl"
    (tmp_path / file).parent.mkdir(parents=True)
    shutil.copyfile(shared_data / file, tmp_path / file)
    labels = [label for label in read_hand_labels(labels_folder()) if label.language == "no"]
    assert len(find_sentences(labels, LabelledData(tmp_path))) == len(labels)
    text = (tmp_path / file).read_text(encoding="utf-8")
    (tmp_path / file).write_text(text.replace("Førerkort", "Sertifikat"), encoding="utf-8")
    with pytest.raises(
        InputError, match=r"^no\.tsv, row \d+, column 'sha256': .* holds another sentence at \d+ to \d+"
    ):
        find_sentences(labels, LabelledData(tmp_path))
    (tmp_path / file).write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"^no\.tsv, row 2, column 'row': found no text 'nav-"):
        find_sentences(labels, LabelledData(tmp_path))
