"""Feed the document readers thousands of mutated files and print what became of them.

    python benchmarks/fuzz_readers.py --cases 20000 --seed 1

Prints a table of reader, cases, accepted, refused, slowest case, and the bad ones: crashes of a library, hangs, errors
that no reader foresaw. Exit status 1 if there is any. `--case N` writes one case to standard output, to look into it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT / "src"), str(_ROOT / "tests" / "engine")]

from documents_fuzzing import case, run  # noqa: E402


def main() -> int:
    """Run the fuzz as the arguments say; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20_000, help="how many files, over all readers")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other files")
    parser.add_argument("--case", type=int, help="write this case to standard output instead")
    options = parser.parse_args()
    if options.case is not None:
        suffix, data = case(options.case, seed=options.seed)
        print(f"expected suffix: {suffix}", file=sys.stderr)
        sys.stdout.buffer.write(data)
        return 0
    tallies = run(options.cases, seed=options.seed)
    row = "{:<10} {:>8} {:>9} {:>8} {:>10} {:>5}"
    print(row.format("reader", "cases", "accepted", "refused", "slowest s", "bad"))
    for reader, tally in tallies.items():
        slowest = f"{tally.slowest_seconds:.2f}"
        print(row.format(reader, tally.n_cases, tally.n_accepted, tally.n_refused, slowest, len(tally.bad)))
    bad = [line for tally in tallies.values() for line in tally.bad]
    print("\n".join(bad[:50]) or "No crash, no hang, no unforeseen error.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
