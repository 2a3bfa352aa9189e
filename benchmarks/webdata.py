"""Fills a database for `web.py`: a cluster with its companies, vacancies, talents and courses, all invented from a seed.

Run by `web.py` in a process of its own; the same sizes and seed give the same rows. What the load needs to know of them stands in
`plan.json` beside the database.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from webplan import SESSIONS, Account, Plan, look_up, open_sessions, read_plan

DAY = date(2026, 11, 2)  # SKILLPACT_CLOCK of the run: the data never age
BATCH = 2_000
REGIONS = ("ES211", "ES212", "ES213", "ES220", "ES230", "ES300", "ES411", "ES511", "FRI15", "PT112")
FILLER = (
    "We work in two shifts and show new people how everything is done.",
    "You will be part of a small team that answers for its own work.",
    "What counts is what you can do, not where you learnt it.",
    "The job is full time, with a contract without an end.",
)


@dataclass(frozen=True)
class Sizes:
    """How many rows of each kind."""

    talents: int = 100_000
    vacancies: int = 10_000
    courses: int = 2_000
    companies: int = 300
    providers: int = 40

    def scaled(self, share: float) -> Sizes:
        """Return smaller sizes of the same shape, enough for every session to find something."""
        least = {"talents": 200, "vacancies": 100, "courses": 40, "companies": 10, "providers": 4}
        return Sizes(**{name: max(least[name], round(n * share)) for name, n in asdict(self).items()})


class Vocabulary:
    """The skills and occupations of the taxonomy in use; a few skills are asked often, most rarely."""

    def __init__(self) -> None:
        from skillpact_web.search.words import fold
        from skillpact_web.skills import engine

        taxonomy = engine.taxonomy_in_use()
        self.skills = [
            (taxonomy.skills.uri(row), taxonomy.skills.label(row, "en")) for row in range(len(taxonomy.skills))
        ]
        self.occupations = [
            (taxonomy.occupations.uri(row), taxonomy.occupations.label(row, "en"))
            for row in range(len(taxonomy.occupations))
        ]
        self.folded = {label: " ".join(fold(label)) for _uri, label in (*self.skills, *self.occupations)}

    def draw(self, chance: random.Random, n: int) -> list[tuple[str, str]]:
        """Return `n` different skills, those at the head of the list more often."""
        found: dict[str, tuple[str, str]] = {}
        while len(found) < min(n, len(self.skills)):
            one = self.skills[int(len(self.skills) * chance.random() ** 3)]
            found[one[0]] = one
        return list(found.values())


def fill(sizes: Sizes, seed: int = 0) -> Plan:
    """Write every row and return the plan. The database holds the tables and nothing else."""
    from django.db import transaction

    with transaction.atomic():
        chance, vocabulary = random.Random(seed), Vocabulary()
        cluster, companies, providers, others = _organisations(sizes, chance)
        accounts = _accounts(cluster, companies, providers, others)
        _vacancies(sizes, chance, vocabulary, companies)
        _courses(sizes, chance, vocabulary, providers)
        _talents(sizes, chance, vocabulary, cluster, companies, accounts)
        _studies(cluster)
        for account in accounts:
            look_up(account, chance)
    words = [word for label in vocabulary.folded.values() for word in label.split()[:1] if len(word) > 3]
    return Plan(
        accounts, chance.sample(words, min(400, len(words))), [label for _uri, label in vocabulary.draw(chance, 200)]
    )


def _organisations(sizes: Sizes, chance: random.Random) -> tuple[Any, list[Any], list[Any], dict[str, Any]]:
    from skillpact_web.accounts.models import Organisation, OrganisationKind, Participation
    from skillpact_web.clock import now
    from skillpact_web.search.services import rebuild

    def rows(n: int, name: str, kind: OrganisationKind) -> list[Any]:
        return Organisation.objects.bulk_create(
            Organisation(
                name=f"{name} {number + 1:03}", kind=kind, headcount=int(4 + 600 * chance.random() ** 3), nuts=chance.choice(REGIONS),
                nace=chance.choice(("C25", "C28", "J62", "H49")), ecosystems=[chance.choice(("DIGITAL", "MOBILITY"))], is_invented=True,
            )
            for number in range(n)
        )  # fmt: skip

    cluster = rows(1, "Cluster", OrganisationKind.CLUSTER)[0]
    companies = rows(sizes.companies, "Company", OrganisationKind.COMPANY)
    providers = rows(sizes.providers, "Provider", OrganisationKind.TRAINING_PROVIDER)
    authority, funder = rows(1, "Province", OrganisationKind.AUTHORITY) + rows(1, "Fund", OrganisationKind.FUNDER)
    Participation.objects.bulk_create(
        Participation(cluster=cluster, organisation=one, reference=str(one.pk), shares_rows_since=now())
        for one in (*companies, *providers, authority, funder)
    )
    rebuild("organisation")
    return cluster, companies, providers, {"authority": authority, "funder": funder}


def _accounts(
    cluster: Any, companies: Sequence[Any], providers: Sequence[Any], others: dict[str, Any]
) -> list[Account]:
    from skillpact_web.accounts.models import Membership, User

    found = []
    for role, n in SESSIONS.items():
        for number in range(n):
            homes = {"company": companies, "training_provider": providers}.get(role)
            home = homes[number % len(homes)] if homes else others.get(role, cluster)
            email = f"{role}-{number + 1}@load.example"
            # Nobody signs in by password here: sessions are opened in the database.
            user = User.objects.create_user(email=email, display_name=f"{role} {number + 1}")
            membership = Membership.objects.create(user=user, role=role, organisation=home)
            found.append(Account(email, role, membership.pk))
    return found


def _statement(chance: random.Random, skill: tuple[str, str], *, taxonomy: str = "") -> dict[str, Any]:
    from skillpact_web.clock import now

    return {
        "uri": skill[0], "label": skill[1], "level": chance.choice((0.25, 0.5, 0.75, 1.0)), "is_essential": chance.random() < 0.7,
        "status": "confirmed" if chance.random() < 0.9 else "suggested", "origin": "import", "decided_at": now(), "taxonomy": taxonomy,
        "score": round(chance.random(), 3), "sentence": f"You bring experience in {skill[1]}.", "program_version": "0.1.0",
    }  # fmt: skip


def _text(chance: random.Random, title: str, skills: Sequence[tuple[str, str]]) -> str:
    lines = [f"We are looking for: {title}.", *(f"You bring experience in {label}." for _uri, label in skills)]
    lines += chance.choices(FILLER, k=10)
    return " ".join(lines)


def _vacancies(sizes: Sizes, chance: random.Random, vocabulary: Vocabulary, companies: Sequence[Any]) -> None:
    from skillpact_web.search.services import rebuild
    from skillpact_web.vacancies.models import Requirement, Vacancy

    for numbers in _batches(range(sizes.vacancies)):
        rows, asked = [], []
        for number in numbers:
            uri, title = chance.choice(vocabulary.occupations)
            asked.append(vocabulary.draw(chance, chance.randint(8, 12)))
            rows.append(
                Vacancy(
                    organisation=companies[number % len(companies)], title=title[:200], text=_text(chance, title, asked[-1]), language="en",
                    occupation_uri=uri, occupation_label=title, openings=chance.randint(1, 5), nuts=chance.choice(REGIONS),
                    reference=f"v-{number}", published_on=DAY - timedelta(days=chance.randint(0, 120)),
                    status=chance.choices(("open", "filled", "closed"), (8, 1, 1))[0],
                    audience=chance.choices(("talents", "desk"), (8, 2))[0], reading_state="read",
                )
            )  # fmt: skip
        Vacancy.objects.bulk_create(rows)
        statements = [
            Requirement(vacancy=row, **_statement(chance, skill))
            for row, skills in zip(rows, asked, strict=True)
            for skill in skills
        ]
        Requirement.objects.bulk_create(statements, batch_size=BATCH)
    rebuild("vacancy")


def _courses(sizes: Sizes, chance: random.Random, vocabulary: Vocabulary, providers: Sequence[Any]) -> None:
    from skillpact_web.courses.models import Cohort, Course, Enrolment, LearningOutcome, Seat
    from skillpact_web.search.services import rebuild

    rows, taught = [], []
    for number in range(sizes.courses):
        taught.append(vocabulary.draw(chance, chance.randint(3, 8)))
        title = f"Course in {taught[-1][0][1]}"[:200]
        rows.append(
            Course(
                organisation=providers[number % len(providers)], title=title, text=_text(chance, title, taught[-1]), language="en",
                hours=chance.choice((20, 40, 80)), seats_max=12, cohorts_max=4, cohort_cost_cents=chance.randint(200, 900) * 1000,
                seat_cost_cents=5000, mode=chance.choice(("on_site", "online", "blended")), nuts=chance.choice(REGIONS),
                reference=f"c-{number}", reading_state="read",
            )
        )  # fmt: skip
    Course.objects.bulk_create(rows, batch_size=BATCH)
    LearningOutcome.objects.bulk_create(
        [
            LearningOutcome(course=row, **_statement(chance, skill))
            for row, skills in zip(rows, taught, strict=True)
            for skill in skills
        ],
        batch_size=BATCH,
    )
    cohorts = [
        Cohort(
            course=row,
            starts_on=DAY + timedelta(days=start),
            ends_on=DAY + timedelta(days=start + 60),
            n_seats=12,
            status=status,
        )
        for row in rows
        for start, status in ((chance.randint(-50, -5), "running"), (chance.randint(10, 90), "planned"))
    ]
    Cohort.objects.bulk_create(cohorts, batch_size=BATCH)
    seats = [Seat(cohort=cohort, price_cents=25_000) for cohort in cohorts for _number in range(12)]
    Seat.objects.bulk_create(seats, batch_size=BATCH)
    Enrolment.objects.bulk_create(
        [
            Enrolment(seat=seat, participant_kind="talent", participant_ref=f"e-{seat.pk}")
            for seat in seats
            if chance.random() < 0.6
        ],
        batch_size=BATCH,
    )
    rebuild("course")


def _talents(
    sizes: Sizes,
    chance: random.Random,
    vocabulary: Vocabulary,
    cluster: Any,
    companies: Sequence[Any],
    accounts: Sequence[Account],
) -> None:
    from skillpact_web.accounts.models import Membership
    from skillpact_web.search.models import Entry
    from skillpact_web.talents.models import REFERENCE_LENGTH, REFERENCE_LETTERS, Claim, Mandate, Talent

    members = {one.pk: one.user_id for one in Membership.objects.all()}
    own = [members[one.membership_id] for one in accounts if one.role == "talent"]
    counsellors = [members[one.membership_id] for one in accounts if one.role == "counsellor"]
    named_out = Talent.named_out.through
    for numbers in _batches(range(sizes.talents)):
        rows, held = [], []
        for number in numbers:
            uri, title = chance.choice(vocabulary.occupations)
            held.append(vocabulary.draw(chance, chance.randint(4, 10)))
            rows.append(
                Talent(
                    reference="".join(chance.choices(REFERENCE_LETTERS, k=REFERENCE_LENGTH)), cluster=cluster,
                    user_id=own[number] if number < len(own) else None, nickname=f"p-{number}",
                    status=chance.choice(("employed", "unemployed", "student")), nuts=chance.choice(REGIONS),
                    languages=chance.choice((["es"], ["es", "en"], ["eu", "es", "fr"])),
                    employer=chance.choice(companies) if chance.random() < 0.4 else None,
                    target_occupation_uri=uri, target_occupation_label=title,
                    visibility=chance.choices(("companies", "desk", "nobody"), (6, 3, 1))[0],
                )
            )  # fmt: skip
        Talent.objects.bulk_create(rows)
        claims = [
            Claim(
                talent=row, evidence=chance.choice(("claimed", "inferred", "attested", "certified")),
                expires_on=DAY + timedelta(days=chance.randint(-100, 900)) if chance.random() < 0.1 else None,
                **_statement(chance, skill) | {"sentence": ""},
            )
            for row, skills in zip(rows, held, strict=True)
            for skill in skills
        ]  # fmt: skip
        Claim.objects.bulk_create(claims, batch_size=BATCH)
        named_out.objects.bulk_create(
            [
                named_out(talent_id=row.pk, organisation_id=chance.choice(companies).pk)
                for row in rows
                if chance.random() < 0.02
            ]
        )
        Mandate.objects.bulk_create(
            [
                Mandate(talent=row, counsellor_id=chance.choice(counsellors), starts_on=DAY - timedelta(days=9))
                for number, row in zip(numbers, rows, strict=True)
                if number % 100 == 0 or number < 20
            ]
        )
        words: dict[int, list[str]] = {}
        for claim in claims:
            if claim.is_held:
                words.setdefault(claim.talent_id, []).append(vocabulary.folded[claim.label])
        entries = []
        for row in rows:
            labels = " ".join(sorted(words.get(row.pk, [])))
            wanted = vocabulary.folded[row.target_occupation_label]
            entries.append(Entry(kind="talent", object_id=str(row.pk), words=f"{labels} {wanted} {row.nuts.lower()}"))
            entries.append(
                Entry(kind="talent_open", object_id=str(row.pk), words=f"{labels} {row.wide_region.lower()}")
            )
        Entry.objects.bulk_create(entries)


def _studies(cluster: Any) -> None:
    from skillpact_web.clock import now
    from skillpact_web.studies.models import Study

    Study.objects.bulk_create(
        Study(
            cluster=cluster,
            name=f"Study {number + 1}",
            state="done",
            finished_at=now(),
            published_at=now() if number % 2 else None,
        )
        for number in range(12)
    )


def _batches(numbers: Sequence[int]) -> Iterator[list[int]]:
    rows = iter(numbers)
    while batch := list(islice(rows, BATCH)):
        yield batch


def main() -> None:
    """`fill PATH SIZES SEED`, SIZES as JSON, or `sessions PATH`; the settings come from the environment."""
    from skillpact_web.commands.surroundings import open_web

    open_web()
    verb, path = sys.argv[1], Path(sys.argv[2])
    if verb == "sessions":
        print(json.dumps(open_sessions(read_plan(path))))
        return
    from django.db import connection

    from skillpact.taxonomy import TaxonomyStore
    from skillpact_web.operate.preparation import prepare
    from skillpact_web.skills.models import TaxonomyChoice

    prepare(lambda _sentence: None)
    if len(sys.argv) > 5:
        TaxonomyChoice.objects.create(taxonomy_id=TaxonomyStore().import_source([Path(sys.argv[5])], name="esco").id)
    plan = fill(Sizes(**json.loads(sys.argv[3])), int(sys.argv[4]))
    with connection.cursor() as cursor:
        # What PostgreSQL's autovacuum does by itself within minutes.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    path.write_text(json.dumps(asdict(plan)), encoding="utf-8")


if __name__ == "__main__":
    main()
