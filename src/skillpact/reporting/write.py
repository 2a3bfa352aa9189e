"""Writes a study's report as a folder, whole or not at all."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from skillpact.errors import ConfigurationError
from skillpact.planning import plan_to_json, to_json
from skillpact.reporting.csvfiles import table_to_csv
from skillpact.reporting.html import render_report
from skillpact.reporting.studyfile import FORMAT, study_to_json
from skillpact.reporting.summary import coverage_sentence
from skillpact.reporting.table import Audience, Table, known_audience
from skillpact.reporting.tables import tables_of
from skillpact.reporting.view import View, make_view
from skillpact.reporting.xlsx import tables_to_xlsx
from skillpact.study import Study

_ENTRIES = {
    "report.html", "report-public.html", "tables", "tables.xlsx", "public", "plan.json", "plan-instance.json",
    "study.json",
}  # fmt: skip


def write_report(study: Study, folder: Path, *, audience: str = "cluster") -> list[Path]:
    """Write the report into `folder` and return its files, sorted.

    audience : "owner" or "cluster" writes everything (report.html, tables/, tables.xlsx, plan.json, plan-instance.json,
    study.json) and the public part beside it (report-public.html, public/); "public" writes the public part only.
    An earlier report in `folder` is replaced at once, when the new one is complete. Raises ConfigurationError where the
    folder holds anything else or cannot be written, ValueError on another audience.
    """
    reader = known_audience(audience)
    target = folder.absolute()
    check_report_folder(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as temporary:
            work = Path(temporary) / "new"
            work.mkdir()
            _write_all(study, work, reader)
            if target.exists():
                target.rename(Path(temporary) / "old")
            work.rename(target)
    except OSError as error:
        raise ConfigurationError(
            f"the report cannot be written to '{folder.name}' ({error.strerror or type(error).__name__}); "
            "name a folder that can be written"
        ) from error
    return sorted(path for path in target.rglob("*") if path.is_file())


def _write_all(study: Study, work: Path, audience: Audience) -> None:
    public = make_view(study, "public")
    public_tables = tables_of(public)
    _write_text(work / "report-public.html", render_report(public, public_tables))
    _write_tables(public, public_tables, work / "public", work / "public" / "tables.xlsx")
    view, tables = public, public_tables
    if audience != "public":
        view = make_view(study, audience)
        tables = tables_of(view)
        _write_text(work / "report.html", render_report(view, tables))
        _write_tables(view, tables, work / "tables", work / "tables.xlsx")
        if study.plan is not None and study.instance is not None:
            _write_text(work / "plan.json", plan_to_json(study.plan))
            _write_text(work / "plan-instance.json", to_json(study.instance))
        _write_text(work / "public" / "study.json", study_to_json(public, public_tables))
    _write_text(work / "study.json", study_to_json(view, tables))


def _write_tables(view: View, tables: Sequence[Table], folder: Path, workbook: Path) -> None:
    folder.mkdir()
    for table in tables:
        (folder / f"{table.id}.csv").write_bytes(table_to_csv(view, table))
    workbook.write_bytes(tables_to_xlsx(view, tables, _about(view)))


def _about(view: View) -> list[tuple[str, str]]:
    """Return what the first sheet of the workbook says of it."""
    _ = view.say
    cluster, taxonomy = view.study.inputs.cluster, view.study.taxonomy
    marking = {
        "public": _("Public: figures about small groups are not shown"),
        "owner": _("Confidential: for the owner of these data"),
        "cluster": _("Confidential: for the cluster's own desk"),
    }[view.audience]
    lines = [
        (_("cluster"), cluster.name),
        (_("audience"), marking),
        (_("as of"), cluster.as_of.isoformat()),
        (
            _("coverage"),
            coverage_sentence(view),
        ),
        (_("taxonomy"), taxonomy.id),
        (_("program"), f"skillpact {view.study.program_version}"),
    ]
    if cluster.is_invented:
        lines.append((_("data"), _("All data in this report are invented: no real persons, no real companies.")))
    if taxonomy.attribution:
        lines.append((_("source"), taxonomy.attribution))
    return lines


def check_report_folder(folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier report: it would be lost. To be asked before a long study.

    Raises ConfigurationError.
    """
    target = folder.absolute()
    if not target.exists():
        return
    if not target.is_dir() or target.is_symlink():
        raise ConfigurationError(f"'{target.name}' is not a folder, expected a new or empty one for the report")
    found = sorted(entry.name for entry in target.iterdir())
    if not found:
        return
    others = [name for name in found if name not in _ENTRIES]
    if others or not _is_report(target):
        raise ConfigurationError(
            f"the folder '{target.name}' holds something else than an earlier report ({(others or found)[0]}); "
            "name a new or empty folder"
        )


def _is_report(target: Path) -> bool:
    try:
        stated = json.loads((target / "study.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(stated, dict) and stated.get("format") == FORMAT


def _write_text(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", errors="replace"))
