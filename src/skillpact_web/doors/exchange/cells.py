"""One cell: from its text to a value, and back to a text that reads as the same value."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from .shapes import Column

MAX_WHOLE = 2**53
_LEVELS = ("none", "basic", "intermediate", "advanced", "expert")
_YES = frozenset({"yes", "true", "1", "y", "x", "sí", "si", "ja", "oui", "bai"})
_NO = frozenset({"no", "false", "0", "n", "nein", "non", "ez"})
# What spreadsheets read as a formula, full-width signs included.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
# Control characters apart from tab and line break: no spreadsheet keeps them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"([+-]?[1-9]\d{0,2}(?:([.,' \u00a0\u202f])\d{3})(?:\2\d{3})*)(?:([.,])(\d+))?")


class CellError(ValueError):
    """A cell that cannot be used; the message says what was found and what expected."""


def read_cell(column: Column, text: str) -> Any:
    """Return the value of a cell. Raises CellError."""
    text = unguard(clean(text))
    if not text:
        if column.is_required:
            raise CellError(_("is empty, expected a value"))
        return {"text": "", "uris": []}.get(column.kind)
    value = _READERS[column.kind](column, text)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        _check_limits(column, value, text)
    return value


def write_cell(column: Column, value: Any) -> str:
    """Return the text of a value; a text that a spreadsheet would take for a formula gets a ' in front."""
    if value is None:
        return ""
    match column.kind:
        case "text" | "choice":
            return guard(str(value).strip())
        case "money":
            sign, cents = ("-" if value < 0 else ""), abs(int(value))
            return f"{sign}{cents // 100}.{cents % 100:02d}"
        case "date":
            return str(value.isoformat())
        case "yes_no":
            return "yes" if value else "no"
        case "level":
            return _LEVELS[round(float(value) * 4)]
        case "uris":
            return guard(" ".join(value))
        case "decimal":
            return write_decimal(Decimal(str(value)))
    return str(value)


def write_decimal(value: Decimal) -> str:
    """Return a number so that its point cannot be taken for one of thousands: never with exactly three digits."""
    text = f"{value:f}"
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def guard(text: str) -> str:
    """Return a text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Undo `guard`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def clean(text: str) -> str:
    """Return a text with plain line breaks and without blanks around it. Raises CellError for control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _CONTROL.search(text)
    if found:
        raise CellError(_("holds a control character (%(code)s), expected none") % {"code": f"U+{ord(found[0]):04X}"})
    return text.strip()


def shown(text: str) -> str:
    """Return a text as it is quoted in a message."""
    text = " ".join(text.split())
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}…"'


def _text(column: Column, text: str) -> str:
    if len(text) > column.max_length:
        raise CellError(
            _("has %(found)s characters, expected at most %(most)s") % {"found": len(text), "most": column.max_length}
        )
    return text


def _whole(column: Column, text: str) -> int:
    plain = text.removesuffix(".0")
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", plain):
        raise CellError(_("is %(found)s, expected a whole number") % {"found": shown(text)})
    return int(plain)


def _decimal(column: Column, text: str) -> Decimal:
    return _number(text, _("is %(found)s, expected a number such as 12.5 or 12,5") % {"found": shown(text)})


def _money(column: Column, text: str) -> int:
    plain = text.removesuffix("€").removeprefix("€").strip()
    value = _number(plain, _("is %(found)s, expected an amount such as 1250.00 or 1250,00") % {"found": shown(text)})
    if value != value.quantize(Decimal("0.01")):
        raise CellError(_("is %(found)s, expected at most two digits after the comma") % {"found": shown(text)})
    return int(value * 100)


def _number(text: str, otherwise: str) -> Decimal:
    """Return a number with point or comma. Thousands are understood only where nothing has to be guessed."""
    grouped = _GROUPED.fullmatch(text)
    if len(text) > 40 or not (text.isascii() or grouped):
        raise CellError(otherwise)
    if grouped:
        whole, sign, point, digits = grouped.groups()
        is_certain = point is not None or whole.count(sign) > 1 or sign not in ".,"
        if point == sign or not is_certain:
            plain = text.replace(sign, "")
            message = _("is %(found)s, which can mean two numbers, expected %(one)s or %(other)s")
            other = text.replace(",", ".")
            raise CellError(message % {"found": shown(text), "one": plain, "other": f"{other}0"})
        return Decimal(whole.replace(sign, "") + (f".{digits}" if digits else ""))
    if not _NUMBER.fullmatch(text):
        raise CellError(otherwise)
    return Decimal(text.replace(",", "."))


def _date(column: Column, text: str) -> date:
    otherwise = _("is %(found)s, expected a date such as 2026-11-02 or 2.11.2026") % {"found": shown(text)}
    if iso := _ISO.fullmatch(text):
        year, month, day = iso.groups()
    elif points := _POINTS.fullmatch(text):
        day, month, year = points.groups()
    else:
        raise CellError(otherwise)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise CellError(otherwise) from None


def _yes_no(column: Column, text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise CellError(_("is %(found)s, expected yes or no") % {"found": shown(text)})
    return word in _YES


def _choice(column: Column, text: str) -> str:
    word = text.casefold()
    for code, label in column.choices.items():
        if word in (code.casefold(), str(label).casefold()):
            return code
    raise CellError(
        _("is %(found)s, expected one of %(expected)s") % {"found": shown(text), "expected": ", ".join(column.choices)}
    )


def _level(column: Column, text: str) -> float:
    word = text.casefold().removesuffix(".0")
    words = dict(zip(_LEVELS, range(5), strict=True)) | {str(number): number for number in range(5)}
    names = (_("none"), _("basic"), _("intermediate"), _("advanced"), _("expert"))
    words |= {name.casefold(): number for number, name in enumerate(names)}
    if word not in words:
        message = _("is %(found)s, expected none, basic, intermediate, advanced, expert or 0 to 4")
        raise CellError(message % {"found": shown(text)})
    return words[word] / 4


def _uris(column: Column, text: str) -> list[str]:
    found = re.split(r"[\s;|]+", text.strip(";| "))
    for one in found:
        if not re.fullmatch(r"https?://[^\s<>\"]{3,500}", one):
            message = _("holds %(found)s, expected web addresses of skills, separated by blanks")
            raise CellError(message % {"found": shown(one)})
    return list(dict.fromkeys(found))


def _check_limits(column: Column, value: int | Decimal, text: str) -> None:
    least = -MAX_WHOLE if column.least is None else column.least
    most = MAX_WHOLE if column.most is None else column.most
    if not least <= value <= most:
        bounds = [write_cell(column, bound) for bound in (least, most)]
        message = _("is %(found)s, expected %(least)s to %(most)s")
        raise CellError(message % {"found": shown(text), "least": bounds[0], "most": bounds[1]})


_READERS: dict[str, Any] = {
    "text": _text,
    "whole": _whole,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "level": _level,
    "uris": _uris,
}
