"""What a Python caller uses: a text or a file with every fix that its options allow."""

from __future__ import annotations

import os
from pathlib import Path

from dslim.diagnostics.findings import Choose
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.engine import fix_loop
from dslim.engine.ignore_comment_notes import with_notes
from dslim.engine.look import Look
from dslim.engine.look import look as look_at
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context, own_ignores_of
from dslim.rules.lookup import with_codes
from dslim.support.atomic_write import write_atomic
from dslim.support.reading import read_file
from dslim.syntax import decode, encode, parse_buildable

DEFAULT = Options()


def fix_text(
    text: str,
    options: Options = DEFAULT,
    context: str | os.PathLike[str] | None = None,
    filename: str = "<string>",
    choose: Choose | None = None,
) -> Outcome:
    """A Dockerfile's text with every fix that the options allow.

    `context`: the folder of its build context, None where it is not known. `filename`: what errors call the text.
    `choose`: asked of each of these fixes, once, whether it is made; None makes all. It is asked in the order of the
    rules, when the fix could be made next: the finding's `span` and `edits` are for the text as decided so far, its
    `line`, `place` and `id` for the text as it was given. The same answers to the same ids give the same text.
    Raises DockerfileSyntaxError for what BuildKit refuses, and ValueError for a rule that there is not. A rewrite
    that breaks an invariant gives an Outcome with `error` set and the text as it was.
    """
    facts = _facts_of(text, options, context, filename)
    return with_notes(fix_loop.apply_fixes(facts, choose), facts)


def look(
    text: str,
    options: Options = DEFAULT,
    context: str | os.PathLike[str] | None = None,
    filename: str = "<string>",
    later: bool = True,
) -> Look:
    """What there is to say of a Dockerfile's text, with nothing fixed: each finding by its id, from top to bottom.

    A finding has `edits` for the text, where its fix can be made by itself; or `requires`, the ids of those that must
    be made before it is offered; or `why_not`. `later`: whether to look also for those that require others, which
    takes several runs (an editor, that looks at every key, may do without).
    The other arguments and errors are those of `fix_text`.
    """
    return look_at(_facts_of(text, options, context, filename), later)


def _facts_of(text: str, options: Options, context: str | os.PathLike[str] | None, filename: str) -> Facts:
    known = open_context(os.fspath(context)) if context is not None else None
    return Facts(parse_buildable(text, filename), with_codes(options), known)


def fix_file(
    path: str | os.PathLike[str],
    options: Options = DEFAULT,
    context: str | os.PathLike[str] | None = None,
    write: bool = False,
    choose: Choose | None = None,
) -> Outcome:
    """The Dockerfile at a path with every fix that the options allow; written in place if `write`.

    `context`: the folder of the build context, by default that of the file. `choose`: as for `fix_text`. Raises
    OSError, DockerfileSyntaxError, ValueError for a rule that there is not, and WriteRefused where the file cannot be
    replaced safely (see dslim.support.atomic_write). A link stays, and the file that it leads to now is written.
    """
    path = Path(path)
    options = with_codes(options)
    resolved = os.path.realpath(path)
    read = read_file(resolved, "Dockerfile", follow=False)
    folder = os.fspath(context) if context is not None else os.fspath(path.parent)
    known = open_context(folder, own_ignores_of(os.fspath(path)))
    facts = Facts(parse_buildable(decode(read.data), os.fspath(path)), options, known)
    outcome = with_notes(fix_loop.apply_fixes(facts, choose), facts)
    if write and outcome.changed:
        write_atomic(resolved, read.data, encode(outcome.after), read.identity)
    return outcome
