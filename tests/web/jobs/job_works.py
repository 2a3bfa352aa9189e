"""Tasks of the tests. What they did is appended to a file, so that a test in another process can count it."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django_tasks import task

from skillpact_web.errors import DomainError
from skillpact_web.jobs.run import running


def note(path: str, word: str) -> None:
    with open(path, "a", encoding="utf-8") as stream:
        stream.write(f"{word}\n")


@task
def add(job_id: int, path: str, n_parts: int = 3) -> None:
    with running(job_id) as job:
        for done in range(n_parts):
            job.progress(done, n_parts, f"part {done + 1}")
        note(path, "added")
        job.result = {"n_parts": n_parts}


@task
def refuse(job_id: int) -> None:
    with running(job_id):
        raise DomainError("The study has no vacancies. Add one, then run it again.")


@task
def break_down(job_id: int) -> None:
    with running(job_id):
        raise KeyError("a bug")


@task
def wait_for(job_id: int, path: str, flag: str) -> None:
    """Say that it began, then work until the flag lies there."""
    with running(job_id) as job:
        note(path, f"began {os.getpid()}")
        while not Path(flag).exists():
            time.sleep(0.05)
            job.progress(1, 2)
        with job.writing():
            note(path, "wrote")


@task
def die(job_id: int, path: str) -> None:
    """What kills its worker, as memory that runs out does."""
    with running(job_id):
        note(path, "died")
        os.kill(os.getpid(), 9)
