"""The words around skills that are none themselves, by language: cues, joiners of lists, ends of phrases.

All folded (lower case, no accents). A language that is not here is read with the English words alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

# What announces a skill or a list of them.
CUES = {
    "en": "experience with|experience in|experience of|experience using|experienced in|experienced with|knowledge of|"
    "knowledge in|knowledge about|familiar with|familiarity with|proficient in|proficient with|proficiency in|"
    "proficiency with|expertise in|expertise with|skills in|skilled in|understanding of|background in|fluent in|"
    "command of|worked with|working with|hands-on with|certified in|certification in|certificate in|trained in|"
    "training in|use of|using|qualified in|competent in|expert in|exposure to|mastery of|tools such as|"
    "tools like|technologies such as|technologies like|such as|you will learn|learn about|introduction to",
    "es": "experiencia en|experiencia con|conocimiento de|conocimientos de|conocimiento en|conocimientos en|"
    "conocimientos sobre|manejo de|manejo del|manejo con|dominio de|dominio del|dominio en|uso de|formacion en|"
    "curso de|cursos de|certificado de|habilidad en|programas como|herramientas como|experto en|especialista en|"
    "especialidad en|nociones de|nociones en|conocer|manejar|dominar|titulo de|carnet de|carne de|"
    "acreditacion de|tecnicas de|introduccion a",
    "fr": "experience en|experience de|experience avec|connaissance de|connaissances en|connaissance des|"
    "connaissance du|connaissances de|connaissances des|maitrise de|maitrise des|maitrise du|maitrise d|"
    "maitrisez|maitriser|competences en|expertise en|formation en|formation aux|utilisation de|utilisation d|"
    "utilisation des|outils comme|tels que|telles que|comme|habilitation|caces|permis|introduction a|"
    "techniques de",
    "de": "erfahrung in|erfahrung mit|erfahrung im|erfahrungen in|erfahrungen mit|erfahrungen im|kenntnisse in|"
    "kenntnisse im|kenntnisse der|kenntnisse von|kenntnisse mit|kenntnisse uber|umgang mit|beherrschung von|"
    "beherrschung der|know-how in|know-how im|wissen in|wissen im|vertraut mit|sicher in|sicher im|ausbildung in|"
    "fundierte|expertise in|grundlagen der|einfuhrung in|wie|einsatz von|anwendung von|nutzung von|im bereich|"
    "in den bereichen",
    "it": "esperienza in|esperienza con|esperienza di|esperienza nell|esperienza nella|esperienza nel|conoscenza di|"
    "conoscenza del|conoscenza della|conoscenza dei|conoscenze di|padronanza di|uso di|utilizzo di|utilizzo del|"
    "competenze in|formazione in|come|tecniche di|introduzione a|introduzione alla",
    "pt": "experiencia em|experiencia com|experiencia na|experiencia no|conhecimento de|conhecimentos de|"
    "conhecimentos em|conhecimento em|dominio de|dominio do|dominio da|formacao em|uso de|utilizacao de|"
    "tais como|como|tecnicas de",
    "nl": "ervaring met|ervaring in|kennis van|kennis over|bekend met|vaardig in|beheersing van|opleiding in|zoals|"
    "inzicht in|affiniteit met",
    "pl": "doswiadczenie w|doswiadczenie z|znajomosc|znajomosci|umiejetnosc|obsluga|obslugi|wiedza z|wiedzy z|"
    "takie jak|np",
    "sv": "erfarenhet av|erfarenhet inom|kunskap om|kunskaper i|kunskap i|kunskaper om|kannedom om|van vid|"
    "utbildning i|utbildning inom|kompetens inom|sasom|som",
    "da": "erfaring med|erfaring i|erfaring inden for|kendskab til|viden om|kompetencer inden for|uddannelse i|"
    "fortrolig med|sasom|som",
    "no": "erfaring med|erfaring i|erfaring fra|kunnskap om|kjennskap til|kompetanse innen|utdanning innen|kurs i|"
    "somerfaring med|som",
    "eu": "ezagutza|ezagutzak|esperientzia|erabilera|prestakuntza|adibidez",
}  # fmt: skip

# What may stand between a cue, or the beginning of an item, and the phrase itself.
SKIPPED = {
    "en": "the a an any some several various different modern other common similar good strong excellent solid basic "
    "deep proven advanced great sound practical professional relevant extensive thorough working hands-on "
    "demonstrable previous prior significant general broad at least more one two or and of in with experience "
    "knowledge understanding e.g eg i.e skills tools technologies frameworks like such as including preferably "
    "ideally for example also both either our their your related us using use",
    "es": "el la los las un una unos unas lo su sus buen buena buenos buenas amplia amplio amplios alto alta nivel "
    "medio basico basicos basica avanzado avanzados avanzada minimo minima de del en con y o e u experiencia "
    "conocimiento conocimientos programas herramientas tipo como especialmente preferiblemente preferentemente "
    "manejo dominio uso usuario a diferentes distintos distintas todo toda todos todas otros otras tareas "
    "labores trabajos al realizacion realizar",
    "fr": "le la les l un une des de du d au aux en et ou bonne bon bonnes bons solide solides excellente parfaite "
    "base bases connaissance connaissances maitrise experience outils notamment tels que differents differentes",
    "de": "der die das den dem des ein eine einer eines einem einen in im mit von vom und oder gute guten sehr "
    "fundierte fundiertes tiefe praktische erste umfangreiche umfassende sichere sicherer solide gangige "
    "gangigen kenntnisse erfahrung tools sowie z.b bzw idealerweise bereich bereichen gangiger aktuelle "
    "mehrjahrige einschlagige",
    "it": "il lo la i gli le un uno una di del della dei degli delle dell d l in nel nella e o buona ottima buone "
    "ottime esperienza conoscenza strumenti programmi principali",
    "pt": "o a os as um uma de do da dos das em no na e ou bom boa bons solidos solida experiencia conhecimentos "
    "conhecimento ferramentas otica utilizador",
    "nl": "de het een van in op met en of goede ruime brede gedegen ervaring kennis tools verschillendede "
    "verschillende",
    "pl": "w z i lub oraz dobra bardzo praktyczna narzedzi programow zagadnien podstawowa",
    "sv": "en ett den det de av i med och eller god goda bra gedigen olika verktyg",
    "da": "en et den det de af i med og eller god gode solid bredt forskellige vaerktojer",
    "no": "en et den det de av i med og eller god gode solid bred ulike verktoy",
    "eu": "eta edo bat batzuk maila oinarrizko",
}  # fmt: skip

# Words that part the items of a list, beside commas, bars and the like.
JOINERS = {
    "en": "and or plus",
    "es": "y e o u",
    "fr": "et ou",
    "de": "und oder sowie bzw",
    "it": "e ed o oppure",
    "pt": "e ou",
    "nl": "en of",
    "pl": "i lub oraz",
    "sv": "och eller",
    "da": "og eller",
    "no": "og eller samt",
    "eu": "eta edo",
}  # fmt: skip

# Words that may stand inside a phrase, never at its ends.
LINKS = {
    "en": "of",
    "es": "de del la las los al",
    "fr": "de du des d l la les",
    "de": "",
    "it": "di del della dei delle degli dell d l",
    "pt": "de do da dos das",
    "nl": "",
    "pl": "",
    "sv": "",
    "da": "",
    "no": "",
    "eu": "",
}  # fmt: skip

# What no phrase holds: little words, words of asking, offering and praising, time, money, persons, places of work.
ENDS = {
    "en": "on for of and or with in the a an i you he she it we they me him her us them my your his its our their mine "
    "yours ours this that these those who whom whose which what when where why how be is are am was were been "
    "being do does did done doing have has had having can could may might must shall should will would not no "
    "nor if then than so as but while because since until although though to from by at into onto over under "
    "between among through during before after above below up down out off again further once here there all "
    "each few more most less least own same too very just only ever never always often within without across via "
    "per etc about against upon towards toward around well also yet still even both either neither every another "
    "able ability abilities good great strong excellent solid proven advanced basic deep sound desirable desired "
    "preferred preferably ideal ideally essential required requirements requirement requires require needed need "
    "needs nice plus bonus experience experiences experienced knowledge skill skills skilled understanding "
    "familiarity familiar proficiency proficient expertise expert background fluent fluency command degree "
    "bachelor bachelors master masters phd diploma qualification qualifications qualified equivalent relevant "
    "related similar minimum maximum years year months month weeks week days day hours hour time full-time "
    "part-time time-to-time date level levels senior junior mid entry job jobs role roles position positions "
    "candidate candidates applicant applicants person people individual team teams colleagues member members "
    "company companies organisation organization business client clients customer customers department office "
    "work works worked working workplace environment environments fast-paced dynamic opportunity opportunities "
    "career salary pay benefits pension holiday holidays vacation insurance contract permanent temporary apply "
    "application interview cv resume email phone contact tel fax website please including include includes "
    "included looking look like such new other others different various many much several some any multiple "
    "variety range wide large small high low best better key main major core highly ready willing willingness "
    "motivated motivation passion passionate enthusiastic enthusiasm interest interested attitude mindset "
    "personality friendly flexible reliable responsible responsibility responsibilities ensure ensuring provide "
    "providing support supporting develop developing manage managing lead leading create creating make making "
    "take taking help helping build building maintain maintaining deliver delivering implement implementing "
    "design designing use using used work-life get give join bring drive improve understand write writing "
    "perform performing execute report deploy define identify solve participate collaborate communicate learn "
    "demonstrate demonstrated possess e.g eg i.e ie one two three four five six seven eight nine ten first "
    "second top world part way things thing lot based field fields area areas industry sector monday tuesday "
    "wednesday thursday friday saturday sunday january february march april june july august september october "
    "november december likes dislikes love posted remote home visa sponsor relocation type euro euros eur usd "
    "gbp end-to-end hands-on modern complex existing current latest technical professional successful effective "
    "efficient mid-level entry-level desire additional funded vc bs ba bsc msc mba ph.d b.sc m.sc b.a degrees "
    "graduate graduated exam exams examination takes second-cycle first-cycle outcomes outcome exact details "
    "detail kandidat press case studies study trouble-shooting mitad developer developers engineer engineers "
    "manager managers assistant assistants technician technicians analyst analysts consultant consultants "
    "operator operators private deploying spoken gpa dkk sek nok gb id hq vp ceo cto tv a.m p.m pm yes okay "
    "offer offers founded headquarters offices owner owners track record must-have nice-to-have colleague "
    "backgrounds detail-oriented certified certification certifications certificate certificates strongly "
    "currently already really truly directly appropriate necessary possible important specific general common "
    "day-to-day daily self-motivated oriented driven focused minded player spirit closely independently "
    "effectively let know see think ask want become grow keep set international global national local european "
    "english-speaking native speaking fluently",
    "es": "yo tu el ella ellos ellas nosotros usted ustedes nos se te le les lo un una unos unas este esta estos estas "
    "ese esa esos esas aquel que quien quienes cual cuales cuyo cuando donde como si no ni pero porque pues "
    "aunque mientras para por con sin sobre entre hasta desde hacia segun durante mediante contra bajo ante tras "
    "a en ser es son sera seran fue siendo estar estan estara haber ha han hay habra tener tiene tienen tenga "
    "teniendo poder puede pueden podra deber debe deberan debera hacer hace muy mas menos tan tanto mucho mucha "
    "muchos muchas poco todo toda todos todas otro otra otros otras mismo misma cada algun alguna algunos ambos "
    "solo tambien ya asi etc asimismo ademas bien mejor mayor menor buen buena buenos buenas gran grande grandes "
    "nuevo nueva nuevos nuevas alto alta baja medio media avanzado basico basica basicos experiencia "
    "experiencias conocimiento conocimientos manejo dominio nivel requisito requisitos requiere requieren "
    "requerida requerido necesario necesaria necesita necesitan busca buscan buscamos precisa imprescindible "
    "valorable valorara valoraran valora deseable preferible preferiblemente preferentemente similar similares "
    "relacionado relacionada relacionados equivalente minimo minima minimos maximo persona personas trabajador "
    "trabajadora trabajadores candidato candidata candidatos candidatura empresa empresas trabajo trabajos "
    "trabajar puesto puestos oferta ofertas empleo ofrece ofrecemos ofrecen jornada completa parcial horario "
    "horarios turno turnos manana tarde noche contrato indefinido temporal fijo discontinuo salario bruto brutos "
    "neto mensual mensuales anual anuales euros euro convenio condiciones laboral laborales incorporacion "
    "inmediata vacaciones semana semanal semanales semanas dia dias mes meses ano anos hora horas lunes martes "
    "miercoles jueves viernes sabado sabados domingo domingos enero febrero marzo abril mayo junio julio agosto "
    "septiembre octubre noviembre diciembre curriculum cv correo email telefono interesados interesado "
    "interesadas enviar inscribirse solicitud ref localidad provincia zona ubicado ubicada disponibilidad "
    "posibilidad vehiculo propio residencia residir contratacion estable funcion funciones tarea tareas realizar "
    "realizacion realizando encargara responsable responsabilidad responsabilidades propias propios propia "
    "ocupacion categoria profesional profesionales equipo equipos grupo capacidad actitud ganas motivacion "
    "iniciativa dinamico proactivo sector ambito area departamento centro centros lugar tipo diferentes "
    "distintos distintas diversos varias varios primer primera segundo uno dos tres cuatro cinco seis siete ocho "
    "diez titulo titulacion titulado titulada grado ciclo ciclos formativo formativos superior fp eso "
    "bachillerato estudios formacion curso cursos certificado profesionalidad posesion poseer acreditar "
    "demostrable acreditada previa previo discapacidad igual 33 inscrito inscrita demandante demandantes lanbide "
    "sepe oficina garantia juvenil descripcion perfil aportar acceso acceder cargo colaborar apoyo apoyar apto "
    "dicha dicho ejemplo entorno exige general habilidad habilidades habitual incluye inferior interes largo "
    "llevar obligatorio obligatoria opcion optar pagas posible principales principal prorrata prorrateadas "
    "prueba plantilla rango remuneracion resto saber satisfaccion siguiente siguientes tal tales tiempo total "
    "ubicacion valido valida vigente vigor nacional internacional hombre mujer h m sexos edad desplazamiento "
    "desplazarse desplazamientos gestionar desarrollar desarrollo ejecutar asegurar garantizar mantener "
    "importante necesidades necesidad segunda tercer relativa relativo adecuado adecuada correcto correcta "
    "buscar encuentra e-mail entrevista selecciona seleccion incorporar cubrir desempenar capaz persona/s "
    "opciones indispensable vacante vacantes periodo duracion inicio fecha festivos rotativos descanso libre "
    "libranza alojamiento manutencion parte imprescindibles valorables deseables colaboracion desempeno "
    "e-curriculum c.v curriculum-vitae inscripcion plazo presentacion candidaturas adjuntar diplomatura "
    "diplomado licenciatura licenciado graduado graduada graduados escolar bachiller bup e.s.o f.p cou cfgm cfgs "
    "equivalentes aptitud aptitudes compatible compatibles continua continuada incapacidad permanente "
    "alternancia habilitacion especializacion acreditacion acreditable acreditables foap tafad ts cp excepcional "
    "recomendable indiferente municipio localidades asistir velar predisposicion inmediato inscripciones "
    "candidato/a respeto pruebas mercado abierto nacionalidad b auto automovil coche homologado homologados "
    "homologacion edades cumplir condicion asociacion fundacion ayuntamiento entidad entidades publica publico "
    "privada privado convocatoria jornadas completo sueldo plus cobro comision comisiones dietas prima "
    "incentivos",
    "fr": "je tu il elle nous vous ils elles on se me te ce cet cette ces qui que quoi dont ou quand comment si ne pas "
    "ni mais car donc pour par avec sans sur sous entre jusqu depuis vers selon pendant contre chez dans a aux "
    "au est sont etre ete sera etes sommes avoir avez avons ont aura pouvoir peut peuvent devoir doit devez "
    "faire fait tres plus moins tant tout toute tous toutes autre autres meme chaque quelques aussi ainsi etc "
    "bien mieux bon bonne bons bonnes grand grande nouveau nouvelle haut haute experience experiences "
    "connaissance connaissances maitrise competences competence niveau exige exigee requis requise souhaite "
    "souhaitee apprecie appreciee idealement similaire similaires minimum personne personnes candidat candidate "
    "entreprise societe groupe client clients equipe equipes travail poste emploi offre contrat cdi cdd interim "
    "temps plein partiel salaire brut mensuel annuel euros horaire horaires jour jours semaine mois an ans annee "
    "annees heure heures lundi mardi mercredi jeudi vendredi samedi dimanche mission missions profil recherche "
    "recherchons rejoindre avantages mutuelle tickets restaurant diplome bac bts dut licence master formation "
    "capacite capable aptitude esprit sens rigueur autonomie motivation motive dynamique titulaire disponible "
    "responsable cadre domaine secteur environnement realiser assurer participer garantir notre nos votre vos "
    "leur leurs son sa ses mon ma mes un une deux trois premier premiere savoir savez notamment tel tels telle "
    "telles comme type divers differents differentes lors afin y en compris",
    "de": "ich du er sie es wir ihr mich dich uns euch ihnen mein dein sein unser unsere unseren unserem unserer ihre "
    "ihren ihrem dieser diese dieses jeder jede jedes welche wer was wann wo wie warum wenn ob nicht kein keine "
    "aber denn weil als auch noch nur schon sehr mehr weniger viel viele alle alles andere anderen und oder "
    "sowie sind ist war waren werden wird wurde haben hast hat hatte konnen kann mussen muss sollen soll durfen "
    "mochten fur auf an aus bei nach seit vom zu zum zur uber unter vor hinter neben zwischen durch gegen ohne "
    "um bis am im in mit von der die das den dem des ein eine einer eines einem einen gute guten guter gutes "
    "hohe hohes hoher neue neuen grosse grossen erste ersten erfahrung erfahrungen kenntnisse berufserfahrung "
    "ausbildung abgeschlossene abgeschlossenes abschluss studium qualifikation fahigkeit fahigkeiten "
    "bereitschaft vorausgesetzt erforderlich wunschenswert vorteil idealerweise mindestens ahnliche "
    "vergleichbare vergleichbar bereich bereichen unternehmen firma kunden kunde team teams arbeit arbeiten "
    "arbeitszeit arbeitsplatz stelle position aufgabe aufgaben vollzeit teilzeit unbefristet gehalt vergutung "
    "euro stunden stunde tage tag woche monat monate jahr jahre jahren montag freitag urlaub bewerbung bewerben "
    "lebenslauf kontakt telefon mail person personen mitarbeiter mitarbeiterin kollegen freude motivation "
    "motiviert teamfahigkeit zuverlassig selbststandig eigenverantwortung flexibilitat engagement arbeitsweise "
    "umfeld rahmen sicher sichere sicherer fundierte fundiertes gern gerne zwei drei verschiedene verschiedenen "
    "weitere weiteren entsprechende bzw z.b u.a etc ggf inkl bieten suchen erwarten bringen mitbringen verfugen "
    "besitzen m w d",
    "it": "io tu lui lei noi voi loro mi ti ci vi si lo la li le che chi cui quale quando dove come se non ne ma "
    "perche per con su tra fra a al alla ai alle da dal dalla in nel nella sul sulla e ed o sono essere stato "
    "avere ha hanno puo deve fare molto piu meno tanto tutto tutti tutte altro altri altra stesso ogni anche gia "
    "cosi ecc bene buono buona buone ottimo ottima grande nuovo esperienza conoscenza conoscenze competenze "
    "requisiti richiesto richiesta richieste necessario gradito preferibile minimo persona persone candidato "
    "azienda societa clienti cliente gruppo team lavoro posto ruolo contratto tempo pieno parziale indeterminato "
    "determinato orario stipendio euro mese mesi anno anni giorno giorni ora ore settimana offerta offriamo "
    "inviare diploma laurea titolo capacita motivazione disponibilita settore ambito attivita mansioni "
    "responsabile corso corsi studenti studente lezioni esame fine alcuni principali diversi vari prima due tre "
    "parte base livello tipo risultati attesi apprendimento ad esempio prof giudizio autonomia individualmente "
    "compresi quelli compiuta passaggi particolare enfasi correttamente comprensione abilita saper sapere "
    "saranno comunicative insegnamento dei delle degli dello nell dell all dall sull questo questa questi queste",
    "pt": "eu tu ele ela nos vos eles que quem qual quando onde como se nao nem mas porque para por com sem sobre "
    "entre ate desde a ao aos as em no na nas ser e sao foi estar esta ter tem haver ha poder pode dever deve "
    "fazer muito mais menos todo toda todos outras outro outros mesmo cada tambem ja etc bem bom boa bons grande "
    "novo nova experiencia conhecimento conhecimentos dominio nivel requisitos requerido necessario preferencial "
    "minimo pessoa pessoas candidato empresa clientes cliente grupo equipa trabalho funcao funcoes contrato "
    "tempo inteiro parcial horario salario euros mes meses ano anos dia dias hora horas semana oferta oferecemos "
    "enviar curso licenciatura formacao habilitacoes capacidade motivacao disponibilidade area setor perfil um "
    "uma dois tres tipo similar",
    "nl": "ik jij je u hij zij wij we jullie mij ons onze jouw uw zijn haar hun dit dat deze die wie wat wanneer waar "
    "hoe als niet geen maar want ook nog al zeer meer veel alle andere is was worden wordt heb hebt heeft hebben "
    "kan kunnen moet zal voor van naar bij uit aan op in met om tot over onder tussen door zonder een het de te "
    "er goede ervaring kennis vaardigheden niveau vereist pre minimaal vergelijkbaar persoon bedrijf klanten "
    "klant team werk werken functie baan contract salaris euro uur uren dag dagen week maand jaar jaren "
    "opleiding diploma mbo hbo wo sollicitatie profiel bieden zoeken",
    "pl": "ja ty on ona my wy oni sie nie tak ale bo czy jak gdy gdzie kto co ktory ktora ktore w z na do od dla po "
    "przy przez pod nad przed i lub oraz a o u za jest sa byc bedzie ma miec moze musi bardzo wiecej mile "
    "widziane minimum doswiadczenie znajomosc umiejetnosc wyksztalcenie praca pracy firma klient zespol "
    "stanowisko umowa wynagrodzenie rok lata miesiac dzien godzin oferujemy",
    "sv": "jag du han hon vi ni de mig dig oss er min din sin var vart vara detta denna den det som vem vad nar hur om "
    "inte men ocksa mycket mer alla andra ar blir bli har haft kan ska maste for fran till med pa av i att en "
    "ett och eller god goda erfarenhet kunskap kunskaper krav meriterande minst person foretag kunder kund team "
    "arbete arbeta tjanst tjansten lon manad dag dagar timmar vecka utbildning examen ansokan soker erbjuder",
    "da": "jeg du han hun vi i de mig dig os min din vores jeres denne dette det den som hvem hvad nar hvor hvis ikke "
    "men ogsa meget mere alle andre er var vaere bliver har haft kan skal ma for fra til med pa af at en et og "
    "eller god gode erfaring kendskab viden krav fordel minimum person virksomhed kunder kunde team arbejde "
    "arbejder stilling stillingen lon ar maned dag dage timer uge uddannelse ansogning soger tilbyder dit dine "
    "hos vil",
    "no": "jeg du han hun vi de meg deg oss min din var vare denne dette det den som hvem hva nar hvor hvis ikke men "
    "ogsa mye mer alle andre er blir har hatt kan skal ma for fra til med pa av at en et og eller god gode "
    "erfaring kunnskap krav fordel minimum person bedrift kunder kunde team arbeid arbeide stilling stillingen "
    "lonn ar maned dag dager timer uke utdanning soknad soker tilbyr gjerne innen evne kvalifikasjoner "
    "personlige egenskaper relevant relevante holder gir hjelp gr kl klasse utdanningsretning",
    "eu": "ni zu gu da dira du dute izan ukan egin bat eta edo baina ere ez bai hau hori hura zein nor non nola oso "
    "gehiago guztiak beste lana lanaldia lanpostua enpresa enpresako pertsona pertsonak urte urteko hilabete "
    "ordu egun kontratua soldata euro baldintzak beharrezkoa baloratuko eskaintzen",
}  # fmt: skip

# Alone too wide, though good inside a phrase; beside those that the linker refuses.
TOO_WIDE = {
    "en": "engineering computer science information web cloud test code product products process processes application "
    "applications database databases network networks platform platforms api apis server servers security "
    "infrastructure architecture operations operation development developer developers engineer engineers "
    "methodology methodologies method methods technique techniques concept concepts principle principles "
    "practice practices standard standards tool tools technology technologies framework frameworks solution "
    "solutions feature features result results task tasks problem problems challenge challenges requirement "
    "communication documentation quality performance design programming language languages system systems "
    "software hardware service services market sales research sciences mathematics subject discipline teamwork "
    "user users stakeholders partner partners pipeline pipelines library libraries distributed backend frontend "
    "mobile digital agile scale scalable automated automation monitoring reliability health safety content "
    "feedback meeting meetings documents reports procedures policies equipment resource resources strategy unix "
    "ms container containers qa initiative stack production academic financial social real-time patterns "
    "best-practice written verbal oral student students",
    "es": "limpieza mantenimiento obra obras instalaciones instalacion maquina maquinaria herramientas material "
    "materiales cliente clientes producto productos servicio servicios control gestion atencion reparacion "
    "montaje preparacion elaboracion revision carga cocina sala almacen comercial ventas venta oficina "
    "informatica programa programas sistemas sistema proyectos proyecto documentacion calidad seguridad normas "
    "normativa prevencion riesgos aplicacion coordinacion supervision planificacion organizacion seguimiento "
    "recepcion tecnico tecnica tecnicas administrativo administrativa oficial operario operaria peon auxiliar "
    "ayudante encargado encargada alumnado alumnos pacientes usuarios residentes familias ninos mayores conducir "
    "conduccion transporte vehiculos camion camiones construccion edificios vivienda viviendas hogar domicilio "
    "agricola ganadera explotacion campo finca animales mesa barra platos menu industrial agraria sanitaria "
    "social educativa permiso carne carnet carnets carnes remolque marca carretilla tecnicos acabado ordenador "
    "recogida colocacion apertura cierre limpiar transversales basicas habituales valores digital",
    "fr": "clients production maintenance qualite gestion securite logiciels outils informatique systeme projet "
    "projets documents materiel normes techniques controle suivi reglementation machines produits service "
    "services industriel",
    "de": "kunden produkte projekte qualitat technik software systeme maschinen anlagen dokumentation prozesse "
    "produktion montage wartung entwicklung planung organisation wort schrift deutsch umgang einsatz "
    "fuhrerschein",
    "it": "sistemi metodi modelli analisi teoria tecniche strumenti problemi dati progetti progetto sviluppo gestione "
    "studio ricerca contesto processi concetti elementi",
}  # fmt: skip

# Places that stand in many advertisements; the others fall away because no list of skills holds them.
_PLACES = (
    "alava albacete alicante almeria amsterdam andalucia araba aragon asturias austria avila badajoz baleares "
    "barcelona belgium berlin bilbao bizkaia brussels bruxelles burgos caceres cadiz canarias cantabria castellon "
    "castilla cataluna catalunya ciudad copenhagen cordoba coruna cuenca danmark denmark deutschland donostia "
    "dublin england espana eu europa europe euskadi extremadura france frankfurt galicia gasteiz germany gijon "
    "gipuzkoa girona granada guadalajara hamburg huelva huesca ireland italia italy jaen kobenhavn koln krakow "
    "leon lisboa lisbon lleida logrono london lugo lyon madrid malaga mallorca marseille milan milano munchen "
    "munich murcia navarra nederland netherlands norge norway orense oslo ourense oviedo palencia pamplona paris "
    "poland polska pontevedra porto portugal real rioja roma rome rotterdam salamanca santander segovia sevilla "
    "soria spain stockholm stuttgart sverige sweden switzerland tarragona teruel toledo torino toulouse uk usa "
    "valencia valladolid vienna vitoria warsaw warszawa wien zamora zaragoza zurich"
)
PLACES = frozenset(_PLACES.split())

# Their number belongs to the name.
_STANDARDS = (
    "iso en iec din une iatf asme astm aws api vde vdi bs nf ansi ieee sae ipc nen uni cei iso/iec en-iso une-en"
)
STANDARDS = frozenset(_STANDARDS.split())


class UnmatchedWords(NamedTuple):
    """The lists of one language, with those of English where the language has none of its own."""

    cues: dict[str, tuple[tuple[str, ...], ...]]
    skipped: frozenset[str]
    joiners: frozenset[str]
    links: frozenset[str]
    ends: frozenset[str]
    too_wide: frozenset[str]


@lru_cache(maxsize=64)
def words_of(language: str) -> UnmatchedWords:
    """Return the lists of a language. Its cues stand under their first word, longest first."""
    code = language if language in ENDS else "en"
    cues: dict[str, list[tuple[str, ...]]] = {}
    for cue in CUES.get(code, "").split("|"):
        words = tuple(cue.split())
        cues.setdefault(words[0], []).append(words)
    return UnmatchedWords(
        {first: tuple(sorted(found, key=lambda words: (-len(words), words))) for first, found in cues.items()},
        frozenset(SKIPPED.get(code, "").split()),
        frozenset(JOINERS.get(code, "").split()),
        frozenset(LINKS.get(code, "").split()),
        frozenset(ENDS[code].split()) | frozenset(SKIPPED.get(code, "").split()),
        frozenset(TOO_WIDE.get(code, "").split()),
    )
