"""What a Python caller needs beside `fix_text`: a file on disk, with its own build context."""

from __future__ import annotations

import os
from pathlib import Path

from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.engine.fix_loop import DEFAULT, fix_text
from dslim.facts.build_context.context import has_own_ignores, open_context
from dslim.support.atomic_write import write_atomic
from dslim.support.reading import read_file
from dslim.syntax import decode, encode


def fix_file(
    path: str | os.PathLike[str],
    options: Options = DEFAULT,
    context: str | os.PathLike[str] | None = None,
    write: bool = False,
) -> Outcome:
    """The Dockerfile at `path` with every fix that the options allow; written in place if `write`.

    `context`: the folder of the build context, by default that of the file. Raises OSError,
    DockerfileSyntaxError, and WriteRefused where the file cannot be replaced safely (see
    dslim.support.atomic_write). A link stays, and the file that it leads to now is written.
    """
    path = Path(path)
    resolved = os.path.realpath(path)
    read = read_file(resolved, "Dockerfile", follow=False)
    folder = os.fspath(context) if context is not None else os.fspath(path.parent)
    known = open_context(folder, has_own_ignores(os.fspath(path)))
    outcome = fix_text(decode(read.data), options, known, os.fspath(path))
    if write and outcome.changed:
        write_atomic(resolved, read.data, encode(outcome.after), read.identity)
    return outcome
