"""What a job title and an occupation's label say, without what titles add: gender forms, references, levels, places."""

from __future__ import annotations

import re

from skillpact.extraction.cues import plain

_MAX_CHARACTERS = 300
_SHORT_ENDING = 3  # letters; what follows a slash and is no longer is an ending ("soldador/a"), not a word

# "(m/w/d)", "(H/F)", "/in", "-in", "/a", "/o", "*in", "(a)": how titles say "any gender".
_GENDER = re.compile(
    r"\((?:[mwfhdxvk](?:\s?[/|,]\s?[mwfhdxvk]){1,3})\)|\b[mwfh]/[mwfh](?:/[dx])?\b"
    r"|(?<=\w)\s?[/*:_(-]-?(?:innen|in|ora|a|as|os|o|e|ne|euse|rice|trice|iere|ra|es|esa|en|ka|ica)\b\)?",
    re.IGNORECASE,
)
# Reference numbers and what stands in square brackets.
_REFERENCE = re.compile(
    r"\(?\b(?:ref|refª|id|oferta|oferta n|nº|n°|no)\b[.:º°\s]*[\w/-]*\d[\w/-]*\)?|"
    r"\[[^\]]*\]|\d{3,}\S*",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(?:junior|jr|senior|sr|trainee|becari[oa]s?|practicas|en practicas|intern|internship|urgente|urge|se "
    r"(?:busca|necesita|"
    r"precisa|requiere)|buscamos|necesitamos|wanted|gesucht|recherche|oferta de empleo|vacante|puesto de|plaza de|"
    r"oficial(?:es)? de (?:1|2|3|primera|segunda|tercera)[ªa]?|en general|con discapacidad|full[ -]?time|part[ -]?time|"
    r"vollzeit|teilzeit|temps (?:plein|partiel)|cdi|cdd|remote|teletrabajo|experienced|experimentad[oa]s?|ayte)\b\.?"
)
# Commas and words such as "for" part nothing here: what follows them mostly tells one occupation from the next.
_SIDE = re.compile(r"\s[-–—|]\s|[(|]|//")


def title_parts(title: str) -> tuple[str, str]:
    """Return the words that say the job, and those that say for whom, where and how; lower case, no accents."""
    text = plain(_GENDER.sub(" ", _REFERENCE.sub(" ", title[:_MAX_CHARACTERS])))
    text = _LEVEL.sub(" ", text)
    for match in _SIDE.finditer(text):
        if text[: match.start()].strip():
            return text[: match.start()], text[match.end() :]
    return text, ""


def label_forms(label: str) -> list[str]:
    """Return the ways a label can be read, lower case, no accents; the label itself where it has but one.

    "jefe de cocina/jefa de cocina" is either half, "técnico/técnica de sonido" is "tecnico de sonido" and "tecnica de
    sonido", "Java developer (web)" also goes without the bracket.
    """
    return list(dict.fromkeys(found for form in label_readings(label) if (found := plain(form).strip())))


def label_readings(label: str) -> list[str]:
    """Return the ways a label can be read as they are spelt, with case and accents."""
    forms = [label]
    bare = label.split(" (")[0].strip() if label.endswith(")") else label
    if bare != label and bare:
        forms.append(bare)
    if "/" in bare:
        forms += _halves(bare)
        forms = [form for form in forms if "/" not in form] or forms
    return list(dict.fromkeys(forms))


def _halves(label: str) -> list[str]:
    halves = [half.strip() for half in label.split("/")]
    n_words = [len(half.split()) for half in halves]
    if len(halves) == 2 and abs(n_words[0] - n_words[1]) <= 1 and (n_words[0] > 1 or n_words[1] == 1):
        return [half if len(half) > _SHORT_ENDING else halves[0] for half in halves]
    forms = []
    words = label.split()
    for place in range(max(word.count("/") for word in words) + 1):
        chosen = []
        for word in words:
            ways = word.split("/")
            way = ways[min(place, len(ways) - 1)]
            chosen.append(ways[0] if way.startswith("-") or len(way) <= _SHORT_ENDING else way)
        forms.append(" ".join(chosen))
    return forms
