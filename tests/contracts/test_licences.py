"""What the product is built of may be used under the EUPL, and NOTICE names it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|ISC|MPL|Mozilla|LGPL|Lesser General|HPND|CMU|EUPL|Unlicense|Zlib|OFL|CC0",
    re.IGNORECASE,
)
# Unless it says "Lesser" or offers a choice, a General Public License binds the whole product.
FORBIDDEN = re.compile(r"AGPL|Affero|(?<!L)GPL|(?<!Lesser )General Public", re.IGNORECASE)


def locked(name: str) -> set[str]:
    """Return the names of the packages in a lock file, normalised."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in text.splitlines() if "==" in line}


def licences() -> dict[str, str]:
    """Return package → licence of everything installed, by pip-licenses."""
    command = [str(Path(sys.executable).parent / "pip-licenses"), "--format=json", "--from=mixed", "--with-system"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    return {re.sub(r"[-_.]+", "-", row["Name"]).lower(): row["License"] for row in json.loads(found.stdout)}


def test_every_dependency_has_a_licence_that_fits_the_eupl():
    installed = licences()
    unknown = {
        name: installed.get(name)
        for name in locked("run.txt")
        if name in installed and (not ALLOWED.search(installed[name]) or FORBIDDEN.search(installed[name]))
    }
    assert unknown == {}


def test_the_notice_names_every_dependency():
    notice = re.sub(r"[-_.]+", "-", (ROOT / "NOTICE").read_text(encoding="utf-8")).lower()
    assert sorted(name for name in locked("run.txt") if not re.search(rf"\b{re.escape(name)}\b", notice)) == []


def test_lock_files_name_no_address_and_hash_everything():
    for name in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        assert "://" not in text
        packages = re.findall(r"^[A-Za-z0-9][^\n]*$", text, re.MULTILINE)
        assert packages == re.findall(r"^([A-Za-z0-9][^\n]*==[^\n]*\\)\n    --hash=sha256:", text, re.MULTILINE)


def test_the_checks_would_find_a_forbidden_licence():
    for licence in ("GNU Affero General Public License v3", "GPL-3.0-only", "GNU General Public License v2 (GPLv2)"):
        assert FORBIDDEN.search(licence)
    for licence in ("GNU Lesser General Public License v2 or later (LGPLv2+)", "LGPL-2.1-or-later", "MIT"):
        assert not FORBIDDEN.search(licence)
