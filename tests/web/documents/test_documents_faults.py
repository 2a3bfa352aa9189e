"""A disk that is full, a browser that sends too much, a file that is gone: a sentence, and nothing half kept."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser

from skillpact_web.accounts.roles import Role
from skillpact_web.documents import services, store
from skillpact_web.documents.models import Blob, Upload
from skillpact_web.documents.uploads import CarefulUploadHandler
from skillpact_web.errors import DomainError

ROOT = Path(__file__).resolve().parents[3]
FULL = (
    "The disk of the server is full, so this file could not be kept, and nothing of it was saved. Tell your "
    "administrator, and upload it again later."
)
# A process that may write 100 kB a file stands for a disk that is full: the kernel refuses the write in its middle.
SCRIPT = """
import resource, sys
import django
django.setup()
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from skillpact_web.documents import store
settings.SKILLPACT_DOCUMENTS = sys.argv[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with store.receive(SimpleUploadedFile("cv.pdf", b"%PDF-" + bytes(1_000_000)), limit_bytes=20_000_000):
        print("kept")
except store.DiskFullError as error:
    print(error.message)
"""


def upload(world):
    file = SimpleUploadedFile("cv.pdf", b"%PDF-1.7\n")
    return services.store_upload(viewer=world.viewer(Role.TALENT), file=file, purpose="cv")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_disk_that_is_full_in_the_middle_is_told_and_nothing_is_left(tmp_path):
    environment = os.environ | {
        "SKILLPACT_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "skillpact_web.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.stdout.strip(), done.returncode) == (FULL, 0), done.stderr
    assert files(tmp_path) == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_full_at_the_last_step_leaves_neither_file_nor_row(world, settings, monkeypatch, call, number):
    def refuse(*_arguments):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(store.os, call, refuse)
    with pytest.raises(DomainError) as caught:
        upload(world)
    assert (caught.value.message, caught.value.status) == (FULL, 507)
    assert (Upload.objects.count(), Blob.objects.count(), files(settings.SKILLPACT_DOCUMENTS)) == (0, 0, [])


def test_another_fault_of_the_disk_is_a_bug_and_not_a_sentence(world, monkeypatch):
    def refuse(*_arguments):
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(store.os, "fsync", refuse)
    with pytest.raises(OSError, match="broken"):
        upload(world)


def post(rf, content: bytes):
    """Return the file that a browser's form brings, received by the handlers of the settings."""
    request = rf.post("/", {"file": SimpleUploadedFile("cv.pdf", content)})
    handlers = [MemoryFileUploadHandler(request), CarefulUploadHandler(request)]
    _fields, found = MultiPartParser(request.META, request, handlers).parse()
    return found["file"]


def test_a_large_file_comes_by_the_disk_and_is_kept(world, rf):
    file = post(rf, b"%PDF-1.7\n" + bytes(6_000_000))
    assert file.error is None
    one = services.store_upload(viewer=world.viewer(Role.TALENT), file=file, purpose="cv")
    assert one.blob.size_bytes == 6_000_009
    file.close()


def test_of_a_file_over_the_limit_nothing_stays_on_the_disk_while_it_comes(world, rf):
    file = post(rf, b"%PDF-1.7\n" + bytes(50_000_000))
    assert os.stat(file.temporary_file_path()).st_size == 0
    with pytest.raises(DomainError, match=r"This file has 50\.0 MB, and at most 20 MB can be uploaded"):
        services.store_upload(viewer=world.viewer(Role.TALENT), file=file, purpose="cv")
    file.close()


def test_a_disk_that_is_full_while_the_file_comes_is_told_beside_the_field(world, rf):
    class FullFile:
        def write(self, data):
            raise OSError(errno.ENOSPC, "full")

        def truncate(self, size):
            raise OSError(errno.ENOSPC, "full")

    handler = CarefulUploadHandler()
    handler.file = FullFile()
    handler.receive_data_chunk(b"x" * 100, 0)
    handler.receive_data_chunk(b"x" * 100, 100)
    assert (handler.error.message, handler.error.fields) == (FULL, {"file": FULL})


def test_a_file_that_is_gone_from_the_server_is_told(world):
    one = upload(world)
    one.blob.path.unlink()
    answer = world.client(Role.TALENT).get(f"/documents/{one.pk}/")
    assert answer.status_code == 410
    assert "The file of this document is missing on the server." in answer.content.decode()
