"""Runs one study of a given size and prints its seconds and peak memory as JSON; called by run.py in a fresh process."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from material import make_inputs

from skillpact.study import StudySettings, run_study
from skillpact.taxonomy import TaxonomyStore


def main() -> None:
    """Run: one_study.py HOME TAXONOMY N_VACANCIES N_TALENTS N_COURSES."""
    home, taxonomy, *sizes = sys.argv[1:]
    found = TaxonomyStore(Path(home)).find(taxonomy)
    inputs = make_inputs(*(int(size) for size in sizes))
    marks: list[tuple[str, float]] = []

    def mark(what: str, done: int, total: int) -> None:
        if not marks or marks[-1][0] != what:
            marks.append((what, time.perf_counter()))

    started = time.perf_counter()
    study = run_study(inputs, found, StudySettings(with_plan=False), on_progress=mark)
    ended = time.perf_counter()
    parts = {
        what: round((marks[i + 1][1] if i + 1 < len(marks) else ended) - at, 2) for i, (what, at) in enumerate(marks)
    }
    print(
        json.dumps(
            {
                "seconds": round(ended - started, 2),
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "matches": len(study.matches),
                "skills_short": len(study.balances),
                "parts": parts,
            }
        )
    )


if __name__ == "__main__":
    main()
