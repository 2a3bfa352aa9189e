"""Django's management commands: `python -m skillpact_web migrate`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a management command; settings that cannot be used are told in plain lines."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillpact_web.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        print("\n".join(f"skillpact: {line}" for line in str(error).splitlines()), file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
