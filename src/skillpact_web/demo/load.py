"""Loads the invented cluster once: its members, needs, people, courses and money, and starts a first study."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from skillpact.records import StudyInputs
from skillpact.study import load_study_inputs
from skillpact.taxonomy import TaxonomyStore

from .. import clock
from ..accounts.models import Membership, Organisation, OrganisationKind, Participation
from ..accounts.roles import Role
from ..accounts.viewer import viewer_of
from ..skills.models import TaxonomyChoice
from ..studies import services as studies
from .accounts import Account, known_accounts, make_accounts
from .courses import load_courses, load_money
from .needs import load_functions, load_vacancies
from .people import load_employees, load_talents

CLUSTER = "hiruzubi"
AUTHORITY = "Province of Ibarrondo"
FUND = "Ibarrondo Training Fund"
KOLDO = "t-7f3a"  # the welder of the story, whose certificate ends in three months


def load_demo() -> list[Account]:
    """Load the cluster where it is not there yet, and return the accounts by which people try it."""
    if Participation.objects.filter(cluster__is_invented=True).exists():
        return known_accounts()
    store = TaxonomyStore()
    inputs, taxonomy = load_study_inputs(example_folder(), store)
    with transaction.atomic():
        TaxonomyChoice.objects.create(taxonomy_id=taxonomy.id)
        cluster, members = _organisations(inputs)
        people = make_accounts(_seats(cluster, members))
        load_vacancies(inputs, members, people)
        load_functions(inputs, members)
        load_employees(inputs, members)
        load_talents(inputs, cluster, members, people, koldo=KOLDO)
        load_money(inputs, cluster, members)
        load_courses(inputs, members, people)
    _first_study(people[Role.CLUSTER_MANAGER])
    return known_accounts()


def example_folder() -> Path:
    """Return the folder of the example: beside the sources, or where an installation keeps it."""
    beside = Path(__file__).resolve().parents[3] / "examples" / CLUSTER
    installed = Path(sys.prefix) / "share" / "skillpact" / CLUSTER
    for folder in (beside, installed):
        if (folder / "cluster.toml").exists():
            return folder
    raise ImproperlyConfigured("The example cluster is not installed: install skillpact anew, or use --no-demo")


def _organisations(inputs: StudyInputs) -> tuple[Organisation, dict[str, Organisation]]:
    cluster = Organisation.objects.create(
        name=inputs.cluster.name, kind=OrganisationKind.CLUSTER, nuts=inputs.cluster.region or "",
        ecosystems=list(inputs.cluster.ecosystems), is_invented=True,
    )  # fmt: skip
    members: dict[str, Organisation] = {}
    for company in inputs.companies:
        members[company.id] = Organisation.objects.create(
            name=company.name, kind=OrganisationKind.COMPANY, headcount=company.headcount, nuts=company.region or "",
            nace=company.nace or "", ecosystems=[company.ecosystem] if company.ecosystem else [], is_invented=True,
        )  # fmt: skip
    for name in sorted({course.provider for course in inputs.courses}):
        members[name] = _other(name, OrganisationKind.TRAINING_PROVIDER)
    members[AUTHORITY] = _other(AUTHORITY, OrganisationKind.AUTHORITY)
    members[FUND] = _other(FUND, OrganisationKind.FUNDER)
    for key, organisation in members.items():
        is_company = organisation.kind == OrganisationKind.COMPANY
        Participation.objects.create(
            cluster=cluster, organisation=organisation, reference=key if is_company else "",
            shares_rows_since=clock.now(),
        )  # fmt: skip
    return cluster, members


def _other(name: str, kind: OrganisationKind) -> Organisation:
    return Organisation.objects.create(name=name, kind=kind, nuts="ES21", is_invented=True)


def _seats(cluster: Organisation, members: dict[str, Organisation]) -> dict[Role, Organisation | None]:
    seats: dict[Role, Organisation | None] = dict.fromkeys(Role, cluster)
    return seats | {
        Role.COMPANY: members["mendizulo"],
        Role.PROVIDER: members["Harrizelatz VET Centre"],
        Role.AUTHORITY: members[AUTHORITY],
        Role.FUNDER: members[FUND],
        Role.ADMINISTRATOR: None,
    }


def _first_study(manager: Membership) -> Any:
    viewer = viewer_of(manager)
    return studies.create(viewer=viewer, name="First look at the cluster", scope={}, options={"with_plan": True})
