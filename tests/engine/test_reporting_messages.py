"""The translations of reports: complete, up to date, placeholders kept; a Spanish cluster gets a Spanish report."""

from __future__ import annotations

import gettext
import importlib.util
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as parser
from reportingstudy import make_study

from skillpact.reporting import summary_lines
from skillpact.reporting.html import render_report
from skillpact.reporting.messages import LOCALES
from skillpact.reporting.tables import tables_of
from skillpact.reporting.view import make_view

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted(LOCALES.glob("*/LC_MESSAGES/skillpact.po"))
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


def _load_tool():
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    module = sys.modules["messages_tool"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _load_tool()
TEMPLATE = tool.extract_messages()


def _pairs(message):
    """Yield (form of the source, its translation); the first source form goes with the singular."""
    if isinstance(message.id, str):
        yield message.id, message.string
    else:
        for place, text in enumerate(message.string):
            yield message.id[min(place, 1)], text


def test_there_is_a_spanish_catalogue_and_extraction_sees_code_templates_and_words_of_lower_floors():
    assert "es" in [path.parent.parent.name for path in CATALOGUES]
    for message in ("To act on", "coverage", "the budget does not reach", "only fills the group", "stale"):
        assert TEMPLATE.get(message), message
    assert TEMPLATE.get("%(n)s further skill").pluralizable
    assert TEMPLATE.get("{n} match for 1 talent.").pluralizable


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_a_catalogue_has_every_message_translated_and_no_other(path):
    catalogue = tool.read_catalogue(path)
    assert tool.untranslated(catalogue) == []
    assert {message.id for message in catalogue} == {message.id for message in TEMPLATE}
    assert len(catalogue) == len(TEMPLATE)
    assert not catalogue.obsolete


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_a_translation_keeps_every_placeholder_and_the_end_of_the_sentence(path):
    for message in tool.read_catalogue(path):
        if not message.id:
            continue
        for source, text in _pairs(message):
            # "1 person" may be a word in one form and a number in another, but nothing unknown may be asked for.
            allowed = set().union(*(_PLACEHOLDER.findall(form) for form, _text in _pairs(message)))
            assert set(_PLACEHOLDER.findall(text)) == set(_PLACEHOLDER.findall(source)) or (
                message.pluralizable and set(_PLACEHOLDER.findall(text)) <= allowed
            ), source
            assert source.endswith((".", ":")) == text.endswith((".", ":")), source


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_the_compiled_catalogue_is_up_to_date_and_both_are_as_the_tool_writes_them(path, tmp_path):
    with path.with_suffix(".mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for message in tool.read_catalogue(path):
        if not message.id:
            continue
        if message.pluralizable:
            found = (compiled.ngettext(*message.id, 1), compiled.ngettext(*message.id, 2))
            assert found == message.string
        elif message.context:
            assert compiled.pgettext(message.context, message.id) == message.string
        else:
            assert compiled.gettext(message.id) == message.string
    copy = tmp_path / path.parent.parent.name / "LC_MESSAGES" / path.name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(path.read_bytes())
    tool.update(copy, TEMPLATE)

    def without_tool(data):
        return re.sub(rb"Generated-By: [^\\\n]*", b"", data)

    assert without_tool(copy.read_bytes()) == without_tool(path.read_bytes())


def test_a_missing_translation_is_named(tmp_path):
    path = tmp_path / "eu" / "LC_MESSAGES" / "skillpact.po"
    catalogue = tool.update(path, TEMPLATE)
    assert len(tool.untranslated(catalogue)) == len(TEMPLATE)
    assert path.with_suffix(".mo").exists()


@pytest.fixture(scope="module")
def spanish(tmp_path_factory):
    study = make_study(tmp_path_factory.mktemp("study"))
    return replace(study, inputs=replace(study.inputs, cluster=replace(study.inputs.cluster, language="es")))


@pytest.mark.parametrize("audience", ["owner", "cluster", "public"])
def test_a_study_of_a_spanish_cluster_gives_a_spanish_report(spanish, audience):
    view = make_view(spanish, audience)
    root = parser.document_fromstring(render_report(view, tables_of(view)))
    assert root.get("lang") == "es"
    headings = {heading.text_content() for heading in root.iter("h2")}
    assert {"Para actuar", "Mapa de carencias", "Plan de formación", "Cómo se ha hecho"} <= headings
    # Labels that the taxonomy has in English only say so, and so do sentences that are not translated.
    assert root.xpath("//table[@id='table-balance']//th//span[@lang='en'][text()='welding']")
    if audience == "public":
        assert "menos de 5" in root.text_content()
    else:
        assert root.xpath("//table[@id='table-refusals']//td/span[@lang='en']")


def test_no_english_heading_is_left_in_the_spanish_tables(spanish):
    view = make_view(spanish, "cluster")
    english = {table.id: table for table in tables_of(make_view(_english(spanish), "cluster"))}
    same = {"no", "id", "URI"}
    for table in tables_of(view):
        assert table.title != english[table.id].title
        assert table.note != english[table.id].note
        for column, other in zip(table.columns, english[table.id].columns, strict=True):
            assert column.description != other.description or column.title in same, (table.id, column.name)
            assert column.name == other.name


def _english(study):
    return replace(study, inputs=replace(study.inputs, cluster=replace(study.inputs.cluster, language="en")))


def test_the_terminal_hears_spanish(spanish):
    lines = summary_lines(spanish)
    assert lines[0] == "6 de 7 empresas han comunicado sus necesidades."
    assert [line for line in lines if line.startswith("Carencia: ")]
    assert [line for line in lines if line.startswith("El plan da ")]
    assert lines[-1] == "Se ha rechazado 1 fila o fichero: véase tables/refusals.csv."
