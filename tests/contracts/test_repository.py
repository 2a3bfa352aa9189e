"""What may not stand in the repository: machine paths, registry addresses, unfinished work, large files."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Split, so that this file does not hold what it looks for.
PATTERNS = {
    "a path of a machine": re.compile(r"(?<![.\w-])/(?:ro" + r"ot|wo" + r"rk|ho" + r"me)/\w"),
    "a package registry": re.compile("py" + r"pi\.org|registry\.np" + "mjs|files\\.python" + "hosted"),
}


def tracked() -> list[Path]:
    """Return the files of the repository, or of the folder where there is no git."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def test_no_file_names_a_machine_path_or_a_registry():
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" in data[:4096] or path.suffix in (".pdf", ".docx", ".png", ".xlsx"):
            continue
        text = data.decode("utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {what}" for what, pattern in PATTERNS.items() if pattern.search(text)]
    assert found == []


def test_no_file_is_large_but_those_of_the_models_and_they_are_below_35_mb_together():
    weights = ROOT / "src" / "skillpact" / "extraction" / "weights"
    large = [path for path in tracked() if path.stat().st_size > 2_000_000]
    assert [str(path.relative_to(ROOT)) for path in large if path.parent != weights] == []
    assert sum(path.stat().st_size for path in weights.iterdir()) <= 35_000_000
