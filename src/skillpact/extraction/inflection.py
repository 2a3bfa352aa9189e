"""Tells another form of a phrase from other words that only share its stems."""

from __future__ import annotations

from skillpact.taxonomy.words import WordAnalyser, fold

# Words of one stem and different meanings: the stem must be followed by one of the same group of endings.
# "gestor de productos" is not "gestión de la producción", nor "orden" "ordenador".
_SPLIT_STEMS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "product": ("ion ions", "ive ivity"), "market": ("ing",), "organ": ("ise ize isation ization ising "
        "izing isational "
        "izational isations", "ic ics"), "general": ("ist",), "relat": ("ive ives",), "architectur": ("al",),
        "univers": ("ity ities",),
        "import": ("ance ant",), "direct": ("or ors",), "human": ("ities ity",), "secur": ("ities",),
        "build": ("ing ings",),
        "test": ("imony",), "polic": ("e",), "generat": ("or ors",),
    },
}  # fmt: skip
# Endings by which Romance words change their meaning; across them only verbs and the nouns of their action meet.
_SHIFTING_ENDINGS = {
    "es": "ador adora adores adoras idad idades acion aciones",
    "fr": "ateur ateurs atrice ite ites ation ations",
    "it": "atore atori atrice ita azione azioni",
    "pt": "ador adora adores idade idades acao acoes",
}
_NOMINAL_ENDINGS = {
    "es": "s es a o as os e al ales", "fr": "s e es x al ale aux", "it": "a o i e", "pt": "s es a o as os e",
}  # fmt: skip


def changes_gender(folded: str, spelling: str) -> bool:
    """Say whether two words differ as "marco" and "marca" do; "electrónico" speaks of the field "electrónica"."""
    first, second = folded.rstrip("s"), spelling.rstrip("s")
    is_swapped = first[:-1] == second[:-1] and {first[-1:], second[-1:]} == {"a", "o"}
    return is_swapped and not spelling.endswith("ica")


class InflectionCheck:
    """Tells inflected phrases from those that only share stems ("orden" and "ordenador"); remembers what it saw."""

    _MAX_REMEMBERED = 100_000

    def __init__(self, analyser: WordAnalyser):
        self._analyser = analyser
        self._split = _SPLIT_STEMS.get(analyser.language, {})
        self._shifting = frozenset(_SHIFTING_ENDINGS.get(analyser.language, "").split())
        self._nominal = frozenset(["", *_NOMINAL_ENDINGS.get(analyser.language, "").split()])
        self._known: dict[tuple[str, str], bool] = {}

    def allows(self, surface: str, spelling: str) -> bool:
        """Say whether `surface` can be `spelling` in another form; both have the same stems."""
        if not self._split and not self._shifting:
            return True
        key = (surface, spelling)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= self._MAX_REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._compare(surface, spelling)
        return known

    def _compare(self, surface: str, spelling: str) -> bool:
        pairs = zip(self._words(surface), self._words(spelling), strict=False)
        return all(
            first == second or self._is_same_word(stem, first, second) for (first, stem), (second, _stem) in pairs
        )

    def _words(self, phrase: str) -> list[tuple[str, str]]:
        return [(fold(phrase[t.start : t.end]), t.stem) for t in self._analyser.tokens(phrase) if not t.is_break]

    def _is_same_word(self, stem: str, first: str, second: str) -> bool:
        if not (first.startswith(stem) and second.startswith(stem)):
            return True
        one, other = first[len(stem) :], second[len(stem) :]
        if (one in self._shifting and other in self._nominal) or (other in self._shifting and one in self._nominal):
            return False
        groups = self._split.get(stem)
        if groups is None:
            return True
        sides = [next((n for n, group in enumerate(groups) if ending in group.split()), -1) for ending in (one, other)]
        return sides[0] == sides[1]
