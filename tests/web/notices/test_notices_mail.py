"""Mail: sent once, tried again, in the receiver's language, and ended by one press."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail as sent
from django.test import Client
from django.utils import timezone

from skillpact_web import clock
from skillpact_web.accounts.roles import Role
from skillpact_web.notices import outbox, queries, reminders, services
from skillpact_web.notices.models import Notice, OutgoingMail


def ask(world, kind="house.read", **changes):
    values = {"text": "Read the rules of the house", "user": world.members[Role.TALENT].user}
    return services.ask(kind=kind, **values | changes)


def wish(world, word, role=Role.TALENT):
    services.choose_reminders(user_id=world.members[role].user_id, wish=word, actor=None)


@pytest.fixture
def at_once(django_capture_on_commit_callbacks):
    def run(action):
        with django_capture_on_commit_callbacks(execute=True):
            return action()

    return run


def test_whoever_wants_it_gets_a_mail_at_once_with_a_way_out(world, at_once):
    wish(world, "instant")
    at_once(lambda: ask(world))
    message = sent.outbox[0]
    assert (message.to, message.subject) == (["chiara@people.example"], "1 thing waits for you in Skillpact")
    assert "- Read the rules of the house" in message.body
    assert "http://127.0.0.1:8000/notices/" in message.body
    headers = message.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://127.0.0.1:8000/notices/no-reminders/\S+/>", headers["List-Unsubscribe"])
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts, row.context) == ("sent", 1, {})


@pytest.mark.parametrize("word", ["daily", "none"])
def test_whoever_does_not_want_it_gets_none_at_once(world, at_once, word):
    wish(world, word)
    at_once(lambda: ask(world))
    assert sent.outbox == []


def test_a_mail_is_written_in_the_language_of_its_receiver(world, at_once):
    user = world.members[Role.TALENT].user
    user.language = "es"
    user.save()
    wish(world, "instant")
    at_once(lambda: ask(world, due_on=clock.today().replace(month=1, day=5)))
    assert "5 de enero" in sent.outbox[0].body


def test_a_mail_that_does_not_go_is_tried_again_with_growing_pauses_and_then_given_up(world, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    services.remind(world.members[Role.TALENT].user, [ask(world)])
    clock_hand = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: clock_hand[0])
    pauses = []
    for attempt in range(1, 7):
        assert outbox.send_waiting() == 0
        row = OutgoingMail.objects.get()
        assert (row.attempts, row.error) == (attempt, "ConnectionRefusedError")
        pauses.append((row.next_at - clock_hand[0]) // timedelta(minutes=1))
        assert outbox.send_waiting() == 0
        assert OutgoingMail.objects.get().attempts == attempt  # not before its time
        clock_hand[0] = row.next_at
    assert (row.state, pauses) == ("failed", [1, 5, 30, 120, 720, 720])


def test_a_clock_put_back_does_not_hold_a_mail_for_years(world):
    services.remind(world.members[Role.TALENT].user, [ask(world)])
    OutgoingMail.objects.update(next_at=timezone.now() + timedelta(days=400))
    assert (outbox.send_waiting(), len(sent.outbox)) == (1, 1)


def test_a_mail_is_sent_once_however_often_the_round_is_made(world):
    services.remind(world.members[Role.TALENT].user, [ask(world)])
    assert [outbox.send_waiting() for _round in range(3)] == [1, 0, 0]
    assert len(sent.outbox) == 1


def test_what_was_settled_before_its_mail_went_is_not_written_of(world):
    notice = ask(world)
    services.remind(world.members[Role.TALENT].user, [notice])
    services.settle_by_hand(viewer=world.viewer(Role.TALENT), notice=notice)
    assert (outbox.send_waiting(), sent.outbox, OutgoingMail.objects.get().state) == (0, [], "sent")


def test_a_closed_account_gets_no_mail(world):
    user = world.members[Role.TALENT].user
    services.remind(user, [ask(world)])
    user.is_active = False
    user.save()
    assert (outbox.send_waiting(), sent.outbox) == (0, [])


def test_a_subject_is_one_line_whatever_stands_in_it(world):
    notice = ask(world, text="First\r\nBcc: eve@people.example")
    services.remind(world.members[Role.TALENT].user, [notice])
    outbox.send_waiting()
    assert "\n" not in sent.outbox[0].subject
    assert sent.outbox[0].recipients() == ["chiara@people.example"]


def test_the_daily_mail_comes_once_a_day_and_only_with_news(world, at_once):
    ask(world)
    services.ask(kind="b", text="Look at the figures", role=Role.COMPANY, organisation=world.company)
    assert [at_once(reminders.send_digests) for _round in range(3)] == [2, 0, 0]
    assert sorted(message.to[0] for message in sent.outbox) == ["bruno@people.example", "chiara@people.example"]
    tomorrow(world)
    assert reminders.send_digests() == 0  # nothing new
    ask(world, kind="c")
    assert reminders.send_digests() == 1


def test_the_daily_mail_comes_again_where_something_is_due_soon(world):
    ask(world, due_on=clock.today() + timedelta(days=3))
    assert reminders.send_digests() == 1
    tomorrow(world)
    assert reminders.send_digests() == 1


def test_who_wants_none_gets_no_daily_mail(world):
    wish(world, "none")
    ask(world)
    assert reminders.send_digests() == 0


def tomorrow(world):
    from skillpact_web.notices.models import MailPreference

    MailPreference.objects.update(digest_on=clock.today() - timedelta(days=1))


def test_reminders_end_by_one_press_in_a_mail_without_signing_in(world):
    user = world.members[Role.TALENT].user
    path = outbox.unsubscribe_url(user.pk).removeprefix("http://127.0.0.1:8000")
    stranger = Client(enforce_csrf_checks=True)
    assert "Do you want to get no more reminders" in stranger.get(path).content.decode()
    assert queries.reminders_wish(user.pk) == "daily"
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert queries.reminders_wish(user.pk) == "none"


@pytest.mark.parametrize("token", ["1", "MQ:1x:forged", "x" * 400])
def test_a_forged_link_ends_nothing(world, token):
    assert Client().post(f"/notices/no-reminders/{token}/").status_code == 404


def test_no_notice_is_kept_without_a_receiver(world):
    ask(world)
    assert Notice.objects.filter(receiver="").count() == 0
