"""Words and phrases that some taxonomy lists as a label but that alone say nothing of a skill, by language.

Folded (lower case, no accents). A word is refused as written here, a phrase in any inflection.
"""

from __future__ import annotations

GENERIC_WORDS = {
    "en": "control technical quality plan plans project projects support process processes production team work "
    "working "
    "business service services management system systems design study studies company client clients customer "
    "report reports reporting operation operations operator tool tools training people product products "
    "research values value "
    "documentation transport part parts test tests testing analysis planning organisation performance materials "
    "communicate access go software hardware computer data technology development developments language "
    "languages experience "
    "lead right rights care form forms term terms current scale standard standards strength strengths science "
    "re guide guides "
    "conduct choose clean discipline balance space pattern patterns attention activity activities activation "
    "mechanisms "
    "financial standing shift shifts store stores brand brands market sound hearing feedback interaction interactions "
    "interview interviews model models network release review reviews role roles source states issue issues "
    "event events "
    "animal animals motion position positions benefit benefits environment environments energy help speed light",
    "es": "control tecnico tecnica tecnicos tecnicas calidad plan planes planos proyecto proyectos soporte proceso "
    "procesos produccion equipo trabajo empresa servicio servicios gestion sistema sistemas titulo titulos "
    "titulacion valor "
    "valores planta parte partes marca marcas documentacion operador operacion operaciones operativo medio estudio "
    "estudios cliente clientes informe material materiales producto productos herramientas analisis desarrollo datos "
    "organizacion valora fines maquina maquinas obra tecnologia curso formacion idioma idiomas plato platos "
    "acceso software caja "
    "fisica fisico fisicas fisicos neumatico neumaticos informar marco tales tal consulta consultas lenguaje "
    "textil energia "
    "camara camaras baño banos bano compra recibos turno turnos seguro seguros sector centro",
    "fr": "controle technique techniques qualite plan plans projet projets support processus production equipe travail "
    "entreprise service services gestion systeme systemes client clients rapport operation operations operateur outil "
    "outils formation produit produits recherche valeur valeurs documentation materiel materiaux analyse donnees "
    "organisation machine machines developpement langue langues acces logiciel experience etude etudes secteur "
    "energie droit "
    "espace forme",
    "de": "kontrolle technik qualitat plan plane projekt projekte unterstutzung prozess prozesse produktion "
    "team arbeit "
    "unternehmen service system systeme verwaltung kunde kunden bericht betrieb werkzeug werkzeuge ausbildung produkt "
    "produkte forschung werte wert dokumentation material analyse daten organisation maschine maschinen entwicklung "
    "sprache sprachen zugang software erfahrung studium anlage anlagen energie bereich recht",
}

GENERIC_PHRASES = {
    "en": "job offer|job offers|be responsible|working hours|search for people|flexible working|highly motivated",
    "es": "ofertas de empleo|buscar a personas|contrato laboral|contrato de trabajo|persona responsable|"
    "convenio colectivo|"
    "sector de la construcción|industria de la construcción|puesto de trabajo",
    "fr": "offre d'emploi|recherche de personnes|contrat de travail",
    "de": "Stellenangebote|Arbeitsvertrag",
}

# Acronyms that in a text in capitals are also words or other abbreviations: months, weeks, units.
CAPITAL_WORDS = {
    "en": "aid all are and our us",
    "es": "mes sem tales son sal era pie mas red rol uso uni dos tres sin con por para ir ser",
    "fr": "mes son ses car bus sur par pas nos vos or",
    "de": "die der das mit und von bei auf",
}
