"""The words by which advertisements and CVs announce their parts, by language.

All are written folded (lower case, no accents) and matched as whole words. Headings: effect of a missing one is that
text counts as part of the section before it.
"""

from __future__ import annotations

from skillpact.taxonomy.words import fold

REQUIREMENTS, TASKS, ABOUT, BENEFITS, LEGAL, OTHER = "requirements", "tasks", "about", "benefits", "legal", "other"
OPTIONAL = "optional"  # a heading under which requirements are nice to have

HEADINGS: dict[str, dict[str, str]] = {
    "en": {
        REQUIREMENTS: "requirements|your profile|who you are|what you bring|what you need|what we are looking for|"
        "qualifications|skills|must have|essential|experience|you have|about you|education|technologies|tech stack|"
        "languages|knowledge|training|profile|certificates",
        TASKS: "responsibilities|tasks|your tasks|duties|what you will do|what you'll do|your role|the role|job "
        "description|"
        "your mission|functions|work experience|employment",
        OPTIONAL: "nice to have|bonus|a plus|desirable|preferred|optional|good to have|advantageous",
        ABOUT: "about us|who we are|our company|the company|about the company|company|our team|about",
        BENEFITS: "benefits|we offer|what we offer|perks|our offer|what you get|salary|conditions|why join us",
        LEGAL: "equal opportunit|data protection|privacy|how to apply|application|contact|legal|disclaimer|diversity",
    },
    "es": {
        REQUIREMENTS: "requisitos|perfil|se requiere|requerimos|se busca|buscamos|imprescindible|formacion|experiencia|"
        "conocimientos|competencias|habilidades|que necesitas|que buscamos|tu perfil|idiomas|titulacion|carnets|"
        "aptitudes",
        TASKS: "funciones|tareas|responsabilidades|que haras|tus funciones|tu mision|mision|descripcion del puesto|"
        "el puesto|actividades|experiencia laboral|experiencia profesional|descripcion",
        OPTIONAL: "se valorara|valorable|deseable|se valora|sera un plus|otros meritos|recomendable",
        ABOUT: "sobre nosotros|quienes somos|la empresa|nuestra empresa|empresa|somos|sobre la empresa",
        BENEFITS: "ofrecemos|se ofrece|que ofrecemos|condiciones|beneficios|te ofrecemos|salario|horario|"
        "contrato|jornada|"
        "condiciones laborales|la empresa ofrece|ventajas|retribucion",
        LEGAL: "proteccion de datos|igualdad de oportunidades|como inscribirse|contacto|interesados|aviso legal|"
        "enviar cv",
    },
    "fr": {
        REQUIREMENTS: "profil|votre profil|profil recherche|competences|exigences|prerequis|qualifications|formation|"
        "vous avez|savoir-faire|savoir faire|experience|connaissances|langues|competences requises|diplomes",
        TASKS: "missions|vos missions|taches|responsabilites|votre mission|le poste|description du poste|activites|"
        "votre role|experience professionnelle|parcours professionnel",
        OPTIONAL: "atouts|un plus|serait un plus|souhaite|apprecie|idealement|les plus",
        ABOUT: "qui sommes-nous|qui sommes nous|a propos|l'entreprise|notre entreprise|entreprise|la societe|"
        "presentation",
        BENEFITS: "nous offrons|nous vous offrons|avantages|remuneration|conditions|salaire|nous proposons|on "
        "vous propose",
        LEGAL: "egalite|protection des donnees|candidature|pour postuler|contact|mentions legales|comment postuler",
    },
    "de": {
        REQUIREMENTS: "anforderungen|ihr profil|dein profil|profil|qualifikation|qualifikationen|das bringen sie mit|"
        "das bringst du mit|sie bringen mit|du bringst mit|was sie mitbringen|was du mitbringst|voraussetzungen|"
        "kenntnisse|ausbildung|sie haben|"
        "fahigkeiten|sprachkenntnisse|sprachen|wir erwarten|bildung|weiterbildung|kompetenzen",
        TASKS: "aufgaben|ihre aufgaben|deine aufgaben|tatigkeiten|das erwartet sie|das erwartet dich|"
        "stellenbeschreibung|"
        "aufgabengebiet|was sie erwartet|verantwortung|berufserfahrung|beruflicher werdegang|berufspraxis",
        OPTIONAL: "von vorteil|wunschenswert|nice to have|idealerweise|pluspunkte",
        ABOUT: "uber uns|wer wir sind|das unternehmen|unternehmen|unser unternehmen|wir sind",
        BENEFITS: "wir bieten|das bieten wir|unser angebot|benefits|ihre vorteile|deine vorteile|was wir bieten|"
        "vergutung",
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
        REQUIREMENTS: "functie-eisen|eisen|profiel|jouw profiel|wat vragen wij|wij vragen|kwalificaties|"
        "vaardigheden|opleiding",
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
        REQUIREMENTS: "eskakizunak|baldintzak|profila|betekizunak|ezagutzak|prestakuntza|hizkuntzak|gaitasunak|"
        "ikasketak",
        TASKS: "zereginak|eginkizunak|lanak|egitekoak|lan esperientzia",
        OPTIONAL: "baloratuko da|kontuan hartuko da",
        ABOUT: "nor gara|guri buruz|enpresa",
        BENEFITS: "eskaintzen dugu|baldintzak|soldata",
        LEGAL: "datuen babesa|harremanetarako|eskaera",
    },
}  # fmt: skip

# Words that stand beside a heading without changing it: "requisitos mínimos del puesto", "your main tasks".
HEADING_FILLERS = frozenset((
    "ihnen", "dir", "euch", "vous", "te", "principali", "principais", "essenciais", "indispensables",
    "a", "and", "are", "basic", "core", "for", "general", "job", "key", "main", "minimum", "of", "or", "our", "own",
    "position", "required", "role", "technical", "the", "this", "your", "adicionales", "al", "de", "deseados",
    "del", "el", "imprescindibles", "la", "las", "lo", "los", "minima", "minimas", "minimos", "necesarios",
    "necesarias", "o", "para", "personales", "principales", "profesional", "profesionales", "puesto", "que",
    "realizar", "requeridas", "requeridos", "se", "tecnicas", "tecnicos", "tus", "y", "au", "des", "du", "et",
    "les", "le", "pour", "requis", "vos", "votre", "das", "dein", "deine", "der", "die", "fachliche", "ihr", "ihre",
    "personliche", "stelle", "und", "unser", "unsere", "wir", "dell", "della", "e", "i", "il", "per", "richieste",
    "richiesti", "van", "het", "en", "jouw", "onze", "os", "da", "do", "din", "dina", "dine", "ditt", "och", "og",
    "om",
))  # fmt: skip

# Fields of a form: what stands after their colon belongs to them, what follows does not.
FIELD_HEADINGS = frozenset((
    "salario", "horario", "contrato", "jornada", "retribucion", "salary", "contact", "contacto", "kontakt",
    "contatti", "salaire", "contract", "schedule", "company", "empresa", "firma", "remuneracion", "salaris", "lon",
    "lonn", "vergutung", "retribuzione", "wynagrodzenie",
))  # fmt: skip

# How a sentence begins that belongs to a section wherever it stands.
OPENERS: dict[str, dict[str, str]] = {
    "en": {
        REQUIREMENTS: "we are looking for|you have|you bring|you must|must have|experience (?:in|with|of)|knowledge of|"
        "proven experience|candidates must|at least|minimum of|degree in|required",
        BENEFITS: "(?:what )?we (?:also )?(?:can )?offer|you will receive|you will get|you get|we provide you|enjoy|"
        "in return|benefits include|we pay",
        ABOUT: "we are (?:a|an|the|one of|proud)|our company|founded in|with (?:over|more than) \\d+ (?:years|"
        "employees)",
        LEGAL: "we are an equal|equal opportunit|all qualified applicants|send (?:us )?your|apply (?:now|to|by|"
        "via|with)|"
        "your personal data|by applying",
    },
    "es": {
        REQUIREMENTS: "se requiere|se requieren|requerimos|imprescindible|se necesita|se precisa|buscamos|"
        "experiencia (?:minima|previa|en|como|demostrable)|conocimientos? (?:de|en)|estar en posesion|se busca|"
        "necesitamos",
        BENEFITS: "(?:que |te )?ofrecemos|(?:la empresa )?se? ?ofrece[nr]?|se ofertan?|formacion a cargo de la empresa|"
        "salario|contrato (?:indefinido|temporal|laboral)|disfrutaras",
        ABOUT: "somos (?:una?|la|el|lideres?)|nuestra empresa|fundada en|empresa (?:lider|dedicada|del sector|"
        "especializada)",
        LEGAL: "interesad[oa]s|envi(?:a|ar|e) (?:tu |su |el )?(?:cv|curriculum)|los datos personales|"
        "le informamos que sus datos|conforme al? |fomentamos la igualdad",
    },
    "fr": {
        REQUIREMENTS: "vous (?:avez|possedez|maitrisez|justifiez|disposez|etes titulaire)|nous recherchons|"
        "experience (?:en|de|dans)|"
        "connaissances? (?:en|de|des|du)|maitrise",
        BENEFITS: "(?:nous|on) (?:vous )?(?:offrons|proposons|propose|offre)|mutuelle|tickets restaurant|remuneration",
        ABOUT: "nous sommes (?:une?|le|la|l'|leader|specialises)|notre (?:entreprise|societe)|fondee en|leader",
        LEGAL: "vos donnees|conformement|envoyez|pour postuler|merci d'envoyer|nous garantissons l'egalite",
    },
    "de": {
        REQUIREMENTS: "sie (?:haben|bringen|verfugen|besitzen)|du (?:hast|bringst|verfugst|besitzt)|wir "
        "(?:suchen|erwarten)|"
        "erfahrung (?:in|mit|im)|kenntnisse (?:in|im|der|von)|abgeschlossene",
        BENEFITS: "wir bieten|bei uns erwartet|es erwartet sie|freuen sie sich auf|attraktive vergutung|"
        "betriebliche altersvorsorge|\\d+ (?:tage urlaub|urlaubstage)",
        ABOUT: "wir sind (?:eine?|der|die|das|fuhrend|spezialist)|unser unternehmen|als (?:einer der )?fuhrende",
        LEGAL: "ihre daten|mit ihrer bewerbung|bewerben sie sich|bewirb dich|senden sie|wir begrussen bewerbungen|"
        "wir freuen uns auf (?:ihre|deine) bewerbung",
    },
    "it": {
        REQUIREMENTS: "si richied|cerchiamo|e richiest|esperienza (?:in|nel|come|di)|conoscenza (?:di|del)",
        BENEFITS: "(?:si )?offriamo|si offre|offerta", ABOUT: "siamo (?:un|una|la|leader)|la nostra azienda|"
        "azienda leader",
        LEGAL: "i dati|inviare|la ricerca e rivolta|l'offerta si rivolge",
    },
    "nl": {
        REQUIREMENTS: "wij zoeken|je hebt|jij hebt|je beschikt|ervaring (?:met|in|als)|kennis van",
        BENEFITS: "wij bieden|we bieden|je krijgt", ABOUT: "wij zijn een|we zijn een|ons bedrijf",
        LEGAL: "solliciteer|stuur je|jouw gegevens",
    },
    "pt": {
        REQUIREMENTS: "procuramos|experiencia (?:em|como|minima)|conhecimentos? (?:de|em)", BENEFITS: "oferecemos",
        ABOUT: "somos (?:uma?|a|lider)|a nossa empresa", LEGAL: "os seus dados|envie|enviar",
    },
    "pl": {
        REQUIREMENTS: "szukamy|poszukujemy|wymagamy|doswiadczenie (?:w|jako)|znajomosc", BENEFITS: "oferujemy|"
        "zapewniamy",
        ABOUT: "jestesmy|nasza firma", LEGAL: "informujemy|wyrazam zgode|prosimy o przesl|administratorem danych",
    },
    "sv": {
        REQUIREMENTS: "vi soker|du har|erfarenhet av|kunskaper i", BENEFITS: "vi erbjuder", ABOUT: "vi ar "
        "(?:ett|en)|vart foretag",
        LEGAL: "skicka|ansok|dina personuppgifter",
    },
    "da": {
        REQUIREMENTS: "vi soger|du har|erfaring med|kendskab til", BENEFITS: "vi tilbyder", ABOUT: "vi er (?:en|"
        "et)|vores virksomhed",
        LEGAL: "send din|ansog|dine personoplysninger",
    },
    "no": {
        REQUIREMENTS: "vi soker|du har|erfaring (?:med|fra)|kunnskap om", BENEFITS: "vi tilbyr|vi kan tilby",
        ABOUT: "vi er (?:en|et)|var bedrift", LEGAL: "send soknad|sok|dine personopplysninger",
    },
    "eu": {
        REQUIREMENTS: "bilatzen dugu|behar dugu|ezinbestekoa", BENEFITS: "eskaintzen dugu|eskaintzen da",
        ABOUT: "gara|gure enpresa|.{0,40}enpresa gara", LEGAL: "datu pertsonalak|bidali",
    },
}  # fmt: skip

# Words of self-praise, offers and small print anywhere in a sentence that no heading claims and that asks for nothing.
SENTENCE_SECTIONS: dict[str, dict[str, str]] = {
    "en": {
        ABOUT: "our company is|is a leading|is one of the leading|is the leading|leading provider|leading "
        "company|leading supplier|"
        "world leader|market leader|our mission is",
        BENEFITS: "we offer|competitive salary|health insurance|paid holidays|free coffee|pension scheme|paid "
        "by (?:us|the company)",
        LEGAL: "equal opportunity|regardless of (?:age|race|gender|sex|religion)|data protection act|personal data",
    },
    "es": {
        ABOUT: "empresa lider|lider en|empresa dedicada|nuestra empresa es|de reconocido prestigio",
        BENEFITS: "ofrecemos|se ofrece|contrato indefinido|seguro medico|a cargo de la empresa|salario segun",
        LEGAL: "proteccion de datos|igualdad de oportunidades|enviar curriculum|envia tu cv|datos personales",
    },
    "fr": {
        ABOUT: "leader (?:du|de|sur|en|mondial|europeen|francais)|entreprise specialisee|notre entreprise est",
        BENEFITS: "nous offrons|nous vous offrons|mutuelle|tickets restaurant|nous proposons|a la charge de "
        "l'entreprise",
        LEGAL: "protection des donnees|egalite des chances|donnees personnelles|pour postuler",
    },
    "de": {
        ABOUT: "fuhrender|fuhrendes|fuhrende (?:anbieter|hersteller|unternehmen)|gegrundet|unser unternehmen "
        "ist|weltmarktfuhrer",
        BENEFITS: "wir bieten|bieten wir|betriebliche altersvorsorge|attraktive vergutung|urlaubstage",
        LEGAL: "datenschutz(?:erklarung|grundverordnung|hinweise)|chancengleichheit|unabhangig von "
        "(?:geschlecht|alter|herkunft)|"
        "personenbezogene",
    },
    "it": {ABOUT: "azienda leader|leader nel", BENEFITS: "si offre|offriamo", LEGAL: "dati personali|ambo i "
    "sessi|entrambi i sessi"},
    "nl": {ABOUT: "toonaangevend|marktleider", BENEFITS: "wij bieden|bieden wij", LEGAL: "persoonsgegevens|"
    "gelijke kansen"},
    "pt": {ABOUT: "empresa lider|lider em", BENEFITS: "oferecemos", LEGAL: "dados pessoais|igualdade de oportunidades"},
    "pl": {ABOUT: "wiodaca firma|lider(?:em)? w", BENEFITS: "oferujemy", LEGAL: "danych osobowych|rodo"},
    "sv": {ABOUT: "ledande", BENEFITS: "vi erbjuder", LEGAL: "personuppgifter"},
    "da": {ABOUT: "forende", BENEFITS: "vi tilbyder", LEGAL: "personoplysninger"},
    "no": {ABOUT: "ledende", BENEFITS: "vi tilbyr|kan vi tilby", LEGAL: "personopplysninger"},
    "eu": {ABOUT: "enpresa liderra|liderra", BENEFITS: "eskaintzen dugu", LEGAL: "datu pertsonalak"},
}  # fmt: skip

# A sentence that asks is no self-praise: "Buscamos técnico con experiencia en empresa líder en soldadura".
ASKING: dict[str, str] = {
    "en": "experience|knowledge|required|requires?|looking for|you have|skills in|degree",
    "es": "experiencia|conocimientos?|imprescindible|se requiere|requerimos|buscamos|titulacion|manejo de|dominio de",
    "fr": "experience|connaissances?|exigee?|recherchons|vous (?:avez|maitrisez)|diplome",
    "de": "erfahrung|kenntnisse?|erforderlich|vorausgesetzt|suchen|abschluss",
    "it": "esperienza|conoscenza|richiest[ao]|cerchiamo",
    "nl": "ervaring|kennis|vereist|zoeken",
    "pt": "experiencia|conhecimentos?|procuramos",
    "pl": "doswiadczenie|znajomosc|wymagan[ae]|szukamy|poszukujemy",
    "sv": "erfarenhet|kunskaper|krav|soker",
    "da": "erfaring|kendskab|krav|soger",
    "no": "erfaring|kunnskap|krav|soker",
    "eu": "esperientzia|ezagutza|beharrezkoa|bilatzen",
}

_LETTERS = (("ø", "o"), ("ł", "l"), ("æ", "ae"), ("đ", "d"), ("’", "'"))


def plain(text: str) -> str:
    """Return `text` as cues are written: lower case, no accents, no letters without a bare form ("søker" → "soker")."""
    folded = fold(text)
    if not folded.isascii():
        for letter, bare in _LETTERS:
            folded = folded.replace(letter, bare)
    return folded


def bare_heading(plain_text: str) -> str:
    """Return a heading without the words that change nothing: "tus funciones principales" → "funciones"."""
    words = plain_text.strip(" *#_-–—:.").split()
    left = [word for word in words if word not in HEADING_FILLERS]
    return " ".join(left)
