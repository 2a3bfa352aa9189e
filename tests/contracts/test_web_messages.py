"""The words of the web in other languages: whole, with the places of the original, and compiled from what is shown."""

from __future__ import annotations

import importlib.util
import io
import re
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo

ROOT = Path(__file__).resolve().parents[2]
_PLACE = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")


def _load_tool():
    spec = importlib.util.spec_from_file_location("web_messages_tool", ROOT / "tools" / "messages.py")
    module = sys.modules["web_messages_tool"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _load_tool()
WEB = tool.DOMAINS[1]
CATALOGUES = sorted(WEB.locales.glob("*/LC_MESSAGES/django.po"))


def key(message):
    """Return what a message is found by."""
    return (message.id if isinstance(message.id, str) else tuple(message.id), message.context)


def forms(text):
    """Return the forms of a message or of a translation."""
    return text if isinstance(text, tuple | list) else (text,)


def test_the_web_speaks_spanish():
    assert [path.parent.parent.name for path in CATALOGUES] == ["es"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_every_message_of_the_program_is_translated(path):
    catalogue = tool.read_catalogue(path)
    known = {key(message) for message in catalogue}
    asked = {key(message) for message in tool.extract_messages(WEB)}
    assert sorted(str(one) for one in asked - known) == [], "run `make messages`, then translate what it names"
    assert tool.untranslated(catalogue) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_a_translation_keeps_the_places_of_its_message(path):
    wrong = []
    for message in tool.read_catalogue(path):
        wanted = {place for form in forms(message.id) for place in _PLACE.findall(form)}
        for form in forms(message.string):
            found = set(_PLACE.findall(form))
            if message.id and form and (found - wanted or (len(forms(message.id)) == 1 and wanted - found)):
                wrong.append((message.id, form))
    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_what_is_shown_was_compiled_from_the_translations(path):
    compiled = io.BytesIO()
    write_mo(compiled, tool.read_catalogue(path))
    assert path.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `make messages`"
