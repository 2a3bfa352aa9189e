"""The words by which advertisements and CVs say "nice to have", deny, and grade, by language.

All are written folded (lower case, no accents) and matched as whole words.
"""

from __future__ import annotations

OPTIONAL_PHRASES: dict[str, str] = {
    "en": "nice[ -]to[ -]haves?|a plus|pluses|(?:a |as a )?bonus|desirable|preferably|preferred|ideally|an "
    "advantage|advantageous|"
    "not essential|would be nice|good to have|an asset|optional(?:ly)?|appreciated",
    "es": "se valoraran?|se valora|valorables?|se tendra en cuenta|deseables?|un plus|preferiblemente|"
    "preferentemente|idealmente|"
    "recomendables?|no imprescindibles?|valorad[oa]s?|opcional(?:es)?|valoraremos",
    "fr": "un plus|un atout|des atouts|appreciee?s?|souhaitee?s?|souhaitables?|idealement|de preference|"
    "facultati(?:f|ve)s?|"
    "serait un avantage",
    "de": "von vorteil|wunschenswert|idealerweise|gern(?:e)? gesehen|ein plus|vorteilhaft|optional|nice[ -]to[ "
    "-]have|von nutzen",
    "it": "gradit[aoe]|preferibil[ei]|preferibilmente|un plus|titolo preferenziale|apprezzat[aoie]|costituisce titolo",
    "nl": "een pre|een plus|bij voorkeur|mooi meegenomen|wenselijk",
    "pt": "valoriza-se|valorizamos|preferencialmente|desejave(?:l|is)|mais-valia|valorizad[oa]s?",
    "pl": "mile widzian[aey]|dodatkowym atutem|atutem|dodatkowy atut",
    "sv": "meriterande|onskvart|ett plus|ar en merit|en fordel",
    "da": "en fordel|et plus|onskeligt",
    "no": "en fordel|onskelig|et pluss",
    "eu": "baloratuko (?:da|dira|dugu)|kontuan hartuko (?:da|dira)|abantaila izango da|hobetsiko da",
}

# What denies the words before and after it in its clause: "no se requiere inglés", "inglés: no se requiere".
NEGATIONS: dict[str, str] = {
    "en": "(?:is |are )?not (?:\\w+ )?(?:required|necessary|needed|essential|a requirement|mandatory)|no need "
    "for|does not require|"
    "don't need|do not need|isn't (?:required|needed|necessary)|aren't (?:required|needed|necessary)",
    "es": "no (?:se|es|son|sera|seran) (?:\\w+ )?(?:requieren?|requerid[oa]s?|necesari[oa]s?|necesitan?|exigen?|"
    "precisan?|"
    "imprescindibles?|obligatori[oa]s?)|no (?:necesari[oa]|requerid[oa]|hace falta)",
    "fr": "pas (?:\\w+ )?(?:necessaires?|requis|requise|requises|exigee?s?|obligatoires?|indispensables?)|pas besoin",
    "de": "nicht (?:\\w+ )?(?:erforderlich|notwendig|notig|vorausgesetzt|benotigt|verlangt|zwingend)",
    "it": "non (?:e|sono) (?:richiest[aoie]|necessari[aoe]|obbligatori[aoe]|indispensabil[ei])|non occorre|non serve",
    "nl": "niet (?:vereist|nodig|noodzakelijk|verplicht)",
    "pt": "nao (?:e|sao) (?:necessari[oa]s?|obrigatori[oa]s?|exigid[oa]s?)|nao se exige",
    "pl": "nie wymagamy|nie (?:jest|sa) wymagan[aey]|niewymagan[aey]",
    "sv": "inget krav|inte (?:ett )?krav|kravs inte|kravs ej",
    "da": "ikke (?:et )?krav|kraeves ikke",
    "no": "ikke (?:et )?krav|kreves ikke",
    "eu": "ez da (?:beharrezkoa|derrigorrezkoa|eskatzen)|ez dira (?:beharrezkoak|eskatzen)",
}

# What denies only the words after it: "no experience in welding", "sin conocimientos de SQL".
FORWARD_NEGATIONS: dict[str, str] = {
    "en": "no (?:prior |previous )?(?:experience|knowledge|background)(?: (?:in|with|of))?|without|no prior",
    "es": "sin (?:necesidad de|experiencia|conocimientos?)(?: (?:previ[oa]s? )?(?:en|de|con))?",
    "fr": "sans (?:experience|connaissances?)|aucune? (?:connaissance|experience)",
    "de": "keine (?:\\w+ ?)?(?:kenntnisse|erfahrung)|ohne (?:vor)?(?:kenntnisse|erfahrung)?",
    "it": "senza (?:esperienza|conoscenze)", "nl": "geen (?:ervaring|kennis)|zonder", "pt": "sem (?:experiencia|"
    "conhecimentos?)",
    "pl": "bez (?:doswiadczenia|znajomosci)", "sv": "ingen (?:erfarenhet|kunskap)|utan", "da": "ingen erfaring|uden",
    "no": "ingen erfaring|uten", "eu": "beharrik gabe",
}  # fmt: skip

# What asks for a thing: such a part of an enumeration is not denied by its neighbour ("SQL required, Docker not").
ASSERTIONS: dict[str, str] = {
    "en": "required|essential|needed|must|mandatory|is a must", "es": "imprescindible|necesari[oa]|"
    "obligatori[oa]|se requiere",
    "fr": "exigee?s?|requise?s?|obligatoires?|indispensables?", "de": "erforderlich|notwendig|zwingend|vorausgesetzt",
    "it": "richiest[aoie]|necessari[aoe]|indispensabil[ei]", "nl": "vereist|nodig", "pt": "necessari[oa]|"
    "obrigatori[oa]",
    "pl": "wymagan[aey]", "sv": "krav|kravs", "da": "krav|kraeves", "no": "krav|kreves", "eu": "beharrezkoa|"
    "ezinbestekoa",
}  # fmt: skip

# Words that grade the skill beside them, as quarters of a level.
LEVEL_WORDS: dict[str, dict[float, str]] = {
    "en": {0.25: "basic|basics|elementary|beginner|some|entry[ -]level", 0.5: "intermediate|working knowledge|good",
           0.75: "advanced|strong|excellent|deep|in-depth|solid|proficient|proficiency|fluent|fluently|very "
           "good|extensive",
           1.0: "expert|expertise|mastery|native|bilingual"},
    "es": {0.25: "basic[oa]s?|elemental(?:es)?|nociones", 0.5: "(?<!grado )(?<!ciclo )medio|intermedi[oa]s?|"
    "buen nivel|buen manejo",
           0.75: "avanzad[oa]s?|(?:nivel|conocimientos?) (?:muy )?alto|(?:nivel )?alto (?:nivel|dominio)|alto|"
           "solid[oa]s?|ampli[oa]s|"
           "fluid[oa]|fluidez|excelentes?", 1.0: "expert[oa]s?|nativ[oa]|bilingue|lengua materna"},
    "fr": {0.25: "notions|debutant|bases|elementaires?", 0.5: "intermediaire|bonnes? connaissances?|bon niveau",
           0.75: "avancee?s?|solides?|courant|couramment|tres bonnes?|tres bon|approfondie?s?|excellentes?",
           1.0: "expert|expertise|maitrise parfaite|langue maternelle|bilingue"},
    "de": {0.25: "grundkenntnisse|grundlegende|basiskenntnisse|erste", 0.5: "gute[nrms]?|mittlere",
           0.75: "sehr gute[nrms]?|fundierte[nrs]?|fortgeschrittene[nrs]?|fliessende?[nrs]?|vertiefte[nrs]?|"
           "umfassende[nrs]?|sichere[rn]?",
           1.0: "expertenkenntnisse|experte|muttersprache|muttersprachler|verhandlungssicher(?:e[nrs]?)?"},
    "it": {0.25: "livello base|conoscenza base|di base|elementare", 0.5: "buon[ao]?|intermedi[oa]",
           0.75: "ottim[aoe]|avanzat[aoe]|"
           "fluente|approfondit[aoe]", 1.0: "espert[oa]|madrelingua"},
    "nl": {0.25: "basiskennis|enige", 0.5: "goede|redelijke", 0.75: "zeer goede|uitstekende|gedegen|vloeiend",
           1.0: "moedertaal|expert"},
    "pt": {0.25: "basic[oa]s?|nocoes", 0.5: "intermedi[oa]|bons|boas?|bom", 0.75: "avancad[oa]s?|fluentes?|"
    "solid[oa]s", 1.0: "nativ[oa]"},
    "pl": {0.25: "podstawow[aey]", 0.5: "dobr[aey]", 0.75: "bardzo dobr[aey]|zaawansowan[aey]|biegl[aey]",
           1.0: "ojczysty"},
    "sv": {0.25: "grundlaggande", 0.5: "goda?", 0.75: "mycket goda?|flytande|avancerad[e]?", 1.0: "modersmal"},
    "da": {0.25: "grundlaeggende", 0.5: "god[et]?|gode", 0.75: "meget gode?|flydende|avanceret", 1.0: "modersmal"},
    "no": {0.25: "grunnleggende", 0.5: "god|gode|godt", 0.75: "svaert god[et]?|flytende|avansert", 1.0: "morsmal"},
    "eu": {0.25: "oinarrizko(?:a|ak)?", 0.5: "erdi mailako|maila ertaina", 0.75: "aurreratua|maila altua|maila "
    "aurreratua",
           1.0: "aditua|jatorrizko hiztuna"},
}  # fmt: skip
