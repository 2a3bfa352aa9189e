"""The worker: one for many files, replaced when a file breaks it, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import document_samples as samples
import pytest

import skillpact
from skillpact.errors import InputError
from skillpact.files.documents import DocumentReader, ReaderLimits, read_documents

PDF = samples.pdf_bytes([samples.JOB_LINES])
# Takes many seconds: the header of a CV this long is looked at line by line.
SLOW = ("Name: Ab Cd\nab.cd@mail.example\n" * 150_000).encode()


def worker_pid(reader: DocumentReader) -> int:
    assert reader._worker is not None
    return reader._worker._process.pid


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_worker_reads_many_files_and_is_gone_after_the_last():
    with DocumentReader() as reader:
        reader.read_bytes(PDF, role="vacancy", name="a.pdf")
        pid = worker_pid(reader)
        for number in range(20):
            with_error = number % 2
            if with_error:
                with pytest.raises(InputError):
                    reader.read_bytes(PDF[:200], role="vacancy", name="b.pdf")
            else:
                reader.read_bytes(samples.docx_bytes(["words"]), role="vacancy", name="c.docx")
        assert worker_pid(reader) == pid
    assert not is_running(pid)


def test_plain_texts_of_no_person_need_no_worker(tmp_path):
    with DocumentReader() as reader:
        reader.read_bytes(b"Soldadora", role="vacancy", name="a.txt")
        reader.read_bytes(samples.ROWS, role="course", name="a.jsonl")
        with pytest.raises(InputError):
            reader.read_bytes(b"MZ" + bytes(90), role="talent", name="a.docx")
        assert reader._worker is None


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_read():
    with DocumentReader(ReaderLimits(seconds=0.5)) as reader:
        started = time.perf_counter()
        with pytest.raises(InputError, match=r"^a.txt: reading took longer than 0.5 s"):
            reader.read_bytes(SLOW, role="talent", name="a.txt")
        assert time.perf_counter() - started < 5
        assert reader.n_timeouts == 1
        assert len(reader.read_bytes(PDF, role="vacancy", name="b.pdf").documents) == 1


def test_a_file_that_needs_too_much_memory_is_refused_and_the_next_one_read():
    table = (
        b"<table>" + b"<tr><td>" + b"x" * 200_000 + b"</td><td>y</td></tr>" + b"<tr><td>a</td><td>b</td></tr>" * 40_000
    )
    with DocumentReader(ReaderLimits(memory_bytes=300_000_000)) as reader:
        with pytest.raises(InputError, match=r"^a.html: .* memory"):
            reader.read_bytes(table, role="vacancy", name="a.html")
        assert len(reader.read_bytes(PDF, role="vacancy", name="b.pdf").documents) == 1


def test_a_crash_in_the_middle_of_a_file_refuses_that_file_only():
    with DocumentReader() as reader:
        reader.read_bytes(PDF, role="vacancy", name="a.pdf")
        killer = threading.Timer(0.3, os.kill, [worker_pid(reader), signal.SIGSEGV])
        killer.start()
        with pytest.raises(InputError, match=r"^a.txt: the file is damaged or needs too much memory"):
            reader.read_bytes(SLOW, role="talent", name="a.txt")
        killer.join()
        assert reader.n_crashes == 1
        assert len(reader.read_bytes(PDF, role="vacancy", name="b.pdf").documents) == 1


def test_a_worker_that_died_between_two_files_is_replaced():
    with DocumentReader() as reader:
        reader.read_bytes(PDF, role="vacancy", name="a.pdf")
        os.kill(worker_pid(reader), signal.SIGKILL)
        time.sleep(0.2)
        assert len(reader.read_bytes(PDF, role="vacancy", name="b.pdf").documents) == 1


def test_several_threads_share_one_reader():
    texts: list[str] = []
    with DocumentReader() as reader:

        def read(number: int) -> None:
            data = samples.pdf_bytes([[f"Vacancy {number}"]])
            texts.extend(d.text for d in reader.read_bytes(data, role="vacancy", name="a.pdf").documents)

        threads = [threading.Thread(target=read, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(texts) == [f"Vacancy {number}" for number in range(8)]


def script(body: str, cwd: str) -> subprocess.Popen[str]:
    root = os.path.dirname(os.path.dirname(skillpact.__file__))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.path.dirname(__file__)])}
    code = "import document_samples as samples\nfrom skillpact.files.documents import *\n" + textwrap.dedent(body)
    command = [sys.executable, "-P", "-c", code]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=cwd,
        start_new_session=True,
    )


def test_ctrl_c_ends_the_worker_with_the_parent(tmp_path):
    parent = script(
        """
        from test_documents_worker import SLOW, worker_pid
        reader = DocumentReader(ReaderLimits(seconds=60))
        reader.read_bytes(samples.PASSPORT_XML, role="talent", name="a.xml")
        print(worker_pid(reader), flush=True)
        reader.read_bytes(SLOW, role="talent", name="a.txt")
        """,
        str(tmp_path),
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    time.sleep(0.3)
    os.killpg(parent.pid, signal.SIGINT)  # as a terminal does: to the parent and to the worker
    _, errors = parent.communicate(timeout=10)
    assert "KeyboardInterrupt" in errors
    assert not is_running(pid)


def test_a_reader_that_nobody_closed_leaves_nothing_behind(tmp_path):
    parent = script(
        """
        reader = DocumentReader()
        reader.read_bytes(samples.PASSPORT_XML, role="talent", name="a.xml")
        print(reader._worker._process.pid, flush=True)
        """,
        str(tmp_path),
    )
    output, errors = parent.communicate(timeout=20)
    assert (parent.returncode, errors) == (0, "")
    assert not is_running(int(output))


def test_a_parent_that_is_killed_takes_its_worker_with_it(tmp_path):
    parent = script(
        """
        import time
        reader = DocumentReader()
        reader.read_bytes(samples.PASSPORT_XML, role="talent", name="a.xml")
        print(reader._worker._process.pid, flush=True)
        time.sleep(60)
        """,
        str(tmp_path),
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate(timeout=10)
    for _ in range(50):
        if not is_running(pid):
            break
        time.sleep(0.1)
    assert not is_running(pid)


def test_modules_in_the_users_folder_are_not_run(tmp_path):
    for name in ("json.py", "lxml.py"):
        (tmp_path / name).write_text("raise SystemExit('hijacked')")
    parent = script(
        """
        with DocumentReader() as reader:
            print(reader.read_bytes(samples.PASSPORT_XML, role="talent", name="a.xml").documents[0].id)
        """,
        str(tmp_path),
    )
    output, _ = parent.communicate(timeout=20)
    assert output == "a\n"


def test_reading_from_disk_gives_the_same_as_reading_bytes(tmp_path):
    (tmp_path / "a.pdf").write_bytes(PDF)
    with DocumentReader() as reader:
        expected = reader.read_bytes(PDF, role="vacancy", name="a.pdf")
        assert reader.read(tmp_path / "a.pdf", role="vacancy") == expected
    assert read_documents(tmp_path / "a.pdf", role="vacancy") == expected


def test_importing_the_readers_loads_no_parser():
    code = (
        "import sys, skillpact.files.documents; "
        "print([m for m in ('lxml', "
        " 'docx', 'pypdfium2', 'inscriptis', 'charset_normalizer', 'puremagic') if m in sys.modules])"
    )
    root = os.path.dirname(os.path.dirname(skillpact.__file__))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": root}
    )
    assert done.stdout == "[]\n"
