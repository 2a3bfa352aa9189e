"""Invented advertisements and CV parts with the skills that a reader finds in them.

An expectation is `slug[?][!][@level][#section]`: "?" nice to have, "!" denied, the level in quarters, the section where it
matters. Slugs are the ends of the starter taxonomy's URIs.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from skillpact.extraction import LexicalExtractor
from skillpact.records import Mention
from skillpact.taxonomy import TaxonomyStore


class Case(NamedTuple):
    """A text, its language as stated (None: to be found out), and what stands in it."""

    name: str
    language: str | None
    text: str
    expected: str


@cache
def starter_extractor() -> LexicalExtractor:
    return LexicalExtractor(TaxonomyStore().starter())


def describe(mention: Mention, expected: str) -> str:
    """Return a mention as expectations are written, with as much detail as `expected` asks for."""
    text = mention.uri.rsplit("/", 1)[1]
    text += ("?" if mention.is_optional else "") + ("!" if mention.is_negated else "")
    text += f"@{mention.level:g}" if mention.level is not None else ""
    return text + (f"#{mention.section}" if "#" in expected else "")


ADS = [
    Case("headings alone on a line", "en", """Maintenance technician (m/f/d)

About us
We are proud of 40 years of TIG welding and robotics.
Your tasks
- Preventive maintenance
- You program PLC systems with Python
Requirements
- Experience with C++, C#, .NET and Node.js
- CI/CD
Benefits
- German classes and free Java training
How to apply
Send your CV; we process it under our data protection rules.
""", "preventive-maintenance#tasks plc-programming#tasks python#tasks cpp-programming#requirements c-sharp#requirements "
         "dotnet#requirements nodejs#requirements ci-cd#requirements"),
    Case("headings with more words", "es", """Requisitos mínimos del puesto
- Contabilidad
Tus funciones principales
- Facturación
Beneficios
- Clases de alemán
""", "accounting#requirements invoicing#tasks"),
    Case("inline headings in capitals without accents", "es",
         "EMPRESA DEL SECTOR NECESITA SOLDADOR FUNCIONES: - MANTENIMIENTO PREVENTIVO REQUISITOS: - SOLDADURA TIG "
         "- INTERPRETACION DE PLANOS - INGLES NIVEL MEDIO SE VALORARA: - CARRETILLA ELEVADORA SE OFRECE: "
         "- FORMACION EN PYTHON - CURSOS DE ALEMAN",
         "preventive-maintenance#tasks tig-welding#requirements technical-drawing-reading#requirements "
         "english-language@0.5#requirements forklift-operation?#requirements"),
    Case("self-praise without a heading", "es",
         "Somos una empresa líder en soldadura TIG y robótica. Buscamos técnico con conocimientos de SQL.", "sql"),
    Case("asking inside praise", "es", "Buscamos técnico con experiencia en empresa líder en SQL.", "sql"),
    Case("offers without a heading", "en", "We offer German classes. You have Python skills.", "python"),
    Case("an offer inside the requirements", "en", "Requirements\n- SQL\nWe also offer German classes.\n- Python", "sql python"),
    Case("what is asked after the offers", "es",
         "Ofrecemos: clases de inglés.\nImprescindible Python.\nSe ofrece formación en SQL.", "python"),
    Case("a form field holds for itself only", "es", "Requisitos: SQL\nHorario: de mañana\nPython", "sql python"),
    Case("small print", "en", "Python needed. We are an equal opportunity employer and promote diversity and inclusion.", "python"),
    Case("small print in German", "de", "Python gesucht.\nDatenschutz\nWir speichern Ihre Daten mit SQL.", "python"),
    Case("denied in a clause", "es", "No se requiere experiencia en Docker, pero sí SQL.", "docker! sql"),
    Case("denied after the skill", "en", "SQL is required, Docker is not required.", "sql docker!"),
    Case("a list denied", "en", "SQL, Docker and Kubernetes are not required.", "sql! docker! kubernetes!"),
    Case("a list denied from its start", "es", "No se requiere inglés, francés ni alemán.",
         "english-language! french-language! german-language!"),
    Case("denied in brackets", "en", "Python, Docker (not required)", "python docker!"),
    Case("no experience in one, experience in another", "en", "No experience with Java needed. You need Python.", "java! python"),
    Case("denied in German", "de", "Python erforderlich, Docker nicht erforderlich.", "python docker!"),
    Case("denied in French", "fr", "Maîtrise de SQL. Docker n'est pas nécessaire.", "sql docker!"),
    Case("denied in Basque", "eu", "SQL behar da. Docker ez da beharrezkoa.", "sql docker!"),
    Case("nice to have before", "es", "Se valorará inglés y manejo de SAP.", "english-language? sap-erp?"),
    Case("nice to have after", "en", "SQL required, Docker a plus", "sql docker?"),
    Case("a list that is nice to have", "en", "Docker, Kubernetes and Terraform are a plus.", "docker? kubernetes? terraform?"),
    Case("nice to have in brackets", "en", "Docker (nice to have), SQL", "docker? sql"),
    Case("nice to have as a heading", "en", "Requirements\n- SQL\nNice to have\n- Docker\n- Python\nYour tasks\n- Java",
         "sql docker? python? java"),
    Case("nice to have with a colon holds for its sentence", "en", "Nice to have: Docker, Kubernetes\n- SQL",
         "docker? kubernetes? sql"),
    Case("preferred closes its own part", "en", "Docker preferred, SQL needed", "docker? sql"),
    Case("levels of the Common European Framework", "en", "English C1, German B1, French (A2)",
         "english-language@1 german-language@0.5 french-language@0.25"),
    Case("a level before its language", "es", "Nivel B2 de inglés y francés", "english-language@0.75 french-language"),
    Case("grading words", "es", "Conocimientos básicos de Python, SQL avanzado y nivel alto de inglés",
         "python@0.25 sql@0.75 english-language@0.75"),
    Case("a medium grade of vocational training is no level", "es", "Grado medio en electrónica", "electronics"),
    Case("grading words in English", "en", "Basic Python; strong SQL; good knowledge of Docker.", "python@0.25 sql@0.75 docker@0.5"),
    Case("compounds with hyphens", "de",
         "Sie bringen mit:\n• SQL- und Python-Kenntnisse\n• sehr gute Deutschkenntnisse\n• WIG-Schweißen von Vorteil\n"
         "• z.B. Docker\nWir bieten\n• Englischkurse",
         "sql python german-language@0.75 tig-welding? docker"),
    Case("shared first word", "es", "Experiencia en soldadura TIG y MIG-MAG.", "tig-welding mig-mag-welding"),
    Case("shared first word of two adjectives", "es", "Mantenimiento preventivo y correctivo",
         "preventive-maintenance corrective-maintenance"),
    Case("French profile", "fr", """Qui sommes-nous ?
Leader du soudage TIG.
Profil recherché :
- Maîtrise de l'anglais (B2)
- Notions de SQL
- soudage MIG/MAG
- Java serait un plus
Nous offrons : mutuelle, cours d'allemand
""", "english-language@0.75 sql@0.25 mig-mag-welding java?"),
    Case("Basque", "eu", "Eskakizunak:\n- ingelesa B2\n- TIG soldadura\n- Python baloratuko da\nEskaintzen dugu: euskara ikastaroak",
         "english-language@0.75 tig-welding python?"),
    Case("standards and acronyms", "en", "ISO 9001, ERP, CAD and SAP", "iso-9001 erp-systems cad-software sap-erp"),
    Case("acronyms only as they are written", "es", "una cad rota, sap de mar, el mes de mayo", ""),
    Case("months in a text in capitals", "es", "SALIDA A FINAL DE MES. CONTABILIDAD.", "accounting"),
    Case("accents lost", "es", "contabilidad, facturacion, ingles", "accounting invoicing english-language"),
    Case("plural and article", "es", "Manejo de las carretillas elevadoras", "forklift-operation"),
    Case("hyphen or blank", "en", "back-end developer, back end development, backend development",
         "backend-development backend-development backend-development"),
    Case("abbreviations end no sentence", "es", "Manejo de programas, p.ej. Excel, SAP, etc. y SQL", "spreadsheets sap-erp sql"),
    Case("wrapped lines", "en", "You bring several years of experience with continuous\nintegration and project\nmanagement in teams.",
         "ci-cd project-management"),
    Case("short lines without marks", "en", "Requirements\nexperience with docker\nenglish b2", "docker english-language@0.75"),
    Case("English names in another language", "es", "Experiencia con Docker, machine learning y React.js",
         "docker machine-learning react-js"),
    Case("CV", "es", "Experiencia laboral\n2019-2023 Soldador: soldadura TIG\nIdiomas\nEuskera nativo, inglés B2\nFormación\nISO 9001",
         "tig-welding#tasks basque-language@1#requirements english-language@0.75#requirements iso-9001#requirements"),
    Case("Italian", "it", "Requisiti: esperienza con Python e SQL. Docker costituisce titolo preferenziale. Offriamo: corsi di Java.",
         "python sql docker?"),
    Case("Dutch", "nl", "Wij vragen: ervaring met Python. Docker is een pre. Wij bieden: cursussen Java.", "python docker?"),
    Case("Polish", "pl", "Wymagania: znajomość SQL i Python. Mile widziane: Docker. Oferujemy: kursy Java.", "sql python docker?"),
    Case("Portuguese", "pt", "Requisitos: Python e SQL. Valoriza-se Docker. Oferecemos: curso de Java.", "python sql docker?"),
    Case("Swedish", "sv", "Vi söker dig med erfarenhet av Python. Docker är meriterande. Vi erbjuder utbildning i SQL.", "python docker?"),
    Case("Danish", "da", "Kvalifikationer: erfaring med Python. Docker er en fordel. Vi tilbyder kurser i SQL.", "python docker?"),
    Case("Norwegian", "no", "Vi søker deg med erfaring med Python. Docker er en fordel. SQL kreves ikke. Vi tilbyr kurs i Java.",
         "python docker? sql!"),
    # What reading real advertisements found wrong: words that share only a stem, a letter or a gender with a label.
    Case("order is no computer", "es", "Mantenimiento del orden y la limpieza", ""),
    Case("products are no production", "en", "You report to the product manager.", ""),
    Case("gender makes another noun", "es", "en el marco de la ley, daños, tales fines", ""),
    Case("a nationality is no language", "es", "empresa española y cocina francesa", ""),
    Case("an accent too many", "es", "en la ribera del Gállego", ""),
    Case("half of a contraction", "en", "You're here because we're a team, don't worry", ""),
    Case("an employment contract is no skill", "es", "contrato laboral y jornada de mañana", ""),
]  # fmt: skip
