"""The Candidate that europass.europa.eu writes since 2020 (HR Open, namespace http://www.europass.eu/1.0)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from skillpact.files.documents.europass import children, period, text_at
from skillpact.files.documents.facts import Fact

if TYPE_CHECKING:
    from lxml.etree import _Element

_DIMENSIONS = {
    "CEF-Understanding-Listening": "listening",
    "CEF-Understanding-Reading": "reading",
    "CEF-Speaking-Interaction": "spoken_interaction",
    "CEF-Speaking-Production": "spoken_production",
    "CEF-Writing-Production": "writing",
}
_GROUPS = ("CommunicationAndInterpersonalSkills", "OrganisationalSkills", "DigitalSkills", "JobRelatedSkills")
# Sections of free entries: title and description each.
_ENTRIES = ("Projects", "VoluntaryWorks", "CreativeWorks", "NetworksAndMemberships", "ConferencesAndSeminars", "Others",
            "SocialAndPoliticalActivities", "CourseCertifications", "HonoursAndAwards")  # fmt: skip
_DROPPED_ENTRY = {
    "references",
    "recommendations",
    "referencias",
    "referenzen",
    "références",
    "referenze",
    "erreferentziak",
}


def read_candidate(root: _Element) -> tuple[str, list[str], dict[str, list[Fact | str]], str | None]:
    """Return headline, paragraphs, facts and language of a Candidate; person and supplier are never looked at but for
    the mother tongue."""
    profile = next(iter(children(root, "CandidateProfile")), None)
    stated: dict[str, list[Fact | str]] = {
        "languages": [],
        "skills": [],
        "certificates": [],
        "driving_licences": [],
    }
    for tongue in children(root, "CandidatePerson", "PrimaryLanguageCode"):
        stated["languages"].append({"language": text_at(tongue), "level": "native"})
    for competency in children(profile, "PersonQualifications", "PersonCompetency"):
        if text_at(competency, "TaxonomyID").lower() == "language":
            stated["languages"].append(_language(competency))
        else:
            stated["skills"].append(_skill(competency))
    for skills in children(profile, "Skills"):
        groups = [skills, *children(skills, "SkillsGroup")]
        stated["skills"].extend(_skill(c) for group in groups for c in children(group, "PersonCompetency"))
    for certificate in children(profile, "Certifications", "Certification"):
        date = text_at(certificate, "FirstIssuedDate", "FormattedDateTime") or text_at(certificate, "Date")
        name = text_at(certificate, "CertificationName") or text_at(certificate, "Title")
        stated["certificates"].append({"name": name, "date": date})
    stated["driving_licences"].extend(text_at(e) for e in children(profile, "Licenses", "License", "LicenseTypeCode"))
    headline = text_at(profile, "Headline") or text_at(profile, "PersonalHeadline")
    language = None if profile is None else profile.get("languageCode")
    return headline, list(_iter_paragraphs(profile, stated)), stated, language


def _iter_paragraphs(profile: _Element | None, stated: dict[str, list[Fact | str]]) -> Iterator[str]:
    yield text_at(profile, "ExecutiveSummary")
    for job in children(profile, "EmploymentHistory", "EmployerHistory"):
        for position in children(job, "PositionHistory"):
            when = _when(position, "EmploymentPeriod")
            yield _lines(text_at(position, "PositionTitle"), when, text_at(position, "Description"))
    for study in children(profile, "EducationHistory", "EducationOrganizationAttendance"):
        titles = [text_at(study, "EducationDegree", "DegreeName"), text_at(study, "ProgramName")]
        content = text_at(study, "EducationDegree", "OccupationalSkillsCovered")
        yield _lines(*titles, _when(study, "AttendancePeriod"), text_at(study, "EducationDegree", "Thesis"), content)
    for fact in stated["languages"]:
        if isinstance(fact, dict):
            levels = [str(level) for key, level in fact.items() if key != "language"]
            yield f"{fact.get('language', '')}: {', '.join(dict.fromkeys(levels))}"
    yield ", ".join(str(fact["name"]) for fact in stated["skills"] if isinstance(fact, dict) and fact.get("name"))
    yield _lines(*(str(fact["name"]) for fact in stated["certificates"] if isinstance(fact, dict) and fact.get("name")))
    for group in _GROUPS:
        for element in children(profile, group):
            yield text_at(element)
    for name in _ENTRIES:
        for section in children(profile, name):
            if text_at(section, "Title").lower() not in _DROPPED_ENTRY:
                for entry in section:
                    yield _lines(text_at(entry, "Title"), text_at(entry, "Description"))


def _when(entry: _Element, name: str) -> str:
    start = text_at(entry, name, "StartDate", "FormattedDateTime")
    return period(start, text_at(entry, name, "EndDate", "FormattedDateTime"))


def _language(competency: _Element) -> Fact:
    fact: dict[str, str | list[str]] = {"language": text_at(competency, "CompetencyID")}
    for dimension in children(competency, "CompetencyDimension"):
        key = _DIMENSIONS.get(text_at(dimension, "CompetencyDimensionTypeCode"))
        level = text_at(dimension, "Score", "ScoreText")
        if key and level:
            fact[key] = level
    return fact


def _skill(competency: _Element) -> Fact:
    name = text_at(competency, "CompetencyName") or text_at(competency, "CompetencyID")
    return {"name": name, "level": text_at(competency, "CompetencyDimension", "Score", "ScoreText")}


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
