"""Starts the command line; `python -m skillpact` is `skillpact`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `skillpact`; an interruption while the verbs are still being imported ends it quietly."""
    try:
        from skillpact.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
