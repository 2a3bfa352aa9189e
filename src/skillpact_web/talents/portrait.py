"""What of a person a viewer gets to see. Pages, REST and exports all draw this, so that none shows more than another.

themself and who acts for them: everything · the desk of the cluster: name, situation and confirmed skills, no CV · a
company: reference, wide region, languages and the skills that are held; never a name, a wish, an issuer or a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..accounts.roles import Role
from ..accounts.viewer import Viewer
from .models import Claim, Talent
from .scope import ROLES_KNOWING_NAMES


@dataclass(frozen=True)
class HeldSkillShown:
    """A skill that a person brings. issuer, issued_on, expires_on : None for a company"""

    uri: str
    label: str
    level: float | None
    evidence: str
    evidence_label: str
    issuer: str | None
    issued_on: date | None
    expires_on: date | None
    expires_soon: bool | None


@dataclass(frozen=True)
class Portrait:
    """A person as one viewer may see them; None where that viewer may not know it."""

    reference: str
    region: str
    languages: tuple[str, ...]
    skills: tuple[HeldSkillShown, ...]
    name: str | None = None
    status: str | None = None
    status_label: str | None = None
    target_occupation: str | None = None
    target_occupation_uri: str | None = None
    wishes: str | None = None
    visibility: str | None = None
    employer: str | None = None
    hours: dict[str, float] | None = None
    vacancy_ids: tuple[int, ...] | None = None
    version: int | None = None


def portrait_of(viewer: Viewer, talent: Talent, claims: Iterable[Claim]) -> Portrait:
    """Return what the viewer sees of a talent in their scope. claims : of the talent; only what is held is shown"""
    knows = viewer.role in ROLES_KNOWING_NAMES
    acts = viewer.role in (Role.TALENT, Role.COUNSELLOR)
    held = tuple(_shown(one, knows) for one in claims if one.is_held)
    if not knows:
        return Portrait(talent.reference, talent.wide_region, tuple(talent.languages), held)
    return Portrait(
        talent.reference,
        talent.nuts,
        tuple(talent.languages),
        held,
        name=talent.name,
        status=talent.status,
        status_label=str(talent.get_status_display()),
        target_occupation=talent.target_occupation_label,
        target_occupation_uri=talent.target_occupation_uri,
        wishes=talent.wishes if acts else None,
        visibility=talent.visibility,
        employer=talent.employer.name if talent.employer else None,
        hours=talent.hours,
        vacancy_ids=tuple(talent.vacancy_ids),
        version=talent.version if acts else None,
    )


def _shown(claim: Claim, knows: bool) -> HeldSkillShown:
    return HeldSkillShown(
        claim.uri,
        claim.label,
        claim.level,
        claim.evidence,
        str(claim.get_evidence_display()),
        claim.issuer if knows else None,
        claim.issued_on if knows else None,
        claim.expires_on if knows else None,
        claim.expires_soon if knows else None,
    )
