"""What an installed package needs lies in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "hiruzubi"


def test_the_package_carries_the_whole_input_of_the_example_in_the_same_folders():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["data-files"]
    carried = {
        f"{folder.removeprefix('share/skillpact/hiruzubi').strip('/')}/{path.name}".lstrip("/")
        for folder, patterns in declared.items()
        for pattern in patterns
        for path in ROOT.glob(pattern)
        if path.is_file()
    }
    needed = {
        path.relative_to(EXAMPLE).as_posix()
        for path in EXAMPLE.rglob("*")
        # Its documents were made out of these by scripts beside them.
        if path.is_file() and "sources" not in path.parts and path.suffix != ".py"
    }
    assert carried == needed


def test_templates_styles_and_translations_have_endings_that_the_package_carries():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    endings = {pattern.removeprefix("*") for pattern in declared["tool"]["setuptools"]["package-data"]["*"]}
    there = {
        path.suffix
        for path in (ROOT / "src" / "skillpact_web").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in (".py", ".typed", "")
    }
    assert there - endings == set()
