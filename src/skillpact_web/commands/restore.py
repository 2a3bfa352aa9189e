"""`skillpact restore`: puts a backup in the place of the present data."""

from __future__ import annotations

from pathlib import Path

import click

from skillpact.cli.failures import EXIT_ATTENTION

from .surroundings import choose_mode, need_extra, open_web


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--replace", "is_replacing", is_flag=True, help="Replace data that are here; a copy of them is kept.")
@click.option("--demo", "is_demo", is_flag=True, help="Restore the demo's data and not your own.")
def restore(folder: Path, is_replacing: bool, is_demo: bool) -> None:
    """Check the backup in DIR, restore it, and erase again whoever was erased since it was made.

    \b
    Example:
      skillpact restore backups/2026-11-02
    """
    need_extra()
    choose_mode(True if is_demo else None)
    open_web()
    from skillpact_web.operate.restore import restore as put_back

    done = put_back(folder, is_replacing=is_replacing)
    click.echo(f"Restored the backup of {done.made_at} with {done.n_files} uploaded files.")
    click.echo(f"Erasures done again: {done.n_erased}. Everybody has to sign in anew.")
    if done.taxonomy:
        click.echo(f"The data name the taxonomy {done.taxonomy}; `skillpact taxonomy list` tells whether it is here.")
    for problem in done.problems:
        click.echo(f"skillpact: {problem}", err=True)
    if done.problems:
        raise click.exceptions.Exit(EXIT_ATTENTION)
