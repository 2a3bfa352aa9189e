"""Names and addresses of organisations in a form in which the same one looks the same."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

# Legal forms at the end of a name, without dots and blanks, as registers of Europe write them.
# fmt: off
LEGAL_FORMS = frozenset({
    "sl", "slu", "slp", "sa", "sau", "sal", "sll", "scoop", "scl", "coop", "sociedadlimitada", "sociedadanonima", "aie",
    "gmbh", "ggmbh", "ag", "kg", "ohg", "ug", "ev", "eg", "gmbhcokg", "gmbhco", "mbh", "se", "kgaa", "partg",
    "sarl", "sas", "sasu", "eurl", "sci", "snc", "scop", "srl", "spa", "sapa", "srls",
    "ltd", "limited", "plc", "llp", "llc", "inc", "corp", "lda", "bv", "nv", "vof", "cv", "bvba", "sprl",
    "ab", "oy", "oyj", "as", "asa", "aps", "is", "ehf", "sro", "doo", "dd", "zrt", "kft", "nyrt",
    "sp", "spzoo", "zoo", "ood", "ead", "eood", "sia", "uab", "ou", "jsc",
})
# fmt: on
_NO_WORD = re.compile(r"[^\w]+")
_PUBLIC_HOSTS = frozenset({"facebook.com", "linkedin.com", "instagram.com", "x.com", "youtube.com", "wixsite.com"})


def plain_name(name: str) -> str:
    """Return a name without case, accents, signs and legal form: "Talleres Árraxpe, S.L." → "talleres arraxpe"."""
    folded = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ").replace("ß", "ss"))
    bare = "".join(char for char in folded if not unicodedata.combining(char)).replace(".", "")
    words = [word for word in _NO_WORD.split(bare) if word]
    while len(words) > 1:
        # "S. L." leaves two letters, "GmbH & Co. KG" four words: the longest ending that is a form goes first.
        cut = next(
            (n for n in (4, 3, 2, 1) if n < len(words) and "".join(words[-n:]).replace("and", "") in LEGAL_FORMS), 0
        )
        if not cut:
            break
        words = words[:-cut]
    return " ".join(words)


def host_of(website: str) -> str:
    """Return the host of a website without www; "" where it is none, or one that many share."""
    try:
        host = (urlsplit(website if "//" in website else f"//{website}").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if "." not in host or host in _PUBLIC_HOSTS else host
