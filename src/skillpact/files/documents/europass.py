"""Europass CV XML: the SkillsPassport of 2012-2020 here, the Candidate since 2020 in `europass_candidate`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from skillpact.errors import InputError
from skillpact.files.documents.document import Document
from skillpact.files.documents.facts import Fact, write_facts
from skillpact.files.documents.normalisation import normalise_line, normalise_text
from skillpact.files.documents.webpage import html_to_text
from skillpact.files.privacy import name_words, strip_contacts

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMESPACE_PASSPORT = "http://europass.cedefop.europa.eu/"
_NAMESPACE_CANDIDATE = "http://www.europass.eu/"
_NAME_TAGS = {"FirstName", "Surname", "MiddleName", "GivenName", "FamilyName", "PersonName"}
_LEVELS = {
    "Listening": "listening",
    "Reading": "reading",
    "SpokenInteraction": "spoken_interaction",
    "SpokenProduction": "spoken_production",
    "Writing": "writing",
}
_SKILL_GROUPS = ("Communication", "Organisational", "JobRelated", "Computer", "Other")
_NOT_ABOUT_SKILLS = {"references", "referees", "signature"}


def is_europass(root: _Element) -> bool:
    """Return whether the root is that of a Europass CV of either format."""
    namespace, name = split_tag(root)
    return (name == "SkillsPassport" and namespace.startswith(_NAMESPACE_PASSPORT)) or (
        name == "Candidate" and namespace.startswith(_NAMESPACE_CANDIDATE)
    )


def read_europass(root: _Element, *, document_id: str, file: str) -> Document:
    """Return the CV without identification, contacts, photo, attachments, cover letter, employers and references.

    The person's name is also removed where it stands in other texts. Fields, as JSON: `languages`
    `[{"language","label","level"}]` or with `listening`, `reading`, `spoken_interaction`, `spoken_production`,
    `writing`; `skills` `[{"name","level"}]`; `certificates` `[{"name","date"}]`; `driving_licences` `["B"]`.
    Raises InputError when the root is none of Europass or nothing is stated beyond the person.
    """
    from skillpact.files.documents import europass_candidate

    _, name = split_tag(root)
    if not is_europass(root):
        raise InputError(
            f"found XML with the root '{name[:40]}', expected a Europass CV (SkillsPassport or Candidate)",
            file=file,
        )
    words = [text for element in root.iter() if split_tag(element)[1] in _NAME_TAGS for text in element.itertext()]
    names = name_words(" ".join(words))

    def clean(text: str) -> str:
        return strip_contacts(normalise_text(text), names)

    if name == "Candidate":
        title, paragraphs, stated, language = europass_candidate.read_candidate(root)
    else:
        title, paragraphs, stated = _title(root), list(_iter_paragraphs(root)), _facts(root)
        language = root.get("locale")
    headline = normalise_line(clean(title))
    text = clean("\n\n".join(p for p in (normalise_text(p) for p in [title, *paragraphs]) if p))
    return Document(
        id=document_id,
        kind="europass",
        text=text,
        title=headline or None,
        language=language,
        fields=write_facts(stated, clean),
    )


def split_tag(element: _Element) -> tuple[str, str]:
    """Return namespace and local name of an element; ("", "") for what is none."""
    tag = element.tag
    if not isinstance(tag, str):
        return "", ""
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{"), name


def children(element: _Element | None, *path: str) -> list[_Element]:
    """Return the elements under the path of local names, whatever their namespace."""
    found = [] if element is None else [element]
    for name in path:
        found = [child for parent in found for child in parent if split_tag(child)[1] == name]
    return found


def text_at(element: _Element | None, *path: str) -> str:
    """Return the plain text of the first element under the path, "" where there is none; markup in it is resolved."""
    for found in children(element, *path):
        return html_to_text("".join(found.itertext())).strip()
    return ""


def period(start: str, end: str) -> str:
    """Return "2019-01 – 2021-03", one of the two, or ""."""
    return " – ".join(part for part in (start.strip(), end.strip()) if part)


def _learner(root: _Element) -> _Element | None:
    return next(iter(children(root, "LearnerInfo")), None)


def _title(root: _Element) -> str:
    return text_at(_learner(root), "Headline", "Description", "Label")


def _date(element: _Element | None) -> str:
    if element is None:
        return ""
    parts = [(element.get(key) or "").strip("-") for key in ("year", "month", "day")]
    return "-".join(part for part in parts if part)


def _period(entry: _Element) -> str:
    start = next(iter(children(entry, "Period", "From")), None)
    end = next(iter(children(entry, "Period", "To")), None)
    return period(_date(start), _date(end))


def _iter_paragraphs(root: _Element) -> Iterator[str]:
    learner = _learner(root)
    for job in children(learner, "WorkExperienceList", "WorkExperience"):
        yield _lines(text_at(job, "Position", "Label"), _period(job), text_at(job, "Activities"))
        yield text_at(job, "Employer", "Sector", "Label")
    for study in children(learner, "EducationList", "Education"):
        yield _lines(
            text_at(study, "Title"), _period(study), text_at(study, "Level", "Label"), text_at(study, "Field", "Label"),
            text_at(study, "Activities"),
        )  # fmt: skip
    for skills in children(learner, "Skills"):
        for fact in _languages(skills):
            levels = [str(value) for key, value in fact.items() if key not in {"language", "label"}]
            label = str(fact.get("label") or fact.get("language") or "")
            yield f"{label}: {', '.join(dict.fromkeys(levels))}" if levels else label
        for group in _SKILL_GROUPS:
            yield text_at(skills, group, "Description")
        yield _lines(*(text_at(title) for title in skills.iter("{*}Title")))
    for achievement in children(learner, "AchievementList", "Achievement"):
        if text_at(achievement, "Title", "Code") not in _NOT_ABOUT_SKILLS:
            yield _lines(text_at(achievement, "Title", "Label"), text_at(achievement, "Description"))


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _facts(root: _Element) -> dict[str, list[Fact | str]]:
    stated: dict[str, list[Fact | str]] = {
        "languages": [],
        "skills": [],
        "certificates": [],
        "driving_licences": [],
    }
    for skills in children(_learner(root), "Skills"):
        stated["languages"].extend(_languages(skills))
        for area in _all(children(skills, "Computer", "ProficiencyLevel")):
            stated["skills"].append({"name": f"digital: {split_tag(area)[1]}", "level": text_at(area)})
        for certificate in skills.iter("{*}Certificate"):
            stated["certificates"].append({"name": text_at(certificate, "Title"), "date": _date_in(certificate)})
        stated["driving_licences"].extend(text_at(e) for e in children(skills, "Driving", "Description", "Licence"))
    return stated


def _all(parents: Iterable[_Element]) -> list[_Element]:
    return [child for parent in parents for child in parent]


def _date_in(certificate: _Element) -> str:
    return _date(next(iter([*children(certificate, "Date"), *children(certificate, "AwardingDate")]), None))


def _languages(skills: _Element) -> list[Fact]:
    tongues = children(skills, "Linguistic", "MotherTongueList", "MotherTongue")
    found: list[Fact] = [{**_language(element), "level": "native"} for element in tongues]
    for element in children(skills, "Linguistic", "ForeignLanguageList", "ForeignLanguage"):
        levels = {key: text_at(element, "ProficiencyLevel", tag) for tag, key in _LEVELS.items()}
        found.append({**_language(element), **{key: level for key, level in levels.items() if level}})
    return found


def _language(element: _Element) -> dict[str, str | list[str]]:
    code, label = text_at(element, "Description", "Code"), text_at(element, "Description", "Label")
    return {key: value for key, value in (("language", code), ("label", label)) if value}
