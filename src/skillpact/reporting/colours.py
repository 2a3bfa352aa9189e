"""Colours of charts: 3:1 against white for areas, 4.5:1 for words. None carries meaning without a hatch or label."""

from __future__ import annotations

INK = "#1b1f24"
MUTED = "#4d5661"
RULE = "#c9d0d8"
NEEDED = "#1f4e79"
AVAILABLE = "#2e7d4f"
IN_TRAINING = "#b4540a"
HATCHES = {NEEDED: "", AVAILABLE: "////", IN_TRAINING: "\\\\\\\\"}
# Light to dark: how many openings are short. Ink stands on the first three, white on the others.
SHORTAGE_STEPS = ("#ffffff", "#fbe3d6", "#f4b894", "#b4540a", "#7a2f00")
DARK_FROM_STEP = 3


def relative_luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb, as WCAG 2.2 defines it, in [0, 1]."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours #rrggbb, from 1 to 21."""
    light, dark = sorted((relative_luminance(first), relative_luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
