"""Fixes the Dockerfiles of Parquet files: each row group becomes a file of its own, and those that are there stay."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

import pyarrow as pa
import pyarrow.parquet as pq

from dslim.diagnostics.options import Options
from dslim.fleet.cache.outcome_cache import own_code
from dslim.fleet.corpus.arrow_batch import FixedText, FixOne, fix_batch_with, fix_one, fixed_fields
from dslim.fleet.workers.engine import Died, Engine, Pending, Refused, as_they_end, first_line_of
from dslim.fleet.workers.local_processes import LocalProcesses
from dslim.support.folders import open_folder
from dslim.support.output_file import open_output
from dslim.support.private_folder import remove_left_over
from dslim.support.reading import open_file

#: Rows that are in memory at one time.
BATCH_ROWS = 1000
#: The name, in a part's own metadata, of what it was made of.
_KEY = b"dslim.key"


@dataclass(frozen=True, slots=True)
class Part:
    """One row group of a Parquet file, and where its texts go, fixed. `key`: tells it from the same of another file."""

    source: str
    group: int
    target: str
    key: str
    column: str
    options: Options


@dataclass(frozen=True, slots=True)
class PartResult:
    """What one part came to: `rows`, and how many of them changed or have an error. `error`: why there is none."""

    target: str
    rows: int = 0
    changed: int = 0
    errors: int = 0
    error: str = ""
    is_new: bool = True


def parts_of(sources: Sequence[str], out: str, column: str, options: Options) -> list[Part]:
    """A part for each row group of these files, in the folder `out`.

    Raises OSError, and ValueError for what is no Parquet file, has no such column, or two sources of one name.
    """
    code = own_code()
    found: list[Part] = []
    stems: dict[str, str] = {}
    for source in sources:
        stem = os.path.basename(source).removesuffix(".parquet")
        if stems.setdefault(stem, source) != source:
            raise ValueError(f"{stems[stem]} and {source} would give parts of one name")
        with open_file(source) as file:
            status = os.fstat(file.fileno())
            try:
                metadata = pq.read_metadata(file)
                fixed_fields(metadata.schema.to_arrow_schema(), column)
            except (ValueError, pa.ArrowException) as error:
                raise ValueError(f"{source}: {str(error).splitlines()[0]}") from None
        whole = (code, column, _options_key(options), status.st_size, status.st_mtime_ns, metadata.num_rows)
        for group in range(metadata.num_row_groups):
            key = blake2b(repr((*whole, group)).encode(), digest_size=20).hexdigest()
            found.append(Part(source, group, os.path.join(out, f"{stem}-{group:05}.parquet"), key, column, options))
    return found


def _options_key(options: Options) -> str:
    values = {name: sorted(v) if isinstance(v, (set, frozenset)) else v for name, v in vars(options).items()}
    return repr(sorted(values.items()))


def fix_parts(parts: Sequence[Part], engine: Engine, has_files: bool = True) -> Iterator[PartResult]:
    """Each part as it is done, in no order; what a killed run left half-written is removed first.

    `has_files`: whether the engine's workers read and write files of this machine; if not, rows travel, a row group at
    a time for each worker. Raises OSError, and Refused where the engine cannot be used.
    """
    for folder in {os.path.dirname(part.target) for part in parts}:
        os.makedirs(folder or os.curdir, exist_ok=True)
        with open_folder(os.path.realpath(folder)) as opened:
            remove_left_over(opened)
    todo = []
    for part in parts:
        if (kept := _kept(part)) is not None:
            yield kept
        else:
            todo.append(part)
    if not has_files:
        yield from _fix_parts_elsewhere(todo, engine)
        return
    for part, pending in as_they_end(engine, partial(engine.submit, fix_part), todo):
        try:
            yield pending.result()
        except Died:
            yield _fix_part_by_rows(part)


def _fix_parts_elsewhere(parts: Sequence[Part], engine: Engine) -> Iterator[PartResult]:
    """The same by workers without our files: they get rows, and parts are written here."""
    begin = partial(_send_rows, engine)
    for part, pending in as_they_end(engine, begin, parts):
        try:
            fixed = pa.ipc.open_stream(pending.result())
            yield _write_batches(part, partial(_same_rows, fixed))
        except Died:
            yield _fix_part_by_rows(part)
        except ImportError as error:
            raise Refused(f"a worker has no {error.name}: pip install 'dslim[corpus]' there") from None
        except (OSError, pa.ArrowException) as error:
            yield PartResult(part.target, error=first_line_of(error))


def _same_rows(fixed: Iterable[pa.RecordBatch], _: pq.ParquetFile) -> Iterable[pa.RecordBatch]:
    return fixed


def _send_rows(engine: Engine, part: Part) -> Pending[bytes]:
    """Begin with the rows of a part."""
    sink = pa.BufferOutputStream()
    try:
        with open_file(part.source) as source:
            file = pq.ParquetFile(source)
            with pa.ipc.new_stream(sink, file.schema_arrow) as writer:
                for batch in file.iter_batches(BATCH_ROWS, row_groups=[part.group], use_threads=False):
                    writer.write_batch(batch)
    except (OSError, pa.ArrowException) as error:
        failed: Future[bytes] = Future()
        failed.set_exception(error)
        return failed
    return engine.submit(fix_rows, sink.getvalue().to_pybytes(), part.column, part.options)


def fix_rows(rows: bytes, column: str, options: Options) -> bytes:
    """In a worker: rows in the stream format of Arrow with the texts of a column fixed, in the same format."""
    source = pa.ipc.open_stream(rows)
    fixed = pa.schema([*source.schema, *fixed_fields(source.schema, column)], source.schema.metadata)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, fixed) as writer:
        for batch in source:
            writer.write_batch(fix_batch_with(batch, column, lambda text: fix_one(text, options)))
    return bytes(sink.getvalue().to_pybytes())


def fix_part(part: Part) -> PartResult:
    """In a worker: fix one part, and write it whole or not at all."""
    return _write_part(part, lambda text: fix_one(text, part.options))


def _fix_part_by_rows(part: Part) -> PartResult:
    """The same where a row ends the process that looks at it: each row in another process, so that one row is lost."""
    alone = LocalProcesses(1)

    def fix(text: bytes | None) -> FixedText:
        try:
            return alone.submit(fix_one, text, part.options).result()
        except Died:
            return FixedText(text, error="internal error: the process that looked at it died")

    try:
        return _write_part(part, fix)
    finally:
        alone.close()


def _write_part(part: Part, fix: FixOne) -> PartResult:
    def batches(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
        # threads of Arrow's own would compete with our processes, and survive no fork
        for batch in file.iter_batches(BATCH_ROWS, row_groups=[part.group], use_threads=False):
            yield fix_batch_with(batch, part.column, fix)

    return _write_batches(part, batches)


def _write_batches(part: Part, batches: Callable[[pq.ParquetFile], Iterable[pa.RecordBatch]]) -> PartResult:
    """Write a part, whole or not at all. `batches`: its fixed rows, made of the file that they come from."""
    rows = changed = errors = 0
    try:
        with open_file(part.source) as source, open_output(part.target) as target:
            file = pq.ParquetFile(source)
            schema = _schema_of_part(file.schema_arrow, part)
            with pq.ParquetWriter(target, schema) as writer:
                for fixed in batches(file):
                    writer.write_batch(fixed.replace_schema_metadata(schema.metadata))
                    rows += fixed.num_rows
                    changed += fixed.column("changed").to_pylist().count(True)
                    errors += fixed.num_rows - fixed.column("error").null_count
    except (OSError, pa.ArrowException) as error:
        return PartResult(part.target, error=first_line_of(error))
    return PartResult(part.target, rows, changed, errors)


def _schema_of_part(schema: pa.Schema, part: Part) -> pa.Schema:
    fields = [*schema, *fixed_fields(schema, part.column)]
    return pa.schema(fields, {**(schema.metadata or {}), _KEY: part.key.encode()})


def _kept(part: Part) -> PartResult | None:
    """What an earlier run made of the same; None where there is nothing, or of something else."""
    try:
        with open_file(part.target) as source:
            file = pq.ParquetFile(source)
            if (file.schema_arrow.metadata or {}).get(_KEY) != part.key.encode():
                return None
            table = file.read(["changed", "error"], use_threads=False)
    except (OSError, pa.ArrowException):
        return None
    changed, errors = table.column("changed").to_pylist().count(True), table.num_rows - table.column("error").null_count
    return PartResult(part.target, table.num_rows, changed, errors, is_new=False)
