"""The words by which CVs in en, es, fr, de, it and eu announce personal data and sections. All folded: no accents,
lower case (see `privacy.fold`). Other languages still lose header, e-mail, phone and name, which need no words.
"""

from __future__ import annotations

import re


def _any_of(*phrases: str) -> str:
    """Return a pattern for any of the phrases (separated by commas), longest first."""
    words = sorted({word.strip() for phrase in phrases for word in phrase.split(",")}, key=lambda w: (-len(w), w))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"[ \-]") for word in words if word) + ")"


def words_of(text: str) -> frozenset[str]:
    """Return the words of the text."""
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split(","))


# Sections whose whole content is personal; the reader drops them up to the next section.
PERSONAL_HEADINGS = _phrases(
    "personal information,personal details,personal data,personal,contact,contact details,"
    "contact information,contact info,contacts,personal particulars,datos personales,"
    "informacion personal,contacto,datos de contacto,informacion de contacto,informations personnelles,"
    "donnees personnelles,etat civil,coordonnees,mes coordonnees,renseignements personnels,"
    "personliche daten,personliche angaben,personliche informationen,angaben zur person,zur person,"
    "kontakt,kontaktdaten,personalien,dati personali,informazioni personali,contatti,recapiti,"
    "dati anagrafici,datu pertsonalak,informazio pertsonala,harremanetarako,harremanetarako datuak,"
    "kontaktua,harremanak,dados pessoais,informacoes pessoais,contato"
)
REFERENCE_HEADINGS = _phrases(
    "references,referees,reference persons,professional references,referencias,referencias profesionales,"
    "referencias personales,references professionnelles,personnes de reference,referenzen,"
    "referenzpersonen,referenze,erreferentziak,referencias laborales"
)
# One of these words makes a short line the heading of a section with content.
HEADING_WORDS = words_of(
    "profile summary objective overview experience experiences employment work career skills competences "
    "competencies competencias competenze abilities education training qualifications certifications "
    "certificates certificate languages projects publications achievements awards interests hobbies "
    "volunteering expertise background strengths courses licences licenses perfil resumen objetivo "
    "experiencia formacion educacion estudios habilidades aptitudes conocimientos idiomas cursos "
    "certificaciones certificados proyectos logros intereses trayectoria carnets profil resume objectif "
    "formation formations diplomes etudes langues loisirs certificats projets parcours atouts "
    "savoir-faire berufserfahrung erfahrung erfahrungen werdegang ausbildung bildung bildungsweg "
    "schulbildung studium kenntnisse fahigkeiten kompetenzen sprachen sprachkenntnisse weiterbildung "
    "weiterbildungen zertifikate projekte interessen kurzprofil zusammenfassung tatigkeiten praktika "
    "praktikum berufspraxis edv-kenntnisse qualifikationen fuhrerschein profilo sommario obiettivo "
    "esperienza esperienze istruzione formazione capacita conoscenze lingue corsi certificazioni "
    "progetti interessi profila laburpena esperientzia lan-esperientzia lan-eskarmentua eskarmentua "
    "prestakuntza ikasketak hezkuntza gaitasunak trebetasunak hizkuntzak ikastaroak ziurtagiriak "
    "proiektuak interesak zaletasunak ezagutzak jakintzak informatika helburua formacao resumo"
)
CV_WORDS = _phrases(
    "curriculum vitae,curriculum,cv,c.v.,resume,lebenslauf,hoja de vida,tabellarischer lebenslauf,"
    "europass,europass cv,curriculum vitae europass,curriculuma,bizitza curriculuma"
)
# A line with one of these is an occupation, place or firm and not a name, even if every word is capitalised.
NOT_NAMES = words_of(
    "engineer engineering developer software senior junior manager management technician analyst "
    "designer consultant assistant specialist administrator architect programmer operator welder "
    "electrician mechanic teacher nurse driver sales marketing director officer accountant lead head "
    "team data web cloud system systems network security project product quality production maintenance "
    "industrial computer science university college school institute limited ltd inc llc gmbh sl sa s.l "
    "s.a the and of for with street road avenue page summary profile skills python java javascript linux "
    "excel sql cnc plc full stack front back end devops ingeniero ingeniera ingenieria desarrollador "
    "desarrolladora tecnico tecnica analista disenador disenadora consultor consultora auxiliar "
    "especialista administrador administrativo administrativa programador programadora operario operaria "
    "soldador soldadora soldadura electricista mecanico mecanica profesor profesora enfermero enfermera "
    "conductor comercial jefe responsable calidad produccion mantenimiento proyectos informatica "
    "universidad instituto calle avenida plaza pagina formacion experiencia datos dependiente "
    "dependienta ingenieur developpeur developpeuse technicien technicienne analyste concepteur chef "
    "soudeur soudeuse electricien mecanicien professeur infirmier infirmiere commercial assistante "
    "logiciel qualite universite ecole lycee rue informatique formation experience ingenieurin "
    "entwickler entwicklerin techniker technikerin softwareentwickler softwareentwicklerin leiter "
    "leiterin berater beraterin schweisser schweisserin elektriker elektrikerin mechaniker mechatroniker "
    "mechatronikerin lehrer lehrerin kaufmann kauffrau fachkraft sachbearbeiter vertrieb qualitat "
    "instandhaltung universitat hochschule schule strasse seite ausbildung bewerbung informatiker "
    "informatikerin ingegnere sviluppatore sviluppatrice saldatore elettricista meccanico insegnante "
    "infermiere impiegato impiegata responsabile qualita produzione manutenzione universita istituto "
    "scuola ingeniaria garatzailea teknikaria soldatzailea mekanikaria irakaslea erizaina zuzendaria "
    "arduraduna unibertsitatea eskola kalea orria programatzailea saltzailea europass curriculum vitae "
    "resume lebenslauf cv"
)
PARTICLES = words_of(
    "de del la las los el y i e da das do dos di della van von der den zu zur le du des d of eta bin ben al"
)
TITLES = words_of(
    "mr mrs ms miss mx dr dra prof ing dipl dipl-ing mag msc bsc ma ba phd mba herr frau don dona d dna "
    "sr sra srta m mme mlle monsieur madame sig sigra dott dottssa jn"
)

_BIRTH = _any_of(
    "date of birth,place of birth,date and place of birth,birth date,birthdate,birthday,dob,d.o.b.,birthplace",
    "fecha de nacimiento,lugar de nacimiento,fecha y lugar de nacimiento,lugar y fecha de "
    "nacimiento,nacimiento,f. nacimiento",
    "date de naissance,lieu de naissance,date et lieu de naissance,naissance",
    "geburtsdatum,geburtsort,geburtstag,geburtsdatum und -ort,geburtsdatum/-ort,geboren,geboren am,geb.,geburtsname",
    "data di nascita,luogo di nascita,data e luogo di nascita,luogo e data di nascita,nascita,nato il,nata il",
    "jaiotze data,jaiotze-data,jaioteguna,jaiotza-data,jaiotza data,jaiotze lekua,jaiotza lekua,"
    "jaiotze data eta lekua,jaioterria",
    "data de nascimento",
)
_STATUS = _any_of(
    "nationality,nationalities,citizenship,nacionalidad,ciudadania,nationalite,staatsangehorigkeit,nationalitat,"
    "staatsburgerschaft,nazionalita,cittadinanza,nazionalitatea,herritartasuna,nacionalidade",
    "marital status,civil status,family status,estado civil,situacion familiar,situation familiale,"
    "situation de famille,"
    "situation matrimoniale,familienstand,personenstand,stato civile,stato di famiglia,egoera zibila",
    "gender,sex,sexo,genero,geschlecht,sexe,genre,sesso,generoa,sexua,pronouns",
    "religion,konfession,confession,religione,erlijioa,ethnicity,ethnic origin,race",
    "children,hijos,enfants,kinder,figli,seme-alabak,number of children,eltern,vater,mutter,parents",
    "disability,discapacidad,grado de discapacidad,handicap,schwerbehinderung,grad der behinderung,"
    "disabilita,desgaitasuna",
)
_AGE = _any_of("age,edad,alter,eta,adina,idade")
_IDENTITY = _any_of(
    "dni,nie,nif,dni/nie,dni/nif,nan,pasaporte,passport,passport no,passport number,passport no.,passeport,reisepass,"
    "reisepassnummer,personalausweis,personalausweisnummer,ausweisnummer,steuer-id,steueridentifikationsnummer,"
    "sozialversicherungsnummer,codice fiscale,carta d'identita,carta di identita,passaporto,national insurance number,"
    "ni number,ssn,social security number,numero de la seguridad social,n. seguridad social,numero de afiliacion,"
    "numero de securite sociale,n° de securite sociale,id number,identity card,national id,cni,"
    "numero de identidad,pasaportea,"
    "iban,nuss,naf"
)
_NAME = _any_of(
    "name,full name,first name,first names,first name(s),given name,given names,surname,surnames,"
    "surname(s),family name,"
    "last name,middle name,maiden name,first name(s) / surname(s),surname(s) / first name(s),name and surname",
    "nombre,nombre completo,nombre y apellidos,apellidos y nombre,apellidos,apellido,nombre(s),apellidos / nombre,"
    "nombre y apellido,apellido(s) / nombre(s),nombre(s) / apellido(s)",
    "nom,prenom,prenoms,nom et prenom,prenom et nom,nom complet,nom de famille,nom / prenom,nom(s) "
    "/ prenom(s),nom de naissance",
    "vorname,nachname,familienname,vor- und nachname,vor- und zuname,vor-/nachname,zuname,nachname "
    "/ vorname,vorname / nachname",
    "nome,cognome,nome e cognome,cognome e nome,nome completo,nome / cognome,cognome/i nome/i,cognome(i) nome(i)",
    "izena,abizena,abizenak,izen-abizenak,izen abizenak,izena eta abizenak,izen-deiturak",
    "apelidos",
)
_ADDRESS = _any_of(
    "address,home address,postal address,current address,permanent address,residence,place of "
    "residence,postcode,zip code,"
    "direccion,direccion postal,domicilio,residencia,lugar de residencia,codigo postal,localidad,poblacion,c.p.,"
    "adresse,adresse postale,domicile,code postal,lieu de residence,"
    "anschrift,wohnort,wohnhaft in,wohnhaft,postleitzahl,plz,plz / ort,"
    "indirizzo,residenza,domicilio,codice postale,luogo di residenza,cap,"
    "helbidea,bizilekua,bizitokia,posta-kodea,posta kodea,herria,morada"
)
_PHONE = _any_of(
    "phone,telephone,tel,tel.,tel. no.,mobile,mobile phone,cell,cell phone,phone number,telephone(s),fax,"
    "telefono,telefonos,telefono movil,movil,tlf,tlf.,tfno,tfno.,tlfno,"
    "portable,telephone portable,tel. portable,gsm,"
    "telefon,telefonnummer,handy,handynummer,mobil,mobilnummer,rufnummer,tel.-nr.,"
    "cellulare,recapito telefonico,"
    "telefonoa,telefono zenbakia,mugikorra,sakelakoa,telemovel,whatsapp"
)
_ONLINE = _any_of(
    "e-mail,email,mail,e-mail address,email address,e-mail(s),correo,correo electronico,direccion de correo,courriel,"
    "adresse e-mail,adresse mail,e-mail-adresse,mailadresse,indirizzo e-mail,posta elettronica,posta elektronikoa,"
    "helbide elektronikoa,eposta,e-posta,"
    "web,website,web site,homepage,webseite,sitio web,pagina web,site web,sito,sito web,webgunea,"
    "blog,portfolio,portafolio,"
    "linkedin,github,gitlab,xing,skype,twitter,x,facebook,instagram,telegram,orcid,bluesky,mastodon,discord,messenger,"
    "stackoverflow,stack overflow,behance,dribbble,teams,zoom"
)
_OTHERS = _any_of(
    "reference,referee,reference person,contact person,referencia,persona de referencia,persona de contacto,"
    "personne de reference,referent,referenz,referenzperson,ansprechpartner,ansprechpartnerin,ansprechperson,"
    "referenza,persona di riferimento,erreferentzia,harremanetarako pertsona,"
    "signature,signed,firma,firmado,fdo,fdo.,unterschrift,signe,sinadura,sinatua,photo,foto,lichtbild,fotografia,argazkia"
)

_END = r"[ ]{0,5}(?:\([^()]{0,30}\)[ ]{0,3})?"
_SIGN = r"(?:[:=]|$|[ ]{2}|[|\u2013\u2014-][ ])"
_START = r"^[^\w(+]{0,12}"
# Dropped with what follows: the label and a sign, or the label alone (the value is then on the next line).
PERSONAL_LABEL = re.compile(
    f"{_START}(?P<label>{_BIRTH}|{_STATUS}|{_IDENTITY}|{_ADDRESS}|{_OTHERS}|{_NAME}){_END}(?P<sign>{_SIGN})"
)
# These words are also ordinary ones or kinds of skill ("Mobile: Android", "Web: HTML"): the value has to agree.
AGE_LABEL = re.compile(rf"{_START}{_AGE}{_END}[:=]?[ ]{{0,5}}\(?\d{{2}}\b(?! ?[./-] ?\d)")
PHONE_LABEL = re.compile(rf"{_START}{_PHONE}{_END}[:=.]?[ ]{{0,5}}(?:[+(0-9]|$)")
ONLINE_LABEL = re.compile(
    rf"{_START}{_ONLINE}{_END}(?:$|[:=][ ]{{0,5}}(?:$|\S{{0,120}}[@/]\S|\S{{1,120}}\.\S{{1,100}}$|@?[\w.-]{{3,60}}$))"
)
NAME_LABEL = re.compile(f"{_START}{_NAME}{_END}{_SIGN}(?P<value>.{{0,120}})")
NAME_SENTENCE = re.compile(
    r"\b(?:my name is|me llamo|mi nombre es|je m'appelle|je m’appelle|mon nom est|ich heisse|ich "
    r"heiße|mein name ist|mi chiamo"
    r"|il mio nome e|nire izena)[ ]{1,3}(?P<value>.{0,80})"
)
# Found anywhere in a sentence: the sentence goes.
PERSONAL_SENTENCE = re.compile(
    rf"\b{_BIRTH}(?!\w)(?=.{{0,60}}\d)"
    r"|\bborn[ ](?:on|in|at)\b|\bborn:|\bborn[ ]\d|\bi was born\b"
    r"|(?<!recien )\bnacid[oa][ ](?:el|en|a|hace)\b|\bnaci[ ](?:el|en)\b"
    r"|\bnee?(?:\(e\)|\.e|·e)?[ ]le[ ]\d|\b(?:suis|etant)[ ]nee?\b"
    r"|\bgeboren[ ](?:am|in|wurde|bin)\b|\b(?:bin|wurde)[ ].{0,60}\bgeboren\b"
    r"|\bnat[oa][ ](?:il|nel)[ ]\d|\bnat[oa][ ]ad?[ ].{0,60}\d{4}|\bsono nat[oa]\b"
    r"|\bjaio(?!berri)(?:a|ak|tako|takoa|nintzen| nintzen| naiz|tze-?data\w*)?\b"
    r"|\b\d{2}[ -]years?[ -]old\b|\b\d{2} anos de edad\b|\b\d{2} jahre alt\b|\bagee?(?:\(e\))? de "
    r"\d{2} ans\b|\b\d{2} anni d.eta\b"
    r"|\b\d{2} urte(?:ko|koa naiz| ditut)\b(?! esp| lan)"
    r"|\b(?:references?|referencias|referenzen|referenze|erreferentziak)\b.{0,30}"
    r"\b(?:request|demande|anfrage|wunsch|richiesta|peticion|solicitud|eskatuz|eskatu)\b"
)
# French needs its accent: "ne" is another word.
FRENCH_BIRTH = re.compile(r"\b[Nn]ée?(?:\(e\)|\.e|·e)?s? (?:le|à|en|au)\b")
# Short statements that need no label; the whole segment has to be about it.
PERSONAL_SHORT = re.compile(
    r"^\W{0,5}(?:"
    r"(?:nationality|nacionalidad|nationalite|staatsangehorigkeit|nazionalita|nazionalitatea|citizenship|cittadinanza)\b.*"
    r"|(?:sex|gender|sexo|genero|geschlecht|sexe|sesso|generoa|sexua)[ ](?:male|female|m|f|hombre|"
    r"mujer|mannlich|weiblich|"
    r"homme|femme|masculin|feminin|masculino|femenino|maschio|femmina|maschile|femminile|gizona|emakumea|divers|non-binary).*"
    r"|(?:married|single|divorced|widowed|unmarried)\b(?=\W|$)(?!.{0,3}[a-z]* ?(?:page|sign|point|source|board)).{0,40}"
    r"|(?:casad[oa]|solter[oa]|divorciad[oa]|viud[oa])\b.{0,40}"
    r"|(?:verheiratet|ledig|geschieden|verwitwet)\b.{0,40}"
    r"|(?:marie|mariee|celibataire|divorcee?|pacsee?|veufs?|veuve)\b.{0,40}"
    r"|(?:sposat[oa]|celibe|nubile|coniugat[oa]|divorziat[oa])\b.{0,40}"
    r"|(?:ezkondua|ezkongabea|dibortziatua|alarguna)\b.{0,40}"
    r"|\(?\d{2} (?:years|anos|ans|jahre|anni|urte)\)?"
    r")$"
)
_STREETS = (
    r"(?:c/|c\.|calle|avda\.?|avenida|plaza|pza\.?|paseo|p[ºo]\.?|camino|carretera|ctra\.?|rua|rue|avenue|boulevard|bd\.?|impasse"
    r"|chemin|place|allee|viale|piazza|corso|vicolo|largo)"
)
ADDRESS_SHORT = re.compile(
    rf"^\W{{0,5}}{_STREETS}[ ].{{0,60}}\d"
    r"|^\W{0,5}via [a-z].{1,50}\d{1,4}\w?(?:\W|$)"
    r"|^\W{0,5}\d{1,4}[a-z]?(?: ?(?:bis|ter))?,? (?:[\w'’.-]{1,30} ){0,4}(?:street|st\.?|road|rd\.?|"
    r"lane|avenue|ave\.?|drive|close|court|square"
    r"|terrace|hill|way|crescent|gardens|place)\b"
    r"|^\W{0,5}\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|bd|impasse|chemin|place|allee|quai|cours)\b"
    r"|^\W{0,5}[\w'’. -]{0,40}(?:strasse|straße|str\.|weg|platz|allee|gasse|damm|ufer|ring) \d{1,4} ?[a-z]?(?:\W|$)"
    r"|^\W{0,5}[\w'’. -]{1,40} (?:kalea|etorbidea|hiribidea|pasealekua|plaza|enparantza|bidea),? \d"
    r"|^\W{0,5}(?:[a-z]{1,2}-)\d{4,5} [^\W\d]"
    r"|^\W{0,5}\d{5},? [^\W\d][\w'’.()-]{2,30}(?:[ /-][^\W\d][\w'’.()-]{0,30}){0,3}(?:,.{0,40})?$"
    r"|\b[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}\b"
    r"|^\W{0,5}(?:apartado|p\.?o\.? box|postfach|apartado de correos) \d"
)
