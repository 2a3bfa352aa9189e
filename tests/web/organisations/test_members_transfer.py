"""Members in and out as a table: the same columns both ways."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from skillpact_web.accounts.models import Organisation, Participation
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.doors.importing import import_table
from skillpact_web.organisations import transfer
from skillpact_web.organisations.models import Contact

FILE = (
    "id,name,nace,ecosystem,region,people,answered,contact_name,contact_email,contact_purpose\n"
    "mendizulo,Mendizulo Cloud,J63,DIGI,ES212,140,yes,Maite,maite@mendizulo.example,needs\n"
    "kaio,Kaiolarre IoT,C26,ELEC;DIGI,es211,11,no,,,\n"
)


def take(world, content, *, is_trial=False):
    viewer = world.viewer(Role.CLUSTER_MANAGER)
    data = content.encode() if isinstance(content, str) else content
    return import_table(transfer.SHAPE, data, lambda row: transfer.apply_row(viewer, row), is_trial=is_trial)


def test_new_members_are_entered_and_a_second_time_nothing_changes(world):
    report = take(world, FILE)
    assert (report.n_new, report.n_refused) == (2, 0)
    one = Organisation.objects.get(name="Kaiolarre IoT")
    assert (one.ecosystems, one.nuts, one.headcount) == (["ELEC", "DIGI"], "ES211", 11)
    assert Contact.objects.get().organisation.name == "Mendizulo Cloud"
    again = take(world, FILE)
    assert (again.n_new, again.n_changed, again.n_same) == (0, 0, 2)


def test_a_known_reference_is_changed_and_an_empty_cell_changes_nothing(world):
    take(world, FILE)
    report = take(world, "id,name,people,region\nkaio,Kaiolarre IoT,12,\n")
    assert report.n_changed == 1
    one = Organisation.objects.get(name="Kaiolarre IoT")
    assert (one.headcount, one.nuts, one.version) == (12, "ES211", 2)


def test_a_trial_changes_nothing(world):
    before = Organisation.objects.count(), Event.objects.count()
    assert take(world, FILE, is_trial=True).n_new == 2
    assert (Organisation.objects.count(), Event.objects.count()) == before


def test_rows_that_cannot_be_used_are_named_and_the_rest_goes_on(world):
    report = take(
        world,
        "id,name,people,region,ecosystem,contact_name,contact_email\n"
        "a,A,-1,,,,\n"
        "b,B,1000000000000,,,,\n"
        "c,C,1,12345,,,\n"
        "d,,1,,,,\n"
        "e,E,1,,nonsense!,,\n"
        "f,F,1,,,Maite,not-an-address\n"
        "g,<script>alert(1)</script>,1,ES21,DIGI,,\n",
    )
    assert (report.n_new, report.n_refused) == (1, 6)
    assert [(one.row, one.column) for one in report.problems] == [
        (2, "people"), (3, "people"), (4, "region"), (5, "name"), (6, "ecosystem"), (7, "contact_email"),
    ]  # fmt: skip
    assert not Organisation.objects.filter(name="F").exists()


def test_a_file_in_latin_1_with_shifted_columns_is_answered_and_nothing_is_written(world):
    content = "id;name;nace;region;people\nk1;Talleres Ñandú;C25;ES212;20;\nk2;Árbol;;C25;ES212\n".encode("latin-1")
    report = take(world, content)
    assert report.problems
    assert not Organisation.objects.filter(name="Árbol", nuts="C25").exists()


def test_a_foreign_reference_reaches_no_foreign_row(world):
    Participation.objects.filter(organisation=world.foreign_company).update(reference="theirs")
    take(world, "id,name\ntheirs,Taken Over\n")
    world.foreign_company.refresh_from_db()
    assert world.foreign_company.name == "Foreign Company"


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_is_exported_can_be_read_again_and_changes_nothing(world, form):
    take(world, FILE)
    Participation.objects.filter(cluster=world.cluster, reference="").delete()
    answer = world.client(Role.CLUSTER_MANAGER).get(reverse("organisations:export") + f"?format={form}")
    content = b"".join(answer.streaming_content)
    assert b"Foreign" not in content
    report = take(world, content)
    assert (report.n_new, report.n_changed, report.n_same, report.n_refused) == (0, 0, 2, 0)


def test_an_export_carries_no_formula(world):
    take(world, "id,name\nx,=HYPERLINK(1)\n")
    answer = world.client(Role.CLUSTER_MANAGER).get(reverse("organisations:export"))
    rows = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_the_pages_show_a_trial_and_then_carry_it_out_once(world):
    client = world.client(Role.CLUSTER_MANAGER)
    address = reverse("organisations:import")
    page = client.post(address, {"file": SimpleUploadedFile("m.csv", FILE.encode())})
    assert page.status_code == 200
    assert not Organisation.objects.filter(name="Mendizulo Cloud").exists()
    pending = page.context["pending"]
    for _ in range(2):
        client.post(address, {"import_id": str(pending.pk), "sha256": pending.sha256})
    assert Organisation.objects.filter(name="Mendizulo Cloud").count() == 1
    assert world.client(Role.COMPANY).get(address).status_code == 403
    assert world.client(Role.COMPANY).get(reverse("organisations:export")).status_code == 403


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"name\nx\n", b"x" * 10_000_001])
def test_a_file_that_cannot_be_used_is_answered_in_one_sentence(world, content):
    page = world.client(Role.CLUSTER_MANAGER).post(
        reverse("organisations:import"), {"file": SimpleUploadedFile("m.csv", content)}
    )
    assert page.status_code == 422
    assert 'class="errors"' in page.content.decode()


def test_the_export_is_written_to_the_log_without_names(world):
    world.client(Role.CLUSTER_MANAGER).get(reverse("organisations:export") + "?format=json")
    event = Event.objects.get(kind="organisations.exported")
    assert json.dumps(event.details) == '{"format": "json"}'
    assert world.client(Role.CLUSTER_MANAGER).get(reverse("organisations:export") + "?format=exe").status_code == 422


def test_a_huge_file_is_refused_as_a_whole(world):
    rows = "".join(f"k{n},Company {n}\n" for n in range(20_001))
    page = world.client(Role.CLUSTER_MANAGER).post(
        reverse("organisations:import"), {"file": SimpleUploadedFile("m.csv", ("id,name\n" + rows).encode())}
    )
    assert page.status_code == 422
    assert not Organisation.objects.filter(name="Company 1").exists()
