"""Pages of talents: they work, for whom they do not, and how many queries they take."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from talents_world import claim, fill, talent
from world import person, signed_in_client

from skillpact_web import clock
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.notices.models import Notice
from skillpact_web.talents import queries, tasks
from skillpact_web.talents.models import Claim, Dispute, Mandate, Talent

CV = """Chiara Esposito
chiara@mail.example
Born 12 March 1971

Experience
2019 - 2024 Welder at a shipyard: TIG welding of pipes.
I read technical drawings every day.
"""


@pytest.fixture
def filled(world, own_home, starter):
    """The world with talents, and the starter taxonomy."""
    fill(world)
    return world


@pytest.fixture
def newcomer(world, own_home, starter):
    """A talent of the cluster without a profile yet."""
    return signed_in_client(person("Amaia", Role.TALENT, world.cluster))


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    """Post a form, and let the worker do what it started."""

    def post(client, name, data, *args):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(f"talents:{name}", args=args), data)

    return post


def new_form(**changes):
    """Return what the form of a new profile sends."""
    return {
        "nickname": "", "status": "unemployed", "nuts": "es212", "employer": "", "languages": "es; EU", "hours": "40",
        "vacancy_ids": "", "target_occupation": "", "target_occupation_uri": "", "wishes": "", "visibility": "nobody",
        "text": "", **changes,
    }  # fmt: skip


def test_a_person_without_a_cv_begins_with_their_situation(newcomer, send):
    assert "Begin" in newcomer.get(reverse("talents:mine")).content.decode()
    answer = send(newcomer, "create", new_form())
    made = Talent.objects.get()
    assert answer.url == reverse("talents:detail", args=[made.reference])
    assert (made.user.display_name, made.nuts, made.languages, made.hours, made.visibility) == (
        "Amaia", "ES212", ["es", "eu"], {"": 40.0}, "nobody",
    )  # fmt: skip
    assert newcomer.get(reverse("talents:mine")).url == answer.url
    assert "No skill stands here yet" in newcomer.get(answer.url).content.decode()


def test_a_cv_becomes_suggestions_and_loses_who_the_person_is(newcomer, send):
    send(newcomer, "create", new_form(file=SimpleUploadedFile("Chiara Esposito.txt", CV.encode())))
    made = Talent.objects.get()
    for word in ("Esposito", "chiara", "1971", "mail.example"):
        assert word not in made.cv_text
    one = made.claims.get(label="TIG welding")
    assert (one.status, one.origin, one.evidence) == ("suggested", "machine", "inferred")
    page = newcomer.get(reverse("talents:detail", args=[made.reference])).content.decode()
    assert "TIG welding of pipes" in page


def test_pasted_text_goes_the_way_of_a_file(newcomer, send):
    send(newcomer, "create", new_form(text=CV))
    made = Talent.objects.get()
    assert "Esposito" not in made.cv_text
    assert made.claims.filter(label="TIG welding").exists()


def test_a_job_that_was_done_suggests_what_it_usually_asks(filled, send):
    client = filled.client(Role.TALENT)
    send(client, "suggest", {"job-occupation": "welder", "job-occupation_uri": ""}, "chiaraaaaa")
    rows = Claim.objects.filter(talent__reference="chiaraaaaa", origin="occupation")
    assert {one.status for one in rows} == {"suggested"}


def test_a_suggestion_becomes_what_they_bring_when_they_tick_it(filled, send):
    client = filled.client(Role.TALENT)
    send(client, "upload_cv", {"cv-text": CV}, "chiaraaaaa")
    one = Claim.objects.get(label="TIG welding")
    send(client, "decide", {"shown": [one.pk], f"is-{one.pk}": "on", f"level-{one.pk}": "0.75"}, "chiaraaaaa")
    one.refresh_from_db()
    assert (one.status, one.level, one.decided_by_id) == ("confirmed", 0.75, filled.members[Role.TALENT].user_id)


def test_a_certificate_is_kept_with_who_gave_it_and_until_when(filled, send):
    client = filled.client(Role.TALENT)
    python = filled.objects["claim_id"]["own"]
    proof = SimpleUploadedFile("certificate.txt", b"This certifies that somebody knows Python.")
    data = {
        "level": "0.5", "evidence": "certified", "issuer": "Harrizelatz", "issued_on": "2024-02-01",
        "expires_on": "2030-02-01", "version": "1", "file": proof,
    }  # fmt: skip
    assert send(client, "claim", data, "chiaraaaaa", python).status_code == 302
    one = Claim.objects.get(pk=python)
    assert (one.evidence, one.issuer, one.expires_on) == ("certified", "Harrizelatz", date(2030, 2, 1))
    link = reverse("documents:download", kwargs={"upload_id": one.document_id})
    answer = filled.client(Role.COUNSELLOR).get(link)
    assert b"".join(answer.streaming_content).startswith(b"This certifies")
    assert filled.client(Role.CLUSTER_MANAGER).get(link).status_code == 404
    assert filled.client(Role.COMPANY).get(link).status_code == 404


def test_a_licence_past_its_last_day_counts_as_not_held(filled, send):
    client = filled.client(Role.TALENT)
    python = filled.objects["claim_id"]["own"]
    data = {"level": "", "evidence": "certified", "issuer": "TÜV", "expires_on": "2020-02-01", "version": "1"}
    send(client, "claim", data, "chiaraaaaa", python)
    assert "counts as not held" in client.get(reverse("talents:detail", args=["chiaraaaaa"])).content.decode()
    page = filled.client(Role.COMPANY).get(reverse("talents:detail", args=["chiaraaaaa"])).content.decode()
    assert "Python" not in page
    assert queries.for_study(filled.cluster)[0].skills == ()


def test_what_ends_soon_is_found_and_said(filled):
    chiara = Talent.objects.get(reference="chiaraaaaa")
    claim(chiara, "Welding certificate", expires_on=clock.today() + timedelta(days=80))
    page = filled.client(Role.TALENT).get(reverse("talents:detail", args=["chiaraaaaa"])).content.decode()
    assert "Welding certificate ends on" in page
    found = filled.client(Role.COUNSELLOR).get(reverse("talents:list"), {"expiring": "1"}).content.decode()
    assert ("chiaraaaaa" in found, "koldoooooo" in found) == (True, False)


def test_a_certificate_that_ends_soon_waits_for_the_person_until_it_is_renewed(filled, send):
    chiara = Talent.objects.get(reference="chiaraaaaa")
    ending = claim(chiara, "Welding certificate", expires_on=clock.today() + timedelta(days=80))
    koldo = claim(Talent.objects.get(reference="koldoooooo"), "Crane", expires_on=clock.today() + timedelta(days=1))
    Mandate.objects.create(talent=koldo.talent, counsellor=filled.members[Role.COUNSELLOR].user)
    for _day in range(2):
        tasks.remind_of_ends()
    waiting = Notice.objects.filter(kind="talents.ending").order_by("on_id")
    assert {one.user_id for one in waiting} == {chiara.user_id, filled.members[Role.COUNSELLOR].user_id}
    data = {"level": "", "evidence": "claimed", "expires_on": "2090-01-01", "version": "1"}
    send(filled.client(Role.TALENT), "claim", data, "chiaraaaaa", ending.pk)
    assert Notice.objects.get(kind="talents.ending", on_id=str(ending.pk)).state == "settled"


def test_a_licence_leaves_the_search_when_its_last_day_is_over(filled):
    chiara = Talent.objects.get(reference="chiaraaaaa")
    licence = claim(chiara, "Forklift", expires_on=clock.today())
    client = filled.client(Role.COMPANY)
    assert "chiaraaaaa" in client.get(reverse("talents:list"), {"q": "forklift"}).content.decode()
    Claim.objects.filter(pk=licence.pk).update(expires_on=clock.today() - timedelta(days=1))
    tasks.forget_expired()
    assert "chiaraaaaa" not in client.get(reverse("talents:list"), {"q": "forklift"}).content.decode()


def test_the_desk_sees_name_and_skills_but_no_sentence_and_leaves_a_trace(filled):
    page = filled.client(Role.CLUSTER_MANAGER).get(reverse("talents:detail", args=["chiaraaaaa"])).content.decode()
    assert ("Chiara" in page, "Python" in page, "A sentence of the CV" in page) == (True, True, False)
    event = Event.objects.get(kind="talents.viewed")
    assert event.user_id == filled.members[Role.CLUSTER_MANAGER].user_id
    assert event.object_id == str(Talent.objects.get(reference="chiaraaaaa").pk)


def test_a_company_sees_reference_wide_region_languages_and_skills_only(filled):
    Talent.objects.filter(reference="chiaraaaaa").update(wishes="Nights off", target_occupation_label="Painter")
    client = filled.client(Role.COMPANY)
    pages = client.get(reverse("talents:list")).content.decode()
    pages += client.get(reverse("talents:detail", args=["chiaraaaaa"])).content.decode()
    for shown in ("chiaraaaaa", "ES21", "Python"):
        assert shown in pages
    for hidden in ("Chiara", "ES212", "Nights off", "Painter", "A sentence", "looking for work", "koldoooooo"):
        assert hidden not in pages
    assert client.get(reverse("talents:list"), {"q": "Painter"}).content.decode().count("chiaraaaaa") == 0


def test_a_counsellor_enters_a_person_without_an_account_and_acts_for_them(filled, send):
    client = filled.client(Role.COUNSELLOR)
    answer = send(client, "create", new_form(nickname="The welder with the hat"))
    made = Talent.objects.get(nickname="The welder with the hat")
    assert answer.url == reverse("talents:detail", args=[made.reference])
    assert made.mandates.get().counsellor_id == filled.members[Role.COUNSELLOR].user_id
    other = signed_in_client(person("Other counsellor", Role.COUNSELLOR, filled.cluster))
    assert other.get(answer.url).status_code == 404


def test_a_mandate_opens_a_profile_and_its_end_closes_it(filled, send):
    member = person("Second counsellor", Role.COUNSELLOR, filled.cluster)
    helper, chiara = signed_in_client(member), filled.client(Role.TALENT)
    page = reverse("talents:detail", args=["chiaraaaaa"])
    assert helper.get(page).status_code == 404
    send(chiara, "help", {"counsellor": member.user_id, "ends_on": ""}, "chiaraaaaa")
    assert helper.get(page).status_code == 200
    mandate = Mandate.objects.get(counsellor=member.user)
    send(chiara, "end_mandate", {}, "chiaraaaaa", mandate.pk)
    assert helper.get(page).status_code == 404
    mandate.refresh_from_db()
    assert mandate.ended_by_id == filled.members[Role.TALENT].user_id


def test_a_mandate_past_its_last_day_opens_nothing(filled):
    Mandate.objects.update(ends_on=clock.today() - timedelta(days=1))
    page = reverse("talents:detail", args=["chiaraaaaa"])
    assert filled.client(Role.COUNSELLOR).get(page).status_code == 404


def test_a_counsellor_who_works_for_the_employer_cannot_be_chosen_and_sees_nobody_there(filled, send):
    from skillpact_web.accounts.models import Membership

    both = person("Two hats", Role.COUNSELLOR, filled.cluster)
    Membership.objects.create(user=both.user, organisation=filled.company, role=Role.COMPANY)
    Talent.objects.filter(reference="chiaraaaaa").update(employer=filled.company)
    answer = send(filled.client(Role.TALENT), "help", {"counsellor": both.user_id, "ends_on": ""}, "chiaraaaaa")
    assert answer.status_code == 422
    Mandate.objects.create(talent=Talent.objects.get(reference="chiaraaaaa"), counsellor=both.user)
    assert signed_in_client(both).get(reverse("talents:detail", args=["chiaraaaaa"])).status_code == 404


def test_a_dispute_goes_to_a_named_person_and_comes_back_with_an_answer(filled, send, settings):
    chiara, desk = filled.client(Role.TALENT), filled.client(Role.CLUSTER_MANAGER)
    python = filled.objects["claim_id"]["own"]
    Dispute.objects.all().delete()
    send(chiara, "dispute_claim", {"reason": "I only saw it once."}, "chiaraaaaa", python)
    one = Dispute.objects.get()
    assert one.assigned_to_id == filled.members[Role.CLUSTER_MANAGER].user_id
    assert one.due_on == clock.today() + timedelta(days=settings.SKILLPACT_ANSWER_DAYS)
    assert "Python" in desk.get(reverse("talents:disputes")).content.decode()
    send(desk, "dispute", {"outcome": "corrected", "answer": "It was taken out."}, one.pk)
    assert "It was taken out." in chiara.get(reverse("talents:dispute", args=[one.pk])).content.decode()
    again = send(desk, "dispute", {"outcome": "kept", "answer": "No."}, one.pk)
    assert again.status_code == 409


def test_a_match_is_disputed_in_words(filled, send):
    chiara = filled.client(Role.TALENT)
    send(chiara, "open_dispute", {"about": "Match with vacancy 12", "reason": "Too far."}, "chiaraaaaa")
    assert Dispute.objects.filter(about="Match with vacancy 12", claim=None).count() == 1
    assert send(chiara, "open_dispute", {"about": "", "reason": ""}, "chiaraaaaa").status_code == 422


def test_who_can_see_me_says_what_the_queries_do(filled, send):
    client = filled.client(Role.TALENT)
    third = person("Third company", Role.COMPANY, filled.cluster)
    data = {"visibility": "companies", "employer": filled.company.pk, "named_out": [filled.provider.pk], "version": "1"}
    assert send(client, "visibility", data, "chiaraaaaa").status_code == 302
    page = client.get(reverse("talents:visibility", args=["chiaraaaaa"])).content.decode()
    assert "your employer" in page
    chiara = Talent.objects.get(reference="chiaraaaaa")
    said = {one.organisation.pk: one.can_see for one in queries.can_see(chiara)}
    assert said == {filled.company.pk: False, filled.other_company.pk: True}
    rival = person("Rival", Role.COMPANY, filled.other_company)
    for member, expected in ((filled.members[Role.COMPANY], 404), (rival, 200), (third, 200)):
        answer = signed_in_client(member).get(reverse("talents:detail", args=["chiaraaaaa"]))
        assert answer.status_code == expected


def test_the_last_change_is_taken_back_but_never_who_can_see_me(filled, send):
    client = filled.client(Role.TALENT)
    send(client, "change", new_form(nuts="ES211", version="1"), "chiaraaaaa")
    send(client, "undo", {"version": "2"}, "chiaraaaaa")
    chiara = Talent.objects.get(reference="chiaraaaaa")
    assert (chiara.version, chiara.nuts) == (2, "ES211")  # the first version was made without a revision
    send(client, "change", new_form(nuts="ES213", version="2"), "chiaraaaaa")
    send(client, "undo", {"version": "3"}, "chiaraaaaa")
    chiara.refresh_from_db()
    assert chiara.nuts == "ES211"
    send(client, "visibility", {"visibility": "nobody", "employer": "", "version": "4"}, "chiaraaaaa")
    send(client, "undo", {"version": "5"}, "chiaraaaaa")
    chiara.refresh_from_db()
    assert chiara.visibility == "nobody"


def test_another_cluster_and_other_roles_find_nobody(filled):
    page = reverse("talents:detail", args=["chiaraaaaa"])
    for role in (Role.COMPANY, Role.CLUSTER_MANAGER, Role.COUNSELLOR, Role.TALENT):
        assert filled.foreign_client(role).get(page).status_code == 404
    for role in (Role.PROVIDER, Role.AUTHORITY, Role.FUNDER, Role.AUDITOR, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER):
        assert filled.client(role).get(page).status_code == 403


def test_a_merged_employer_stays_blind(filled):
    from skillpact_web.accounts.models import Organisation

    former = Organisation.objects.create(name="Olatuna S.L.", kind="company", merged_into=filled.company)
    Talent.objects.filter(reference="chiaraaaaa").update(employer=former)
    assert filled.client(Role.COMPANY).get(reverse("talents:detail", args=["chiaraaaaa"])).status_code == 404


def test_a_study_takes_plain_values_of_those_who_let_the_desk_see_them(filled):
    hidden = talent(filled.cluster, visibility="nobody", reference="nobodyaaaa")
    claim(hidden, "SQL")
    chiara = Talent.objects.get(reference="chiaraaaaa")
    claim(chiara, "SQL", status="suggested")
    chiara.employer = filled.company
    chiara.save()
    chiara.named_out.set([filled.other_company])
    (one,) = queries.for_study(filled.cluster)
    assert (one.reference, one.employer_id, [skill.uri for skill in one.skills]) == (
        "chiaraaaaa", filled.company.pk, ["urn:test:Python"],
    )  # fmt: skip
    assert one.hidden_from == {filled.company.pk, filled.other_company.pk}


@pytest.mark.parametrize(("role", "n_queries"), [(Role.COUNSELLOR, 7), (Role.CLUSTER_MANAGER, 6), (Role.COMPANY, 7)])
@pytest.mark.parametrize("n_rows", [1, 3])
def test_the_list_takes_as_many_queries_for_one_row_as_for_three(
    world, role, n_queries, n_rows, django_assert_num_queries
):
    for number in range(n_rows):
        made = talent(world.cluster, created_by=world.members[Role.COUNSELLOR].user, nickname=f"Person {number}")
        claim(made, "welding")
    client = world.client(role)
    with django_assert_num_queries(n_queries):
        client.get(reverse("talents:list"))


@pytest.mark.parametrize("n_rows", [1, 3])
def test_a_page_takes_as_many_queries_for_one_skill_as_for_three(world, n_rows, django_assert_num_queries):
    one = talent(world.cluster, user=world.members[Role.TALENT].user)
    for number in range(n_rows):
        claim(one, f"welding {number}")
    client = world.client(Role.TALENT)
    with django_assert_num_queries(5):
        client.get(reverse("talents:detail", args=[one.reference]))


@pytest.mark.parametrize("n_rows", [1, 3])
def test_the_list_of_disputes_takes_as_many_queries_for_one_row_as_for_three(world, n_rows, django_assert_num_queries):
    one = talent(world.cluster, user=world.members[Role.TALENT].user)
    for number in range(n_rows):
        Dispute.objects.create(talent=one, about=f"Skill {number}", reason="No.", due_on="2030-01-01")
    client = world.client(Role.TALENT)
    with django_assert_num_queries(5):
        client.get(reverse("talents:disputes"))
