"""Serves the invented world of the tests on a free port of the loopback, until it is ended.

Started by conftest.py: `serve_world.py FOLDER`. Prints one JSON line: the address, a session a role, the rows to open.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any

TESTS = Path(__file__).resolve().parents[2]


def prepare(folder: Path) -> None:
    """Point the web at an empty database in the folder."""
    sys.path[:0] = [str(TESTS.parent / "src"), str(TESTS / "web"), str(Path(__file__).parent)]
    (folder / "web" / "static").mkdir(parents=True)
    os.environ |= {
        "SKILLPACT_MODE": "test",
        "SKILLPACT_HOME": str(folder),
        "SKILLPACT_DATABASE_URL": f"sqlite:///{folder / 'world.sqlite3'}",
        "SKILLPACT_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "skillpact_web.settings",
    }
    os.environ.pop("SKILLPACT_CLOCK", None)


def fill() -> dict[str, Any]:
    """Make the world and what each app adds to it; return sessions by role and the ids of rows."""
    from allauth.account.models import EmailAddress
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from world import make_world

    world = make_world()
    for path in sorted((TESTS / "web").glob("*_world.py")):
        import_module(path.stem).fill(world)
    for membership in world.members.values():
        EmailAddress.objects.get_or_create(
            user=membership.user, email=membership.user.email, defaults={"verified": True, "primary": True}
        )
    return {
        "sessions": {str(role.value): world.client(role).cookies["sessionid"].value for role in world.members},
        "objects": {name: ids["own"] for name, ids in world.objects.items() if isinstance(ids, dict) and "own" in ids},
    }


def main() -> None:
    """Serve."""
    prepare(Path(sys.argv[1]))
    import django

    django.setup()
    from django.conf import settings

    settings.ROOT_URLCONF = "gallery"
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
    from django.core.wsgi import get_wsgi_application

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing about each request."""

    told = fill()
    server = Server(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}", **told}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
