"""Lists of reference facts: loading, replacing, and what people see of how sure a fact is."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.errors import ConflictError, NotAllowedError
from skillpact_web.library import queries, services
from skillpact_web.library.lists import SPECS
from skillpact_web.library.models import Edition, EditionState, FactStatus
from skillpact_web.library.reading import read_list

ECOSYSTEMS = b"ecosystem_id,name,source,status\nDIGI,Digital,EMI,verified\nELEC,Electronics,EMI,headcount not found\n"
N_LISTS, N_FACTS = 5, 5
NACE = (
    b"ecosystem_id,nace_code,coverage,groups_or_note,basis\n"
    b"DIGI,J62,core,software,scope\nELEC,C26,core,electronics,scope\nDIGI,C26,partial,computers,inferred\n"
)


@pytest.fixture
def folder(tmp_path, db):
    (tmp_path / "ecosystems.csv").write_bytes(ECOSYSTEMS)
    (tmp_path / "ecosystem_nace.csv").write_bytes(NACE)
    return tmp_path


@pytest.fixture
def loaded(folder):
    load(folder)
    return folder


def load(folder):
    out = StringIO()
    call_command("load_reference", folder=str(folder), stdout=out)
    return out.getvalue().splitlines()


def upload(content, name="list.csv"):
    return {"file": SimpleUploadedFile(name, content, content_type="text/csv")}


def test_loading_twice_changes_nothing_the_second_time(folder):
    assert load(folder) == ["ecosystem_nace.csv: loaded", "ecosystems.csv: loaded"]
    assert load(folder) == ["ecosystem_nace.csv: unchanged", "ecosystems.csv: unchanged"]
    assert Edition.objects.count() == 2
    assert queries.choices("ecosystems") == [("DIGI", "Digital"), ("ELEC", "Electronics")]


def test_a_folder_that_is_absent_leaves_lists_empty_and_says_so(db, monkeypatch):
    monkeypatch.delenv("SKILLPACT_DATA", raising=False)
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "No reference facts were found" in out.getvalue()
    assert queries.choices("ecosystems") == []


def test_a_changed_file_becomes_a_new_edition_and_the_old_one_is_kept(loaded):
    (loaded / "ecosystems.csv").write_bytes(ECOSYSTEMS + b"TEXT,Textiles,EMI,verified\n")
    assert "ecosystems.csv: loaded" in load(loaded)
    assert [(e.number, e.state) for e in Edition.objects.filter(list="ecosystems")] == [(2, "current"), (1, "replaced")]
    assert len(queries.choices("ecosystems")) == 3


def test_a_broken_file_is_named_and_the_rest_is_loaded(folder):
    (folder / "ecosystems.csv").write_bytes(b"name\nDigital\n")
    out = StringIO()
    with pytest.raises(CommandError, match="1 file"):
        call_command("load_reference", folder=str(folder), stdout=out)
    assert "ecosystems.csv: The column ecosystem_id is missing; found were: name." in out.getvalue()
    assert queries.choices("nace") == [("C26", "C26"), ("J62", "J62")]


def test_only_what_says_verified_is_not_provisional(loaded):
    found = {fact.code: (fact.status, fact.is_provisional) for fact in queries.facts(None, "ecosystems")}
    assert found == {"DIGI": (FactStatus.VERIFIED, False), "ELEC": (FactStatus.RECALLED, True)}
    assert {fact.status for fact in queries.facts(None, "ecosystem_nace")} == {FactStatus.INFERRED}


def test_the_ecosystems_of_a_nace_code_are_found_by_its_division_core_ones_first(loaded):
    assert [(one.ecosystem, one.is_core) for one in queries.ecosystems_of("C26.1")] == [("ELEC", True), ("DIGI", False)]
    assert queries.ecosystems_of("Z99") == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds no table"),
        (b"\0\1\2", "holds no table"),
        ("ecosystem_id,name\nÑ,España\n".encode("latin-1"), "not written in UTF-8"),
        (b'ecosystem_id,name\nDIGI,"open\n', "a quote is opened"),
        (b"ecosystem_id,name\n", "a header and no rows"),
        (b"ecosystem_id,name\nDIGI,Digital,more\n", "Found 3 cells, expected 2"),
        (b"ecosystem_id,name\nDIGI,a\nDIGI,b\n", "stands in line 2 already"),
        (b"ecosystem_id,name,valid_from\nDIGI,a,yesterday\n", "A day such as"),
        (b"ecosystem_id,name\n" + b"X" * 121 + b",a\n", "1 to 120 characters"),
        (b"ecosystem_id,name\nA," + b"x" * 5000 + b"\n", "more than 4000 characters"),
        (b"x" * 5_000_001, "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_answered_in_one_sentence(content, sentence):
    reading = read_list(SPECS["ecosystems"], content)
    assert reading.facts == () or reading.problems
    assert sentence in reading.problems[0].message


def test_everybody_reads_lists_and_sees_what_is_provisional(world, loaded):
    for role in Role:
        page = world.client(role).get(reverse("library:facts", args=["ecosystems"]))
        assert page.status_code == 200
        assert page.content.decode().count('<strong class="tag warning">provisional</strong>') == 1
    page = world.client(Role.TALENT).get(reverse("library:facts", args=["ecosystems"]) + "?status=verified")
    assert "Electronics" not in page.content.decode()


def test_an_unknown_list_is_not_found_and_odd_filters_are_ignored(world, loaded):
    client = world.client(Role.COMPANY)
    assert client.get(reverse("library:facts", args=["nothing"])).status_code == 404
    assert (
        client.get(reverse("library:facts", args=["ecosystems"]) + "?status=%F0%9F%98%80&q=%27%3B--&page=x").status_code
        == 200
    )


def test_the_overview_asks_the_same_queries_with_one_list_and_with_two(world, folder, django_assert_num_queries):
    services.load_file(name="ecosystems", content=ECOSYSTEMS)
    client = world.client(Role.AUDITOR)
    client.get(reverse("library:lists"))
    for _ in range(2):
        with django_assert_num_queries(N_LISTS):
            client.get(reverse("library:lists"))
        services.load_file(name="ecosystem_nace", content=NACE)


@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_list_asks_the_same_queries_with_one_fact_and_with_three(world, django_assert_num_queries, n_rows):
    rows = b"".join(b"E%d,Name,EMI,verified\n" % n for n in range(n_rows))
    services.load_file(name="ecosystems", content=b"ecosystem_id,name,source,status\n" + rows)
    client = world.client(Role.AUDITOR)
    client.get(reverse("library:facts", args=["ecosystems"]))
    with django_assert_num_queries(N_FACTS):
        client.get(reverse("library:facts", args=["ecosystems"]))


def test_an_administrator_looks_at_what_would_change_and_then_replaces(world, loaded):
    client = world.client(Role.ADMINISTRATOR)
    new = b"ecosystem_id,name,source,status\nDIGI,Digital and data,own,verified\nTEXT,Textiles,own,verified\n"
    answer = client.post(reverse("library:replace", args=["ecosystems"]), upload(new))
    page = client.get(answer["Location"]).content.decode()
    assert [part in page for part in ("New: 1", "Changed: 1", "No longer there: 1")] == [True] * 3
    assert queries.choices("ecosystems")[0] == ("DIGI", "Digital")  # nothing has changed yet
    proposed = Edition.objects.get(list="ecosystems", state=EditionState.PROPOSED)
    client.post(reverse("library:use", args=[proposed.pk]), {"current": "1"})
    assert queries.choices("ecosystems") == [("DIGI", "Digital and data"), ("TEXT", "Textiles")]
    assert load(loaded) == ["ecosystem_nace.csv: unchanged", "ecosystems.csv: kept"]
    assert Event.objects.filter(kind="library.replaced_reference_list").count() == 1


def test_a_wrong_file_changes_nothing_and_names_its_lines(world, loaded):
    client = world.client(Role.ADMINISTRATOR)
    page = client.post(reverse("library:replace", args=["ecosystems"]), upload(ECOSYSTEMS + b"DIGI,again,x,verified\n"))
    assert page.status_code == 422
    assert "DIGI stands in line 2 already." in page.content.decode()
    assert not Edition.objects.filter(state=EditionState.PROPOSED).exists()
    assert client.post(reverse("library:replace", args=["ecosystems"]), {}).status_code == 422


def test_two_administrators_who_replace_at_once_do_not_undo_each_other(world, loaded):
    viewer = world.viewer(Role.ADMINISTRATOR)
    edition, _ = services.propose(
        viewer=viewer, name="ecosystems", content=ECOSYSTEMS + b"TEXT,Textiles,EMI,verified\n"
    )
    services.put_into_use(viewer=viewer, edition_id=edition.pk, expected_current=1)
    first = Edition.objects.get(list="ecosystems", number=1)
    with pytest.raises(ConflictError):
        services.put_into_use(viewer=viewer, edition_id=first.pk, expected_current=1)
    services.put_into_use(viewer=viewer, edition_id=first.pk, expected_current=2)  # putting back is a choice of its own
    assert len(queries.choices("ecosystems")) == 2


def test_an_administrator_of_one_organisation_does_not_replace_lists_of_all(world, loaded):
    with pytest.raises(NotAllowedError):
        services.propose(viewer=world.foreign_viewer(Role.ADMINISTRATOR), name="ecosystems", content=ECOSYSTEMS)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        client = world.client(role)
        assert client.get(reverse("library:replace", args=["ecosystems"])).status_code == 403
        assert client.post(reverse("library:use", args=[1])).status_code == 403


@pytest.mark.shared_data
def test_every_list_of_the_real_folder_is_read_without_a_problem(shared_data):
    for path in sorted((shared_data / "reference").glob("*.csv")):
        assert read_list(SPECS[path.stem], path.read_bytes()).problems == ()


def test_rest_tells_lists_and_facts_with_their_status(world, loaded):
    client = world.client(Role.TALENT)
    lists = {one["name"]: one["n_provisional"] for one in client.get("/api/v1/library").json()}
    assert (lists["ecosystems"], lists["ecf"]) == (1, 0)
    facts = client.get("/api/v1/library/ecosystems/facts?words=electr").json()
    assert [(one["code"], one["status"], one["is_provisional"]) for one in facts["items"]] == [
        ("ELEC", "recalled", True)
    ]
    assert client.get("/api/v1/library/nothing/facts").status_code == 404
