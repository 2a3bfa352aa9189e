"""The words by which advertisements and CVs announce their parts, say "nice to have", deny, and grade. By language.

All are written folded (lower case, no accents) and matched as whole words. Headings: effect of a missing one is that
text counts as part of the section before it.
"""

from __future__ import annotations

REQUIREMENTS, TASKS, ABOUT, BENEFITS, LEGAL, OTHER = "requirements", "tasks", "about", "benefits", "legal", "other"
OPTIONAL = "optional"  # a heading under which requirements are nice to have

HEADINGS: dict[str, dict[str, str]] = {
    "en": {
        REQUIREMENTS: "requirements|your profile|who you are|what you bring|what you need|what we are looking for|"
        "qualifications|skills|must have|essential|experience|you have|about you|education|technologies|tech stack|"
        "languages|knowledge|training|profile|certificates",
        TASKS: "responsibilities|tasks|your tasks|duties|what you will do|what you'll do|your role|the role|job description|"
        "your mission|functions|work experience|employment",
        OPTIONAL: "nice to have|bonus|a plus|desirable|preferred|optional|good to have|advantageous",
        ABOUT: "about us|who we are|our company|the company|about the company|company|our team|about",
        BENEFITS: "benefits|we offer|what we offer|perks|our offer|what you get|salary|conditions|why join us",
        LEGAL: "equal opportunit|data protection|privacy|how to apply|application|contact|legal|disclaimer|diversity",
    },
    "es": {
        REQUIREMENTS: "requisitos|perfil|se requiere|requerimos|se busca|buscamos|imprescindible|formacion|experiencia|"
        "conocimientos|competencias|habilidades|que necesitas|que buscamos|tu perfil|idiomas|titulacion|carnets|aptitudes",
        TASKS: "funciones|tareas|responsabilidades|que haras|tus funciones|tu mision|mision|descripcion del puesto|"
        "el puesto|actividades|experiencia laboral|experiencia profesional|descripcion",
        OPTIONAL: "se valorara|valorable|deseable|se valora|sera un plus|otros meritos|recomendable",
        ABOUT: "sobre nosotros|quienes somos|la empresa|nuestra empresa|empresa|somos|sobre la empresa",
        BENEFITS: "ofrecemos|se ofrece|que ofrecemos|condiciones|beneficios|te ofrecemos|salario|horario|contrato|jornada|"
        "condiciones laborales|la empresa ofrece|ventajas|retribucion",
        LEGAL: "proteccion de datos|igualdad de oportunidades|como inscribirse|contacto|interesados|aviso legal|enviar cv",
    },
    "fr": {
        REQUIREMENTS: "profil|votre profil|profil recherche|competences|exigences|prerequis|qualifications|formation|"
        "vous avez|savoir-faire|savoir faire|experience|connaissances|langues|competences requises|diplomes",
        TASKS: "missions|vos missions|taches|responsabilites|votre mission|le poste|description du poste|activites|"
        "votre role|experience professionnelle|parcours professionnel",
        OPTIONAL: "atouts|un plus|serait un plus|souhaite|apprecie|idealement|les plus",
        ABOUT: "qui sommes-nous|qui sommes nous|a propos|l'entreprise|notre entreprise|entreprise|la societe|presentation",
        BENEFITS: "nous offrons|nous vous offrons|avantages|remuneration|conditions|salaire|nous proposons|on vous propose",
        LEGAL: "egalite|protection des donnees|candidature|pour postuler|contact|mentions legales|comment postuler",
    },
    "de": {
        REQUIREMENTS: "anforderungen|ihr profil|dein profil|profil|qualifikation|qualifikationen|das bringen sie mit|"
        "das bringst du mit|was sie mitbringen|was du mitbringst|voraussetzungen|kenntnisse|ausbildung|sie haben|"
        "fahigkeiten|sprachkenntnisse|sprachen|wir erwarten|bildung|weiterbildung|kompetenzen",
        TASKS: "aufgaben|ihre aufgaben|deine aufgaben|tatigkeiten|das erwartet sie|das erwartet dich|stellenbeschreibung|"
        "aufgabengebiet|was sie erwartet|verantwortung|berufserfahrung|beruflicher werdegang|berufspraxis",
        OPTIONAL: "von vorteil|wunschenswert|nice to have|idealerweise|pluspunkte",
        ABOUT: "uber uns|wer wir sind|das unternehmen|unternehmen|unser unternehmen|wir sind",
        BENEFITS: "wir bieten|das bieten wir|unser angebot|benefits|ihre vorteile|deine vorteile|was wir bieten|vergutung",
        LEGAL: "chancengleichheit|datenschutz|bewerbung|kontakt|so bewerben sie sich|impressum|ansprechpartner",
    },
    "it": {
        REQUIREMENTS: "requisiti|profilo|competenze|conoscenze|si richiede|formazione|esperienza|lingue|cosa cerchiamo",
        TASKS: "mansioni|compiti|responsabilita|attivita|descrizione|il ruolo|esperienza professionale",
        OPTIONAL: "gradito|preferibile|costituisce titolo preferenziale|nice to have|un plus",
        ABOUT: "chi siamo|l'azienda|azienda|la nostra azienda",
        BENEFITS: "offriamo|cosa offriamo|si offre|benefit|retribuzione|vantaggi",
        LEGAL: "pari opportunita|privacy|come candidarsi|contatti|trattamento dei dati",
    },
    "nl": {
        REQUIREMENTS: "functie-eisen|eisen|profiel|jouw profiel|wat vragen wij|wij vragen|kwalificaties|vaardigheden|opleiding",
        TASKS: "taken|werkzaamheden|functieomschrijving|wat ga je doen|verantwoordelijkheden|jouw functie|werkervaring",
        OPTIONAL: "pre|een pre|nice to have|mooi meegenomen",
        ABOUT: "over ons|wie zijn wij|ons bedrijf|het bedrijf",
        BENEFITS: "wij bieden|wat bieden wij|arbeidsvoorwaarden|ons aanbod|salaris",
        LEGAL: "solliciteren|contact|privacy|gelijke kansen",
    },
    "pt": {
        REQUIREMENTS: "requisitos|perfil|competencias|conhecimentos|formacao|experiencia|qualificacoes|idiomas",
        TASKS: "funcoes|tarefas|responsabilidades|descricao da funcao|atividades|experiencia profissional",
        OPTIONAL: "valoriza-se|preferencial|desejavel|sera uma mais-valia",
        ABOUT: "sobre nos|quem somos|a empresa|empresa",
        BENEFITS: "oferecemos|oferta|beneficios|condicoes|salario",
        LEGAL: "protecao de dados|candidatura|contacto|igualdade de oportunidades",
    },
    "pl": {
        REQUIREMENTS: "wymagania|oczekujemy|kwalifikacje|umiejetnosci|profil kandydata|wyksztalcenie|jezyki",
        TASKS: "obowiazki|zadania|zakres obowiazkow|opis stanowiska|doswiadczenie zawodowe",
        OPTIONAL: "mile widziane|dodatkowym atutem",
        ABOUT: "o nas|kim jestesmy|firma",
        BENEFITS: "oferujemy|co oferujemy|benefity|wynagrodzenie",
        LEGAL: "rodo|ochrona danych|aplikuj|kontakt|klauzula",
    },
    "sv": {
        REQUIREMENTS: "krav|kvalifikationer|din profil|vi soker dig|kompetens|utbildning|sprak",
        TASKS: "arbetsuppgifter|ansvar|om rollen|om tjansten|dina uppgifter|arbetslivserfarenhet",
        OPTIONAL: "meriterande|onskvart",
        ABOUT: "om oss|om foretaget|vilka ar vi",
        BENEFITS: "vi erbjuder|formaner|lon",
        LEGAL: "ansokan|kontakt|personuppgifter",
    },
    "da": {
        REQUIREMENTS: "kvalifikationer|krav|din profil|vi forventer|kompetencer|uddannelse|sprog",
        TASKS: "arbejdsopgaver|opgaver|ansvar|om stillingen|dine opgaver|erhvervserfaring",
        OPTIONAL: "en fordel|fordel|nice to have",
        ABOUT: "om os|om virksomheden|hvem er vi",
        BENEFITS: "vi tilbyder|vi kan tilbyde|lon",
        LEGAL: "ansogning|kontakt|persondata",
    },
    "no": {
        REQUIREMENTS: "kvalifikasjoner|krav|din profil|vi soker|kompetanse|utdanning|personlige egenskaper|sprak",
        TASKS: "arbeidsoppgaver|oppgaver|ansvar|om stillingen|ansvarsomrader|arbeidserfaring",
        OPTIONAL: "en fordel|onskelig",
        ABOUT: "om oss|om bedriften|hvem er vi",
        BENEFITS: "vi tilbyr|vi kan tilby|lonn",
        LEGAL: "soknad|kontakt|personvern",
    },
    "eu": {
        REQUIREMENTS: "eskakizunak|baldintzak|profila|betekizunak|ezagutzak|prestakuntza|hizkuntzak|gaitasunak|ikasketak",
        TASKS: "zereginak|eginkizunak|lanak|egitekoak|lan esperientzia",
        OPTIONAL: "baloratuko da|kontuan hartuko da",
        ABOUT: "nor gara|guri buruz|enpresa",
        BENEFITS: "eskaintzen dugu|baldintzak|soldata",
        LEGAL: "datuen babesa|harremanetarako|eskaera",
    },
}  # fmt: skip

# Sentences of self-praise, offers and small print that stand without a heading.
SENTENCE_SECTIONS: dict[str, dict[str, str]] = {
    "en": {
        ABOUT: "we are a|we are an|we are the|our company is|is a leading|is one of the leading|founded in|leading provider|"
        "leading company|our customers|we have been|our mission is",
        BENEFITS: "we offer|you will receive|we provide you|competitive salary|health insurance|paid holidays|free coffee",
        LEGAL: "equal opportunity|regardless of|send your|apply now|apply to|data protection|personal data",
    },
    "es": {
        ABOUT: "somos una|somos un|empresa lider|lider en|empresa dedicada|fundada en|nuestra empresa es|con mas de",
        BENEFITS: "ofrecemos|se ofrece|te ofrecemos|salario|contrato indefinido|jornada completa|seguro medico",
        LEGAL: "proteccion de datos|igualdad de oportunidades|enviar curriculum|envia tu cv|interesados enviar",
    },
    "fr": {
        ABOUT: "nous sommes un|nous sommes une|leader|entreprise specialisee|fondee en|notre entreprise est",
        BENEFITS: "nous offrons|nous vous offrons|mutuelle|tickets restaurant|remuneration|nous proposons",
        LEGAL: "protection des donnees|egalite des chances|envoyez votre|pour postuler",
    },
    "de": {
        ABOUT: "wir sind ein|wir sind eine|wir sind der|fuhrender|fuhrendes|fuhrende|gegrundet|unser unternehmen ist",
        BENEFITS: "wir bieten|bieten wir|betriebliche altersvorsorge|attraktive vergutung|urlaubstage",
        LEGAL: "datenschutz|bewerben sie sich|senden sie|chancengleichheit|unabhangig von",
    },
}

OPTIONAL_PHRASES: dict[str, str] = {
    "en": "nice to have|a plus|would be a plus|is a bonus|desirable|preferably|preferred|ideally|an advantage|advantageous|"
    "not essential|would be nice|good to have",
    "es": "se valorara|se valora|valorable|deseable|sera un plus|un plus|preferiblemente|se valoraran|idealmente|"
    "recomendable|no imprescindible",
    "fr": "un plus|un atout|serait apprecie|apprecie|apprecies|appreciees|souhaite|souhaitee|souhaitees|idealement|de preference",
    "de": "von vorteil|wunschenswert|idealerweise|gern gesehen|ein plus|vorteilhaft|optional",
    "it": "gradito|gradita|preferibile|preferibilmente|un plus|titolo preferenziale|apprezzata|apprezzato",
    "nl": "een pre|is een plus|bij voorkeur|mooi meegenomen",
    "pt": "valoriza-se|preferencialmente|desejavel|mais-valia",
    "pl": "mile widziane|mile widziana|dodatkowym atutem",
    "sv": "meriterande|onskvart|ett plus",
    "da": "en fordel|et plus",
    "no": "en fordel|onskelig",
    "eu": "baloratuko da|baloratuko dira|kontuan hartuko da",
}

# What denies the words of the same clause: "no se requiere experiencia en soldadura".
NEGATIONS: dict[str, str] = {
    "en": "no experience in|no experience with|no knowledge of|not required|not necessary|not needed|no need for|without|"
    "does not require|no prior|is not a requirement",
    "es": "no se requiere|no se requieren|no es necesario|no es necesaria|no necesario|no hace falta|sin necesidad de|"
    "no se necesita|sin experiencia|no se exige",
    "fr": "pas necessaire|pas besoin de|n'est pas requis|n'est pas requise|sans experience|aucune connaissance|"
    "aucune experience|pas exige|n'est pas exigee",
    "de": "nicht erforderlich|nicht notwendig|nicht notig|keine kenntnisse|keine erfahrung|ohne kenntnisse|"
    "nicht vorausgesetzt|werden nicht benotigt|ohne vorkenntnisse",
    "it": "non e richiesta|non e richiesto|non necessaria|non e necessaria|senza esperienza|non occorre",
    "nl": "niet vereist|niet nodig|geen ervaring|geen kennis",
    "pt": "nao e necessario|nao e necessaria|sem experiencia|nao se exige",
    "pl": "nie wymagamy|nie jest wymagane|bez doswiadczenia",
    "sv": "inget krav|inte ett krav|kravs inte|ingen erfarenhet",
    "da": "ikke et krav|ingen erfaring|kraeves ikke",
    "no": "ikke et krav|ingen erfaring|kreves ikke",
    "eu": "ez da beharrezkoa|beharrik gabe|ez da eskatzen",
}

# Words that grade the skill beside them, as quarters of a level.
LEVEL_WORDS: dict[str, dict[float, str]] = {
    "en": {0.25: "basic|elementary|beginner|some", 0.5: "intermediate|working knowledge|good", 0.75: "advanced|strong|"
           "excellent|deep|solid|proficient|fluent|very good", 1.0: "expert|expertise|mastery|native"},
    "es": {0.25: "basico|basica|basicos|basicas|elemental|nociones", 0.5: "medio|intermedio|intermedia|buen nivel",
           0.75: "avanzado|avanzada|avanzados|avanzadas|alto|solidos|amplios|fluido", 1.0: "experto|experta|nativo|bilingue"},
    "fr": {0.25: "notions|debutant|bases|elementaire", 0.5: "intermediaire|bonne connaissance|bonnes connaissances",
           0.75: "avance|avancee|solides|courant|tres bonne|approfondie|approfondies", 1.0: "expert|expertise|maitrise parfaite|"
           "langue maternelle"},
    "de": {0.25: "grundkenntnisse|grundlegende|basiskenntnisse", 0.5: "gute|mittlere", 0.75: "sehr gute|fundierte|"
           "fortgeschrittene|fliessend|fliessende|vertiefte|umfassende", 1.0: "expertenkenntnisse|muttersprache|verhandlungssicher"},
    "it": {0.25: "base|elementare", 0.5: "buona|intermedio", 0.75: "ottima|avanzata|fluente", 1.0: "esperto|madrelingua"},
    "eu": {0.25: "oinarrizko|oinarrizkoa", 0.5: "erdi mailako", 0.75: "aurreratua|maila altua", 1.0: "aditua"},
}  # fmt: skip
