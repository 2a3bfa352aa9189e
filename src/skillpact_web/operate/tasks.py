"""What is done periodically."""

from __future__ import annotations


def sign_of_life() -> None:
    """Nothing: that a worker starts it every minute is what `health.check_worker` looks at."""


PERIODIC = {"minutely": [sign_of_life]}
