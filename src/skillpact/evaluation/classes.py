"""The classes of all languages as a file for the program: what it says beside results is what the page says."""

from __future__ import annotations

import json

from skillpact.evaluation.languages import LanguageQuality


def quality_classes(quality: LanguageQuality) -> str:
    """Return the classes as JSON, one line a language, the same bytes every time."""
    lines = [
        f"  {json.dumps(language)}: {json.dumps({'skills': skills, 'occupations': occupations})}"
        for language, (skills, occupations) in quality.classes().items()
    ]
    classes = ",\n".join(lines)
    return f'{{\n "measured_on": {json.dumps(quality.taxonomy_name)},\n "classes": {{\n{classes}\n }}\n}}\n'
