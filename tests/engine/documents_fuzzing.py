"""Seeds and mutations for the fuzz of the readers; used by the test and by `benchmarks/fuzz_readers.py`."""

from __future__ import annotations

import io
import json
import os
import random
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import document_samples as samples

from skillpact.errors import InputError
from skillpact.files.documents import DocumentReader, ReaderLimits, ReadResult

LIMITS = ReaderLimits(seconds=10)
_MAGICS = (
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"<?xml version='1.0'?>",
    b"<!DOCTYPE html>",
    b"{",
    b"[",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"MZ",
    b"\x89PNG\r\n\x1a\n",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x00\x00",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
)
_WORD = re.compile(rb"\w{2,40}")
_PARTS = ("word/document.xml",) * 6 + (
    "[Content_Types].xml",
    "_rels/.rels",
    "word/_rels/document.xml.rels",
    "docProps/core.xml",
    "word/styles.xml",
)
_SPICES = (
    b"<",
    b">",
    b'"',
    b"&",
    b"&#x0;",
    b"&#55296;",
    b"\x00",
    b"\xff",
    b"\\ud800",
    b"1e999",
    b"NaN",
    b"-1",
    b"99999999999",
    b"<![CDATA[",
    b"<!--",
    b"]]>",
    b"<table><tr><td>",
    b"endobj",
    b"stream\n",
    b"/Length 4294967295",
    b"/Parent 2 0 R",
    b"\n\n",
    b"\r",
    b"{" * 50,
    b"[" * 50,
    "\u202e\u200d".encode(),
    b"\xed\xa0\x80",
)


@dataclass
class Tally:
    """What became of the cases of one reader. bad : crashes, hangs and unforeseen errors, with how to repeat them."""

    n_cases: int = 0
    n_accepted: int = 0
    n_refused: int = 0
    slowest_seconds: float = 0.0
    bad: list[str] = field(default_factory=list)


def seeds() -> dict[str, tuple[str, list[bytes]]]:
    """Return for each reader the suffix and whole files to start from; real ones too where SKILLPACT_DATA is set."""
    cv = samples.CV_TEXT.split("\n")
    found = {
        "pdf": (".pdf", [
            samples.pdf_bytes([samples.JOB_LINES, cv], title="Oferta"),
            samples.pdf_bytes([samples.JOB_LINES], password=b""),
            samples.pdf_bytes([cv], attachments=[("attachment.xml", samples.CANDIDATE_XML)]),
            samples.pdf_bytes([[]], with_image=True),
        ]),
        "docx": (".docx", [samples.docx_bytes(cv, rows=[["a", "b"], ["c", "d"]])]),
        "html": (".html", [samples.PLAIN_PAGE, samples.POSTING_PAGE]),
        "europass": (".xml", [samples.PASSPORT_XML, samples.CANDIDATE_XML]),
        "json": (".json", [json.dumps(samples.RESUME).encode(), json.dumps([samples.POSTING]).encode()]),
        "jsonl": (".jsonl", [samples.ROWS]),
        "csv": (".csv", [samples.TABLE]),
        "txt": (".txt", [samples.CV_TEXT.encode(), samples.CV_TEXT.encode("cp1252"), samples.CV_TEXT.encode("utf-16")]),
    }  # fmt: skip
    readers = {".xml": "europass", ".json": "json", ".txt": "txt"}
    if folder := os.environ.get("SKILLPACT_DATA"):
        for path in sorted((Path(folder) / "inputs" / "cvs").iterdir()):
            if path.suffix in readers:
                found[readers[path.suffix]][1].append(path.read_bytes())
    return found


def mutate(data: bytes, other: bytes, dice: random.Random) -> bytes:
    """Return the file with one to four changes: flips, cuts, splices, doubled pieces, strange signs, other magic."""
    changed = bytearray(data)
    for _ in range(dice.choice([1, 1, 1, 2, 4])):
        kind = dice.randrange(12)
        at = dice.randrange(len(changed) + 1)
        end = min(len(changed), at + dice.choice([1, 8, 64, 512]))
        if kind == 0:
            for _ in range(dice.choice([1, 4, 32])):
                if changed:
                    changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        elif kind == 1:
            del changed[at:]
        elif kind == 2:
            changed[at:end] = other[dice.randrange(len(other)) :][: dice.choice([8, 200, 4000])]
        elif kind == 3:
            changed[at:at] = bytes(changed[at:end]) * dice.choice([1, 2, 50])
        elif kind == 4:
            changed[: dice.choice([0, 4, 8])] = dice.choice(_MAGICS)
        elif kind == 5:
            changed[at:at] = dice.choice(_SPICES)
        elif kind == 6:
            del changed[at:end]
        elif kind == 7:
            changed[at:end] = dice.randbytes(end - at)
        elif words := list(_WORD.finditer(changed[:100_000])):
            # One word for another keeps the form and changes the meaning.
            word = dice.choice(words)
            others = _WORD.findall(dice.choice([bytes(changed), other])[:100_000]) or [b"x"]
            changed[word.start() : word.end()] = dice.choice(others)
    return bytes(changed)


def run(n_cases: int, *, seed: int, seconds: float = float("inf")) -> dict[str, Tally]:
    """Read `n_cases` mutated files, readers taking turns, and return what became of them; stops after `seconds`."""
    sources = seeds()
    everything = [data for _, files in sources.values() for data in files]
    tallies = {reader: Tally() for reader in sources}
    ends_at = time.perf_counter() + seconds
    with DocumentReader(LIMITS) as reader:
        for number, (kind, suffix, data) in enumerate(_cases(sources, everything, n_cases, seed)):
            if time.perf_counter() > ends_at:
                break
            role = ("talent", "vacancy", "talent", "course")[number // len(sources) % 4]
            _read(
                reader,
                tallies[kind],
                data,
                name=f"case{suffix}",
                role=role,
                label=f"{kind} case {number} of seed {seed}",
            )
    return tallies


def case(number: int, *, seed: int) -> tuple[str, bytes]:
    """Return suffix and content of one case again, to look into it."""
    sources = seeds()
    everything = [data for _, files in sources.values() for data in files]
    kind = list(sources)[number % len(sources)]
    return sources[kind][0], _mutated(sources[kind][1], everything, number, seed)


def _cases(
    sources: dict[str, tuple[str, list[bytes]]], everything: list[bytes], n_cases: int, seed: int
) -> Iterator[tuple[str, str, bytes]]:
    kinds = list(sources)
    for number in range(n_cases):
        kind = kinds[number % len(kinds)]
        suffix, files = sources[kind]
        yield kind, suffix, _mutated(files, everything, number, seed)


def _mutated(files: list[bytes], everything: list[bytes], number: int, seed: int) -> bytes:
    dice = random.Random(f"{seed}-{number}")
    data = dice.choice(files)
    if data[:2] == b"PK" and dice.random() < 0.7:
        # A checksum guards the parts of an archive: behind it the changes have to be made before packing.
        part = dice.choice(_PARTS)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = archive.read(part)
        return samples.with_part(data, part, mutate(content, dice.choice(everything), dice))
    return mutate(data, dice.choice(everything), dice)


def _read(reader: DocumentReader, tally: Tally, data: bytes, *, name: str, role: str, label: str) -> None:
    before = reader.n_timeouts, reader.n_crashes, reader.n_exceptions
    started = time.perf_counter()
    try:
        result = reader.read_bytes(data, role=role, name=name)  # type: ignore[arg-type]
        _check(result, label)
        tally.n_accepted += 1
    except InputError as error:
        tally.n_refused += 1
        if "\n" in error.message or error.file != name or len(error.message) > 400:
            tally.bad.append(f"{label}: the message is no clear sentence: {error.message[:200]!r}")
    except Exception as error:
        tally.bad.append(f"{label}: {type(error).__name__}: {error}")
    tally.n_cases += 1
    tally.slowest_seconds = max(tally.slowest_seconds, time.perf_counter() - started)
    after = reader.n_timeouts, reader.n_crashes, reader.n_exceptions
    for what, old, new in zip(("a hang", "a crash", "an unforeseen error"), before, after, strict=True):
        if new > old:
            tally.bad.append(f"{label}: {what}")


def _check(result: ReadResult, label: str) -> None:
    for document in result.documents:
        document.text.encode("utf-8")
        assert document.text.strip(), f"{label}: empty text"
        assert document.id.strip(), f"{label}: empty id"
        assert "\x00" not in document.text + document.id + (document.title or ""), f"{label}: NUL"
        assert all(isinstance(value, str) and value for value in document.fields.values()), f"{label}: fields"
