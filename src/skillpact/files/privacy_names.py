"""Finds the name a CV is about, and removes its words wherever they recur."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from skillpact.files import privacy_words as words

_TOP_LINES = 12
_MAX_LINES = 20_000
_SEPARATOR = re.compile(r" {0,5}[|•·/\t(]| {3,}| [–—-] ")
_CV_PREFIX = re.compile(
    r"(?i)^\W{0,8}(?:curriculum vitae|résumé|resume|lebenslauf|hoja de vida|cv)\b(?: (?:of|de|von|di|"
    r"d’|d'))?[ :–—-]{0,5}"
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*")
_NAME_SHAPE = re.compile(r"^(?:[^\W\d_]\.?(?:-?[^\W\d_]\.)*|[^\W\d_](?:[\w'’-]{0,30}[^\W\d_])?\.?)$")
_WORD = re.compile(r"[^\W\d_]+")
_LOCAL_PART = re.compile(r"(?<![\w.%+-])([\w.%+-]{3,200})@[\w-]{1,63}\.")
# Possessives, and the Basque cases of names (which double a final r: "Xabierrek").
_ENDINGS = tuple(
    sorted(words.words_of("s k ek rek ren rren en ri rri i rekin rrekin ekin z ez rentzat tzat gatik gana n an ko rik"))
)


def fold(text: str) -> str:
    """Return the text in lower case and without accents, character for character, so that positions stay the same."""
    if text.isascii():
        return text.lower()
    return text.translate({ord(c): _fold_character(c) for c in set(text)})


def _fold_character(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


def name_words(name: str) -> frozenset[str]:
    """Return the folded words of a name that identify: no particles, titles or initials."""
    tokens = {token for token in _WORD.findall(fold(name)) if len(token) > 1}
    return frozenset(tokens - words.PARTICLES - words.TITLES)


def cv_name_words(lines: list[str], *, n_header_lines: int | None, hints: Iterable[str] = ()) -> frozenset[str]:
    """Return the folded words of the name that the CV states, empty where it states none.

    n_header_lines : where the header block ends; None where the CV shows no end of it
    Found by label ("Name:"), by sentence ("my name is"), by the line of the header that looks like a name (without an
    end of the header only the first line counts), and by lines anywhere whose words are those of the e-mail address or
    of a hint.
    """
    lines = lines[:_MAX_LINES]
    found = set(_labelled(lines))
    local_parts = [fold(local) for line in lines if "@" in line for local in _LOCAL_PART.findall(line)][:20]
    evidence = [*local_parts, *(fold(hint) for hint in hints if hint)]
    confirmed: set[str] = set()
    for line in lines:
        tokens = _name_tokens(line, needs_capitals=False)
        if tokens and any(_agrees(token, clue) for token in tokens for clue in evidence):
            confirmed |= tokens
    found |= confirmed
    if not confirmed:
        found |= _top_name(lines[:n_header_lines], is_header=n_header_lines is not None)
    for local in local_parts:
        parts = {part for part in _WORD.findall(local) if len(part) >= 3}
        if len(parts) >= 2 and not parts & (words.NOT_NAMES | words.HEADING_WORDS):
            found |= parts
    return frozenset(found)


def is_name_like(line: str) -> bool:
    """Return whether a line has the shape of a name: capitalised words, none of them of an occupation or firm."""
    return bool(_name_tokens(line, needs_capitals=True))


def remove_names(text: str, names: frozenset[str]) -> str:
    """Return the text without the words in `names` (folded), also with a possessive or Basque ending."""
    if not names:
        return text

    def is_name(word: str) -> bool:
        folded = fold(word)
        if folded in names and (len(folded) >= 4 or word[0].isupper()):
            return True
        if len(folded) <= 3 or not word[0].isupper():
            return False
        return any(folded.endswith(e) and len(folded) - len(e) >= 3 and folded[: -len(e)] in names for e in _ENDINGS)

    without = _WORD.sub(lambda match: "" if is_name(match.group()) else match.group(), text)
    if without == text:
        return text
    without = re.sub(r"(?<!\w)['’]s\b", "", without)
    # What held the name together goes with it; a bullet before it stays.
    bullet = re.match(r" {0,40}(?:[-–—*•] )?", text)
    lead = bullet.group() if bullet else ""
    without = re.sub(r" {2,}", " ", without.removeprefix(lead))
    return lead + re.sub(r"^[ .,;:'’–—-]+(?=\w)|[ ,;–—-]+$", "", without)


def _labelled(lines: list[str]) -> Iterable[str]:
    for number, line in enumerate(lines):
        if len(line) <= 300 and (match := words.NAME_LABEL.match(folded := fold(line))):
            value = line[match.start("value") :].strip()
            if not value and number + 1 < len(lines):
                value = lines[number + 1].strip()
            if value and len(value) <= 80 and not any(map(str.isdigit, value)):
                yield from name_words(_SEPARATOR.split(value.replace(",", " "))[0]) - words.NOT_NAMES
            continue
        folded = fold(line[:2000])
        for match in words.NAME_SENTENCE.finditer(folded):
            value = line[match.start("value") : match.end("value")]
            capitalised = []
            for token in _TOKEN.findall(value):
                if not token[0].isupper() and fold(token) not in words.PARTICLES:
                    break
                capitalised.append(token)
            yield from name_words(" ".join(capitalised))


def _top_name(lines: list[str], *, is_header: bool) -> frozenset[str]:
    top = [line for line in lines if any(map(str.isalpha, line))][: _TOP_LINES if is_header else 1]
    singles: list[str] = []
    for line in top:
        tokens = _name_tokens(line, needs_capitals=True)
        if len(tokens) >= 2:
            return tokens
        # A name over two lines, as designers set it: "JANE" and "SMITH".
        singles = [*singles, *tokens] if tokens else []
        if len(singles) >= 2:
            return frozenset(singles)
    return frozenset()


def _name_tokens(line: str, *, needs_capitals: bool) -> frozenset[str]:
    """Return the folded words of a line that has the shape of a name, else an empty set."""
    if len(line) > 120:
        return frozenset()
    line = _CV_PREFIX.sub("", line)
    first = _SEPARATOR.split(line.strip(" #*_=•"))[0]
    parts = first.split(",")
    if len(parts) > 1:
        # "Surname, First" stays whole; what follows a name after a comma is a degree, place or occupation.
        is_turned = len(parts) == 2 and 1 <= len(parts[1].split()) <= 2 and len(parts[0].split()) <= 2
        second = {fold(word).strip(".") for word in parts[1].split()}
        first = first if is_turned and not second & (words.NOT_NAMES | words.TITLES) else parts[0]
    raw = first.replace(",", " ").split()
    kept = [token for token in raw if fold(token).strip(".") not in words.TITLES and fold(token) not in words.PARTICLES]
    if not 1 <= len(kept) <= 6 or not all(_NAME_SHAPE.match(token) for token in kept):
        return frozenset()
    if needs_capitals and not all(token[0].isupper() for token in kept):
        return frozenset()
    tokens = name_words(" ".join(kept))
    folded = {fold(token).strip(".,") for token in kept} | tokens
    if folded & words.NOT_NAMES or folded & words.HEADING_WORDS or " ".join(sorted(folded)) in words.CV_WORDS:
        return frozenset()
    return tokens


def _agrees(token: str, clue: str) -> bool:
    """Return whether a word of a line is a word of the clue, or the greater part of a run-together e-mail name."""
    if len(token) < 3:
        return False
    parts = _WORD.findall(clue)
    return token in parts or (len(token) >= 4 and any(token in part for part in parts))
