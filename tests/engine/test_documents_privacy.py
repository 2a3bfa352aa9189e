"""A CV leaves behind who it is about; what the person can do stays."""

from __future__ import annotations

import time

import pytest
from document_cvs import CVS, Cv
from hypothesis import given, settings
from hypothesis import strategies as st

from skillpact.files.documents import normalise_text
from skillpact.files.privacy import fold, name_words, strip_contacts, strip_personal_data

BY_NAME = pytest.mark.parametrize("cv", CVS, ids=[f"{cv.language}-{cv.names[0]}" for cv in CVS])


def stripped(cv: Cv) -> str:
    return strip_personal_data(normalise_text(cv.text))


@BY_NAME
def test_no_part_of_a_name_remains_anywhere(cv):
    assert [name for name in cv.names if name in fold(stripped(cv))] == []


@BY_NAME
def test_no_contact_birth_status_or_identity_remains(cv):
    assert [string for string in cv.gone if string in stripped(cv)] == []


@BY_NAME
def test_what_the_person_can_do_remains(cv):
    assert [string for string in cv.kept if string not in stripped(cv)] == []


@BY_NAME
def test_stripping_again_brings_nothing_back_and_keeps_the_skills(cv):
    again = strip_personal_data(stripped(cv))
    assert [string for string in cv.names if string in fold(again)] == []


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["Odalys", "Gwenaëlle", "Þórdís", "Jean-Baptistin", "O'Faoláin", "Ñuflo"]),
    st.sampled_from(["Quennevilliers", "Zabalzagarai", "Müllerschön", "Étcheverrigaray", "Vandersloothe"]),
    st.sampled_from(
        ["{0} {1}", "{1}, {0}", "{2} {1}", "Dr. {0} {1}", "CV – {0} {1}", "{0} de la {1}", "Name: {0} {1}"]
    ),
    st.sampled_from(["{0} {1} – page 2", "© {1}", "{1}'s projects won", "({0})", "Signed: {2} {1}"]),
)
def test_any_name_in_the_header_is_gone_from_the_footer(first, last, header, footer):
    header, footer = (line.format(first, last, first.upper()) for line in (header, footer))
    text = f"{header}\nBilbao\n{first.lower()[:1]}@mail.example\n\nSKILLS\nPython and SQL\n\n{footer}\n"
    out = strip_personal_data(normalise_text(text))
    words = {word for name in (first, last) for word in name_words(name)}
    assert [word for word in words if len(word) > 1 and word in fold(out)] == []
    assert out.startswith("SKILLS\nPython and SQL")


@pytest.mark.parametrize(
    "line",
    [
        "jane(at)example.org and more", "https://jane.example/cv", "www.jane.example", "github.com/jane",
        "xing.com/profile/J",
        "Tel. 0049 30 1234567", "(912) 555-4321", "06.12.34.56.78", "DNI 12345678-Z", "NIE: X1234567L", "12.345.678-Z",
        "Gender: female", "Sexo: Mujer", "Geschlecht: weiblich", "Sexe : Femme", "Sesso: F", "Sexua: emakumea",
        "Age: 34",
        "Edad: 34 años", "Alter: 34 Jahre", "Âge : 34 ans", "Età: 34", "Adina: 34 urte", "Born on 3 May 1980 in Hull",
        "Nacido el 3 de mayo de 1980", "Né le 3 mai 1980", "Né(e) le 03/05/1980 à Lille", "Geboren am 3. Mai 1980",
        "Nato il 3 maggio 1980", "Bilbon jaioa, 1980", "Jaiotze data: 1980/05/03", "Geburtsdatum: 3.5.1980",
        "Nationality: French", "Nacionalidad: española", "Staatsangehörigkeit: deutsch", "Nationalité : belge",
        "Cittadinanza: italiana", "Nazionalitatea: espainiarra", "Marital status: single", "Estado civil: soltero",
        "Familienstand: ledig", "Situation familiale : marié", "Stato civile: celibe", "Egoera zibila: ezkondua",
        "Calle Mayor 5, 3º izda", "Avda. de la Paz 12, Getxo", "12 rue de la Paix, 75002 Paris",
        "Hauptstraße 5", "D-10115 Berlin",
        "48001 Bilbao", "Kale Nagusia kalea 5", "Herriko plaza 3, Bergara", "Via Roma 5",
        "10 Downing Street, London SW1A 2AA",
        "References available upon request", "Referencias disponibles a petición", "Referenzen auf Anfrage",
        "Religion: none",
        "Reisepass: C01X00T47", "Codice fiscale: RSSMRA80A01H501U", "IBAN ES91 2100 0418 4502 0005 1332",
    ],
)  # fmt: skip
def test_a_personal_line_goes_wherever_it_stands(line):
    text = f"Experience\n- Welding of pipes\n{line}\n- Reading of plans"
    assert strip_personal_data(normalise_text(text)) in {
        "Experience\n- Welding of pipes\n- Reading of plans",
        "Experience\n- Welding of pipes\nand more\n- Reading of plans",
    }


@pytest.mark.parametrize(
    "line",
    [
        "Mobile: Android and Kotlin", "Web: HTML, CSS", "GitHub Actions and GitLab CI", "2010 - 2014 Welder",
        "2012-2015", "ISO 9001:2015",
        "Spring @Transactional", "Node.js, ASP.NET Core", "Managed 1 200 000 euros",
        "Care of newborn children", "10 years of experience",
        "10 años de experiencia", "15 Jahre Erfahrung", "Jaioberrien zaintza", "Single sign-on with Keycloak",
        "Born leader of teams",
        "Address verification services", "Name resolution with DNS", "Sex education teacher",
        "Worked via REST and SOAP",
        "Geboten: MIG und TIG", "Cuidado de recién nacidos", "Phone support for 300 users",
        "Mail server administration",
        "03/2008 - 12/2015 Mechatroniker", "Passport control officer", "Reference architectures for cloud",
        "Age of Empires modding",
        "Driving licence: B, C1", "Carné de conducir: C+E", "Photo editing with GIMP",
        "Firma digital y certificados", "Plaza de aparcamientos",
        "Contact centre software", "Windows 10, Office 365", "DIN EN ISO 9606-1 certificate 2023",
        "RAL 20 1050 coatings",
    ],
)  # fmt: skip
def test_a_line_about_work_stays(line):
    text = f"Experience\n- Welding of pipes\n{line}\n- Reading of plans"
    assert strip_personal_data(normalise_text(text)) == text


def test_a_name_known_from_elsewhere_goes_with_its_endings():
    names = name_words("Dr. Miren de la Torretxu")
    assert names == {"miren", "torretxu"}
    text = "Mirenek hodiak soldatu ditu. MIREN's shift. Torretxuren taldea; torres de refrigeración"
    assert strip_contacts(text, names) == "hodiak soldatu ditu. shift. taldea; torres de refrigeración"


def test_a_value_on_the_line_below_its_label_goes_too():
    text = "Personal data\nDate of birth\n3 May 1980\nNationality\nBritish\n\nSkills\nNationality\nBritish\nWelding"
    assert strip_personal_data(text) == "Skills\nWelding"


def test_a_birth_that_runs_over_a_line_end_goes_whole():
    text = "Profile\nI weld ships since 2001. I was born in\nHull on 3 May 1980. I like it a lot indeed.\nSkills\nTIG"
    assert strip_personal_data(text) == "Profile\nI weld ships since 2001.\nI like it a lot indeed.\nSkills\nTIG"


def test_a_cv_without_header_and_sections_keeps_its_lines():
    for text in ("Welding\nForklift\nTIG", "Soldadora TIG\nExperiencia\n- Acero"):
        assert strip_personal_data(text) == text


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1 ",
        "a@",
        ", aaa",
        "|",
        "born in ",
        "http://",
        "Ab Cd\n",
        "name: Ab Cd\nab.cd@x.y\n",
        ".",
        "(",
        "2010 - 2011 ",
        "\n",
        "A1",
    ],
)
def test_no_text_takes_long(unit):
    text = normalise_text(unit * (300_000 // len(unit)))
    started = time.perf_counter()
    strip_personal_data(text)
    assert time.perf_counter() - started < 5
