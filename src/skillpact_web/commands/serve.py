"""`skillpact serve`: the web on one machine, with its database, its worker and, unless told otherwise, its demo."""

from __future__ import annotations

import errno
import os
import socket
import sys
import urllib.request
from pathlib import Path
from typing import Any

import click

from skillpact.errors import ConfigurationError

from .surroundings import choose_mode, need_extra, open_web


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen at.")
@click.option("--port", default=8000, show_default=True, metavar="N", type=click.IntRange(0, 65535),
              help="Port to listen at; 0: any that is free.")  # fmt: skip
@click.option("--demo/--no-demo", "is_demo", default=None,
              help="With the invented cluster, or your own data [default: --demo, or SKILLPACT_MODE].")  # fmt: skip
@click.option("--workers", default=2, show_default=True, metavar="N", type=click.IntRange(1, 64),
              help="Processes that answer, each with four threads.")  # fmt: skip
@click.option("--postgres", metavar="URL", help="Database, as postgres://user:password@host/name [default: SQLite].")
def serve(host: str, port: int, is_demo: bool | None, workers: int, postgres: str | None) -> None:
    """Prepare the database, start the web and its worker, print the address; Ctrl-C stops both.

    \b
    Examples:
      skillpact serve
      skillpact serve --no-demo --port 8080
    """
    if sys.platform == "win32":
        raise ConfigurationError("serve needs Linux or macOS: on Windows, run it in WSL or in a container")
    need_extra()
    port = find_port(host, port)
    mode = choose_mode(True if is_demo is None and "SKILLPACT_MODE" not in os.environ else is_demo)
    if postgres:
        if not postgres.startswith(("postgres://", "postgresql://")):
            raise ConfigurationError("--postgres is no address of a database, use postgres://user:password@host/name")
        os.environ["SKILLPACT_DATABASE_URL"] = postgres
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if mode != "production":
        os.environ.setdefault("SKILLPACT_BASE_URL", address)
        os.environ.setdefault("SKILLPACT_LOG_LEVEL", "WARNING")  # the console is for people here
    open_web()
    accounts = prepare_all(mode)
    run(host, port, workers, address, mode, accounts)


def find_port(host: str, port: int) -> int:
    """Return the port to listen at. Raises ConfigurationError where it is taken or not ours."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            found: int = probe.getsockname()[1]
            return found
    except socket.gaierror:
        raise ConfigurationError(f"{host} is no address of this machine: use --host 127.0.0.1") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConfigurationError(
                f"Port {port} of {host} is taken: stop what uses it, or choose another with --port"
            ) from None
        if error.errno == errno.EACCES:
            raise ConfigurationError(f"Port {port} is kept for the system: choose one above 1023 with --port") from None
        if error.errno == errno.EADDRNOTAVAIL:
            raise ConfigurationError(f"{host} is no address of this machine: use --host 127.0.0.1") from None
        raise


def prepare_all(mode: str) -> list[Any]:
    """Make the database ready and load the demo; return the accounts that the demo made for people to try."""
    from django.db import connections

    from skillpact_web.operate.preparation import prepare

    prepare(lambda sentence: click.echo(sentence, err=True))
    accounts: list[Any] = []
    if mode == "demo":
        accounts = load_demo()
    connections.close_all()  # children open their own
    return accounts


def load_demo() -> list[Any]:
    """Load the invented cluster once, and return its accounts. Raises ConfigurationError where real data are here."""
    from importlib import import_module
    from importlib.util import find_spec

    from skillpact_web.accounts.models import Organisation

    if Organisation.objects.filter(is_invented=False).exists():
        raise ConfigurationError(
            "The database holds organisations that are not invented, so that no demo is loaded into it: use --no-demo"
        )
    if find_spec("skillpact_web.demo") is None or find_spec("skillpact_web.demo.load") is None:
        return []
    return list(import_module("skillpact_web.demo.load").load_demo() or [])


def run(host: str, port: int, workers: int, address: str, mode: str, accounts: list[Any]) -> None:
    """Run web and worker until told to stop."""
    from .children import Child, Household

    bound = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = [
        sys.executable, "-m", "gunicorn", "skillpact_web.wsgi:application", "--bind", bound, "--workers", str(workers),
        "--worker-class", "gthread", "--threads", "4", "--log-level", "warning", "--graceful-timeout", "10",
        "--timeout", "60", "--max-requests", "20000", "--max-requests-jitter", "2000", "--no-control-socket",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "skillpact_web", "work"]
    household = Household([Child("web server", web), Child("worker", worker, is_renewed=True)])
    reached = f"http://127.0.0.1:{port}" if host in ("0.0.0.0", "::") else address  # noqa: S104 - compared, not bound
    household.run(
        lambda: answers(reached), lambda: tell(os.environ.get("SKILLPACT_BASE_URL", address), host, mode, accounts)
    )
    click.echo("Stopped.", err=True)


def answers(address: str) -> bool:
    """Return whether the web is up."""
    try:
        with urllib.request.urlopen(f"{address}/health/live", timeout=2) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except OSError:
        return False


def tell(address: str, host: str, mode: str, accounts: list[Any]) -> None:
    """Print where the web is and, for the demo alone, who can sign in."""
    if mode == "demo" and accounts:
        click.echo(
            f"\nThe day of the demo is {os.environ['SKILLPACT_CLOCK']}. Everybody in it is invented; sign in as:\n"
        )
        width = max(len(str(account.role)) for account in accounts)
        mail = max(len(account.email) for account in accounts)
        for account in accounts:
            click.echo(f"  {account.role!s:<{width}}  {account.email:<{mail}}  {account.password}")
    if mode != "production" and host not in ("127.0.0.1", "localhost", "::1"):
        click.echo(
            "\nOthers in your network can reach this, and nothing is encrypted: see docs/operate for production."
        )
    click.echo(f"\nSkillpact is at {address}  (Ctrl-C stops it; data: {_data_folder()})")
    sys.stdout.flush()


def _data_folder() -> str:
    from django.conf import settings

    home = Path(settings.HOME)
    return f"~/{home.relative_to(Path.home())}" if home.is_relative_to(Path.home()) else str(home)
