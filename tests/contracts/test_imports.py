"""The floors of engine and web are import contracts, and each is proven to fail when it is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts over the package in `folder`/src."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    command = [str(LINT), "--config", "pyproject.toml", "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_floors_hold():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("contract", "module", "statement"),
    [
        ("engine-floors", "extraction/language.py", "import skillpact.study"),
        ("engine-floors", "gaps/personal.py", "import skillpact.matching.match"),
        ("engine-floors", "records.py", "import skillpact.taxonomy.words"),
        ("one-solver", "gaps/personal.py", "import highspy"),
        ("checker-knows-no-solver", "planning/instance.py", "import scipy"),
        ("engine-knows-no-web", "study.py", "import django"),
        ("web-floors", "../skillpact_web/clock.py", "import skillpact_web.accounts.roles"),
        ("web-floors", "../skillpact_web/jobs/models.py", "import skillpact_web.documents.models"),
        ("engine-is-called-in-engine-files", "../skillpact_web/accounts/roles.py", "import skillpact.study"),
    ],
)
def test_a_broken_contract_is_found(tmp_path: Path, contract: str, module: str, statement: str):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("*.csv", "__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / "src" / "skillpact" / module
    path.write_text(path.read_text(encoding="utf-8") + f"\n{statement}  # noqa\n", encoding="utf-8")
    result = lint(tmp_path)
    assert result.returncode == 1
    name = next(line for line in contract_names() if line[0] == contract)[1]
    assert f"{name} BROKEN" in result.stdout


def contract_names() -> list[tuple[str, str]]:
    """Return (id, name) of every contract."""
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [(contract["id"], contract["name"]) for contract in settings["tool"]["importlinter"]["contracts"]]


def test_importing_the_engine_loads_nothing_heavy():
    code = (
        "import sys, skillpact, skillpact.records, skillpact.errors, skillpact.cli\n"
        "heavy = {'numpy', 'scipy', 'matplotlib', 'lxml', 'highspy', 'jinja2', 'urllib3', 'jsonschema'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
