"""Studies: from what members entered to tables, scenarios, publication; who sees what; what an erasure leaves."""

from __future__ import annotations

from datetime import date

import pytest
from courses_world import course, outcome
from django.urls import reverse
from studies_world import fill, study
from vacancies_world import requirement, vacancy

from skillpact.taxonomy.lookup import LabelLookup
from skillpact_web.accounts.roles import Role
from skillpact_web.courses.models import Funder, Period
from skillpact_web.errors import DomainError
from skillpact_web.jobs.models import Job
from skillpact_web.metrics import queries as metrics
from skillpact_web.metrics.models import FigureSet
from skillpact_web.studies import services
from skillpact_web.studies.models import SnapshotRow, Study, StudyTable, StudyTableRow
from skillpact_web.talents.models import Claim, Talent


@pytest.fixture
def uris(starter, own_home):
    """URI of a skill by its name."""
    return LabelLookup(starter, "skills").find


@pytest.fixture
def cluster(world, uris):
    """A cluster with a welder wanted twice, one person who welds, and a course."""
    for company in (world.company, world.other_company):
        job = vacancy(company, f"Welder at {company.name}", text="", openings=2, published_on=date(2026, 10, 1))
        requirement(job, "TIG welding", uri=uris("TIG welding"), level=0.75, status="confirmed")
    for number, level in ((1, 0.75), (2, 0.25)):
        person = Talent.objects.create(
            cluster=world.cluster, reference=f"REF{number}", status="unemployed", visibility="companies",
            languages=["es"], hours={"2027-1": 200},
        )  # fmt: skip
        Claim.objects.create(
            talent=person, uri=uris("TIG welding"), label="TIG welding", level=level, status="confirmed",
            origin="person", evidence="attested",
        )  # fmt: skip
    taught = course(
        world.provider, "TIG welding for the advanced", language="es", seats_min=1, cohort_cost_cents=100_000
    )
    outcome(taught, "TIG welding", uri=uris("TIG welding"), level=0.75, status="confirmed")
    Period.objects.create(cluster=world.cluster, code="2027-1", starts_on=date(2027, 1, 11), ends_on=date(2027, 3, 26))
    Funder.objects.create(cluster=world.cluster, code="esf", name="ESF+", budget_cents=1_000_000)
    return world


@pytest.fixture
def run(cluster, django_capture_on_commit_callbacks):
    """Run a study of the cluster, and return it."""

    def run_one(**changes):
        client = cluster.client(Role.CLUSTER_MANAGER)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("studies:create"), {"name": "Autumn", "regions": "", "with_plan": "on", **changes})
        assert [job.error for job in Job.objects.exclude(error="")] == []
        return Study.objects.latest("pk")

    return run_one


def cells(found, audience, code):
    """Return the rows of a table as dictionaries by column."""
    table = StudyTable.objects.get(study=found, audience=audience, code=code)
    names = [column["name"] for column in table.columns]
    return [dict(zip(names, row.cells, strict=True)) for row in table.rows.all()]


def test_what_members_entered_becomes_a_balance_sheet(run, uris):
    found = run()
    assert (found.state, found.taxonomy.startswith("starter-"), len(found.result_sha256)) == ("done", True, 64)
    row = next(one for one in cells(found, "cluster", "balance") if one["skill_uri"] == uris("TIG welding"))
    assert (row["needed"], row["available"], row["short"], row["companies"]) == (4, 1, 3, 2)


def test_the_shortage_map_counts_every_opening_once_in_each_dimension(run):
    rows = cells(run(), "cluster", "breakdown")
    for dimension in ("region", "ecosystem", "month"):
        own = [one for one in rows if one["dimension"] == dimension]
        assert (sum(one["openings"] for one in own), sum(one["fillable"] for one in own)) == (4, 1)


def test_a_member_that_did_not_agree_is_counted_but_never_named(cluster, run):
    found = run()
    text = repr(list(StudyTableRow.objects.filter(table__study=found).values_list("cells", flat=True)))
    assert "Olatuna Software" in text
    assert "Izarlerro" not in text
    columns = {column["name"] for table in found.tables.all() for column in table.columns}
    assert columns & {"company_names", "vacancies"} == set()


def test_everyone_else_sees_only_what_was_published_and_nothing_about_few(cluster, run):
    found = run()
    company = cluster.client(Role.COMPANY)
    address = reverse("studies:detail", args=[found.pk])
    assert company.get(address).status_code == 404
    desk = cluster.client(Role.CLUSTER_MANAGER)
    desk.post(reverse("studies:publish", args=[found.pk]), {"version": found.version})
    page = company.get(address).content.decode()
    assert ("REF1" in page, "Izarlerro" in page) == (False, False)
    # Two companies need welders: fewer than five, so no row may say so.
    assert "TIG welding" not in page
    assert company.get(reverse("studies:table", args=[found.pk, "matches"])).status_code == 404
    assert cluster.foreign_client(Role.COMPANY).get(address).status_code == 404
    found.refresh_from_db()
    desk.post(reverse("studies:withdraw", args=[found.pk]), {"version": found.version})
    assert company.get(address).status_code == 404


def test_the_same_snapshot_gives_the_same_bytes_and_a_scenario_stands_beside_its_base(
    cluster, run, django_capture_on_commit_callbacks
):
    base = run()
    client = cluster.client(Role.CLUSTER_MANAGER)
    for name, percent in (("The same", 100), ("No money", 0)):
        data = {"name": name, "budget_percent": percent, "more_cohorts": "0"}
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("studies:create_scenario", args=[base.pk]), data)
    same, poor = Study.objects.get(name="The same"), Study.objects.get(name="No money")
    assert (same.result_sha256, same.snapshot_id) == (base.result_sha256, base.snapshot_id)
    assert (base.figures["n_assignments"], poor.figures["n_assignments"]) == (1, 0)
    page = client.get(reverse("studies:compare", args=[base.pk])).content.decode()
    assert all(name in page for name in ("Autumn", "The same", "No money", "Cost of the plan"))


def test_a_skill_in_the_balance_sheet_opens_the_sentences_behind_it(cluster, run, uris):
    job = vacancy(cluster.company, "Second welder", text="We look for a welder.\nYou know TIG welding.\n")
    found = run()
    client = cluster.client(Role.CLUSTER_MANAGER)
    page = client.get(reverse("studies:table", args=[found.pk, "evidence"]), {"key": uris("TIG welding")})
    assert "You know TIG welding." in page.content.decode()
    assert job.requirements.count() == 0


def test_an_erasure_deletes_a_person_from_every_snapshot_and_table_and_the_study_says_so(cluster, run):
    found = run()
    assert StudyTableRow.objects.filter(talent_ref="REF1").exists()
    services.forget_talents(["REF1"])
    assert not StudyTableRow.objects.filter(talent_ref="REF1").exists()
    assert not SnapshotRow.objects.filter(talent_ref="REF1").exists()
    page = cluster.client(Role.CLUSTER_MANAGER).get(reverse("studies:detail", args=[found.pk])).content.decode()
    assert "1 person erased since" in page


def test_a_person_who_hides_from_a_company_gets_no_match_with_it(cluster, run):
    person = Talent.objects.get(reference="REF1")
    person.employer = cluster.company
    person.save()
    person.named_out.add(cluster.other_company)
    assert [one for one in cells(run(), "cluster", "matches") if one["talent_id"] == "REF1"] == []


def test_a_scope_without_members_is_answered_at_once(cluster):
    client = cluster.client(Role.CLUSTER_MANAGER)
    answer = client.post(reverse("studies:create"), {"name": "Nobody", "regions": "FI"})
    assert answer.status_code == 422
    assert "No member is in this scope" in answer.content.decode()
    assert Study.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"regions": "Bilbao"}, "“BILBAO” is no NUTS code"),
        ({"organisations": ["999999"]}, "Select a valid choice"),
        ({"ecosystems": ["<script>"]}, "Select a valid choice"),
    ],
)
def test_bad_input_is_answered_beside_its_field(world, changes, said):
    client = world.client(Role.CLUSTER_MANAGER)
    answer = client.post(reverse("studies:create"), {"name": "Autumn", "regions": "", **changes})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_published_study_cannot_be_deleted_and_one_that_is_not_takes_its_snapshot_along(world):
    published, draft = study(world.cluster, "Out", is_published=True), study(world.cluster, "Draft")
    viewer = world.viewer(Role.CLUSTER_MANAGER)
    with pytest.raises(DomainError, match="is published: take that back first"):
        services.delete(viewer=viewer, study_id=published.pk)
    services.delete(viewer=viewer, study_id=draft.pk)
    assert list(Study.objects.values_list("name", flat=True)) == ["Out"]


def test_a_table_is_downloaded_in_every_form(world):
    fill(world)
    client = world.client(Role.CLUSTER_MANAGER)
    address = reverse("studies:download", args=[world.objects["study_id"]["own"], "balance"])
    csv = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    assert csv.splitlines()[0] == "skill_uri,skill,needed,available,in_training"
    assert b"".join(client.get(address, {"format": "xlsx"}).streaming_content)[:2] == b"PK"
    assert client.get(address, {"format": "exe"}).status_code == 422


@pytest.mark.parametrize("n_rows", [1, 3])
def test_lists_take_as_many_queries_for_one_study_as_for_three(world, n_rows, django_assert_num_queries):
    for number in range(n_rows):
        study(world.cluster, f"Study {number}", n_rows=n_rows)
    client = world.client(Role.CLUSTER_MANAGER)
    with django_assert_num_queries(5):
        client.get(reverse("studies:list"))
    one = Study.objects.first()
    with django_assert_num_queries(7):
        client.get(reverse("studies:detail", args=[one.pk]))
    with django_assert_num_queries(8):
        client.get(reverse("studies:table", args=[one.pk, "balance"]))


def test_what_was_published_stands_among_the_figures_of_the_cluster_and_nothing_about_few(cluster, run):
    found = run()
    services.publish(viewer=cluster.viewer(Role.CLUSTER_MANAGER), study_id=found.pk, expected_version=None)
    figures = FigureSet.objects.get(definition__code="needs.openings_by_region")
    assert (figures.as_of, figures.n_asked, sum(one.value for one in figures.values.all())) == (
        found.snapshot.as_of, 2, 4,
    )  # fmt: skip
    # Two companies are behind it: everyone else is told nothing.
    company, code = cluster.viewer(Role.COUNSELLOR), "needs.openings_by_region"
    assert metrics.figure(company, code, cluster_id=cluster.cluster.pk).is_withheld


def test_a_skill_of_an_older_taxonomy_is_left_out_and_the_study_says_how_many(cluster, run):
    job = vacancy(cluster.company, "Alchemist", text="")
    requirement(job, "alchemy", status="confirmed")
    found = run()
    assert found.state == "done"
    assert found.notes[-1].startswith("1 skills were left out")
