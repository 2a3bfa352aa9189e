"""Takes who a person is out of a CV before a record exists; what the person can do stays."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from skillpact.files import privacy_words as words
from skillpact.files.privacy_names import cv_name_words, fold, is_name_like, name_words, remove_names

__all__ = ["fold", "name_words", "strip_contacts", "strip_personal_data"]

_LONGEST_HEADER = 30
_EMAIL = re.compile(
    r"(?<![\w.%+-])[\w.%+-]{1,200}(?:@| ?[\[({] ?(?:at|AT|arroba|bei|chez) ?[\])}] ?)[\w-]{1,"
    r"63}(?:(?:\.| ?[\[({] ?(?:dot|punkt) ?[\])}] ?)[\w-]{1,63}){1,6}"
)
_URL = re.compile(
    r"(?:(?:https?|ftp)://|(?<![\w.])www\.)[^\s|<>\"]{1,500}"
    r"|(?<![\w.@-])(?:[a-z]{2,3}\.)?(?:linkedin|github|gitlab|bitbucket|xing|twitter|x|facebook|instagram|behance|dribbble|medium"
    r"|youtube|stackoverflow|kaggle|researchgate|orcid|infojobs|t|wa|bsky|mastodon|soundcloud|tiktok|threads)"
    r"\.(?:com|org|net|me|app|social)/[^\s|<>\"]{1,300}"
    r"|(?<![\w.@-])[a-z0-9-]{1,60}\.(?:github\.io|gitlab\.io|wordpress\.com|blogspot\.com|about\.me|carrd\.co|netlify\.app)\S{0,200}",
    re.I,
)
_NUMBER = re.compile(r"(?<![\w.,/-])(?:\+|00)?[(\[]?\+?\d[\d ()\[\]./\u2010-\u2013-]{5,28}\d(?![\w])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_IDENTITY = re.compile(
    r"(?<!\w)(?:[XYZ][ -]?\d{7}[ -]?[A-Z]|\d{2}\.?\d{3}\.?\d{3}[ -]?[A-HJ-NP-TV-Z]|"
    r"[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]"
    r"|[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,8}(?: ?[A-Z0-9]{1,3})?|[12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} "
    r"?\d{3}(?: ?\d{2})?)(?!\w)"
)
_SEGMENT = re.compile(
    r"( {0,9}[|•·;] {0,9}| {3,}|(?:(?<=[^\W\d][.!?])|(?<=[)\]\"”%][.!?])|(?<=\d{3}[.!?])"
    r"|(?<=[A-Za-z]\d[.!?])) +(?=[^\W\d_a-zß-ÿ]|[¡¿]))"
)
_BULLET = re.compile(r"^\s{0,40}(?:[-*•–—‣▪●○►+>]|\d{1,2}[.)])\s+\w")
_DATES = re.compile(
    r"(?:19|20)\d\d\s{0,3}(?:-|–|—|/|to|a|bis|au|al)\s{0,3}(?:(?:\d{1,2}[./-])?(?:19|20)\d\d|[^\W\d]{3,12})"
)
_DATE_ONLY = re.compile(r"^\W{0,5}\d{1,2}[./ -]{1,2}(?:\d{1,2}|[^\W\d]{3,12})[./ -]{1,2}(?:19|20)\d\d\b.{0,30}$")
# "…, 38 years old, married": statements between commas.
_FRAGMENT = re.compile(r",( ?[^,.;:\n]{3,40})(?=[,.;]|$)")
_LABEL_ALONE = re.compile(r"^\W{0,9}[^\W\d][\w .-]{0,25}:\W{0,9}$")
_DECORATION = re.compile(r"^[\W_\d]+|[\W_]+$")


def strip_personal_data(text: str, *, names: frozenset[str] = frozenset(), hints: Iterable[str] = ()) -> str:
    """Return the CV without its header block, names, contacts, addresses, birth, status, identity and reference lines.

    text : as `normalise_text` leaves it; names : folded words of a name known from elsewhere (see `name_words`)
    hints : file name or stated author; used only where a line of the CV confirms them as a name

    The header is what stands before the first section heading, bullet, dated line or sentence. Every word of the name
    found there is removed wherever it recurs, in any case and with the endings of names (of four letters or more;
    shorter ones where they are capitalised), even where it is also an ordinary word. Where in doubt, it goes.
    """
    lines = text.split("\n")
    start = _header_end(lines)
    found = names | cv_name_words(lines, n_header_lines=start, hints=hints)
    if start and not any(_is_contact(line) or _is_cv_word(line) or is_name_like(line) for line in lines[:start]):
        start = 0  # an occupation or a first line of the text: nothing that tells who
    if start is None:
        # No section and no sentence near the top: only lines that are evidently personal go, from the first ones.
        kept = [
            line
            for n, line in enumerate(lines)
            if n > _LONGEST_HEADER or not (_is_cv_word(line) or _DATE_ONLY.match(line))
        ]
    else:
        kept = lines[start:]
    return _strip_lines(_without_personal_sections(kept), found)


def strip_contacts(text: str, names: frozenset[str] = frozenset()) -> str:
    """Return the text without contacts, personal statements and `names`; for texts that have no header block."""
    return _strip_lines(text.split("\n"), names)


def heading_of(line: str) -> str | None:
    """Return "personal", "references" or "content" where the line is the heading of such a section, else None."""
    if len(line) > 80:
        return None
    bare = _DECORATION.sub("", fold(line))
    tokens = bare.split()
    if len(tokens) >= 4 and all(len(token) == 1 for token in tokens):
        bare = "".join(tokens)
        tokens = [bare]
    if not tokens or len(tokens) > 6:
        return None
    if bare in words.PERSONAL_HEADINGS:
        return "personal"
    if bare in words.REFERENCE_HEADINGS:
        return "references"
    has_word = any(token.strip(",:&/()") in words.HEADING_WORDS for token in tokens)
    is_heading = has_word and (len(tokens) <= 3 or line.isupper()) and not re.search(r"[@.]|,\s|\d{4}", bare)
    return "content" if is_heading and bare not in words.CV_WORDS else None


def _header_end(lines: list[str]) -> int | None:
    """Return the number of the line at which the content begins, or None where nothing near the top tells."""
    n_seen = 0
    in_personal = False
    for number, line in enumerate(lines):
        if not any(map(str.isalnum, line)):
            continue
        n_seen += 1
        if n_seen > _LONGEST_HEADER:
            return None
        kind = heading_of(line)
        if kind == "personal":
            in_personal = True
        elif kind is not None:
            return number
        elif n_seen > 1 and not _is_contact(line):
            if _is_sentence(line):
                return number
            if not in_personal and (_BULLET.match(line) or _DATES.search(line)):
                return _with_its_title(lines, number) if _DATES.search(line) else number
        elif n_seen == 1 and _is_sentence(line) and not _is_contact(line):
            return number
    return None


def _with_its_title(lines: list[str], number: int) -> int:
    """Return the line above a dated line where that one is the job's title: a blank line stands before it."""
    is_title = number >= 2 and lines[number - 1].strip() and not lines[number - 2].strip()
    return number - 1 if is_title and not _is_contact(lines[number - 1]) else number


def _is_sentence(line: str) -> bool:
    tokens = [token for token in line.split() if token[0].isalpha()]
    n_lower = sum(1 for token in tokens if token[0].islower() and fold(token) not in words.PARTICLES)
    if "@" in line or "|" in line:
        return False
    ends = line.rstrip().endswith((".", "!", "?"))
    return (len(tokens) >= 7 and n_lower >= 4) or (ends and len(tokens) >= 4 and n_lower >= 2)


def _is_contact(line: str) -> bool:
    folded = fold(line)
    if _EMAIL.search(line) or _URL.search(line) or any(_is_number(m.group()) for m in _NUMBER.finditer(line)):
        return True
    return (len(line) <= 200 and any(_is_personal(part, fold(part)) for part in _SEGMENT.split(line) if part)) or bool(
        words.PERSONAL_LABEL.match(folded)
    )


def _is_cv_word(line: str) -> bool:
    return _DECORATION.sub("", fold(line)) in words.CV_WORDS


def _without_personal_sections(lines: list[str]) -> list[str]:
    """Return the lines outside sections with personal data and references, headings of those included."""
    kept: list[str] = []
    dropping: str | None = None
    n_dropped = 0
    for line in lines:
        kind = heading_of(line)
        if kind in {"personal", "references"}:
            dropping, n_dropped = kind, 0
            continue
        if dropping and (
            kind == "content"
            # A box of contacts in a margin is short; a person's own sentences or bullets are no contacts.
            or (
                dropping == "personal"
                and (n_dropped > 12 or _BULLET.match(line) or _is_sentence(line))
                and not _is_contact(line)
            )
        ):
            dropping = None
        if dropping:
            n_dropped += bool(line.strip())
        else:
            kept.append(line)
    return kept


def _strip_lines(lines: list[str], names: frozenset[str]) -> str:
    kept: list[str] = []
    awaits_value = awaits_year = False
    for line in lines:
        if not line.strip():
            kept.append(line)
            continue
        if awaits_value and len(line) <= 80 and heading_of(line) is None:
            awaits_value = False
            continue
        label = words.PERSONAL_LABEL.match(fold(line)) if len(line) <= 200 else None
        awaits_value = bool(label and not label["sign"] and len(label["label"]) > 3)
        if awaits_year and (year := _YEAR.search(line[:80])):
            line = line[max(year.end(), line.find(".", 0, 120) + 1) :].lstrip(" .,;")
        left, awaits_year = _strip_line(line)
        left = remove_names(left, names)
        if any(map(str.isalnum, left)) and (left == line or not _LABEL_ALONE.match(left)):
            kept.append(left)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept)).strip("\n")
    return unicodedata.normalize("NFC", text)


def _strip_line(line: str) -> tuple[str, bool]:
    """Return what is left of a line, and whether it ended within a statement of birth whose date is still to come."""
    parts = _SEGMENT.split(line)
    is_open = False
    for index in range(0, len(parts), 2):
        part = parts[index]
        if not part:
            continue
        folded = fold(part)
        if _is_personal(part, folded):
            is_last = index >= len(parts) - 2
            is_open = is_last and bool(words.PERSONAL_SENTENCE.search(folded)) and not _YEAR.search(part)
            parts[index] = ""
            if index + 1 < len(parts):
                parts[index + 1] = ""
            continue
        part = _FRAGMENT.sub(_without_short, part)
        parts[index] = _without_numbers(_IDENTITY.sub("", _URL.sub("", _EMAIL.sub("", part))))
        if len(parts[index]) != len(part):
            # "Write to", "Tel" or brackets around nothing: the rest of a contact says nothing either.
            left = re.sub(r"\(\s{0,9}\)|\[\s{0,9}\]", "", parts[index])
            parts[index] = left if sum(map(str.isalpha, left)) > 12 else ""
    left = "".join(parts)
    return left if left == line else re.sub(r"(?<=\S) {2,}", " ", left.strip(" ")), is_open


def _without_short(fragment: re.Match[str]) -> str:
    return "" if words.PERSONAL_SHORT.match(fold(fragment.group(1).strip())) else fragment.group()


def _is_personal(part: str, folded: str) -> bool:
    if words.PERSONAL_SENTENCE.search(folded) or words.FRENCH_BIRTH.search(part) or words.NAME_SENTENCE.search(folded):
        return True
    if len(part) > 160:
        return False
    if words.PERSONAL_LABEL.match(folded) or words.AGE_LABEL.match(folded):
        return True
    if words.PHONE_LABEL.match(folded) or words.ONLINE_LABEL.match(folded):
        return True
    return len(part) <= 90 and bool(words.PERSONAL_SHORT.match(folded) or words.ADDRESS_SHORT.search(folded))


def _without_numbers(part: str) -> str:
    return _NUMBER.sub(lambda match: "" if _is_number(match.group()) else match.group(), part)


def _is_number(number: str) -> bool:
    """Return whether digits are those of a phone or account, and not of years, dates or an amount."""
    n_digits = sum(map(str.isdigit, number))
    if number.lstrip("([ ").startswith(("+", "00")):
        return n_digits >= 8
    if _YEAR.search(number) and re.search(r"[-–—/.]|\d{4} ", number):
        return False
    if number.startswith("(") and n_digits >= 7:
        return True
    return n_digits >= 9 and not re.fullmatch(r"\d{1,3}(?:[. ]000)+", number)
