"""Reads of talents; `scope.py` says whose rows a viewer sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Substr

from skillpact.records import Evidence, HeldSkill

from .. import clock
from ..accounts.models import Membership, Organisation, OrganisationKind
from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from ..search.queries import restrict
from ..skills import engine
from ..skills.models import StatementStatus
from .index import KIND, OPEN_KIND
from .models import Claim, Dispute, EvidenceLevel, Mandate, Talent, TalentStatus, Visibility, soon
from .scope import (
    LIST_READERS,
    READERS,
    WRITERS,
    clusters,
    mandates_in_force,
    member_organisations,
    talents,
    unhidden,
    writable,
)

__all__ = [
    "LIST_READERS", "READERS", "SORTS", "WRITERS", "Access", "StudyTalent", "can_see", "claims", "clusters",
    "counsellors_of", "disputes", "for_study", "held", "listed", "mandates", "mandates_in_force",
    "member_organisations", "talents", "with_skills", "writable",
]  # fmt: skip

SORTS = {
    "reference": ("reference",),
    "region": ("region_shown", "reference"),
}
# Weakest first: "at least attested" are those from there on.
EVIDENCE_ORDER = tuple(EvidenceLevel.values)


def held(prefix: str = "") -> Q:
    """Return the condition of a confirmed skill that is not past its last day."""
    return Q(**{f"{prefix}status": StatementStatus.CONFIRMED}) & (
        Q(**{f"{prefix}expires_on": None}) | Q(**{f"{prefix}expires_on__gte": clock.today()})
    )


def listed(viewer: Viewer, chosen: Mapping[str, str]) -> QuerySet[Talent]:
    """Return the rows of a list. chosen : words, skill, skill_uri, region, evidence; beside companies also status,
    occupation and expiring. What a company is not shown, it cannot filter by."""
    rows = talents(viewer)
    is_company = viewer.role == Role.COMPANY
    kind = OPEN_KIND if is_company else KIND
    # PostgreSQL has no text with a NUL in it.
    get = {name: str(value).replace("\0", "").strip() for name, value in chosen.items()}
    if get.get("words"):
        rows = restrict(rows, kind, get["words"], is_ranked=False)
    wanted = Claim.objects.filter(held(), talent=OuterRef("pk"))
    is_about_skills = False
    if get.get("skill") or get.get("skill_uri"):
        uri = get.get("skill_uri") or engine.find_skill(get["skill"])
        if uri:
            # A skill that was written under another taxonomy is found by its name.
            named = Q(uri=uri) | Q(label=get.get("skill", ""))
            wanted = wanted.filter(named)
            is_about_skills = True
            # Who holds one skill is a short list: looked up by the skill, not person by person.
            rows = rows.filter(pk__in=Claim.objects.filter(held(), named).order_by().values("talent"))
        else:
            rows = restrict(rows, kind, get["skill"], is_ranked=False)
    if get.get("evidence") in EVIDENCE_ORDER:
        wanted = wanted.filter(evidence__in=EVIDENCE_ORDER[EVIDENCE_ORDER.index(get["evidence"]) :])
        is_about_skills = True
    if get.get("expiring") and not is_company:
        wanted = wanted.filter(expires_on__lte=soon())
        is_about_skills = True
    if is_about_skills:
        rows = rows.filter(Exists(wanted))
    if get.get("region"):
        code = get["region"].upper()[: 4 if is_company else 5]
        rows = rows.filter(nuts__startswith=code)
    if get.get("status") in TalentStatus.values and not is_company:
        rows = rows.filter(status=get["status"])
    if get.get("occupation") and not is_company:
        rows = rows.filter(target_occupation_label__icontains=get["occupation"][:100])
    region = Substr("nuts", 1, 4) if is_company else F("nuts")
    return with_skills(rows).annotate(region_shown=region)


def with_skills(rows: QuerySet[Talent]) -> QuerySet[Talent]:
    """Prefetch `held_claims`, the skills that are held today, by name."""
    shown = Claim.objects.filter(held()).order_by("label", "id")
    return rows.prefetch_related(Prefetch("claims", queryset=shown, to_attr="held_claims"))


def claims(viewer: Viewer, talent: Talent) -> list[Claim]:
    """Return what one person brings; who does not act for them sees only what is held."""
    rows = talent.claims.all()
    return list(rows if viewer.role in WRITERS else rows.filter(held()).order_by("label", "id"))


def mandates(viewer: Viewer, talent: Talent) -> QuerySet[Mandate]:
    """Return who acts or acted for one person in the viewer's scope, newest first."""
    if viewer.role not in (*WRITERS, Role.CLUSTER_MANAGER):
        return Mandate.objects.none()
    return talent.mandates.select_related("counsellor")


def counsellors_of(cluster: Organisation) -> QuerySet:
    """Return the accounts that a person of this cluster may choose to act for them, by name."""
    now = clock.now()
    homes = Q(organisation=cluster) | Q(organisation__in=member_organisations(cluster).order_by().values("pk"))
    ids = Membership.objects.filter(homes, Q(ends_at=None) | Q(ends_at__gt=now), role=Role.COUNSELLOR)
    return get_user_model().objects.filter(pk__in=ids.values("user_id"), is_active=True).order_by("display_name", "id")


def disputes(viewer: Viewer) -> QuerySet[Dispute]:
    """Return the disputes in scope: one's own, and those that a counsellor or the desk answers."""
    rows = Dispute.objects.select_related("talent__cluster", "claim", "assigned_to", "answered_by")
    if viewer.role == Role.TALENT:
        return rows.filter(talent__in=talents(viewer))
    if viewer.role in (Role.COUNSELLOR, Role.CLUSTER_MANAGER):
        near = unhidden(Talent.objects.filter(cluster_id__in=viewer.cluster_ids), viewer)
        mine = Q(talent__in=talents(viewer)) | Q(assigned_to_id=viewer.user_id)
        return rows.filter(mine, talent__in=near)
    return rows.none()


@dataclass(frozen=True)
class Access:
    """Whether one organisation can see a person, and why not. why : "", "employer", "named", "visibility" """

    organisation: Organisation
    can_see: bool
    why: str = ""


def can_see(talent: Talent) -> list[Access]:
    """Return every organisation of the cluster that hires, by name, the employer first; each with whether it sees."""
    hires = Q(kind=OrganisationKind.COMPANY) | Q(memberships__role=Role.COMPANY)
    rows = list(member_organisations(talent.cluster).filter(hires))
    named = set(talent.named_out.values_list("pk", flat=True))
    if talent.employer_id and talent.employer_id not in {one.pk for one in rows}:
        rows.insert(0, talent.employer)
    found = []
    for one in rows:
        same = {one.pk, one.merged_into_id}
        if talent.employer_id and (talent.employer_id in same or talent.employer.merged_into_id == one.pk):
            found.append(Access(one, False, "employer"))
        elif same & named:
            found.append(Access(one, False, "named"))
        elif talent.visibility != Visibility.COMPANIES:
            found.append(Access(one, False, "visibility"))
        else:
            found.append(Access(one, True))
    return sorted(found, key=lambda access: access.why != "employer")


@dataclass(frozen=True)
class StudyTalent:
    """A person as a study takes them: plain values, an opaque reference, what is confirmed; no text, no name.

    hidden_from : organisations that must not learn of the person: not in a match, a shortlist or a count made for them
    is_open_to_companies : whether other companies may see them at all
    """

    reference: str
    status: str
    nuts: str
    languages: tuple[str, ...]
    employer_id: int | None
    hours: tuple[tuple[str, float], ...]
    target_occupation_uri: str
    vacancy_ids: tuple[int, ...]
    skills: tuple[HeldSkill, ...]
    hidden_from: frozenset[int]
    is_open_to_companies: bool


def for_study(cluster: Organisation, *, as_of: date | None = None) -> list[StudyTalent]:
    """Return the people of a cluster for one of its studies, by reference: those who let the desk see them.

    It takes no viewer: the study stores references, and each of its pages asks `talents(viewer)` whom it may show.
    """
    day = as_of or clock.today()
    kept = Q(expires_on=None) | Q(expires_on__gte=day)
    confirmed = Claim.objects.filter(kept, status=StatementStatus.CONFIRMED).order_by("uri", "id")
    rows = (
        Talent.objects.filter(cluster=cluster)
        .exclude(visibility=Visibility.NOBODY)
        .order_by("reference")
        .prefetch_related(
            Prefetch("claims", queryset=confirmed, to_attr="confirmed_claims"),
            Prefetch("named_out", queryset=Organisation.objects.only("pk").order_by("pk")),
        )
    )
    return [
        StudyTalent(
            reference=one.reference,
            status=one.status,
            nuts=one.nuts,
            languages=tuple(one.languages),
            employer_id=one.employer_id,
            hours=tuple(sorted((str(period), float(hours)) for period, hours in one.hours.items())),
            target_occupation_uri=one.target_occupation_uri,
            vacancy_ids=tuple(one.vacancy_ids),
            skills=tuple(
                HeldSkill(claim.uri, claim.level, Evidence(claim.evidence), claim.expires_on)
                for claim in one.confirmed_claims
            ),
            hidden_from=frozenset({org.pk for org in one.named_out.all()} | ({one.employer_id} - {None})),
            is_open_to_companies=one.visibility == Visibility.COMPANIES,
        )
        for one in rows
    ]
