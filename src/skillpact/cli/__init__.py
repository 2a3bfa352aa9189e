"""The command line: one verb for each main job. Verbs are imported when called, so that each starts fast."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from skillpact import __version__
from skillpact.cli.failures import (
    EXIT_INTERRUPTED,
    EXIT_UNUSABLE,
    open_missing_streams,
    report_bug,
    report_failure,
    report_system_failure,
)
from skillpact.errors import SkillpactError

# verb → module:attribute, in the order of help
_COMMANDS = {
    "study": "skillpact.cli.study:study",
    "extract": "skillpact.cli.extract:extract",
    "rank": "skillpact.cli.rank:rank",
    "occupations": "skillpact.cli.occupations:occupations",
    "unmatched": "skillpact.cli.unmatched:unmatched",
    "gaps": "skillpact.cli.tables:gaps",
    "match": "skillpact.cli.tables:match",
    "plan": "skillpact.cli.plan:plan",
    "bulk": "skillpact.cli.bulk:bulk",
    "evaluate": "skillpact.cli.evaluate:evaluate",
    "taxonomy": "skillpact.cli.taxonomy:taxonomy",
    "completion": "skillpact.cli.completion:completion",
}


class LazyGroup(click.Group):
    """Knows its verbs by name, imports each on use; packages add verbs as `skillpact.commands` entry points."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all verbs, our own first."""
        return [*_COMMANDS, *sorted(set(_entry_points()) - set(_COMMANDS))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one verb."""
        if cmd_name in _COMMANDS:
            module, attribute = _COMMANDS[cmd_name].split(":")
            command: click.Command = getattr(importlib.import_module(module), attribute)
            return command
        point = _entry_points().get(cmd_name)
        return point.load() if point is not None else None


def _entry_points() -> dict[str, Any]:
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group="skillpact.commands")}


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="skillpact")
def cli() -> None:
    """What companies need, what people can, the gap, and the training that closes it.

    \b
    Examples:
      skillpact study examples/hiruzubi --out out
      skillpact extract advert.pdf
      skillpact taxonomy search "TIG welding"

    Exit codes: 0 done, 1 done but something needs attention, 2 wrong use or unusable input, 70 a bug, 130 interrupted.
    """


def main() -> None:
    """Run the command line; the only place where errors become exit codes."""
    open_missing_streams()
    try:
        code = cli.main(standalone_mode=False)
        code = code if isinstance(code, int) else 0
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; what was finished before stays usable.", err=True)
        code = EXIT_INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = EXIT_UNUSABLE
    except click.ClickException as error:
        report_failure(error.format_message(), error)
        code = EXIT_UNUSABLE
    except SkillpactError as error:
        report_failure(str(error), error)
        code = EXIT_UNUSABLE
    except OSError as error:
        code = report_system_failure(error)
    except Exception as error:
        code = report_bug(error)
    sys.exit(code)
