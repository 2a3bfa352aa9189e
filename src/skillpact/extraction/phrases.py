"""Finds the words of skills in a sentence: the longest phrase from left to right, over preferred and other labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from skillpact.ordering import tie_break
from skillpact.taxonomy.build import ALTERNATIVE, DERIVED, HIDDEN, PREFERRED
from skillpact.taxonomy.model import ConceptTable, PhraseEntry, PhraseIndex
from skillpact.taxonomy.words import Token, WordAnalyser, fold

LABEL_KINDS = {PREFERRED: "preferred", ALTERNATIVE: "alternative", HIDDEN: "hidden", DERIVED: "derived"}
# How far a match can be trusted. Set by reading mentions in real advertisements; calibrated figures replace them later.
_KIND_SCORES = {PREFERRED: 0.95, ALTERNATIVE: 0.88, HIDDEN: 0.8, DERIVED: 0.75}
_INFLECTED = 0.08  # the word form differs from the label's
_ONE_WORD_INFLECTED = 0.15  # one word alone in another number or gender
_ACCENT_LOST = 0.2  # one word alone without the label's accents in a text that has small letters: "fines", "finés"
_FOREIGN_ONE_WORD = 0.15  # an English word in a text of another language, not written as a name
_LOWER_CASE_NAME = 0.3  # "swift", "oracle", "sage" in small letters are more often words than names
_AMBIGUOUS = 0.15  # several concepts carry the same phrase
_MAX_KEY = 160  # characters; a longer phrase never stands in running text
# One word alone is taken in another number or gender only; a stem would make "valorará" the plural of "valor".
_NOMINAL_ENDINGS = {
    "en": ("s", "es"),
    "es": ("s", "es", "a", "o", "as", "os"),
    "fr": ("s", "e", "es", "x"),
    "de": ("e", "en", "n", "s", "er", "es", "em"),
    "it": ("a", "o", "i", "e"),
    "pt": ("s", "es", "a", "o", "as", "os"),
    "nl": ("s", "en", "n", "e"),
    "eu": ("a", "ak", "an", "ko", "ren", "aren", "n", "k", "etan", "z", "ean", "ekin", "aren", "en"),
}
_OTHER_ENDINGS = ("a", "e", "en", "er", "n", "s", "y", "i", "u", "om", "et")
_MIN_INFLECTED = 5  # letters; shorter words are too alike
# Words that some taxonomy lists as a label but that alone say nothing of a skill.
_GENERIC = {
    "en": "control technical quality plan plans project projects support process processes production team work working "
    "business service services management system systems design study studies company client clients customer "
    "report reports operation operations operator tool tools training people product products research values value "
    "documentation transport part parts test tests testing analysis planning organisation performance materials "
    "communicate access go software hardware computer data technology development language languages experience",
    "es": "control tecnico tecnica tecnicos tecnicas calidad plan planes planos proyecto proyectos soporte proceso "
    "procesos produccion equipo trabajo empresa servicio servicios gestion sistema sistemas titulo titulacion valor "
    "valores planta parte partes marca marcas documentacion operador operacion operaciones operativo medio estudio "
    "estudios cliente clientes informe material materiales producto productos herramientas analisis desarrollo datos "
    "organizacion valora fines maquina maquinas obra tecnologia curso formacion idioma idiomas plato platos acceso software caja",
    "fr": "controle technique techniques qualite plan plans projet projets support processus production equipe travail "
    "entreprise service services gestion systeme systemes client clients rapport operation operations operateur outil "
    "outils formation produit produits recherche valeur valeurs documentation materiel materiaux analyse donnees "
    "organisation machine machines developpement langue langues acces logiciel experience etude etudes",
    "de": "kontrolle technik qualitat plan plane projekt projekte unterstutzung prozess prozesse produktion team arbeit "
    "unternehmen service system systeme verwaltung kunde kunden bericht betrieb werkzeug werkzeuge ausbildung produkt "
    "produkte forschung werte wert dokumentation material analyse daten organisation maschine maschinen entwicklung "
    "sprache sprachen zugang software erfahrung studium anlage anlagen",
}


class PhraseMatch(NamedTuple):
    """A stretch of tokens that names a concept: code points in the text, the concept's row, kind of label, score."""

    start: int
    end: int
    row: int
    kind: int
    score: float


class PhraseLinker:
    """Links phrases of one language's labels in texts of that or of another language."""

    def __init__(self, table: ConceptTable, index: PhraseIndex, *, is_foreign: bool):
        self._table = table
        self._index = index
        self._prefix_id = index.trie.iter_prefixes_with_ids
        self._is_foreign = is_foreign
        self.analyser = WordAnalyser(index.language)
        self._generic = frozenset(_GENERIC.get(index.language, "").split())
        self._endings = _NOMINAL_ENDINGS.get(index.language, _OTHER_ENDINGS)

    def matches(self, text: str, start: int, end: int) -> list[PhraseMatch]:
        """Return the non-overlapping matches inside text[start:end], from left to right."""
        tokens = self.analyser.tokens(text, start, end)
        parts, offsets, position = [], [], 0
        for token in tokens:
            offsets.append(position)
            # A break is a character that no key holds.
            part = "\x00 " if token.is_break else token.stem + " "
            parts.append(part)
            position += len(part)
        joined = "".join(parts)
        found: list[PhraseMatch] = []
        i = 0
        while i < len(tokens):
            if tokens[i].is_break:
                i += 1
                continue
            longest = None
            for longest in self._prefix_id(joined[offsets[i] : offsets[i] + _MAX_KEY]):  # noqa: B007 (the last is the longest)
                pass
            if longest is None:
                i += 1
                continue
            key, phrase_id = longest
            n_tokens = key.count(" ")
            match = self._best(text, tokens[i : i + n_tokens], self._index.entries(phrase_id))
            if match is None:
                i += 1
                continue
            found.append(match)
            i += n_tokens
        return found

    def _best(self, text: str, tokens: Sequence[Token], entries: Sequence[PhraseEntry]) -> PhraseMatch | None:
        start, end = tokens[0].start, tokens[-1].end
        surface = text[start:end]
        scored = []
        for entry in entries:
            score = self._score(surface, entry, len(tokens))
            if score is not None:
                scored.append((round(score, 4), entry))
        if not scored:
            return None
        best = max(score for score, _entry in scored)
        equals = [entry for score, entry in scored if score == best]
        entry = min(equals, key=lambda e: (e.kind, tie_break(self._table.uri(e.row))))
        score = best - (_AMBIGUOUS if len(equals) > 1 else 0.0)
        return PhraseMatch(start, end, entry.row, entry.kind, round(score, 4))

    def _score(self, surface: str, entry: PhraseEntry, n_tokens: int) -> float | None:
        """Return how far `surface` is trusted to mean the entry, or None where it cannot."""
        spelling = entry.spelling.split(" (")[0]
        score = _KIND_SCORES[entry.kind]
        is_same = fold(surface) == fold(spelling)
        if n_tokens == 1:
            return self._one_word_score(surface, spelling, score, is_same=is_same)
        return score if is_same else score - _INFLECTED

    def _one_word_score(self, surface: str, spelling: str, score: float, *, is_same: bool) -> float | None:
        folded = fold(surface)
        if len(surface) == 1 or folded in self._generic:
            return None
        # Acronyms (CAD, ERP, SAP) are read only as they are written.
        if spelling.isupper() and len(spelling) <= 5 and not surface.isupper():
            return None
        if spelling.islower() and surface.isupper() and len(surface) <= 3:
            return None
        if not is_same:
            if len(folded) < _MIN_INFLECTED or self._bare(folded) != self._bare(fold(spelling)):
                return None
            score -= _ONE_WORD_INFLECTED
        elif surface.casefold() != spelling.casefold() and not surface.isupper():
            score -= _ACCENT_LOST
        if self._is_name(spelling) and surface.islower():
            score -= _LOWER_CASE_NAME
        if self._is_foreign and surface.islower():
            score -= _FOREIGN_ONE_WORD
        return score

    def _bare(self, folded: str) -> str:
        """Return a folded word without its longest ending of number or gender."""
        fitting = [e for e in self._endings if folded.endswith(e) and len(folded) - len(e) >= _MIN_INFLECTED - 2]
        return folded[: -len(max(fitting, key=len))] if fitting else folded

    def _is_name(self, spelling: str) -> bool:
        # German nouns are capitalised, so a capital says nothing there.
        return self._index.language != "de" and spelling[:1].isupper() and spelling[1:].islower()
