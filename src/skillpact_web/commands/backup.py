"""`skillpact backup`: one folder with everything that the web holds."""

from __future__ import annotations

from pathlib import Path

import click

from .surroundings import choose_mode, need_extra, open_web


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--demo", "is_demo", is_flag=True, help="Back up the demo's data and not your own.")
def backup(folder: Path, is_demo: bool) -> None:
    """Write database, uploaded files and the list of erasures into the new folder DIR, each with its hash.

    \b
    Example:
      skillpact backup backups/2026-11-02
    """
    need_extra()
    choose_mode(True if is_demo else None)
    open_web()
    from skillpact_web.operate.backup import back_up

    manifest = back_up(folder)
    size = sum(file["bytes"] for file in manifest.files.values())
    click.echo(f"Backed up {len(manifest.files)} files, {size / 1e6:.1f} MB, to {folder.name}")
