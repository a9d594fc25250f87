"""Fixes the Dockerfiles in a column of an Arrow batch: what Ray Data, Spark and DuckDB hand to a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

import pyarrow as pa

from dslim.diagnostics.options import Options
from dslim.fleet.workers.task import Task, fix_task
from dslim.rules.lookup import with_codes
from dslim.syntax import encode

Batch = TypeVar("Batch", pa.RecordBatch, pa.Table)
DEFAULT = Options()
#: The columns that are added beside that of the fixed texts.
_MORE = (("changed", pa.bool_()), ("rules", pa.list_(pa.string())), ("error", pa.string()))
FIXED = "fixed"


class FixedText(NamedTuple):
    """What became of one text. `rules`: the codes of those that changed it; `error`: why it was left alone, or None."""

    fixed: bytes | None
    rules: tuple[str, ...] = ()
    error: str | None = None


#: Fixes one text, of which None is left alone.
FixOne = Callable[[bytes | None], FixedText]


def fix_batch(batch: Batch, options: Options = DEFAULT, column: str = "text") -> Batch:
    """A batch or table with the Dockerfiles of one column fixed, in four more columns; rows and order stay.

    `column`: its name; strings, or bytes. Added: `fixed` (of the same type; null for null), `changed` (bool), `rules`
    (codes of what was fixed) and `error` (string; null where there is none, else `LINE:COLUMN: error: ...`, and
    `fixed` is the text as it was). No build context is known of such texts. Raises ValueError for a batch without the
    column, of another type, or with columns of these names already, and for a rule that there is not.
    """
    known = with_codes(options)
    return fix_batch_with(batch, column, lambda text: fix_one(text, known))


def fix_batch_with(batch: Batch, column: str, fix: FixOne) -> Batch:
    """Fixes the texts of a column, each by a function of one's own."""
    added = fixed_fields(batch.schema, column)
    is_text = not _is_binary(added[0].type)
    results = [fix(text.encode("utf-8", "surrogateescape") if is_text and text is not None else text)
               for text in batch.column(column).to_pylist()]  # fmt: skip
    values: tuple[Iterable[object], ...] = (
        [_value(one.fixed, is_text) for one in results],
        [bool(one.rules) for one in results],
        [list(one.rules) for one in results],
        [one.error for one in results],
    )
    for field, value in zip(added, values):
        batch = batch.append_column(field, pa.array(value, field.type))
    return batch


def fixed_fields(schema: pa.Schema, column: str = "text") -> list[pa.Field]:
    """The fields that `fix_batch` adds to a schema. Raises ValueError."""
    if column not in schema.names:
        raise ValueError(f"no column {column!r}; there is {', '.join(schema.names) or 'none'}")
    kind = schema.field(column).type
    if not (_is_binary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        raise ValueError(f"column {column!r} is of type {kind}, not of strings or bytes")
    added = [pa.field(FIXED, kind), *(pa.field(name, type_) for name, type_ in _MORE)]
    if taken := [field.name for field in added if field.name in schema.names]:
        raise ValueError(f"there is a column {taken[0]!r} already")
    return added


def fix_one(text: bytes | None, options: Options = DEFAULT) -> FixedText:
    """One text fixed. Never raises: what is wrong with it is in the result."""
    if text is None:
        return FixedText(None)
    result = fix_task(Task("Dockerfile", options, None), text, lambda _: "", is_kept=False).result
    if result.outcome is None:
        return FixedText(text, error=result.error.removeprefix(":").strip() or result.note)
    codes = dict.fromkeys(finding.rule for finding in result.outcome.applied)
    return FixedText(encode(result.outcome.after), tuple(sorted(codes)))


def _is_binary(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _value(fixed: bytes | None, is_text: bool) -> bytes | str | None:
    return fixed.decode("utf-8", "replace") if is_text and fixed is not None else fixed
