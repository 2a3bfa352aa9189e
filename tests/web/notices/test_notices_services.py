"""What waits for a person or a role: asked once, settled for everybody, shown to a deputy when it is late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import gettext_noop

from skillpact_web import clock
from skillpact_web.accounts.models import Membership, User
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.models import Event
from skillpact_web.errors import ConflictError
from skillpact_web.notices import queries, services
from skillpact_web.notices.models import MailPreference, Notice

TEXT = gettext_noop("Confirm the needs of %(company)s")


def ask(world, **changes):
    values = {
        "kind": "vacancies.confirm",
        "text": TEXT,
        "params": {"company": world.company.name},
        "url": "/vacancies/",
        "organisation": world.company,
        "role": Role.COMPANY,
        "on": world.company,
    }
    return services.ask(**values | changes)


def yesterday():
    return clock.today() - timedelta(days=1)


def test_a_role_at_an_organisation_sees_what_waits_for_it_and_nobody_else(world):
    notice = ask(world)
    assert str(notice) == "Confirm the needs of Olatuna Software"
    seeing = {role for role in Role if queries.waiting(world.viewer(role)).exists()}
    foreign = {role for role in Role if queries.waiting(world.foreign_viewer(role)).exists()}
    assert (seeing, foreign) == ({Role.COMPANY}, set())
    assert queries.count_waiting(world.viewer(Role.COMPANY)) == 1


def test_what_waits_for_a_person_is_seen_in_each_of_their_roles(world):
    user = world.members[Role.TALENT].user
    other = Membership.objects.create(user=user, role=Role.PROVIDER, organisation=world.provider)
    ask(world, user=user, organisation=None, role="")
    from skillpact_web.accounts.viewer import viewer_of

    assert queries.count_waiting(world.viewer(Role.TALENT)) == 1
    assert queries.count_waiting(viewer_of(other)) == 1
    assert queries.count_waiting(world.viewer(Role.PROVIDER)) == 0


def test_the_same_thing_waits_once_and_is_brought_up_to_date(world):
    first = ask(world)
    second = ask(world, due_on=clock.today())
    assert (first.pk, second.due_on, Notice.objects.count()) == (second.pk, clock.today(), 1)
    assert Event.objects.filter(kind="notices.asked").count() == 1


def test_what_was_settled_may_be_asked_again(world):
    first = ask(world)
    assert services.settle(kind="vacancies.confirm", on=world.company) == 1
    assert services.settle(kind="vacancies.confirm", on=world.company) == 0
    assert ask(world).pk != first.pk
    assert queries.count_waiting(world.viewer(Role.COMPANY)) == 1


def test_settling_is_audited_once_with_who_did_it(world):
    notice = ask(world)
    services.settle(kind="vacancies.confirm", on=world.company, actor=world.viewer(Role.COMPANY))
    notice.refresh_from_db()
    assert (notice.state, notice.settled_by) == ("settled", world.members[Role.COMPANY].user_id)
    assert Event.objects.get(kind="notices.settled").details == {"kind": "vacancies.confirm", "n": 1}


def test_a_notice_for_nobody_is_a_mistake_of_the_program(world):
    with pytest.raises(ValueError, match="found neither"):
        ask(world, role="")


def test_what_is_late_is_shown_to_the_cluster_manager_as_well(world):
    notice = ask(world, due_on=yesterday())
    assert services.escalate() == 1
    assert services.escalate() == 0
    notice.refresh_from_db()
    assert (notice.state, notice.deputy) == ("overdue", world.members[Role.CLUSTER_MANAGER].user)
    assert queries.count_waiting(world.viewer(Role.CLUSTER_MANAGER)) == 1
    assert queries.count_waiting(world.viewer(Role.COMPANY)) == 1


def test_a_colleague_of_the_same_role_stands_in_before_the_cluster_does(world):
    colleague = User.objects.create_user(email="beatriz@people.example", display_name="Beatriz")
    Membership.objects.create(user=colleague, role=Role.COMPANY, organisation=world.company)
    notice = ask(world, user=world.members[Role.COMPANY].user, due_on=yesterday())
    services.escalate()
    notice.refresh_from_db()
    assert notice.deputy == colleague


@pytest.mark.parametrize("role", [Role.TALENT, Role.COUNSELLOR, ""])
def test_what_waits_for_a_talent_is_never_shown_to_a_deputy(world, role):
    notice = ask(world, user=world.members[Role.TALENT].user, role=role, organisation=world.cluster, due_on=yesterday())
    services.escalate()
    notice.refresh_from_db()
    assert (notice.state, notice.deputy) == ("overdue", None)


def test_what_is_due_today_is_not_late(world):
    ask(world, due_on=clock.today())
    assert services.escalate() == 0


def test_only_what_is_about_nothing_else_is_settled_by_hand(world):
    viewer = world.viewer(Role.COMPANY)
    with pytest.raises(ConflictError, match="by doing it"):
        services.settle_by_hand(viewer=viewer, notice=ask(world))
    note = ask(world, on=None, kind="house.read")
    services.settle_by_hand(viewer=viewer, notice=note)
    with pytest.raises(ConflictError, match="done already"):
        services.settle_by_hand(viewer=viewer, notice=note)


def test_a_plural_and_a_broken_translation_are_borne(world):
    many = ask(world, text="%(n)d need waits", plural="%(n)d needs wait", params={"n": 3})
    assert str(many) == "3 needs wait"
    assert str(ask(world, kind="b", text="%(missing)s here", params={})) == "%(missing)s here"


def test_a_wish_for_mail_is_kept(world):
    viewer = world.viewer(Role.TALENT)
    assert queries.reminders_wish(viewer.user_id) == "daily"
    services.choose_reminders(user_id=viewer.user_id, wish="none", actor=viewer)
    services.choose_reminders(user_id=viewer.user_id, wish="instant", actor=viewer)
    assert MailPreference.objects.get().reminders == "instant"
