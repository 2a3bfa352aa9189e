"""Reports of a study: tables first; HTML, CSV, XLSX and charts are views of the same tables."""

from skillpact.reporting.summary import summary_lines
from skillpact.reporting.table import Audience, Column, Remark, Table
from skillpact.reporting.tables import build_tables
from skillpact.reporting.write import check_report_folder, write_report

__all__ = [
    "Audience",
    "Column",
    "Remark",
    "Table",
    "build_tables",
    "check_report_folder",
    "summary_lines",
    "write_report",
]
