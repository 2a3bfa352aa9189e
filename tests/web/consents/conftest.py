from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def own_list_of_erasures(settings, tmp_path):
    """The list of erasures lies in a folder of the test."""
    settings.SKILLPACT_ERASURES = tmp_path / "erasures.jsonl"
