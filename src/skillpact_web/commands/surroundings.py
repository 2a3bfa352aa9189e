"""Opens the web for a verb: the extra is there, the mode is known, a secret is at hand, Django is set up."""

from __future__ import annotations

import importlib.util
import os
import secrets
from pathlib import Path

from skillpact.errors import ConfigurationError, MissingExtraError

DEMO_DAY = "2026-11-02"
_SECRET = "secret-key"  # noqa: S105 - the name of a file


def need_extra() -> None:
    """Raise MissingExtraError where the packages of the web are not installed."""
    if any(importlib.util.find_spec(name) is None for name in ("django", "allauth", "ninja", "csp", "django_tasks_db")):
        raise MissingExtraError("The web needs more packages: install them with pip install 'skillpact[web]'")


def choose_mode(is_demo: bool | None) -> str:
    """Set and return the mode: the one of SKILLPACT_MODE, else one's own machine, with the demo where asked.

    Raises ConfigurationError where a demo is asked of a production.
    """
    stated = os.environ.get("SKILLPACT_MODE", "")
    if stated == "production":
        if is_demo:
            raise ConfigurationError("A production has no demo: leave out --demo, or set SKILLPACT_MODE to demo")
        return stated
    if is_demo is not None or not stated:
        os.environ["SKILLPACT_MODE"] = "demo" if is_demo else "local"
    return os.environ["SKILLPACT_MODE"]


def open_web() -> None:
    """Set Django up by the settings. Raises ConfigurationError, with one problem a line."""
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillpact_web.settings")
    if os.environ.get("SKILLPACT_MODE") == "demo":
        os.environ.setdefault("SKILLPACT_CLOCK", DEMO_DAY)
        # Everybody in it is invented: a second factor is offered, so that each role can be tried at once.
        os.environ.setdefault("SKILLPACT_MFA", "offered")
    try:
        import django

        if os.environ.get("SKILLPACT_MODE") in ("local", "demo"):
            _find_secret()
        django.setup()
    except ImproperlyConfigured as error:
        failure = ConfigurationError(str(error))
        failure.problems = str(error).splitlines()  # type: ignore[attr-defined]
        raise failure from None


def _find_secret() -> None:
    """Keep a secret of this machine's own in a file that nobody else may read, and point the settings at it."""
    if os.environ.get("SKILLPACT_SECRET_KEY") or os.environ.get("SKILLPACT_SECRET_KEY_FILE"):
        return
    from skillpact_web.environment import web_home

    path: Path = web_home(os.environ["SKILLPACT_MODE"]) / _SECRET
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with open(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(64) + "\n")
    os.environ["SKILLPACT_SECRET_KEY_FILE"] = str(path)
