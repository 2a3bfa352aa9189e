"""Shell completion: prints the script that a shell reads."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    Example:
      skillpact completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    from skillpact.cli import cli

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(cli, {}, "skillpact", "_SKILLPACT_COMPLETE").source())
