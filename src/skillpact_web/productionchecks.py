"""What a production may not be like: each problem in one line with its remedy, and no start until all are mended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

LEAST_SECRET = 50  # characters; Django's own secrets have as many


def find_problems(settings: Mapping[str, Any]) -> list[str]:
    """Return what makes these settings unfit for production, one sentence each; empty where nothing does.

    settings : setting → value, as the globals of `skillpact_web.settings`
    """
    secret = str(settings["SECRET_KEY"])
    problems = []
    if secret in ("", settings["DEFAULT_SECRET"]):
        problems.append(
            "SKILLPACT_SECRET_KEY is not set: set it, or SKILLPACT_SECRET_KEY_FILE, to a secret of your own"
        )
    elif len(secret) < LEAST_SECRET or len(set(secret)) < 10:
        problems.append(
            f"SKILLPACT_SECRET_KEY is too easy to guess: use at least {LEAST_SECRET} random characters, "
            "for instance from `openssl rand -base64 48`"
        )
    if settings["DEBUG"]:
        problems.append("SKILLPACT_DEBUG is on and shows the inside of the program to everyone: leave it out")
    if not str(settings["BASE_URL"]).startswith("https://"):
        problems.append(
            "SKILLPACT_BASE_URL does not begin with https://, so that cookies travel in the open: "
            "set it to the address that people type, such as https://skillpact.example.org"
        )
    elif not (settings["SESSION_COOKIE_SECURE"] and settings["CSRF_COOKIE_SECURE"]):
        problems.append(
            "Cookies would be sent over http as well: leave SESSION_COOKIE_SECURE and CSRF_COOKIE_SECURE on"
        )
    if "*" in settings["ALLOWED_HOSTS"]:
        problems.append("SKILLPACT_ALLOWED_HOSTS allows every name: list the names under which the web is reached")
    if settings["SKILLPACT_CLOCK"] is not None:
        problems.append("SKILLPACT_CLOCK holds the day still, which only a demo may: leave it out")
    if str(settings["EMAIL_BACKEND"]).rpartition(".")[0] != "django.core.mail.backends.smtp":
        problems.append("Mail would be printed and not sent: set SKILLPACT_EMAIL_HOST to your mail server")
    if settings.get("MFA_POLICY", "demanded") != "demanded":
        problems.append(
            "SKILLPACT_MFA does not demand a second factor of those who see other people's data: leave it out"
        )
    return problems


def refuse_unsafe(settings: Mapping[str, Any]) -> None:
    """Raise ImproperlyConfigured with every problem of a production, one a line."""
    problems = find_problems(settings)
    if problems:
        head = "Skillpact does not start in production mode (for your own machine: SKILLPACT_MODE=local):"
        raise ImproperlyConfigured("\n".join([head, *problems]))
