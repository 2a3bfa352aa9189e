"""A person takes the employer's record of them by a code, reads it, objects and leaves; the employer never learns who."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from workforce_world import employee, fill, function, held, objection

from skillpact_web import clock
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.errors import ConflictError, DomainError
from skillpact_web.notices.models import Notice
from skillpact_web.privacy.erasing import erase
from skillpact_web.privacy.hooks import Subject
from skillpact_web.talents.models import Claim, Dispute, Talent
from skillpact_web.workforce import records
from skillpact_web.workforce.models import Employee, EmployeeSkill, Objection

# Tokens of forms, which differ from one answer to the next.
TOKENS = re.compile(rb"\b(?:[A-Za-z0-9]{64}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")


@pytest.fixture
def maite(world):
    """The company's record of somebody, with one skill."""
    one = employee(world.company, "Maite", reference="M-3", function=function(world.company, "Welder"))
    held(one, "grinding", level=0.5)
    return one


def code_of(world, one):
    return records.make_code(viewer=world.viewer(Role.COMPANY), employee_id=one.pk)


def take(client, code):
    return client.post(reverse("workforce:take"), {"code": code})


def shown(client, name, *args, **data):
    """Return the bytes that a page gives, without the tokens of its forms."""
    address = name if name.startswith("/") else reverse(name, args=args)
    answer = client.get(address, data)
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):  # a workbook: all of it but the moment at which it was written
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return b"".join(book.read(name) for name in sorted(book.namelist()) if name != "docProps/core.xml")
    return TOKENS.sub(b"", body)


def test_a_code_is_shown_once_and_kept_as_a_hash(world, maite):
    client = world.client(Role.COMPANY)
    page = client.post(reverse("workforce:make_code", args=[maite.pk])).content.decode()
    code = re.search(r"<code>([0-9a-f]{16})</code>", page)[1]
    maite.refresh_from_db()
    assert (code in maite.code_hash, len(maite.code_hash)) == (False, 64)
    assert code not in client.get(reverse("workforce:employee", args=[maite.pk])).content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_a_person_in_any_role_sees_their_record_by_its_code(world, maite, role):
    client = world.client(role)
    assert "Maite" not in client.get(reverse("workforce:mine")).content.decode()
    assert take(client, code_of(world, maite)).url == reverse("workforce:mine")
    page = client.get(reverse("workforce:mine")).content.decode()
    assert [word in page for word in ("Maite", "Olatuna Software", "Welder", "grinding")] == [True] * 4


def test_a_code_is_read_with_blanks_dashes_and_capitals(world, maite):
    code = code_of(world, maite).upper()
    assert take(world.client(Role.TALENT), f" {code[:4]}-{code[4:8]} {code[8:]}").status_code == 302


def test_a_code_works_once(world, maite):
    code = code_of(world, maite)
    take(world.client(Role.TALENT), code)
    for role in (Role.TALENT, Role.PROVIDER):
        answer = take(world.client(role), code)
        assert (answer.status_code, "This code opens nothing" in answer.content.decode()) == (422, True)
    maite.refresh_from_db()
    assert maite.user_id == world.members[Role.TALENT].user_id


def test_an_expired_code_opens_nothing_however_often(world, maite):
    code = code_of(world, maite)
    Employee.objects.update(code_expires_at=clock.now() - timedelta(seconds=1))
    answers = [take(world.client(Role.TALENT), code) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [422, 422]
    maite.refresh_from_db()
    assert maite.user_id is None


def test_a_newer_code_replaces_the_older_one(world, maite):
    old, new = code_of(world, maite), code_of(world, maite)
    client = world.client(Role.TALENT)
    assert [take(client, code).status_code for code in (old, new)] == [422, 302]


def test_wrong_codes_are_limited_for_the_account_that_tries_and_for_nobody_else(world, maite):
    code, guesser = code_of(world, maite), world.client(Role.PROVIDER)
    for _ in range(records.MOST_TRIES):
        assert "This code opens nothing" in take(guesser, "0" * 16).content.decode()
    assert "Too many codes were tried" in take(guesser, code).content.decode()
    assert take(world.client(Role.TALENT), code).status_code == 302


@pytest.mark.parametrize("code", ["", "x" * 61, "' OR ''='", "\x00", "<script>", "½"])
def test_what_is_no_code_is_answered_beside_the_field(world, maite, code):
    assert take(world.client(Role.TALENT), code).status_code == 422


def test_an_empty_code_opens_no_record_whose_code_was_used(world, maite):
    for text in ("", "-", " "):
        with pytest.raises(DomainError):
            records.take(viewer=world.viewer(Role.TALENT), code=text)


def test_a_code_given_to_a_wrong_person_is_mended_by_a_newer_one(world, maite):
    take(world.client(Role.PROVIDER), code_of(world, maite))
    skill = maite.skills.get()
    wrong = world.viewer(Role.PROVIDER)
    records.object_to(viewer=wrong, record_id=maite.pk, record_skill_id=skill.pk, reason="Not mine.")
    take(world.client(Role.TALENT), code_of(world, maite))
    assert "Maite" not in world.client(Role.PROVIDER).get(reverse("workforce:mine")).content.decode()
    page = world.client(Role.TALENT).get(reverse("workforce:mine")).content.decode()
    assert ("Maite" in page, "Not mine." in page) == (True, False)
    moved = Notice.objects.get(kind="workforce.record_moved")
    assert (moved.user_id, moved.organisation_id) == (wrong.user_id, None)


def test_the_employer_gets_the_same_bytes_before_and_after_the_person_took_the_record(world):
    fill(world)
    Talent.objects.create(cluster=world.cluster, user=world.members[Role.TALENT].user, nickname="Chi")
    one = Employee.objects.get(pk=world.objects["employee_id"]["own"])
    job, skill = one.function_id, one.skills.get().pk
    code = code_of(world, one)
    client, rest = world.client(Role.COMPANY), "/api/v1/workforce"
    pages = [
        ("home:index",), ("workforce:functions",), ("workforce:function", job), ("workforce:people",),
        ("workforce:employee", one.pk), ("workforce:change_employee", one.pk), ("workforce:delete_employee", one.pk),
        ("workforce:change_employee_skill", one.pk, skill), ("workforce:objection", world.objects["objection_id"]["own"]),
        ("notices:list",), ("jobs:list",), ("talents:list",), ("accounts:invitations",),
        *((f"{rest}/{path}",) for path in (
            "functions", f"functions/{job}", "employees", f"employees/{one.pk}", f"employees/{one.pk}/skills",
            f"employees/{one.pk}/gap",
        )),
    ]  # fmt: skip
    exports = [(f"workforce:export_{name}", {"format": form}) for name in ("employees", "functions") for form in (
        "csv", "json", "xlsx",
    )]  # fmt: skip
    lists = [("workforce:people", {"q": "Chiara"}), ("workforce:people", {"q": "Txomin", "sort": "function"})]

    def everything():
        seen = {page: shown(client, *page) for page in pages}
        seen |= {(name, *data.values()): shown(client, name, **data) for name, data in exports + lists}
        answer = client.post(reverse("workforce:take"), {"code": "0" * 16})
        seen["a wrong code"] = TOKENS.sub(b"", answer.content)
        return seen

    before, n_events = everything(), Event.objects.count()
    assert take(world.client(Role.TALENT), code).status_code == 302
    news = list(Event.objects.order_by("pk")[n_events:])
    after = everything()
    assert [name for name in before if before[name] != after[name]] == []
    one.refresh_from_db()
    assert (one.user_id, one.version) == (world.members[Role.TALENT].user_id, 1)
    # What an auditor of the company or of its cluster reads: nothing that names the record or the employer.
    assert [(event.kind, event.organisation_id, event.role, event.object_id) for event in news] == [
        ("workforce.took_record", None, "", "")
    ]


def test_the_log_that_auditors_of_the_cluster_read_is_the_same_before_and_after(world, maite):
    code, auditor = code_of(world, maite), world.client(Role.AUDITOR)
    before = shown(auditor, "audit:list", kind="workforce.took_record")
    take(world.client(Role.TALENT), code)
    records.leave(viewer=world.viewer(Role.TALENT), record_id=maite.pk)
    assert shown(auditor, "audit:list", kind="workforce.took_record") == before


def test_nothing_joins_an_employee_with_a_talent():
    employees, talents = {Employee, EmployeeSkill, Objection}, {Talent, Claim, Dispute}
    for model in apps.get_models(include_auto_created=True):
        linked = {model} | {field.related_model for field in model._meta.concrete_fields if field.is_relation}
        assert not (linked & employees and linked & talents), model._meta.label


def test_a_person_objects_and_somebody_of_the_employer_answers_by_name(world, maite, settings):
    person, employer = world.client(Role.TALENT), world.client(Role.COMPANY)
    take(person, code_of(world, maite))
    address = reverse("workforce:object", args=[maite.pk, maite.skills.get().pk])
    assert person.post(address, {"reason": "I am better than that."}).status_code == 302
    one = Objection.objects.get()
    waiting = Notice.objects.get(kind="workforce.objection")
    assert (waiting.organisation, waiting.role, waiting.user_id) == (world.company, "company", None)
    assert waiting.due_on == clock.today() + timedelta(days=settings.SKILLPACT_ANSWER_DAYS)
    page = employer.get(reverse("workforce:objection", args=[one.pk])).content.decode()
    assert [word in page for word in ("I am better than that.", "Chiara", "chiara@")] == [True, False, False]
    answer = {"outcome": "corrected", "answer": "You are right, it is advanced."}
    employer.post(reverse("workforce:objection", args=[one.pk]), answer)
    page = person.get(reverse("workforce:mine")).content.decode()
    assert [word in page for word in ("You are right, it is advanced.", "Bruno", "corrected")] == [True] * 3
    waiting.refresh_from_db()
    assert waiting.state == "settled"
    told = Notice.objects.get(kind="workforce.objection_answered")
    assert told.user_id == world.members[Role.TALENT].user_id
    for event in Event.objects.filter(kind__in=("workforce.objected_to_skill", "workforce.took_record")):
        assert (event.organisation_id, event.object_id) == (None, "")
    receivers = Event.objects.filter(organisation_id=world.company.pk).values_list("details", flat=True)
    assert [details for details in receivers if "user:" in str(details)] == []


def test_an_objection_is_answered_once_and_never_by_the_person_themselves(world, maite):
    own, bruno = world.viewer(Role.COMPANY), world.viewer(Role.COMPANY)
    records.take(viewer=own, code=code_of(world, maite))
    one = objection(maite.skills.get())
    said = {"outcome": "kept", "answer": "It was seen at work."}
    with pytest.raises(DomainError, match="your own objection"):
        records.answer(viewer=bruno, objection_id=one.pk, **said)
    records.leave(viewer=own, record_id=maite.pk)
    other = objection(maite.skills.get())
    records.answer(viewer=bruno, objection_id=other.pk, **said)
    with pytest.raises(ConflictError):
        records.answer(viewer=bruno, objection_id=other.pk, **said)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"outcome": "kept", "answer": ""}, "This field is required"),
        ({"outcome": "open", "answer": "x"}, "Select a valid choice"),
        ({"outcome": "kept", "answer": "x" * 5001}, "at most 5000 characters"),
    ],
)
def test_an_answer_that_says_nothing_is_refused(world, maite, data, said):
    one = objection(maite.skills.get())
    answer = world.client(Role.COMPANY).post(reverse("workforce:objection", args=[one.pk]), data)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_the_same_objection_sent_twice_is_one_and_scripts_in_it_are_text(world, maite):
    person = world.client(Role.TALENT)
    take(person, code_of(world, maite))
    address = reverse("workforce:object", args=[maite.pk, maite.skills.get().pk])
    data = {"reason": "<script>alert(1)</script>", "once": "6f1c9d7e0a5b4c3d8e2f1a0b9c8d7e6f"}
    assert [person.post(address, data).status_code for _ in range(2)] == [302, 302]
    assert person.post(address, {"reason": "Once more."}).status_code == 422
    one = Objection.objects.get()
    for client, page in (
        (person, reverse("workforce:mine")),
        (world.client(Role.COMPANY), f"/workforce/objections/{one.pk}/"),
    ):
        assert "<script>alert" not in client.get(page).content.decode()


def test_nobody_objects_to_or_leaves_what_is_not_theirs(world, maite):
    skill, stranger = maite.skills.get(), world.client(Role.PROVIDER)
    take(world.client(Role.TALENT), code_of(world, maite))
    assert stranger.post(reverse("workforce:object", args=[maite.pk, skill.pk]), {"reason": "x"}).status_code == 404
    assert stranger.post(reverse("workforce:leave", args=[maite.pk])).status_code == 404
    maite.refresh_from_db()
    assert maite.user_id == world.members[Role.TALENT].user_id


def test_who_leaves_a_record_takes_their_objections_along_and_the_employer_keeps_the_rest(world, maite):
    person = world.client(Role.TALENT)
    take(person, code_of(world, maite))
    person.post(reverse("workforce:object", args=[maite.pk, maite.skills.get().pk]), {"reason": "No."})
    assert person.post(reverse("workforce:leave", args=[maite.pk])).status_code == 302
    maite.refresh_from_db()
    assert (maite.user_id, maite.skills.count(), Objection.objects.count()) == (None, 1, 0)
    assert not Notice.objects.filter(kind="workforce.objection").exclude(state="settled").exists()
    assert "Maite" not in person.get(reverse("workforce:mine")).content.decode()


def test_an_erasure_empties_the_record_and_the_employer_can_still_open_it(world, maite):
    take(world.client(Role.TALENT), code_of(world, maite))
    objection(maite.skills.get())
    code_of(world, maite)
    erase(Subject(user_id=world.members[Role.TALENT].user_id))
    maite.refresh_from_db()
    assert (maite.user_id, maite.nickname, maite.code_hash, maite.reference) == (None, "", "", "M-3")
    assert (maite.skills.count(), maite.objections.count()) == (0, 0)
    client = world.client(Role.COMPANY)
    assert f"Record {maite.pk}" in client.get(reverse("workforce:people")).content.decode()
    assert client.get(reverse("workforce:employee", args=[maite.pk])).status_code == 200


@pytest.mark.parametrize("n_rows", [1, 3])
def test_ones_own_records_take_as_many_queries_for_one_as_for_three(world, n_rows, django_assert_num_queries):
    user = world.members[Role.TALENT].user
    for number in range(n_rows):
        objection(held(employee(world.company, f"Maite {number}", user=user), "welding"))
    client = world.client(Role.TALENT)
    with django_assert_num_queries(6):
        client.get(reverse("workforce:mine"))
