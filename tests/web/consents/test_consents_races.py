"""Two at the same moment: nothing is doubled, nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from racing import in_threads

from skillpact_web import clock
from skillpact_web.accounts.roles import Role
from skillpact_web.audit.kinds import EventKind
from skillpact_web.audit.models import Event, Seal
from skillpact_web.audit.seals import check, seal_events
from skillpact_web.audit.services import record
from skillpact_web.consents import erasurefile, queries, services
from skillpact_web.consents.models import DataRequest, ErasedSubject

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made():
    from world import make_world

    return make_world()


def test_agreeing_twice_at_once_keeps_one(made, tmp_path):
    viewer = made.viewer(Role.TALENT)

    def agree():
        consent = services.give(viewer=viewer, purpose="matching")
        return consent.pk, queries.standing().count()

    assert len(set(in_threads(agree, 4, tmp_path))) == 1


def test_asking_twice_at_once_makes_one_request(made, tmp_path):
    viewer = made.viewer(Role.TALENT)

    def ask():
        asked = services.ask(viewer=viewer, kind="erasure")
        return asked.request.pk, bool(asked.code), DataRequest.objects.count()

    results = in_threads(ask, 4, tmp_path)
    assert len({(pk, count) for pk, _code, count in results}) == 1
    assert sorted(code for _pk, code, _count in results) == [False, False, False, True]


def test_erasing_twice_at_once_erases_once(made, tmp_path):
    request_id = services.ask(viewer=made.viewer(Role.TALENT), kind="erasure").request.pk
    petra = made.viewer(Role.PRIVACY_OFFICER)

    def erase():
        done = services.carry_out(viewer=petra, request_id=request_id)
        return done.pk, ErasedSubject.objects.count(), Event.objects.filter(kind="consents.erased_person").count()

    assert len(set(in_threads(erase, 3, tmp_path))) == 1
    assert len(erasurefile.path().read_text(encoding="utf-8").splitlines()) == 1


def test_sealing_twice_at_once_makes_one_seal(made, tmp_path):
    for _ in range(5):
        record(kind=EventKind.SIGNED_IN, actor=None)
    later = clock.now() + timedelta(hours=2)

    def seal():
        seal_events(up_to=later)
        return Seal.objects.count(), check().problems == []

    assert set(in_threads(seal, 4, tmp_path)) == {(1, True)}


def test_writers_and_the_seal_do_not_hurt_each_other(made, tmp_path):
    def write():
        for number in range(10):
            record(kind=EventKind.SIGNED_IN, actor=None, details={"n": number})
        seal_events(up_to=clock.now() - timedelta(minutes=1))
        return True

    assert in_threads(write, 4, tmp_path) == [True] * 4
