"""What all tests share: a home of their own, the starter taxonomy, and the real material where it is present."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

from skillpact.taxonomy import Taxonomy, TaxonomyStore

# The web in the mode of the tests, whatever the caller's settings are.
os.environ["SKILLPACT_MODE"] = "test"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillpact_web.settings")
django.setup()

ROOT = Path(__file__).resolve().parent.parent
_BESIDE = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep tests away from the user's own taxonomies; `run_all.py` gives one home to all workers."""
    before = os.environ.get("SKILLPACT_HOME")
    if before is None:
        os.environ["SKILLPACT_HOME"] = str(tmp_path_factory.mktemp("home"))
    yield Path(os.environ["SKILLPACT_HOME"])
    if before is None:
        del os.environ["SKILLPACT_HOME"]


@pytest.fixture(scope="session")
def starter(own_home: Path) -> Taxonomy:
    """The starter taxonomy that ships with the package."""
    return TaxonomyStore().starter()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real material; tests that need it say so where it is absent."""
    stated = os.environ.get("SKILLPACT_DATA")
    folder = Path(stated) if stated else _BESIDE
    if not folder.is_dir():
        pytest.skip("the real material is not here: set SKILLPACT_DATA to its folder")
    os.environ["SKILLPACT_DATA"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def example() -> Path:
    """The input folder of the invented cluster."""
    return ROOT / "examples" / "hiruzubi"
