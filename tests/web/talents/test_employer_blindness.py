"""An employer learns nothing of the private profile of one of its people, nor does an organisation that they named.

Everything that the employer can ask is asked twice: where two such people are there, and where they do not exist. No
answer may tell of them, and none may differ by a byte. `blindness_probes.py` finds what there is to ask.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from blindness_probes import Asker, Probe, common_probes, is_list_like, page_addresses, probes_of_page, rest_probes
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from talents_world import claim, talent
from world import person, signed_in_client

from skillpact_web import clock
from skillpact_web.accounts.models import Membership
from skillpact_web.accounts.roles import Role
from skillpact_web.documents.models import Blob, Upload
from skillpact_web.talents import index
from skillpact_web.talents.models import Dispute, Mandate, Talent

HERE = Path(__file__).resolve().parent
NAME, SKILL, REFERENCE, NAMING = "Hidden Herrera", "Hidden marker craft", "hiddennnnn", "namingoutt"
# What would give the person away. The first are also what the employer looks for, in every field there is.
WORDS = (NAME, SKILL, REFERENCE)
MARKERS = (*WORDS, NAMING, "Herrera", "urn:test:Hidden", "Hidden occupation", "Hidden sentence", "hidden.herrera")


class WorldWithoutThemError(Exception):
    """Takes the hidden people back."""


@pytest.fixture
def still(monkeypatch):
    """The clock stands still, so that no answer differs by the moment."""
    now = timezone.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def peopled(world, own_home, starter, still):
    """The world with what every app puts into it, and one person whom the employer may see."""
    for path in sorted(HERE.parent.glob("*_world.py")):
        fill = getattr(importlib.import_module(path.stem), "fill", None)
        if fill is not None:
            fill(world)
    shown = talent(world.cluster, reference="visibleeee")
    claim(shown, "Visible skill")
    return world


def hide_people(world: Any) -> dict[str, list[Any]]:
    """Add one person whom the company employs and one who names it out; return their ids by url kwarg."""
    user = person(NAME, Role.TALENT, world.cluster).user
    blob = Blob.objects.create(sha256="ab" * 32, size_bytes=3, media_type="text/plain")
    files = [
        Upload.objects.create(blob=blob, user=user, organisation_id=world.cluster.pk, purpose=purpose, kind="txt")
        for purpose in ("cv", "evidence")
    ]
    people = [
        talent(
            world.cluster, user=user, reference=REFERENCE, employer=world.company, cv=files[0], cv_text="Hidden sentence",
            target_occupation_label="Hidden occupation", wishes="Hidden wish", vacancy_ids=[1],
        ),
        talent(
            world.cluster, reference=NAMING, nickname=f"Naming {NAME}", named_out=[world.company],
            created_by=world.members[Role.COUNSELLOR].user,
        ),
    ]  # fmt: skip
    claims = [
        claim(one, SKILL, uri="urn:test:Hidden", sentence="Hidden sentence", document=files[1], evidence="certified")
        for one in people
    ]
    for one in people:
        claim(one, "Python")
        index.refresh(one)
    mandates = [Mandate.objects.create(talent=one, counsellor=world.members[Role.COUNSELLOR].user) for one in people]
    disputes = [
        Dispute.objects.create(talent=one, claim=made, about=SKILL, reason=NAME, due_on=clock.today())
        for one, made in zip(people, claims, strict=True)
    ]
    # Apps above put the hidden people into what they keep: a study, a match, a course.
    for path in sorted(HERE.parent.glob("*_world.py")):
        hide = getattr(importlib.import_module(path.stem), "fill_hidden", None)
        if hide is not None:
            hide(world, people)
    return {
        "talent_ref": [one.reference for one in people],
        "claim_id": [one.pk for one in claims],
        "mandate_id": [one.pk for one in mandates],
        "dispute_id": [one.pk for one in disputes],
        "upload_id": [one.pk for one in files],
        "user_id": [user.pk],
        "talent_id": [one.pk for one in people],
    }


def ids_of_world(world: Any) -> dict[str, list[Any]]:
    """Return what each app left in the world by url kwarg."""
    found: dict[str, list[Any]] = {}
    for name, values in world.objects.items():
        plain = values.values() if isinstance(values, dict) else [values]
        found[name] = list(dict.fromkeys(one for one in plain if isinstance(one, int | str)))
    return found


def all_answers(asker: Asker, ids: dict[str, list[Any]], others: list[Any]) -> dict[Probe, Any]:
    """Ask everything; what a page offers is asked as well."""
    answers: dict[Probe, Any] = {}

    def ask(probe: Probe) -> Any:
        if probe not in answers:
            answers[probe] = asker.ask(probe)
        return answers[probe]

    for address in page_addresses(ids, others):
        answer = ask(Probe("get", address))
        if answer[0] == 403:  # closed to the role, before anything is looked up
            continue
        ask(Probe("post", address))
        if not is_list_like(answer):
            continue
        for probe in probes_of_page(address, answer[2], WORDS):
            ask(probe)
        if not any(str(value) in address for values in ids.values() for value in values):
            for probe in common_probes(address, WORDS):
                ask(probe)
    closed: set[tuple[str, str]] = set()
    for probe in operations(asker, ids, others):
        if (probe.method, probe.url) not in closed and ask(probe)[0] == 403:
            closed.add((probe.method, probe.url))
    return answers


def operations(asker: Asker, ids: dict[str, list[Any]], others: list[Any]) -> list[Probe]:
    """Return what can be asked by REST."""
    import json

    try:
        status, _headers, body = asker.ask(Probe("get", reverse("api:openapi-json")))
    except NoReverseMatch:
        return []
    return rest_probes(json.loads(body), ids, others, list(WORDS)) if status == 200 else []


def both_worlds(world: Any, client: Any, ask: Any) -> tuple[dict[Probe, Any], dict[Probe, Any]]:
    """Return what `ask` finds where the hidden people are, and where they are not."""
    ids = ids_of_world(world)
    asker, found = Asker(client), []
    try:
        with transaction.atomic():
            hidden = hide_people(world)
            found.append(ask(asker, _joined(ids, hidden)))
            raise WorldWithoutThemError
    except WorldWithoutThemError:
        pass
    assert not Talent.objects.filter(reference=REFERENCE).exists()
    return found[0], ask(asker, _joined(ids, hidden))


def _joined(ids: dict[str, list[Any]], hidden: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: [*ids.get(name, []), *hidden.get(name, [])] for name in {*ids, *hidden}}


def differing(asker: Asker, there: dict[Probe, Any], gone: dict[Probe, Any]) -> list[Probe]:
    """Return the requests whose answers tell the two worlds apart, without those that never answer twice the same."""
    return [
        probe
        for probe, answer in gone.items()
        if there.get(probe) != answer and asker.ask(probe) == answer
    ]  # fmt: skip


def told(answers: dict[Probe, Any]) -> list[tuple[Probe, str]]:
    """Return the answers that hold a word of a hidden person which the request did not bring along."""
    found = []
    for probe, (_status, headers, body) in answers.items():
        asked = f"{probe.url} {probe.body}".replace("+", " ").replace("%3A", ":")
        for marker in MARKERS:
            if (marker.encode() in body or marker.encode() in headers) and marker not in asked:
                found.append((probe, marker))
    return found


def test_nothing_that_an_employer_can_ask_tells_of_its_people(peopled):
    client = peopled.client(Role.COMPANY)
    others: list[Any] = []
    there, gone = both_worlds(peopled, client, lambda asker, ids: all_answers(asker, ids, others))
    assert differing(Asker(client), there, gone) == []
    assert set(there) == set(gone)
    assert told(there) == []
    pages = {probe.url for probe, answer in there.items() if answer[0] == 200}
    assert {reverse("talents:list"), reverse("talents:export")} <= pages  # it did ask what it is about
    assert b"visibleeee" in there[Probe("get", reverse("talents:list"))][2]


def test_the_same_questions_tell_another_company_apart_so_they_would_find_a_leak(peopled):
    rival = signed_in_client(person("Rival", Role.COMPANY, peopled.other_company))
    asked = [Probe("get", reverse("talents:list")), Probe("get", reverse("talents:export") + "?format=json")]
    asked += [Probe("get", f"{reverse('talents:list')}?q={SKILL.replace(' ', '+')}")]
    asked += [Probe("get", reverse("talents:detail", args=[REFERENCE]))]
    there, gone = both_worlds(peopled, rival, lambda asker, _ids: {probe: asker.ask(probe) for probe in asked})
    assert differing(Asker(rival), there, gone) == asked


@pytest.mark.parametrize("role", [Role.COMPANY, Role.CLUSTER_MANAGER, Role.COUNSELLOR])
def test_who_works_for_the_employer_sees_nothing_in_any_other_role_either(peopled, role):
    member = person("Two hats", role, peopled.cluster if role != Role.COMPANY else peopled.other_company)
    Membership.objects.create(user=member.user, organisation=peopled.company, role=Role.COMPANY)
    client = signed_in_client(member)
    addresses = [reverse("talents:list"), reverse("talents:export"), reverse("talents:detail", args=[REFERENCE])]
    asked = [Probe("get", address) for address in addresses]
    there, gone = both_worlds(peopled, client, lambda asker, _ids: {probe: asker.ask(probe) for probe in asked})
    assert there == gone
