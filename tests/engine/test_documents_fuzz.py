"""Mutated files end as documents or as a refusal, never otherwise. Long run: set SKILLPACT_FUZZ_CASES."""

from __future__ import annotations

import os

import pytest
from documents_fuzzing import run, seeds

N_CASES = int(os.environ.get("SKILLPACT_FUZZ_CASES", "0"))


@pytest.mark.fuzz
def test_mutated_files_are_read_or_refused_and_nothing_else():
    tallies = run(N_CASES or 3_000, seed=N_CASES, seconds=float("inf") if N_CASES else 12.0)
    assert {kind: tally.bad for kind, tally in tallies.items() if tally.bad} == {}
    assert min(tally.n_cases for tally in tallies.values()) > 0
    assert sum(tally.n_accepted for tally in tallies.values()) > 0
    assert sum(tally.n_refused for tally in tallies.values()) > 0


@pytest.mark.fuzz
def test_every_seed_is_a_file_that_can_be_read_or_is_refused_on_purpose():
    from skillpact.errors import InputError
    from skillpact.files.documents import DocumentReader

    n_read = 0
    reasons: set[str] = set()
    with DocumentReader() as reader:
        for suffix, files in seeds().values():
            for data in files:
                for role in ("talent", "vacancy"):
                    try:
                        n_read += len(reader.read_bytes(data, role=role, name=f"seed{suffix}").documents)
                    except InputError as error:
                        reasons.add(error.message.split(",")[0].split(":")[0].split(";")[0])
    assert n_read >= 12
    assert reasons <= {
        "a scanned PDF without text", "found a CV (JSON Resume)", "found a Europass CV",
        "found JSON of an unknown form",
        "found a job advertisement (schema.org JobPosting)", "found no text beyond personal data in the file",
    }  # fmt: skip
    assert (reader.n_timeouts, reader.n_crashes, reader.n_exceptions) == (0, 0, 0)
