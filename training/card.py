"""The card of the model, `model.json`: what it is made of, under which terms, and the checksum of each file.

python training/card.py FOLDER      written anew, after a file of the model was added or changed
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import base

CARD = "model.json"
FORMAT = 1
VERSION = "2"  # of the weights; count up when they are trained anew
COMMAND = "make train"
_NOT_MODEL = (".pt", ".log")  # what training leaves beside the model

BASE = {
    "name": "sentence-transformers/all-MiniLM-L6-v2",
    "package": base.PACKAGE,
    "sha256": base.SHA256,
    "licence": "Apache-2.0",
}
SOURCES = (
    {
        "name": "ESCO 1.1.1, English: labels and descriptions of 13,896 skills, relations with occupations",
        "licence": "European Union, reuse under Commission Decision 2011/833/EU; modified: turned into weights",
    },
    {"name": "SkillSkape, train: synthetic sentences with ESCO labels", "licence": "MIT"},
    {"name": "SkillSpan, train: sentences of advertisements with marked spans", "licence": "MIT"},
    {"name": "Green, train: sentences of advertisements with marked spans", "licence": "CC BY 4.0"},
    {
        "name": "O*NET 29.2, US Department of Labor/ETA: task statements (distilled.npz)",
        "licence": "CC BY 4.0; modified: turned into weights",
    },
    {"name": "ESCO skills of those spans, and written sentences: training/labels", "licence": "EUPL-1.2"},
    {
        "name": "ESCO 1.0 to 1.2.0 in 27 languages: labels and descriptions (subwords.npz)",
        "licence": "European Union, reuse under Commission Decision 2011/833/EU; modified: turned into weights",
    },
    {"name": "The starter taxonomy: labels in Basque and four more languages (subwords.npz)", "licence": "EUPL-1.2"},
)


def write_card(folder: Path) -> dict[str, str]:
    """Write the card over all files of the model in `folder` and return their sha256 by name."""
    files = sorted(path for path in folder.iterdir() if path.name != CARD and path.suffix not in _NOT_MODEL)
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    card = {
        "format": FORMAT,
        "version": VERSION,
        "files": digests,
        "base": BASE,
        "sources": SOURCES,
        "command": COMMAND,
    }
    (folder / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return digests


if __name__ == "__main__":
    write_card(Path(sys.argv[1]))
