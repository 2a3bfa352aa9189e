"""JSON Resume (jsonresume.org): what a person can do, without who they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from skillpact.files.documents.document import Document
from skillpact.files.documents.facts import Fact, write_facts
from skillpact.files.documents.jsontext import mappings_of, text_of, texts_of
from skillpact.files.documents.normalisation import normalise_line, normalise_text
from skillpact.files.privacy import name_words, strip_contacts

_SECTIONS = ("work", "education", "skills", "volunteer", "languages", "certificates", "projects")


def is_resume(value: object) -> bool:
    """Return whether a JSON value is a JSON Resume: `basics` and at least one other section, or two sections."""
    if not isinstance(value, dict):
        return False
    n_sections = sum(1 for key in _SECTIONS if isinstance(value.get(key), list))
    return n_sections >= 2 or (isinstance(value.get("basics"), dict) and n_sections >= 1)


def read_resume(resume: Mapping[str, Any], *, document_id: str) -> Document:
    """Return the CV without name, contacts, place, profiles, picture, employers' names, references and interests.

    The name in `basics` is also removed where it stands in other texts. Fields: `skills`
    `[{"name","level","keywords"}]`, `languages` `[{"language","level"}]`, `certificates` `[{"name","date"}]`, as JSON.
    """
    basics = resume.get("basics")
    basics = basics if isinstance(basics, dict) else {}
    names = name_words(text_of(basics.get("name")))

    def clean(text: str) -> str:
        return strip_contacts(normalise_text(text), names)

    paragraphs = [normalise_text("\n".join(lines)) for lines in _iter_paragraphs(resume, basics)]
    stated: dict[str, list[Fact | str]] = {
        "skills": [
            {
                "name": text_of(s.get("name")),
                "level": text_of(s.get("level")),
                "keywords": texts_of(s.get("keywords")),
            }
            for s in mappings_of(resume.get("skills"))
        ],
        "languages": [
            {"language": text_of(s.get("language")), "level": text_of(s.get("fluency"))}
            for s in mappings_of(resume.get("languages"))
        ],
        "certificates": [
            {"name": text_of(s.get("name")), "date": text_of(s.get("date"))}
            for s in mappings_of(resume.get("certificates"))
        ],
    }
    return Document(
        id=document_id,
        kind="jsonresume",
        text=clean("\n\n".join(p for p in paragraphs if p)),
        title=normalise_line(clean(text_of(basics.get("label")))) or None,
        fields=write_facts(stated, clean),
    )


def _iter_paragraphs(resume: Mapping[str, Any], basics: Mapping[str, Any]) -> Iterator[list[str]]:
    yield [text_of(basics.get("label"))]
    yield [text_of(basics.get("summary"))]
    for section in ("work", "volunteer"):
        for job in mappings_of(resume.get(section)):
            yield [
                text_of(job.get("position")),
                text_of(job.get("summary")),
                *texts_of(job.get("highlights")),
            ]
    for study in mappings_of(resume.get("education")):
        degree = ", ".join(texts_of([study.get("studyType"), study.get("area")]))
        yield [degree, *texts_of(study.get("courses"))]
    for skill in mappings_of(resume.get("skills")):
        yield [_with_words(text_of(skill.get("name")), texts_of(skill.get("keywords")))]
    for language in mappings_of(resume.get("languages")):
        yield [_with_words(text_of(language.get("language")), texts_of(language.get("fluency")))]
    for certificate in mappings_of(resume.get("certificates")):
        yield [_with_words(text_of(certificate.get("name")), texts_of(certificate.get("date")))]
    for award in mappings_of(resume.get("awards")):
        yield [text_of(award.get("title"))]
    for project in mappings_of(resume.get("projects")):
        yield [
            text_of(project.get("name")),
            text_of(project.get("description")),
            *texts_of(project.get("highlights")),
            ", ".join(texts_of(project.get("keywords"))),
            ", ".join(texts_of(project.get("roles"))),
        ]
    for publication in mappings_of(resume.get("publications")):
        yield [text_of(publication.get("name"))]


def _with_words(name: str, words: list[str]) -> str:
    return f"{name}: {', '.join(words)}" if name and words else name or ", ".join(words)
