"""An erasure ends in a receipt, is never half, and is carried out again over a restored backup."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.http import Http404

from skillpact_web import clock
from skillpact_web.accounts.models import Membership, User
from skillpact_web.accounts.roles import Role
from skillpact_web.accounts.viewer import Viewer
from skillpact_web.audit.models import Event
from skillpact_web.consents import erasurefile, queries, services
from skillpact_web.consents.models import Consent, DataRequest, ErasedSubject
from skillpact_web.consents.services.erasing import key_of
from skillpact_web.consents.signals import recipients_to_tell
from skillpact_web.errors import ConflictError, DomainError
from skillpact_web.privacy import hooks


@pytest.fixture
def chiara(world):
    viewer = world.viewer(Role.TALENT)
    EmailAddress.objects.create(user_id=viewer.user_id, email="chiara@people.example", verified=True)
    services.give(viewer=viewer, purpose="matching")
    services.give(viewer=viewer, purpose="share_profile", recipient_id=world.company.pk)
    return viewer


@pytest.fixture
def petra(world):
    return world.viewer(Role.PRIVACY_OFFICER)


@pytest.fixture
def asked(chiara):
    return services.ask(viewer=chiara, kind="erasure", words="Please forget me.")


def erase(petra, asked):
    return services.carry_out(viewer=petra, request_id=asked.request.pk)


def test_after_an_erasure_nothing_names_the_person(world, chiara, petra, asked):
    world.client(Role.TALENT)
    done = erase(petra, asked)
    assert not User.objects.filter(pk=chiara.user_id).exists()
    assert not Membership.objects.filter(user_id=chiara.user_id).exists()
    assert not EmailAddress.objects.filter(user_id=chiara.user_id).exists()
    assert not Consent.objects.exists()
    assert not Session.objects.exists()
    request = DataRequest.objects.get()
    assert (request.subject, request.words, request.outcome) == (None, "", "done")
    receipt = done.receipt
    assert receipt["account"] == "deleted"
    assert receipt["deleted"]["consents.Consent"] == 2
    assert receipt["deleted"]["account.EmailAddress"] == 1
    assert receipt["deleted"]["sessions.Session"] == 1
    assert receipt["blanked"] == {"consents.DataRequest": 1}
    assert receipt["to_tell"] == [world.company.name]


def test_the_receipt_says_what_a_law_keeps_and_until_when(petra, asked):
    (kept,) = erase(petra, asked).receipt["kept"]
    assert kept["what"] == "audit.Event"
    assert kept["n_rows"] == 3
    assert "5(2)" in kept["law"]
    assert kept["until"] > clock.today().isoformat()
    assert "auditor" in kept["seen_by"]


def test_whom_a_floor_above_has_told_stands_on_the_receipt(world, petra, asked):
    def tell(sender, organisation_ids, **rest):
        return organisation_ids

    recipients_to_tell.connect(tell)
    try:
        receipt = erase(petra, asked).receipt
    finally:
        recipients_to_tell.disconnect(tell)
    assert (receipt["told"], receipt["to_tell"]) == ([world.company.name], [])


def test_the_code_shown_at_the_request_opens_the_receipt(petra, asked):
    done = erase(petra, asked)
    assert queries.receipt_by_code(asked.code) == done
    assert queries.receipt_by_code(asked.code[:-1]) is None
    assert queries.receipt_by_code("") is None


def test_erasing_twice_returns_the_same_receipt(petra, asked):
    assert erase(petra, asked) == erase(petra, asked)
    assert ErasedSubject.objects.count() == 1
    assert Event.objects.filter(kind="consents.erased_person").count() == 1


def test_the_event_holds_numbers_alone(chiara, petra, asked):
    erase(petra, asked)
    details = Event.objects.get(kind="consents.erased_person").details
    assert details["subject_user_id"] == chiara.user_id
    assert all(isinstance(value, int) for value in details.values())


def test_nobody_erases_out_of_their_scope(world, asked):
    for viewer in (
        world.foreign_viewer(Role.PRIVACY_OFFICER),
        world.viewer(Role.ADMINISTRATOR),
        world.viewer(Role.TALENT),
    ):
        with pytest.raises(Http404):
            services.carry_out(viewer=viewer, request_id=asked.request.pk)
    assert User.objects.filter(pk=asked.request.subject_id).exists()


def test_a_request_for_something_else_erases_nobody(chiara, petra):
    request = services.ask(viewer=chiara, kind="access").request
    with pytest.raises(Http404):
        services.carry_out(viewer=petra, request_id=request.pk)


def test_an_erasure_is_not_granted_by_an_answer(petra, asked):
    with pytest.raises(DomainError, match="carried out"):
        services.answer(viewer=petra, request_id=asked.request.pk, outcome="done", words="Done.")
    services.answer(viewer=petra, request_id=asked.request.pk, outcome="refused", words="A law needs your file.")
    with pytest.raises(DomainError, match="answered already"):
        erase(petra, asked)


def test_somebody_with_a_role_elsewhere_is_not_erased_by_one_cluster(world, chiara, petra, asked):
    Membership.objects.create(user_id=chiara.user_id, organisation=world.foreign_company, role=Role.COMPANY)
    with pytest.raises(DomainError, match=r"1 role\(s\) outside your cluster"):
        erase(petra, asked)
    assert User.objects.filter(pk=chiara.user_id, is_active=True).exists()
    everywhere = Viewer(petra.user_id, petra.membership_id, Role.PRIVACY_OFFICER, None)
    assert erase(everywhere, asked).subject_user_id == chiara.user_id


def test_the_last_administrator_stays(world, petra):
    adam = world.viewer(Role.ADMINISTRATOR)
    asked = services.ask(viewer=adam, kind="erasure")
    everywhere = Viewer(petra.user_id, petra.membership_id, Role.PRIVACY_OFFICER, None)
    with pytest.raises(DomainError, match="last administrator"):
        erase(everywhere, asked)
    Membership.objects.create(user_id=world.viewer(Role.AUDITOR).user_id, organisation=None, role=Role.ADMINISTRATOR)
    erase(everywhere, asked)
    assert not User.objects.filter(pk=adam.user_id).exists()


def test_nobody_erases_their_own_account(petra):
    asked = services.ask(viewer=petra, kind="erasure")
    with pytest.raises(DomainError, match="another privacy officer"):
        erase(petra, asked)


def test_an_account_on_which_kept_rows_hang_becomes_an_empty_shell(world, chiara, petra, asked):
    # whoever answered a request stays answerable, but the link is emptied: only links that cannot be hold the account
    other = services.ask(viewer=world.viewer(Role.COMPANY), kind="access").request
    DataRequest.objects.filter(pk=other.pk).update(
        answered_by_id=chiara.user_id, outcome="done", answered_at=clock.now()
    )
    receipt = erase(petra, asked).receipt
    assert receipt["blanked"]["consents.DataRequest.answered_by"] == 1
    other.refresh_from_db()
    assert other.answered_by_id is None


def test_the_list_of_erasures_holds_numbers_and_no_name(chiara, petra, asked):
    key = key_of(User.objects.get(pk=chiara.user_id))
    erase(petra, asked)
    text = erasurefile.path().read_text(encoding="utf-8")
    line = json.loads(text)
    assert (line["subject_user_id"], line["subject_key"], line["references"]) == (chiara.user_id, key, [])
    assert "@" not in text


def test_a_list_that_cannot_be_written_leaves_the_person_as_they_were(settings, tmp_path, chiara, petra, asked):
    (tmp_path / "file").write_text("x")
    settings.SKILLPACT_ERASURES = tmp_path / "file" / "erasures.jsonl"
    with pytest.raises(DomainError, match="Nobody was erased"):
        erase(petra, asked)
    assert User.objects.filter(pk=chiara.user_id).exists()
    assert ErasedSubject.objects.count() == 0
    assert DataRequest.objects.get().is_open


def restored(chiara, key_moment, **fields):
    """Put the account back as a backup from before the erasure would."""
    user = User(pk=chiara.user_id, email="chiara@people.example", display_name="Chiara", **fields)
    user.joined_at = key_moment
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email="chiara@people.example")


def run_replay(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("replay_erasures", *arguments, stdout=out, stderr=err, skip_checks=True)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error)
    return out.getvalue(), err.getvalue()


def test_a_restored_backup_erases_again(chiara, petra, asked):
    joined_at = User.objects.get(pk=chiara.user_id).joined_at
    erase(petra, asked)
    restored(chiara, joined_at)
    ErasedSubject.objects.all().delete()
    out, _ = run_replay()
    assert "1 people erased again" in out
    assert not User.objects.filter(pk=chiara.user_id).exists()
    assert not EmailAddress.objects.exists()
    assert ErasedSubject.objects.get().n_replays == 1
    assert queries.receipt_by_code(asked.code)
    assert "1 were gone" in run_replay()[0]


def test_a_number_that_belongs_to_somebody_else_by_now_is_left_alone(chiara, petra, asked):
    erase(petra, asked)
    restored(chiara, clock.now())
    assert "1 numbers belong to somebody else" in run_replay()[0]
    assert User.objects.get(pk=chiara.user_id).display_name == "Chiara"


def test_references_outside_the_database_are_erased_and_replayed(monkeypatch, chiara, petra, asked):
    snapshot = {"t-7f3a", "t-other"}

    def forget(subject):
        n_gone = len(snapshot & set(subject.references))
        snapshot.difference_update(subject.references)
        return {"studies.snapshot": n_gone}

    monkeypatch.setitem(hooks._ERASERS, "test", forget)
    monkeypatch.setitem(hooks._FINDERS, "test", lambda user_id: ["t-7f3a"] if user_id == chiara.user_id else [])
    assert erase(petra, asked).receipt["deleted"]["studies.snapshot"] == 1
    assert snapshot == {"t-other"}
    snapshot.add("t-7f3a")  # the backup brings it back; the account is gone, the reference is known from the list
    run_replay()
    assert snapshot == {"t-other"}


def test_a_broken_line_is_named_and_the_others_are_replayed(tmp_path, chiara, petra, asked):
    erase(petra, asked)
    good = erasurefile.path().read_text(encoding="utf-8")
    bad = tmp_path / "mixed.jsonl"
    bad.write_text("not json\n[1]\n" + good + '{"subject_user_id": -1}\n\n', encoding="utf-8")
    out, err = run_replay(str(bad))
    assert "1 erasures replayed" in out
    assert [number for number in (1, 2, 3, 4) if f"mixed.jsonl, line {number}:" in err] == [1, 2, 4]


def test_a_list_that_is_not_there_is_said(tmp_path, db):
    assert "no list" in run_replay()[0]
    assert "missing.jsonl cannot be read" in run_replay(str(tmp_path / "missing.jsonl"))[1]


def test_an_open_request_of_somebody_erased_is_closed(chiara, petra, asked):
    services.ask(viewer=chiara, kind="access")
    erase(petra, asked)
    assert DataRequest.objects.filter(outcome="").count() == 0
    with pytest.raises((Http404, ConflictError)):
        services.answer(
            viewer=petra, request_id=DataRequest.objects.exclude(kind="erasure").get().pk, outcome="done", words="x"
        )


def test_a_role_of_the_whole_installation_counts_as_one_elsewhere(chiara, petra, asked):
    Membership.objects.create(user_id=chiara.user_id, organisation=None, role=Role.AUDITOR)
    with pytest.raises(DomainError, match=r"1 role\(s\) outside your cluster"):
        erase(petra, asked)
