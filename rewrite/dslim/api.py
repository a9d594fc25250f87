"""What a Python caller needs beside `fix_text`: a file on disk, with its own build context."""

from __future__ import annotations

import os
from pathlib import Path

from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.engine.fix_loop import DEFAULT, fix_text
from dslim.facts.build_context.context import has_own_ignores, open_context
from dslim.support.reading import read_file
from dslim.syntax import decode, encode
from dslim.writing import write_atomic


def fix_file(
    path: str | os.PathLike[str],
    options: Options = DEFAULT,
    context: str | os.PathLike[str] | None = None,
    write: bool = False,
) -> Outcome:
    """The Dockerfile at `path` with every fix that the options allow; written in place if `write`.

    `context`: the folder of the build context, by default that of the file. Raises OSError,
    DockerfileSyntaxError, and WriteRefused where the file cannot be replaced safely (see dslim.writing).
    """
    path = Path(path)
    data = read_file(path, "Dockerfile").data
    folder = os.fspath(context) if context is not None else os.fspath(path.parent)
    known = open_context(folder, has_own_ignores(os.fspath(path)))
    outcome = fix_text(decode(data), options, known, os.fspath(path))
    if write and outcome.changed:
        write_atomic(os.fspath(path), data, encode(outcome.after))
    return outcome
