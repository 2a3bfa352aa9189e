"""From what a person typed to a concept: its URI, or one of its labels in any language."""

from __future__ import annotations

from skillpact.taxonomy.model import Taxonomy
from skillpact.taxonomy.words import WordAnalyser, fold


class LabelLookup:
    """Finds the one skill or occupation that a URI or label means; never a guess among several."""

    def __init__(self, taxonomy: Taxonomy, table: str):
        if table not in ("skills", "occupations"):
            raise ValueError(f"table is {table!r}, expected 'skills' or 'occupations'")
        self._taxonomy = taxonomy
        self._table = taxonomy.skills if table == "skills" else taxonomy.occupations
        self._name = table
        self._analysers: dict[str, WordAnalyser] = {}
        self._known: dict[str, str | None] = {}

    def find(self, text: str) -> str | None:
        """Return the concept URI that `text` means, None where it means nothing here or several things equally.

        A preferred label wins over an alternative one. Case and accents do not count.
        """
        if text not in self._known:
            self._known[text] = text if text in self._table else self._by_label(text)
        return self._known[text]

    def _by_label(self, text: str) -> str | None:
        wanted = fold(" ".join(text.split()))
        best: dict[int, int] = {}
        for language in self._table.languages:
            index = self._taxonomy.phrases(self._name, language)
            if index is None:
                continue
            analyser = self._analysers.setdefault(language, WordAnalyser(language))
            for key in analyser.phrase_keys(text):
                if key + " " not in index.trie:
                    continue
                for entry in index.entries(index.trie.key_id(key + " ")):
                    if fold(entry.spelling) == wanted:
                        best[entry.row] = min(entry.kind, best.get(entry.row, entry.kind))
        if not best:
            return None
        strongest = min(best.values())
        rows = [row for row, kind in best.items() if kind == strongest]
        return self._table.uri(rows[0]) if len(rows) == 1 else None
