"""The columns that bulk reads and writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillpact.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa

INPUT_COLUMNS = ("id", "text", "lang")
OPTIONAL_COLUMNS = frozenset({"lang"})
_SKILL_FIELDS = (
    ("uri", "string"), ("label", "string"), ("score", "double"), ("method", "string"), ("start", "int32"),
    ("end", "int32"), ("sentence", "string"),
)  # fmt: skip


def require_pyarrow() -> None:
    """Raise MissingExtraError where pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            "bulk work needs the package pyarrow: install it with pip install 'skillpact[bulk]'"
        ) from error


def output_schema(*, with_text: bool) -> pa.Schema:
    """Return the columns of the output: id, lang, text_sha256, reason, skills, and text where wanted."""
    import pyarrow as pa

    skill = pa.struct([pa.field(name, pa.type_for_alias(kind)) for name, kind in _SKILL_FIELDS])
    fields = [pa.field(name, pa.string()) for name in ("id", "lang", "text_sha256", "reason")]
    fields.append(pa.field("skills", pa.list_(skill)))
    if with_text:
        fields.append(pa.field("text", pa.string()))
    return pa.schema(fields)


def check_input_schema(schema: pa.Schema, name: str) -> None:
    """Refuse a table whose columns cannot be used, before anything is read. Raises InputError."""
    import pyarrow as pa

    for column in INPUT_COLUMNS:
        n_found = len(schema.get_all_field_indices(column))
        if n_found > 1:
            raise InputError(f"{n_found} columns have this name, expected one", file=name, column=column)
        if n_found == 0:
            if column in OPTIONAL_COLUMNS:
                continue
            found = ", ".join(schema.names[:10]) or "none"
            raise InputError(
                f"the column is missing (found: {found}); expected id and text, and lang where it is known",
                file=name, column=column,
            )  # fmt: skip
        kind = schema.field(column).type
        if not (is_text(kind) or pa.types.is_null(kind) or (column == "id" and pa.types.is_integer(kind))):
            expected = "texts or whole numbers" if column == "id" else "texts (string)"
            raise InputError(f"found values of type {kind}, expected {expected}", file=name, column=column)


def is_text(kind: pa.DataType) -> bool:
    """Say whether a column of this type holds texts."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))
