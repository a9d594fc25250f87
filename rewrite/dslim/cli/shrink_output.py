"""Shows what `dslim shrink` found, and writes it where it was asked to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dslim.cli.terminal import print_line, print_text, print_to_stderr

if TYPE_CHECKING:
    from dslim.cli.shrink_arguments import ShrinkArguments
    from dslim.shrink.result import Shrunk
    from dslim.support.reading import FileRead


@dataclass(frozen=True)
class ReadFiles:
    """What was read at the start, before anything was built. `ignore`: None where there is no such file."""

    dockerfile: FileRead
    ignore: FileRead | None


def show(arguments: ShrinkArguments, found: Shrunk, read: ReadFiles) -> int:
    """Print, and write, as asked; the exit code. Raises OSError and WriteRefused for what cannot be written."""
    file = arguments.file
    if found.is_smaller and arguments.in_place:
        write_back(file, found, read)
    if arguments.html:
        _write_page(arguments.html, file, found)
    if arguments.as_json:
        from dslim.shrink.report.json_data import shrunk_data
        from dslim.support.safe_text import json_text

        print_text(json_text(shrunk_data(file, found, diff_of(file, found)), indent=2) + "\n")
    else:
        from dslim.shrink.report.text import shrunk_lines

        if not arguments.in_place:
            print_text(diff_of(file, found))
        for line in shrunk_lines(file, found):
            print_line(line) if arguments.in_place else print_to_stderr(line)
    return 0 if found.is_smaller else 1


def diff_of(file: str, found: Shrunk) -> str:
    """The diff of the Dockerfile and, where that changes, of the ignore file; '' where nothing smaller was found."""
    return "".join(_diffs(file, found)) if found.is_smaller else ""


def _diffs(file: str, found: Shrunk) -> Iterator[str]:
    from dslim.report.diff import diff_path, unified_diff

    yield unified_diff(found.before, found.after, None, diff_path(file))
    if found.ignore is not None:
        place = diff_path(found.ignore.path)
        diff = unified_diff(found.ignore.before, found.ignore.after, None, place)
        yield diff if found.ignore.before else diff.replace(f"--- a/{place}\n", "--- /dev/null\n", 1)


def write_back(file: str, found: Shrunk, read: ReadFiles) -> None:
    """Write the Dockerfile and the ignore file, if they are still those that were read.

    The ignore file first: with it alone the Dockerfile as it is makes a good image too. Raises OSError, WriteRefused.
    """
    from dslim.support.atomic_write import write_atomic
    from dslim.support.output_file import write_output
    from dslim.support.reading import read_file
    from dslim.support.write_refused import WriteRefused
    from dslim.syntax import encode

    ignore, is_other = found.ignore, found.after != found.before
    if is_other and read_file(os.path.realpath(file), "Dockerfile").identity != read.dockerfile.identity:
        raise WriteRefused("changed since it was read")
    if ignore is not None:
        if read.ignore is not None:
            write_atomic(os.path.realpath(ignore.path), read.ignore.data, encode(ignore.after), read.ignore.identity)
        elif os.path.lexists(ignore.path):
            raise WriteRefused(f"{ignore.path} was not there before")
        else:
            write_output(ignore.path, encode(ignore.after))
    if is_other:
        write_atomic(os.path.realpath(file), encode(found.before), encode(found.after), read.dockerfile.identity)


def _write_page(html: str, file: str, found: Shrunk) -> None:
    from dslim.shrink.report.page import shrunk_page
    from dslim.support.output_file import write_output

    write_output(html, shrunk_page(file, found).encode("utf-8", "replace"))
