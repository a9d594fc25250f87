"""What a Python caller uses: a text or a file with every fix that its options allow."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.engine import fix_loop
from dslim.facts.build_context.context import has_own_ignores, open_context
from dslim.rules.lookup import codes_of
from dslim.support.atomic_write import write_atomic
from dslim.support.reading import read_file
from dslim.syntax import decode, encode

DEFAULT = Options()


def fix_text(
    text: str,
    options: Options = DEFAULT,
    context: str | os.PathLike[str] | None = None,
    filename: str = "<string>",
) -> Outcome:
    """A Dockerfile's text with every fix that the options allow.

    `context`: the folder of its build context, None where it is not known. `filename`: what errors call the text.
    Raises DockerfileSyntaxError for what BuildKit refuses, and ValueError for a rule that there is not. A rewrite
    that breaks an invariant gives an Outcome with `error` set and the text as it was.
    """
    known = open_context(os.fspath(context)) if context is not None else None
    return fix_loop.fix_text(text, _checked(options), known, filename)


def fix_file(
    path: str | os.PathLike[str],
    options: Options = DEFAULT,
    context: str | os.PathLike[str] | None = None,
    write: bool = False,
) -> Outcome:
    """The Dockerfile at a path with every fix that the options allow; written in place if `write`.

    `context`: the folder of the build context, by default that of the file. Raises OSError, DockerfileSyntaxError,
    ValueError for a rule that there is not, and WriteRefused where the file cannot be replaced safely (see
    dslim.support.atomic_write). A link stays, and the file that it leads to now is written.
    """
    path = Path(path)
    options = _checked(options)
    resolved = os.path.realpath(path)
    read = read_file(resolved, "Dockerfile", follow=False)
    folder = os.fspath(context) if context is not None else os.fspath(path.parent)
    known = open_context(folder, has_own_ignores(os.fspath(path)))
    outcome = fix_loop.fix_text(decode(read.data), options, known, os.fspath(path))
    if write and outcome.changed:
        write_atomic(resolved, read.data, encode(outcome.after), read.identity)
    return outcome


def _checked(options: Options) -> Options:
    """The options with rules by their codes. Raises UnknownRuleError, a ValueError."""
    rules = None if options.rules is None else codes_of(options.rules)
    return replace(options, rules=rules, ignore=codes_of(options.ignore))
