"""Who gets a document, and that no browser runs it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.documents import access, services

PAGE = b"<!doctype html><script>alert(1)</script>"


def upload(world, content=PAGE, name="cv.html", purpose="cv"):
    file = SimpleUploadedFile(name, content)
    return services.store_upload(viewer=world.viewer(Role.TALENT), file=file, purpose=purpose)


def read(answer) -> bytes:
    """Read a download to its end, which closes the file."""
    return b"".join(answer.streaming_content)


@pytest.fixture
def cv_readers(monkeypatch):
    """Let the counsellor read CVs of people of their own cluster, as the app of talents would."""
    monkeypatch.setattr(access, "_PURPOSES", dict(access._PURPOSES))

    def readers(viewer):
        return Q(organisation_id=viewer.organisation_id) if viewer.role == Role.COUNSELLOR else None

    access.register("cv", readers=readers)


def test_a_page_is_handed_out_as_bytes_that_no_browser_draws(world):
    answer = world.client(Role.TALENT).get(f"/documents/{upload(world).pk}/")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, PAGE)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="cv.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_pdf_keeps_its_type_and_its_name_in_any_letters(world):
    one = upload(world, b"%PDF-1.7\n", "Currículum Ñandú.pdf")
    answer = world.client(Role.TALENT).get(f"/documents/{one.pk}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Curr%C3%ADculum%20%C3%91and%C3%BA.pdf"
    read(answer)


def test_a_document_out_of_scope_does_not_exist(world, cv_readers):
    one = upload(world)
    for role in Role:
        if role not in (Role.TALENT, Role.COUNSELLOR):
            assert world.client(role).get(f"/documents/{one.pk}/").status_code == 404
        assert world.foreign_client(role).get(f"/documents/{one.pk}/").status_code == 404


def test_whom_an_app_lets_read_gets_it_and_that_is_audited(world, cv_readers):
    one = upload(world)
    read(world.client(Role.TALENT).get(f"/documents/{one.pk}/"))
    assert Event.objects.filter(kind="documents.read").count() == 0
    answer = world.client(Role.COUNSELLOR).get(f"/documents/{one.pk}/")
    assert answer.status_code == 200
    read(answer)
    event = Event.objects.get(kind="documents.read")
    assert (event.user_id, event.details) == (world.members[Role.COUNSELLOR].user_id, {"purpose": "cv"})


def test_an_erased_document_does_not_exist(world):
    one = upload(world)
    services.erase_upload(viewer=world.viewer(Role.TALENT), upload=one)
    assert world.client(Role.TALENT).get(f"/documents/{one.pk}/").status_code == 404


def test_nobody_signed_in_is_led_to_the_sign_in(world, client):
    assert client.get(f"/documents/{upload(world).pk}/").status_code == 302


def test_a_document_is_not_changed_by_an_address(world):
    assert world.client(Role.TALENT).post(f"/documents/{upload(world).pk}/").status_code == 405


def test_a_download_asks_the_database_a_fixed_number_of_times(world, django_assert_num_queries):
    one = upload(world)
    client = world.client(Role.TALENT)
    # session, user, memberships, upload with its content
    with django_assert_num_queries(4):
        read(client.get(f"/documents/{one.pk}/"))
