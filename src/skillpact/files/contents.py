"""What lies in an input folder: regular files of its own. Links that lead out and special files are never opened."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

_REPORT_BYTES = 50_000_000
_SPECIAL = (
    (stat.S_ISFIFO, "is a pipe"),
    (stat.S_ISSOCK, "is a socket"),
    (stat.S_ISCHR, "is a device"),
    (stat.S_ISBLK, "is a device"),
)


def problem_of(path: Path, root: Path | None, *, expected: str = "a file") -> str | None:
    """Return why a path cannot be read as a file of the input folder, None where it can be.

    root : the input folder, which links may not leave; None where the user stated a place elsewhere
    Nothing is opened, so that a pipe cannot hold up the run.
    """
    try:
        if root is not None and not path.resolve().is_relative_to(root.resolve()):
            return f"is a link that leads out of the input folder, expected {expected} in it"
        if not os.path.lexists(path):
            return "is not there"
        place = path.resolve(strict=True)
        mode = place.stat().st_mode
    except FileNotFoundError:
        return f"is a link to something that is not there, expected {expected}"
    except PermissionError:
        return "cannot be opened: check that you may read it"
    except (OSError, RuntimeError, ValueError):  # a circle of links is a RuntimeError, a name with a zero byte the last
        return f"is a link to itself or no name of a file, expected {expected}"
    for is_kind, words in _SPECIAL:
        if is_kind(mode):
            return f"{words}, expected {expected}"
    return None if stat.S_ISREG(mode) else f"is a folder, expected {expected}"


def list_files(folder: Path, root: Path) -> tuple[list[Path], list[tuple[Path, str]]]:
    """Return the files in a folder and its sub-folders, and what lies there that cannot be read with the reason.

    Both are sorted. What starts with a full stop is passed over. A folder that holds a report of Skillpact is named as
    a whole. Links within the input folder to files are followed, links to folders are not.
    """
    files: list[Path] = []
    refused: list[tuple[Path, str]] = []
    if not os.path.lexists(folder):
        return files, refused
    if folder.is_symlink():
        problem = problem_of(folder, root, expected="a folder")
        if problem != "is a folder, expected a folder":
            return files, [(folder, problem or "is a link to a file, expected a folder")]
    elif not folder.is_dir():
        return files, [(folder, "is a file, expected a folder of documents")]
    _walk(folder, root, files, refused)
    return sorted(files), sorted(refused)


def is_report(folder: Path) -> bool:
    """Return whether the folder holds a report that Skillpact wrote, told by its study.json."""
    path = folder / "study.json"
    try:
        if problem_of(path, None) or path.stat().st_size > _REPORT_BYTES:
            return False
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(value, dict) and str(value.get("format", "")).startswith("skillpact.study/")


def _walk(start: Path, root: Path, files: list[Path], refused: list[tuple[Path, str]]) -> None:
    pending = [start]
    while pending:
        folder = pending.pop()
        if is_report(folder):
            refused.append((folder, "is a report that Skillpact wrote, expected documents: move it elsewhere"))
            continue
        try:
            with os.scandir(folder) as entries:
                names = [entry.name for entry in entries if not entry.name.startswith(".")]
        except OSError:
            refused.append((folder, "cannot be opened: check that you may read this folder"))
            continue
        for path in (folder / name for name in names):
            if path.is_dir() and not path.is_symlink():
                pending.append(path)
                continue
            problem = problem_of(path, root)
            if problem:
                refused.append((path, problem.replace("is a folder,", "is a link to a folder,")))
            else:
                files.append(path)
