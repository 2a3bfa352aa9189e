"""Small real files of each kind, made here; all persons, firms and addresses in them are invented."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")

JOB_LINES = (
    "Soldadora TIG",
    "Talleres Arraxpe busca una persona con experiencia en",
    "soldadura TIG y lectura de planos.",
)


def pdf_bytes(
    pages: Iterable[Iterable[str]],
    *,
    title: str | None = None,
    author: str | None = None,
    attachments: Iterable[tuple[str, bytes]] = (),
    password: bytes | None = None,
    with_image: bool = False,
) -> bytes:
    """Return a PDF with lines of Latin-1 text on its pages; encrypted with RC4 where a password is given."""
    objects: dict[int, bytes] = {3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"}
    kids, number = [], 10
    image = b""
    if with_image:
        pixels = zlib.compress(bytes(range(64)))
        objects[4] = _stream(pixels, b"/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray"
                                     b"/BitsPerComponent 8/Filter/FlateDecode")  # fmt: skip
        image = b"q 200 0 0 200 50 400 cm /Im4 Do Q"
    for lines in pages:
        body = (
            b"BT /F3 11 Tf 50 780 Td 14 TL " + b" ".join(b"(" + _escape(line) + b") Tj T*" for line in lines) + b" ET"
        )
        objects[number] = _stream(zlib.compress(body + b" " + image), b"/Filter/FlateDecode")
        resources = b"<</Font<</F3 3 0 R>>" + (b"/XObject<</Im4 4 0 R>>" if with_image else b"") + b">>"
        objects[number + 1] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources" + resources + b"/Contents %d 0 R>>" % number
        )
        kids.append(b"%d 0 R" % (number + 1))
        number += 2
    names = []
    for name, data in attachments:
        objects[number] = _stream(zlib.compress(data), b"/Type/EmbeddedFile/Filter/FlateDecode")
        spec = b"<</Type/Filespec/F(%s)/UF(%s)/EF<</F %d 0 R>>>>" % (name.encode(), name.encode(), number)
        objects[number + 1] = spec
        names.append(b"(%s) %d 0 R" % (name.encode(), number + 1))
        number += 2
    tree = b"/Names<</EmbeddedFiles<</Names[" + b" ".join(names) + b"]>>>>" if names else b""
    objects[1] = b"<</Type/Catalog/Pages 2 0 R" + tree + b">>"
    objects[2] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    info = b"".join(
        b"/%s(%s)" % (key, _escape(value)) for key, value in ((b"Title", title), (b"Author", author)) if value
    )
    trailer = b""
    if info:
        objects[5] = b"<<" + info + b">>"
        trailer = b"/Info 5 0 R"
    if password is not None:
        trailer += _encrypt(objects, password)
    return _write(objects, trailer)


def _escape(text: str) -> bytes:
    return text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _stream(data: bytes, entries: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def _write(objects: dict[int, bytes], trailer: bytes) -> bytes:
    out = io.BytesIO(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    out.seek(0, io.SEEK_END)
    places = {}
    for number in sorted(objects):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, objects[number]))
    start = out.tell()
    size = max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n")
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start))
    return out.getvalue()


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) & 255
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) & 255
        j = (j + state[i]) & 255
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) & 255])
    return bytes(out)


def _encrypt(objects: dict[int, bytes], password: bytes) -> bytes:
    """Encrypt all streams with the standard handler (40 bits, revision 2) and return the trailer entries."""
    padded = (password + _PAD)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    file_id = b"0123456789abcdef"
    key = hashlib.md5(padded + owner + struct.pack("<i", -4) + file_id).digest()[:5]
    for number, body in objects.items():
        head, mark, rest = body.partition(b"stream\n")
        if mark:
            data = rest.removesuffix(b"\nendstream")
            own = hashlib.md5(key + struct.pack("<I", number)[:3] + b"\0\0").digest()[:10]
            objects[number] = head + mark + _rc4(own, data) + b"\nendstream"
    user = _rc4(key, _PAD)
    objects[6] = b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (owner.hex().encode(), user.hex().encode())
    return b"/Encrypt 6 0 R/ID[<%s><%s>]" % (file_id.hex().encode(), file_id.hex().encode())


def docx_bytes(
    paragraphs: Iterable[str], *, rows: Iterable[Iterable[str]] = (), title: str = "", author: str = ""
) -> bytes:
    """Return a Word document with paragraphs and one table."""
    import docx

    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title, author
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    cells = [list(row) for row in rows]
    if cells:
        table = document.add_table(len(cells), len(cells[0]))
        for row, values in zip(table.rows, cells, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(docx_data: bytes, name: str, content: bytes) -> bytes:
    """Return the archive with one part added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


POSTING = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "PLC programmer",
    "description": "<p>You program <b>PLCs</b> for packaging lines.</p><ul><li>TIA "
    "Portal</li><li>Ladder logic</li></ul>",
    "qualifications": "Two years with Siemens S7",
    "hiringOrganization": {"@type": "Organization", "name": "Ardazgune Machine Tools"},
    "datePosted": "2026-10-01",
    "validThrough": "2026-12-01",
    "totalJobOpenings": 2,
    "employmentType": ["FULL_TIME", "PART_TIME"],
    "occupationalCategory": "2151",
    "inLanguage": "en-GB",
    "jobLocation": {"@type": "Place", "address": {"addressRegion": "Bizkaia", "addressCountry": "ES"}},
    "identifier": {"@type": "PropertyValue", "value": "AD-17"},
}
POSTING_PAGE = (
    "<!doctype html><html lang='en'><head><title>Job</title><script>var tracker = "
    "1;</script><style>p {color: red}</style>"
    f"<script type='application/ld+json'>{json.dumps({'@graph': [{'@type': 'WebSite'}, POSTING]})}</script></head>"
    "<body><nav>Home Jobs About</nav><p>See the ad</p></body></html>"
).encode()
PLAIN_PAGE = (
    "<!DOCTYPE html><html lang='es-ES'><head><meta "
    "charset='utf-8'><title>Ofertas</title><style>.a{}</style></head><body>"
    "<nav>Inicio Contacto</nav><h1>Técnica de mantenimiento</h1><p>Buscamos a una persona con "
    "conocimientos de hidráulica "
    "y "
    "neumática.</p><script>alert('no')</script><table><tr><td>Jornada</td><td>completa</td></tr></table></body></html>"
).encode()
RESUME = {
    "basics": {
        "name": "Nerea Oxangoiti",
        "label": "Mechatronics student",
        "email": "nerea.oxangoiti@mail.example",
        "phone": "+34 600 11 22 33",
        "url": "https://nerea.example",
        "summary": "Nerea likes machines. Write to nerea.oxangoiti@mail.example for more about Oxangoiti.",
        "location": {"address": "Kale Nagusia 5", "city": "Bermeo"},
        "profiles": [{"network": "GitHub", "username": "nereaox", "url": "https://github.com/nereaox"}],
    },
    "work": [
        {"name": "Ardazgune", "position": "Intern", "summary": "Wired panels", "highlights": ["Commissioned a PLC"]}
    ],
    "education": [{"institution": "Harrizelatz", "area": "Mechatronics", "studyType": "VET diploma"}],
    "skills": [{"name": "PLC", "level": "Intermediate", "keywords": ["TIA Portal"]}],
    "languages": [{"language": "Basque", "fluency": "Native"}],
    "certificates": [{"name": "Forklift licence", "date": "2025-05-01"}],
    "references": [{"name": "Jon Zubizar", "reference": "Nerea is great"}],
}
CANDIDATE_XML = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Candidate xmlns="http://www.europass.eu/1.0" xmlns:oa="http://www.openapplications.org/oagis/9"
 xmlns:eures="http://www.europass_eures.eu/1.0" xmlns:hr="http://www.hr-xml.org/3">
<CandidateSupplier><PersonContact><PersonName><oa:GivenName>Ainara</oa:GivenName><hr:FamilyName>Lekuonaga</hr:FamilyName>
</PersonName></PersonContact></CandidateSupplier>
<CandidatePerson><PersonName><oa:GivenName>Ainara</oa:GivenName><hr:FamilyName>Lekuonaga</hr:FamilyName></PersonName>
<Communication><ChannelCode>Email</ChannelCode><oa:URI>ainara@mail.example</oa:URI></Communication>
<NationalityCode>es</NationalityCode><hr:BirthDate>1991-04-03</hr:BirthDate><GenderCode>female</GenderCode>
<PrimaryLanguageCode name="NORMAL">baq</PrimaryLanguageCode></CandidatePerson>
<CandidateProfile languageCode="en">
<hr:ExecutiveSummary>&lt;p&gt;Ainara plans &lt;strong&gt;production&lt;/strong&gt;.&lt;/p&gt;</hr:ExecutiveSummary>
<EmploymentHistory><EmployerHistory><hr:OrganizationName>Haizelarri Towers</hr:OrganizationName>
<PositionHistory><PositionTitle typeCode="FREETEXT">Production planner</PositionTitle>
<eures:EmploymentPeriod><eures:StartDate><hr:FormattedDateTime>2019-01</hr:FormattedDateTime></eures:StartDate>
<eures:EndDate><hr:FormattedDateTime>2021-06</hr:FormattedDateTime></eures:EndDate></eures:EmploymentPeriod>
<oa:Description>&lt;ul&gt;&lt;li&gt;Capacity planning in SAP&lt;/li&gt;&lt;/ul&gt;</oa:Description>
</PositionHistory></EmployerHistory></EmploymentHistory>
<EducationHistory><EducationOrganizationAttendance><hr:OrganizationName>Kostaldegi</hr:OrganizationName>
<EducationDegree><hr:DegreeName>Industrial organisation</hr:DegreeName></EducationDegree>
</EducationOrganizationAttendance></EducationHistory>
<eures:Licenses><eures:License><hr:LicenseTypeCode>B</hr:LicenseTypeCode></eures:License></eures:Licenses>
<PersonQualifications><PersonCompetency><CompetencyID schemeName="NORMAL">eng</CompetencyID>
<hr:TaxonomyID>language</hr:TaxonomyID><eures:CompetencyDimension>
<hr:CompetencyDimensionTypeCode>CEF-Understanding-Listening</hr:CompetencyDimensionTypeCode>
<eures:Score><hr:ScoreText>C1</hr:ScoreText></eures:Score></eures:CompetencyDimension></PersonCompetency></PersonQualifications>
<Skills><SkillsGroup><Title>Office</Title><PersonCompetency><hr:TaxonomyID>Digital_Skill</hr:TaxonomyID>
<hr:CompetencyName>SAP PP</hr:CompetencyName></PersonCompetency></SkillsGroup></Skills>
</CandidateProfile></Candidate>"""
PASSPORT_XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass" locale="eu"><LearnerInfo>
<Identification><PersonName><FirstName>Xabier</FirstName><Surname>Gorrotzate</Surname></PersonName>
<ContactInfo><Email><Contact>xabier@mail.example</Contact></Email></ContactInfo>
<Demographics><Birthdate year="1980"/></Demographics></Identification>
<Headline><Type><Code>preferred_job</Code></Type><Description><Label>Soldatzailea</Label></Description></Headline>
<WorkExperienceList><WorkExperience><Period><From year="2015" month="--02"/></Period>
<Position><Label>TIG soldatzailea</Label></Position>
<Activities>&lt;p&gt;Xabierrek hodiak soldatu ditu&lt;/p&gt;</Activities>
<Employer><Name>Burdinlotu</Name></Employer></WorkExperience></WorkExperienceList>
<EducationList><Education><Title>Soldadura</Title><Level><Label>EQF 4</Label></Level></Education></EducationList>
<Skills><Linguistic><ForeignLanguageList><ForeignLanguage><Description><Code>en</Code><Label>Ingelesa</Label></Description>
<ProficiencyLevel><Listening>B1</Listening><Writing>A2</Writing></ProficiencyLevel></ForeignLanguage></ForeignLanguageList>
</Linguistic><Driving><Description><Licence>C</Licence></Description></Driving></Skills></LearnerInfo></SkillsPassport>"""
CV_TEXT = """Itziar Mendaroz Solaun
Calle Gorria 12, 3º B
48010 Bilbao
itziar.mendaroz@mail.example | +34 612 34 56 78
Fecha de nacimiento: 03/05/1990

PERFIL
Técnica de laboratorio con ocho años de experiencia en control de calidad.

EXPERIENCIA
2016 - 2024 Analista en Errotaldi Foods
- Cromatografía de gases y HPLC
"""
ROWS = b'{"id": "a", "text": "Welding of pipes", "lang": "en"}\n{"id": 2, "text": "Soldadura", "title": "Oferta"}\n'
TABLE = b'id,text,lang,title\na,"Soldadura TIG, MIG",es,Soldadora\nb,Drive a forklift,en,\n'
