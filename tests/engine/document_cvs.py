"""CVs of invented people in the languages of the product, each with what must go and what must stay."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cv:
    """names : tokens that may stand nowhere; gone : further strings that may not; kept : strings that must stay."""

    language: str
    text: str
    names: tuple[str, ...]
    gone: tuple[str, ...]
    kept: tuple[str, ...]


ENGLISH = Cv(
    "en",
    """JANE M. HOLLOWAY
Senior Test Engineer
45B Greenhill Rd, Apt #12, London SW6 2XY
Tel: +44 7700 900123 | jane.holloway@mail.example | linkedin.com/in/janeholloway
Date of birth: 3 May 1984 | Nationality: British | Marital status: married, two children

PROFILE
I was born in 1984 in Leeds. Test engineer with twelve years of experience in embedded systems.
My name is Jane Holloway and I like clean test reports.

EXPERIENCE
Test Engineer, Olatuna Software, 2015 - 2024
- Holloway's team automated 400 test cases in Python and pytest
- Wrote CAN bus simulators, called 020 7946 0958 on call
Junior tester (2012 - 2015)
- Regression testing with Selenium, ISO 26262 audits

EDUCATION
BSc Electronics, University of Leeds, 2009 - 2012

LANGUAGES
English (native), German (B2)
Driving licence: B

REFERENCES
Dr Paul Winterbourne, +44 20 7946 0000, paul@firm.example
References available on request.

Jane Holloway - page 1 of 1
""",
    ("jane", "holloway", "winterbourne"),
    ("1984", "British", "married", "7700", "SW6", "Greenhill", "@", "linkedin", "7946", "Leeds. Test"),
    ("Test engineer with twelve years of experience", "400 test cases in Python and pytest",
     "CAN bus simulators", "ISO 26262",
     "2015 - 2024", "German (B2)", "Driving licence: B", "Selenium"),
)  # fmt: skip
SPANISH = Cv(
    "es",
    """CURRICULUM VITAE

Datos personales
Nombre y apellidos: Aitziber Goñi Larrabeiti
DNI: 12345678Z
Fecha de nacimiento: 12/03/1979
Lugar de nacimiento: Sestao
Estado civil: casada
Dirección: C/ San Ignacio 14, 2º izda., 48902 Barakaldo
Teléfono: 944 12 34 56 / 612 345 678
Correo electrónico: aitziber79@correo.example
Carné de conducir: B y vehículo propio

Experiencia profesional
2010 - 2023  Soldadora TIG en Burdinlotu Soldadura
Soldadura de acero inoxidable según UNE-EN ISO 9606-1. Aitziber Goñi fue encargada de turno.
Interpretación de planos y metrología.
2005 - 2010  Dependienta
Nacida en Sestao, he trabajado siempre en Bizkaia.

Formación académica
Técnico en soldadura y calderería, 2004

Idiomas
Euskera: B2
Inglés: A2

Referencias
D. Koldo Urrutikoetxa, jefe de taller, tel. 944 00 00 00

Fdo.: Aitziber Goñi Larrabeiti
Barakaldo, a 3 de marzo de 2024
""",
    ("aitziber", "goni", "larrabeiti", "urrutikoetxa"),
    ("12345678Z", "1979", "casada", "San Ignacio", "48902", "944", "612", "@", "Nacida"),
    ("Soldadora TIG", "acero inoxidable según UNE-EN ISO 9606-1", "Interpretación de planos y metrología",
     "Técnico en soldadura",
     "Euskera: B2", "2010 - 2023"),
)  # fmt: skip
FRENCH = Cv(
    "fr",
    """Hélène DUBOSCARD-NAVAIL
Ingénieure qualité
12 rue des Tanneurs
64100 Bayonne
06 12 34 56 78
helene.duboscard@courriel.example
Née le 7 juin 1988 à Pau
Nationalité française, célibataire, permis B

Profil
Ingénieure qualité avec dix ans d'expérience dans l'agroalimentaire.
Je m'appelle Hélène Duboscard-Navail, née à Pau en 1988.

Expérience professionnelle
2014 – 2024 : Responsable qualité, Errotaldi Foods
• Mise en place de la norme IFS et audits HACCP
• Gestion d'un budget de 1 200 000 euros
Compétences
Méthode 8D, AMDEC, Minitab, Excel
Langues : anglais (C1), espagnol (B1)
Références
M. Gaston Pradeilles – 05 59 00 00 00
HÉLÈNE DUBOSCARD-NAVAIL
""",
    ("helene", "duboscard", "navail", "pradeilles"),
    ("Tanneurs", "64100", "06 12", "05 59", "1988", "célibataire", "@", "Nationalité"),
    ("dix ans d'expérience dans l'agroalimentaire", "norme IFS et audits HACCP", "AMDEC", "anglais (C1)", "2014 – 2024",
     "1 200 000 euros"),
)  # fmt: skip
GERMAN = Cv(
    "de",
    """Lebenslauf

Persönliche Daten
Name:               Jörg Wattenbüll
Geburtsdatum:       12.03.1975
Geburtsort:         Husum
Familienstand:      verheiratet, zwei Kinder
Staatsangehörigkeit: deutsch
Anschrift:          Deichstraße 7, 25813 Husum
Telefon:            04841 123456
E-Mail:             j.wattenbuell@post.example

Berufserfahrung
03/2008 – heute     Mechatroniker, Nordhafen Maschinenbau GmbH
                    Instandhaltung von Verpackungsanlagen, SPS-Programmierung mit TIA Portal
                    Ansprechpartner für Hydraulik und Pneumatik
1996 – 2008         Industriemechaniker
Jörg Wattenbüll wurde 1975 in Husum geboren. Er leitet ein Team von fünf Personen.

Ausbildung
Ausbildung zum Industriemechaniker, Abschluss 1996

Kenntnisse
Englisch B1, Staplerschein, Schweißen nach DIN EN ISO 9606

Husum, 1. März 2024
Jörg Wattenbüll
""",
    ("jorg", "wattenbull", "wattenbuell"),
    ("12.03.1975", "verheiratet", "deutsch\n", "Deichstraße", "25813", "04841", "@", "1975"),
    ("Mechatroniker, Nordhafen", "SPS-Programmierung mit TIA Portal", "Hydraulik und Pneumatik", "Er leitet ein Team",
     "Staplerschein", "Englisch B1", "03/2008"),
)  # fmt: skip
BASQUE = Cv(
    "eu",
    """Eneritz Zubizelai Arrospe
Herriko kalea 8, 20570 Bergara
688 12 34 56 · eneritz@posta.example
Jaiotze data: 1993/05/14
Egoera zibila: ezkongabea

Profila
Eneritz naiz, datu-analista. Gasteizen jaioa naiz 1993an.
Datuen analisian eta adimen artifizialean sei urteko eskarmentua dut.

Lan-esperientzia
2018 - 2024 Datu-analista, Izarlerro Data
- SQL eta Python bidez datu-biltegiak kudeatu
- Eneritzek Power BI txostenak prestatu zituen; Zubizelairen taldeak saritu zuten

Prestakuntza
Estatistika gradua, 2015

Hizkuntzak
Euskara: jatorrizkoa
Ingelesa: C1

Erreferentziak
Ander Mokoroandia, 943 00 00 00
""",
    ("eneritz", "zubizelai", "arrospe", "mokoroandia"),
    ("Herriko kalea", "20570", "688", "1993", "ezkongabea", "@", "943"),
    ("Datuen analisian eta adimen artifizialean", "SQL eta Python", "Power BI txostenak", "Estatistika gradua",
     "Ingelesa: C1",
     "2018 - 2024"),
)  # fmt: skip
ITALIAN = Cv(
    "it",
    """Curriculum Vitae di Ginevra Bortolazzi

Informazioni personali
Nata il 4 aprile 1990 a Vicenza
Codice fiscale: BRTGNV90D44L840X
Residenza: Via dei Mulini 22, 36100 Vicenza
Cellulare: +39 333 123 4567
Stato civile: nubile

Esperienza professionale
2015 - 2024 Saldatrice, Meccanica Veneta
- Saldatura MIG e robotica, lettura del disegno tecnico

Istruzione e formazione
Diploma di perito meccanico

Competenze linguistiche
Inglese B1
Ginevra Bortolazzi autorizza il trattamento dei dati personali.
""",
    ("ginevra", "bortolazzi"),
    ("1990", "BRTGNV", "Mulini", "36100", "333", "nubile"),
    ("Saldatura MIG e robotica, lettura del disegno tecnico", "perito meccanico", "Inglese B1", "2015 - 2024"),
)
# No name at the top: a margin comes first, as PDF programs write two columns.
SIDEBAR = Cv(
    "en",
    """CONTACT
+34 699 11 22 33
maren.ostolozaga@mail.example
48200 Durango
SKILLS
Java, Spring Boot, Kubernetes
Scrum
LANGUAGES
Basque, Spanish, English C1
MAREN OSTOLOZAGA
Backend developer
EXPERIENCE
Backend developer at Mendizulo Cloud, 2019 - 2024
Built payment services with Kafka. Maren introduced contract tests.
""",
    ("maren", "ostolozaga"),
    ("699", "@", "48200"),
    ("Java, Spring Boot, Kubernetes", "Basque, Spanish, English C1",
     "Backend developer at Mendizulo Cloud, 2019 - 2024",
     "payment services with Kafka", "contract tests"),
)  # fmt: skip
TWO_LINES = Cv(
    "es",
    """ENEKO
ARIZKORRETA
Programador CNC
Zamudio | 688 77 66 55 | Edad: 38 años

Resumen
Programador CNC con experiencia en fresado de 5 ejes y Mastercam, 38 años, casado.

Experiencia
Talleres Arraxpe (2012-2024): programación Heidenhain y control dimensional.
Contacto: Eneko Arizkorreta, 688776655
""",
    ("eneko", "arizkorreta"),
    ("688", "38 años"),
    (
        "Programador CNC con experiencia en fresado de 5 ejes y Mastercam",
        "programación Heidenhain y control dimensional",
    ),
)

CVS = (ENGLISH, SPANISH, FRENCH, GERMAN, BASQUE, ITALIAN, SIDEBAR, TWO_LINES)
