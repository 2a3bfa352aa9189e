"""Talents by table and by REST: the same scope, the same portraits, the same refusals; and what an erasure takes."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from talents_world import claim, fill, talent

from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Revision
from skillpact_web.documents.models import Upload
from skillpact_web.privacy.erasing import erase
from skillpact_web.privacy.exporting import collect
from skillpact_web.privacy.hooks import Subject, references_of
from skillpact_web.search.models import Entry
from skillpact_web.talents import services
from skillpact_web.talents.models import Claim, Dispute, Mandate, Talent

HEADER = "id,status,text,region,employer,languages,hours,skills,target_occupation,vacancies,visibility\n"
ROW = "w-1,unemployed,,ES212,Olatuna Software,es;eu,2027-1=40,TIG welding = advanced (certified) until 2030-02-01,"


@pytest.fixture
def filled(world, own_home, starter):
    """The world with talents, and the starter taxonomy."""
    fill(world)
    return world


def import_file(client, text):
    """Send a table and say yes; return both answers."""
    address = reverse("talents:import")
    trial = client.post(address, {"file": SimpleUploadedFile("talents.csv", text.encode())})
    pending = trial.context and trial.context.get("pending")
    done = client.post(address, {"import_id": pending.pk, "sha256": pending.sha256}) if pending else None
    return trial, done


def exported(client, **filters):
    """Return the rows of an export."""
    answer = client.get(reverse("talents:export"), filters)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_table_comes_in_and_goes_out_the_same(filled):
    client = filled.client(Role.COUNSELLOR)
    trial, done = import_file(client, HEADER + ROW + "welder,12;31,desk\n")
    assert (trial.status_code, done.status_code) == (200, 302)
    made = Talent.objects.get(own_key="w-1")
    assert (made.employer, made.hours, made.vacancy_ids, made.visibility) == (
        filled.company, {"2027-1": 40.0}, [12, 31], "desk",
    )  # fmt: skip
    one = made.claims.get()
    assert (one.label, one.level, one.evidence, str(one.expires_on), one.status) == (
        "TIG welding", 0.75, "certified", "2030-02-01", "confirmed",
    )  # fmt: skip
    (row,) = [row for row in exported(client) if row["id"] == "w-1"]
    assert row["skills"] == "TIG welding = 0.75 (certified) until 2030-02-01"
    table = HEADER + ",".join(f'"{row[name]}"' for name in HEADER.strip().split(",")) + "\n"
    trial, _done = import_file(client, table)
    assert (trial.context["report"].n_same, trial.context["report"].n_refused) == (1, 0)


def test_rows_that_cannot_be_used_are_named_and_the_rest_goes_on(filled):
    text = HEADER + ROW + "welder,,\n" + "w-2,rich,,,,,,,,,\n" + "w-3,unemployed,,,Nobody Ltd,,,,,,\n"
    text += "w-4,unemployed,,,,,many,,,,\n" + "w-5,unemployed,,,,,,Juggling fire,,,\n"
    trial, _done = import_file(filled.client(Role.COUNSELLOR), text)
    report = trial.context["report"]
    assert (report.n_new, report.n_refused) == (1, 4)
    assert [(one.row, one.column) for one in report.problems] == [
        (3, "status"), (4, "employer"), (5, "hours"), (6, "skills"),
    ]  # fmt: skip
    assert Talent.objects.filter(own_key__startswith="w-").count() == 1


def test_exports_hold_what_the_role_is_shown(filled):
    Talent.objects.filter(reference="chiaraaaaa").update(wishes="Nights off")
    assert exported(filled.client(Role.COMPANY)) == [
        {"id": "chiaraaaaa", "region": "ES21", "languages": "es", "skills": "urn:test:Python (inferred)"}
    ]
    (row,) = exported(filled.client(Role.CLUSTER_MANAGER))
    assert (row["id"], row["region"], row["status"]) == ("chiaraaaaa", "ES212", "unemployed")
    assert "Chiara" not in json.dumps(row)
    assert {one["id"] for one in exported(filled.client(Role.COUNSELLOR))} == {"chiaraaaaa", "koldoooooo"}


def test_an_export_takes_the_filters_of_the_list(filled):
    assert exported(filled.client(Role.COMPANY), skill="SQL") == []
    assert len(exported(filled.client(Role.COMPANY), skill="Python", region="ES212")) == 1


def rest(client, method, path="", data=None):
    """Call an operation and return status and answer."""
    answer = client.generic(
        method, f"/api/v1/talents{path}", data=json.dumps(data or {}), content_type="application/json"
    )
    return answer.status_code, (answer.json() if answer.content else None)


def test_rest_shows_each_role_its_portrait(filled):
    _status, page = rest(filled.client(Role.COMPANY), "GET")
    (one,) = page["items"]
    assert (one["reference"], one["region"], one["name"], one["status"]) == ("chiaraaaaa", "ES21", None, None)
    assert [skill["label"] for skill in one["skills"]] == ["Python"]
    _status, one = rest(filled.client(Role.CLUSTER_MANAGER), "GET", "/chiaraaaaa")
    assert (one["name"], one["wishes"], one["version"]) == ("Chiara", None, None)
    assert rest(filled.client(Role.CLUSTER_MANAGER), "GET", "/chiaraaaaa/claims")[0] == 403
    assert rest(filled.foreign_client(Role.COMPANY), "GET", "/chiaraaaaa")[0] == 404


def test_rest_writes_through_the_same_services(filled):
    client = filled.client(Role.COUNSELLOR)
    status, one = rest(client, "POST", "", {"status": "student", "nickname": "Nerea", "languages": ["eu"]})
    assert (status, one["visibility"], one["version"]) == (201, "nobody", 1)
    path = f"/{one['reference']}"
    status, added = rest(client, "POST", f"{path}/claims", {"skill": "TIG welding", "level": 0.5})
    assert (status, added["status"]) == (201, "confirmed")
    proof = {"version": 1, "evidence": "certified", "issuer": "Harrizelatz", "level": 0.75}
    status, proven = rest(client, "PUT", f"{path}/claims/{added['id']}/proof", proof)
    assert (status, proven["evidence"], proven["version"]) == (200, "certified", 2)
    assert rest(client, "PUT", f"{path}/claims/{added['id']}/proof", proof)[0] == 409
    access = {"version": 1, "visibility": "companies", "employer_id": filled.company.pk}
    assert rest(client, "PUT", f"{path}/access", access)[0] == 200
    _status, who = rest(client, "GET", f"{path}/access")
    assert {row["name"]: row["why"] for row in who}["Olatuna Software"] == "employer"
    assert rest(client, "PUT", f"{path}/access", access | {"employer_id": filled.foreign_company.pk})[0] in (409, 422)
    assert rest(client, "PATCH", path, {"version": 2, "nuts": "ES213"})[0] == 200
    assert rest(client, "POST", f"{path}/undo?version=3")[1]["region"] == ""
    assert rest(client, "DELETE", path) == (204, None)
    assert rest(client, "GET", path)[0] == 404


@pytest.mark.parametrize("n_rows", [1, 3])
def test_the_rest_list_takes_as_many_queries_for_one_row_as_for_three(world, n_rows, django_assert_num_queries):
    for _number in range(n_rows):
        claim(talent(world.cluster), "welding")
    client = world.client(Role.COMPANY)
    with django_assert_num_queries(7):
        client.get("/api/v1/talents")


def test_an_erasure_takes_profile_skills_files_words_and_reference(filled, django_capture_on_commit_callbacks):
    user = filled.members[Role.TALENT].user
    with django_capture_on_commit_callbacks(execute=True):
        services.upload_cv(viewer=filled.viewer(Role.COUNSELLOR), talent_ref="chiaraaaaa", text="TIG welding for years")
    services.change(viewer=filled.viewer(Role.TALENT), talent_ref="chiaraaaaa", expected_version=None, nuts="ES211")
    chiara = Talent.objects.get(reference="chiaraaaaa")
    stored = collect(user.pk)["stored"]
    assert stored["talents.Talent"]["rows"][0]["reference"] == "chiaraaaaa"
    assert {"talents.Claim", "talents.Mandate", "talents.Dispute"} <= set(stored)
    result = erase(Subject(user.pk, references_of(user.pk)))
    assert result.deleted["talents.Talent"] == 1
    for model in (Claim, Mandate, Dispute):
        assert not model.objects.filter(talent_id=chiara.pk).exists()
    assert not Talent.objects.filter(reference="chiaraaaaa").exists()
    assert not Revision.objects.filter(object_type="talents.talent", object_id=str(chiara.pk)).exists()
    assert not Entry.objects.filter(kind__startswith="talent", object_id=str(chiara.pk)).exists()
    assert Upload.objects.get(purpose="cv").is_erased


def test_a_counsellor_erases_a_person_without_an_account(filled):
    client = filled.client(Role.COUNSELLOR)
    page = reverse("talents:erase", args=["koldoooooo"])
    assert "cannot be taken back" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    assert not Talent.objects.filter(reference="koldoooooo").exists()
    assert client.get(reverse("talents:detail", args=["koldoooooo"])).status_code == 404


def test_words_find_people_by_skill_but_never_by_name(filled):
    client = filled.client(Role.COUNSELLOR)
    for words, found in (("python", True), ("Pyth", True), ("Chiara", False), ("Koldo", False)):
        page = client.get(reverse("talents:list"), {"q": words}).content.decode()
        assert ("chiaraaaaa" in page) == found


def test_the_desk_hands_somebody_without_an_account_to_another_counsellor(filled):
    Talent.objects.filter(reference="koldoooooo").update(visibility="desk")
    Mandate.objects.filter(talent__reference="koldoooooo").delete()
    desk = filled.client(Role.CLUSTER_MANAGER)
    counsellor = filled.members[Role.COUNSELLOR].user_id
    answer = desk.post(reverse("talents:help", args=["koldoooooo"]), {"counsellor": counsellor, "ends_on": ""})
    assert answer.status_code == 302
    assert Mandate.objects.get(talent__reference="koldoooooo").counsellor_id == counsellor
    assert desk.post(reverse("talents:help", args=["chiaraaaaa"]), {"counsellor": counsellor}).status_code == 404
    theirs = reverse("talents:end_mandate", args=["chiaraaaaa", filled.objects["mandate_id"]["own"]])
    assert desk.post(theirs).status_code == 422
    assert Mandate.objects.get(talent__reference="chiaraaaaa").is_in_force
