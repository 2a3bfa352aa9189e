"""Tables in and out: one shape reads CSV, XLSX and JSON, and writes them so that they can be read again."""

from __future__ import annotations

from .reading import read_table
from .shapes import Column, Problem, Row, Shape, Table
from .writing import CONTENT_TYPES, download, stream_table, write_table

__all__ = [
    "CONTENT_TYPES",
    "Column",
    "Problem",
    "Row",
    "Shape",
    "Table",
    "download",
    "read_table",
    "stream_table",
    "write_table",
]
