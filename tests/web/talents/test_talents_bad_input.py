"""Talents and what goes wrong: empty, huge, hostile and half-right input gets one sentence, and nothing is half written."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from talents_world import claim, fill, talent

from skillpact_web.accounts.roles import Role
from skillpact_web.documents.models import Upload
from skillpact_web.talents.models import Claim, Talent


@pytest.fixture
def filled(world, own_home, starter):
    """The world with talents, and the starter taxonomy."""
    fill(world)
    return world


def new_form(**changes):
    """Return what the form of a person without an account sends."""
    return {
        "nickname": "Welder", "status": "unemployed", "nuts": "ES212", "employer": "", "languages": "es", "hours": "",
        "vacancy_ids": "", "target_occupation": "", "target_occupation_uri": "", "wishes": "", "visibility": "desk",
        "text": "", **changes,
    }  # fmt: skip


class HugeFile(io.BytesIO):
    """Says that it holds 50 MB, and gives them without holding them."""

    def __init__(self) -> None:
        super().__init__(b"")
        self.left = 50_000_000

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes."""
        n_bytes = min(self.left, size if size and size > 0 else self.left)
        self.left -= n_bytes
        return b"x" * n_bytes


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nickname": "  "}, "Say how you call this person"),
        ({"nuts": "12"}, "A NUTS code is two letters"),
        ({"languages": "Spanish"}, "Write languages as two letters each"),
        ({"hours": "many"}, "Write one number of free hours"),
        ({"hours": "-5"}, "Write one number of free hours"),
        ({"hours": "nan"}, "Write one number of free hours"),
        ({"hours": "40; 2027-1=20"}, "Write one number of free hours"),
        ({"vacancy_ids": "the welder one"}, "Write the numbers of vacancies"),
        ({"vacancy_ids": "9" * 30}, "Write the numbers of vacancies"),
        ({"target_occupation": "weldeer"}, "Did you mean “welder”"),
        ({"visibility": "everybody"}, "Select a valid choice"),
        ({"status": "rich"}, "Select a valid choice"),
        ({"employer": "999999"}, "Select a valid choice"),
        ({"wishes": "x" * 5_001}, "at most 5000 are kept"),
        ({"text": "x" * 200_001}, "at most 200000 are read"),
    ],
)
def test_bad_input_is_answered_beside_its_field_and_nothing_is_written(filled, changes, said):
    n_before = Talent.objects.count()
    answer = filled.client(Role.COUNSELLOR).post(reverse("talents:create"), new_form(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (Talent.objects.count(), Upload.objects.count()) == (n_before, 0)


def test_a_cv_of_50_mb_is_refused_with_its_size_and_nothing_is_kept(filled):
    n_before = Talent.objects.count()
    huge = HugeFile()
    huge.name = "cv.pdf"
    answer = filled.client(Role.COUNSELLOR).post(reverse("talents:create"), new_form(file=huge))
    assert answer.status_code in (413, 422)
    assert "MB" in answer.content.decode()
    assert (Talent.objects.count(), Upload.objects.count()) == (n_before, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [("cv.pdf", b"%PDF-1.4\n%%EOF\n"), ("cv.pdf", b""), ("cv.docx", b"PK\x03\x04 broken"), ("cv.pdf", b"\x89PNG\r\n")],
)
def test_an_empty_or_broken_cv_is_answered_by_one_sentence(filled, name, content, django_capture_on_commit_callbacks):
    client = filled.client(Role.TALENT)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            reverse("talents:upload_cv", args=["chiaraaaaa"]), {"cv-file": SimpleUploadedFile(name, content)}
        )
    chiara = Talent.objects.get(reference="chiaraaaaa")
    assert chiara.cv_text == ""
    if answer.status_code == 302:  # what it is shows when it is read
        assert chiara.reading_state == "failed"
        page = client.get(answer.url).content.decode()
        assert "The CV could not be read." in page
    else:
        assert (answer.status_code, chiara.reading_state) == (422, "none")


def test_a_cv_neither_as_file_nor_text_asks_for_one(filled):
    answer = filled.client(Role.TALENT).post(reverse("talents:upload_cv", args=["chiaraaaaa"]), {"cv-text": " "})
    assert answer.status_code == 422
    assert "Choose a file, or paste the text of the CV." in answer.content.decode()


def test_scripts_in_a_nickname_are_shown_as_text(filled):
    client = filled.client(Role.COUNSELLOR)
    client.post(reverse("talents:create"), new_form(nickname="<script>alert(1)</script>"))
    page = client.get(reverse("talents:list")).content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"evidence": "certified", "issuer": ""}, "Say who attested, assessed or certified it."),
        ({"evidence": "divine"}, "Select a valid choice"),
        ({"issued_on": "1899-03-01"}, "1899-03-01 lies outside what can be entered here"),
        ({"issued_on": "2090-03-01"}, "The day of issue lies between"),
        ({"issued_on": "2024-03-01", "expires_on": "2023-03-01"}, "The last day is not before the day of issue"),
        ({"issued_on": "yesterday"}, "Enter a valid date"),
        ({"issuer": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_proof_that_cannot_be_is_refused(filled, changes, said):
    python = filled.objects["claim_id"]["own"]
    data = {"level": "", "evidence": "claimed", "issuer": "", "issued_on": "", "expires_on": "", "version": "1"}
    answer = filled.client(Role.TALENT).post(reverse("talents:claim", args=["chiaraaaaa", python]), data | changes)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Claim.objects.get(pk=python).version == 1


def test_a_foreign_reference_and_a_foreign_skill_do_not_exist(filled):
    client = filled.client(Role.TALENT)
    theirs = filled.objects["claim_id"]["foreign"]
    for name, args in (
        ("detail", ["foreignaaa"]), ("visibility", ["foreignaaa"]), ("claim", ["chiaraaaaa", theirs]),
        ("dispute_claim", ["chiaraaaaa", theirs]), ("help", ["foreignaaa"]), ("detail", ["' OR 1=1 --"]),
        ("dispute", [filled.objects["dispute_id"]["foreign"]]),
    ):  # fmt: skip
        assert client.get(reverse(f"talents:{name}", args=args)).status_code == 404
    for name, args in (
        ("decide", ["foreignaaa"]), ("undo", ["foreignaaa"]), ("erase", ["foreignaaa"]), ("upload_cv", ["foreignaaa"]),
        ("end_mandate", ["chiaraaaaa", filled.objects["mandate_id"]["foreign"]]),
    ):  # fmt: skip
        assert client.post(reverse(f"talents:{name}", args=args), {"cv-text": "x"}).status_code == 404
    answer = client.post(reverse("talents:decide", args=["chiaraaaaa"]), {"shown": [theirs], f"is-{theirs}": "on"})
    assert answer.status_code == 422


def test_the_same_form_sent_twice_makes_one_person(filled):
    client = filled.client(Role.COUNSELLOR)
    data = new_form(nickname="Sent twice", once="6f1c9d7e0a5b4c3d8e2f1a0b9c8d7e6f")
    first, second = (client.post(reverse("talents:create"), data) for _ in range(2))
    assert first.url == second.url
    assert Talent.objects.filter(nickname="Sent twice").count() == 1


def test_a_second_profile_of_ones_own_is_refused(filled):
    answer = filled.client(Role.TALENT).post(reverse("talents:create"), new_form())
    assert answer.status_code == 422
    assert "You have a profile here already" in answer.content.decode()


def test_two_people_who_edit_the_same_profile_are_told_and_nothing_is_lost(filled):
    person, helper = filled.client(Role.TALENT), filled.client(Role.COUNSELLOR)
    address = reverse("talents:change", args=["chiaraaaaa"])
    assert person.post(address, new_form(wishes="Mornings", version="1")).status_code == 302
    answer = helper.post(address, new_form(wishes="Evenings", version="1"))
    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile" in answer.content.decode()
    assert Talent.objects.get(reference="chiaraaaaa").wishes == "Mornings"


def test_two_people_who_edit_the_same_proof_are_told(filled):
    python = filled.objects["claim_id"]["own"]
    address = reverse("talents:claim", args=["chiaraaaaa", python])
    data = {"level": "0.5", "evidence": "claimed", "version": "1"}
    assert filled.client(Role.TALENT).post(address, data).status_code == 302
    assert filled.client(Role.COUNSELLOR).post(address, data | {"level": "0.25"}).status_code == 409
    assert Claim.objects.get(pk=python).level == 0.5


def test_an_organisation_of_another_cluster_cannot_be_named(filled):
    client = filled.client(Role.TALENT)
    data = {"visibility": "companies", "employer": "", "named_out": [filled.foreign_company.pk], "version": "1"}
    answer = client.post(reverse("talents:visibility", args=["chiaraaaaa"]), data)
    assert answer.status_code == 422
    assert Talent.objects.get(reference="chiaraaaaa").version == 1


def test_a_mandate_needs_a_counsellor_of_the_cluster_and_a_day_to_come(filled):
    client, address = filled.client(Role.TALENT), reverse("talents:help", args=["chiaraaaaa"])
    foreign = filled.foreign_members[Role.COUNSELLOR].user_id
    own = filled.members[Role.COUNSELLOR].user_id
    for data in ({"counsellor": foreign}, {"counsellor": own}, {"counsellor": own, "ends_on": "2001-01-01"}):
        assert client.post(address, data).status_code == 422
    assert Talent.objects.get(reference="chiaraaaaa").mandates.count() == 1


def test_hostile_filters_find_nobody_and_break_nothing(filled):
    client = filled.client(Role.COMPANY)
    for value in ("%", "' OR 1=1 --", "\x00", "x" * 5_000, "*", '"'):
        for name in ("q", "skill", "skill_uri", "region", "status", "evidence", "sort", "page"):
            assert client.get(reverse("talents:list"), {name: value}).status_code in (200, 400)


def test_an_undo_with_nothing_before_it_says_so(filled):
    one = talent(filled.cluster, nickname="New", created_by=filled.members[Role.COUNSELLOR].user)
    claim(one, "SQL")
    answer = filled.client(Role.COUNSELLOR).post(reverse("talents:undo", args=[one.reference]), {"version": "1"})
    assert answer.status_code == 422
    assert "There is nothing to undo" in answer.content.decode()
