"""REST of talents: the same queries, portraits and services as the pages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from ..accounts.models import Organisation
from ..accounts.roles import Role
from ..doors.rest import Paged, Paging, for_roles, ordered, paged, scope_needed
from ..errors import DomainError
from ..skills.api import Quarter, StatementOut
from ..ui.fields import PickedSkill
from . import queries, services
from .models import Claim, Talent
from .portrait import portrait_of

router = Router(tags=["talents"])
Region = Annotated[str, Field(pattern="^([A-Z]{2}[A-Z0-9]{0,3})?$")]
Code = Annotated[str, Field(pattern="^[a-z]{2}$")]
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Version = Annotated[int, Field(ge=1, le=2_147_483_647)]
Hours = Annotated[float, Field(ge=0, le=100_000)]
StatusCode = Literal["employed", "self_employed", "unemployed", "inactive", "student"]
VisibilityCode = Literal["nobody", "desk", "companies"]
EvidenceCode = Literal["claimed", "inferred", "attested", "assessed", "certified"]


class HeldSkillOut(Schema):
    """A skill that a person brings today. What the caller may not know is null."""

    uri: str
    label: str
    level: float | None
    evidence: EvidenceCode
    issuer: str | None
    issued_on: date | None
    expires_on: date | None


class TalentOut(Schema):
    """A person as the caller may see them; null: not for this role."""

    reference: str
    region: str
    languages: list[str]
    skills: list[HeldSkillOut]
    name: str | None
    status: StatusCode | None
    target_occupation: str | None
    target_occupation_uri: str | None
    wishes: str | None
    visibility: VisibilityCode | None
    employer: str | None
    hours: dict[str, float] | None
    vacancy_ids: list[int] | None
    version: int | None


class TalentIn(Schema):
    """A first profile of one's own, or, by a counsellor, of somebody without an account."""

    nickname: str = Field("", max_length=150)
    status: StatusCode
    nuts: Region = ""
    languages: list[Code] = Field(default=[], max_length=15)
    employer_id: Key | None = None
    hours: dict[str, Hours] = Field(default={}, max_length=20)
    target_occupation_uri: str = Field("", max_length=300)
    wishes: str = Field("", max_length=5_000)
    vacancy_ids: list[Key] = Field(default=[], max_length=50)
    visibility: VisibilityCode = "nobody"


class TalentChange(Schema):
    """What is to change; what is left out stays. version : that you read; another meanwhile is a conflict"""

    version: Version
    nickname: str | None = Field(None, max_length=150)
    status: StatusCode | None = None
    nuts: Region | None = None
    languages: list[Code] | None = Field(None, max_length=15)
    hours: dict[str, Hours] | None = Field(None, max_length=20)
    target_occupation_uri: str | None = Field(None, max_length=300)
    wishes: str | None = Field(None, max_length=5_000)
    vacancy_ids: list[Key] | None = Field(None, max_length=50)


class VisibilityIn(Schema):
    """Who sees the person. The employer and the organisations named out never do."""

    version: Version
    visibility: VisibilityCode
    employer_id: Key | None = None
    named_out: list[Key] = Field(default=[], max_length=1000)


class AccessOut(Schema):
    """Whether one organisation can see the person. why : "", employer, named or visibility"""

    organisation_id: int
    name: str
    can_see: bool
    why: str


class ClaimOut(StatementOut):
    """What a person brings, or may bring, with what stands behind it."""

    evidence: EvidenceCode
    issuer: str
    issued_on: date | None
    expires_on: date | None
    version: int


class ClaimIn(Schema):
    """One more skill, by its URI or its name."""

    skill: str = Field(min_length=1, max_length=300)
    level: Quarter | None = None


class ClaimDecision(Schema):
    """What the person says of one suggestion."""

    is_confirmed: bool
    level: Quarter | None = None


class ProofIn(Schema):
    """What stands behind a skill."""

    version: Version
    level: Quarter | None = None
    evidence: EvidenceCode
    issuer: str = Field("", max_length=200)
    issued_on: date | None = None
    expires_on: date | None = None


@router.get("", response=Paged[TalentOut], summary="People in scope")
@for_roles(*queries.READERS)
@scope_needed("talents:read")
def list_talents(
    request: Any,
    paging: Query[Paging],
    words: str = Query("", max_length=200),
    skill: str = Query("", max_length=300),
    region: str = Query("", max_length=5),
    status: StatusCode | None = None,
    occupation: str = Query("", max_length=100),
    evidence: EvidenceCode | None = None,
    is_expiring: bool = False,
    order: str = Query("", max_length=40),
) -> Any:
    chosen = {
        "words": words, "skill": skill, "region": region, "status": status or "", "occupation": occupation,
        "evidence": evidence or "", "expiring": "1" if is_expiring else "",
    }  # fmt: skip
    names = {"reference": "reference", "region": "region_shown"}
    rows = ordered(queries.listed(request.viewer, chosen).order_by("reference"), order, names)
    return paged(request, rows, paging, lambda one: portrait_of(request.viewer, one, one.held_claims))


@router.post("", response={201: TalentOut}, summary="Enter a profile")
@for_roles(*queries.WRITERS)
@scope_needed("talents:write")
def create_talent(request: Any, data: TalentIn) -> Any:
    values = data.dict()
    values["employer"] = _organisation(values.pop("employer_id"))
    if request.viewer.role == Role.TALENT:
        values.pop("nickname")
    return Status(201, _portrait(request, services.create(viewer=request.viewer, **values)))


@router.get("/{talent_ref}", response=TalentOut, summary="One person")
@for_roles(*queries.READERS)
@scope_needed("talents:read")
def read_talent(request: Any, talent_ref: str) -> Any:
    talent = get_object_or_404(queries.talents(request.viewer), reference=talent_ref)
    services.note_view(viewer=request.viewer, talent=talent)
    return _portrait(request, talent)


@router.patch("/{talent_ref}", response=TalentOut, summary="Change a profile")
@for_roles(*queries.WRITERS)
@scope_needed("talents:write")
def change_talent(request: Any, talent_ref: str, data: TalentChange) -> Any:
    values = {name: value for name, value in data.dict(exclude_unset=True).items() if value is not None}
    version = values.pop("version")
    talent = services.change(viewer=request.viewer, talent_ref=talent_ref, expected_version=version, **values)
    return _portrait(request, talent)


@router.get("/{talent_ref}/access", response=list[AccessOut], summary="Who can see a person")
@for_roles(*queries.WRITERS)
@scope_needed("talents:read")
def list_talent_access(request: Any, talent_ref: str) -> Any:
    talent = get_object_or_404(queries.writable(request.viewer), reference=talent_ref)
    return [
        {"organisation_id": one.organisation.pk, "name": one.organisation.name, "can_see": one.can_see, "why": one.why}
        for one in queries.can_see(talent)
    ]


@router.put("/{talent_ref}/access", response=TalentOut, summary="Say who can see a person")
@for_roles(*queries.WRITERS)
@scope_needed("talents:write")
def set_talent_visibility(request: Any, talent_ref: str, data: VisibilityIn) -> Any:
    talent = services.set_visibility(
        viewer=request.viewer,
        talent_ref=talent_ref,
        visibility=data.visibility,
        employer=_organisation(data.employer_id),
        named_out=[one for key in dict.fromkeys(data.named_out) if (one := _organisation(key))],
        expected_version=data.version,
    )
    return _portrait(request, talent)


@router.post("/{talent_ref}/undo", response=TalentOut, summary="Take the last change back")
@for_roles(*queries.WRITERS)
@scope_needed("talents:write")
def undo_talent(request: Any, talent_ref: str, version: Version) -> Any:
    return _portrait(request, services.undo(viewer=request.viewer, talent_ref=talent_ref, expected_version=version))


@router.delete("/{talent_ref}", response={204: None}, summary="Erase a profile")
@for_roles(*queries.WRITERS)
@scope_needed("talents:write")
def erase_talent(request: Any, talent_ref: str) -> Any:
    services.erase(viewer=request.viewer, talent_ref=talent_ref)
    return Status(204, None)


@router.get("/{talent_ref}/claims", response=list[ClaimOut], summary="What a person brings, and suggestions")
@for_roles(*queries.WRITERS)
@scope_needed("talents:read")
def list_claims(request: Any, talent_ref: str) -> Any:
    talent = get_object_or_404(queries.writable(request.viewer), reference=talent_ref)
    return queries.claims(request.viewer, talent)


@router.post("/{talent_ref}/claims", response={201: ClaimOut}, summary="Add a skill that a person brings")
@for_roles(*queries.WRITERS)
@scope_needed("talents:write")
def add_claim(request: Any, talent_ref: str, data: ClaimIn) -> Any:
    skill = PickedSkill(data.skill, data.skill)
    return Status(201, services.add_claim(viewer=request.viewer, talent_ref=talent_ref, skill=skill, level=data.level))


@router.put("/{talent_ref}/claims/{int:claim_id}", response=ClaimOut, summary="Confirm a skill or take it out")
@for_roles(*queries.WRITERS)
@scope_needed("talents:write")
def decide_claim(request: Any, talent_ref: str, claim_id: int, data: ClaimDecision) -> Any:
    one = _claim(request, talent_ref, claim_id)
    form: dict[str, Any] = {"shown": [one.pk], f"level-{one.pk}": "" if data.level is None else data.level}
    if data.is_confirmed:
        form[f"is-{one.pk}"] = "on"
    services.decide_claims(viewer=request.viewer, talent_ref=talent_ref, data=form)
    one.refresh_from_db()
    return one


@router.put("/{talent_ref}/claims/{int:claim_id}/proof", response=ClaimOut, summary="Say what stands behind a skill")
@for_roles(*queries.WRITERS)
@scope_needed("talents:write")
def prove_claim(request: Any, talent_ref: str, claim_id: int, data: ProofIn) -> Any:
    values = data.dict()
    version = values.pop("version")
    return services.change_claim(
        viewer=request.viewer, talent_ref=talent_ref, claim_id=claim_id, expected_version=version, **values
    )


def _portrait(request: Any, talent: Talent) -> Any:
    return portrait_of(request.viewer, talent, queries.claims(request.viewer, talent))


def _claim(request: Any, talent_ref: str, claim_id: int) -> Claim:
    talent = get_object_or_404(queries.writable(request.viewer), reference=talent_ref)
    found: Claim = get_object_or_404(talent.claims, pk=claim_id)
    return found


def _organisation(organisation_id: int | None) -> Organisation | None:
    """Return an organisation by its number; whether it takes part in the cluster is checked by the service."""
    if organisation_id is None:
        return None
    found: Organisation | None = Organisation.objects.filter(pk=organisation_id).first()
    if found is None:
        raise DomainError(_("This organisation takes no part in the cluster: choose one of its members."))
    return found
