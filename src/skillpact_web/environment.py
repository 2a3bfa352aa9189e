"""Settings from the environment: `SKILLPACT_NAME`, or `SKILLPACT_NAME_FILE` for a file that holds it."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Return the value of `SKILLPACT_<name>`, from the variable or the file that `SKILLPACT_<name>_FILE` names."""
    variable = f"SKILLPACT_{name}"
    path = os.environ.get(f"{variable}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(
                f"{variable}_FILE names a file that cannot be read ({type(error).__name__}): check its path and rights"
            ) from None
    return os.environ.get(variable, default)


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or no."""
    value = text(name, "yes" if default else "no").strip().lower()
    if value in _TRUE | _FALSE:
        return value in _TRUE
    raise ImproperlyConfigured(f"Unexpected value SKILLPACT_{name}={value}, use yes or no")


def number(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number of at least `least`."""
    value = text(name, str(default))
    if not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"Unexpected value SKILLPACT_{name}={value}, use a whole number of at least {least}")
    return int(value)


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """Return one of a closed list."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"Unexpected value SKILLPACT_{name}={value}, use one of {', '.join(allowed)}")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return the parts of a comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def web_home(mode: str) -> Path:
    """Return the folder of the web's data under SKILLPACT_HOME; the demo has one of its own."""
    import platformdirs

    home = Path(text("HOME").strip() or platformdirs.user_data_dir("skillpact", appauthor=False)).expanduser()
    return home / ("demo" if mode == "demo" else "web")
