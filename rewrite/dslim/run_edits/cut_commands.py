"""Taking commands and words out of a RUN that goes on without them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dslim.facts.call_sites import Site, errexit_from_start, may_have_errexit
from dslim.facts.paths import Overlap, word_overlap
from dslim.facts.run import Run
from dslim.shell import Script, Simple, Word
from dslim.shell import tree as t
from dslim.syntax.edits import Edit

_REMOVERS = frozenset({"rm", "rmdir", "unlink", "shred", "find", "mv"})
_HARMLESS = frozenset({"mkdir", "echo", "printf", "ls", "du", "test", "[", "stat", "install"})


class NoCut(Exception):
    """A command cannot go; the message says why.

    `start`: where the command starts in the script. `folder`: the one of `cut_operands` that it is about.
    """

    def __init__(self, simple: Simple, reason: str, folder: str = "") -> None:
        super().__init__(reason)
        self.start = simple.span.start
        self.folder = folder


def cut_commands(run: Run, script: Script, gone: Iterable[Simple]) -> list[Edit]:
    """The edits that take out commands which always succeed; the status of the RUN stays. Raises NoCut.

    `a && rm x && b` becomes `a && b`, `rm x; b` becomes `b`; what stands inside a compound stays.
    """
    todo = {simple.span.start: simple for simple in gone}
    starts = frozenset(todo)
    edits: list[Edit] = []
    for simple in todo.values():
        if simple.assignments or not all(_is_quiet(redirect) for redirect in simple.redirects):
            raise NoCut(simple, "a cleanup is redirected")
    for index in range(len(script.statements)):
        for simple, edit in _of_statement(run, script, index, starts):
            if run.has_comment(edit.start, edit.end):
                raise NoCut(simple, "a comment stands beside a cleanup")
            edits.append(edit)
            del todo[simple.span.start]
    for simple in todo.values():
        raise NoCut(simple, "a cleanup stands inside a compound command")
    return edits


class Cuts(NamedTuple):
    """Edits within a command; or `gone`: one of the folders that it is all about, as the whole of it may go."""

    edits: tuple[Edit, ...] = ()
    gone: str = ""


def cut_operands(
    run: Run, site: Site, cwd: str, folders: Sequence[str], home: str | None, there: bool = False
) -> Cuts:
    """What to take out of a call so that it removes none of some mounted folders. Raises NoCut.

    `rm -rf /var/lib/apt/lists/* /tmp/*` becomes `rm -rf /tmp/*`. `cwd` as in facts/working_directory.py, `home` as in
    facts/path_overlap.py. `there`: the folders are sure to be there, so that a plain `rm` always succeeded.
    """
    name = site.call.name
    if name in _HARMLESS or not site.found.argv:
        return Cuts()
    words = site.found.argv[1:]
    inside: dict[int, str] = {}
    for i, word in enumerate(words):
        for folder in folders:
            found = _touch(word, cwd, folder, home)
            if found is Overlap.IN:
                inside[i] = folder
            elif found is Overlap.ABOVE and name in _REMOVERS:
                raise NoCut(site.simple, f"`{name} {word.text}` would empty the mount, or fail at it", folder)
    if not inside:
        return Cuts()
    folder = next(iter(inside.values()))
    if site.found.script is not None:
        raise NoCut(site.simple, "a cleanup stands inside `sh -c`", folder)
    if name == "find" and "-delete" in site.call.args and set(inside) == {0}:
        return Cuts(gone=folder)
    flags = {i for i, word in enumerate(words) if word.text.startswith("-")}
    forced = there or any(re.match(r"-[a-zA-Z]*f|--force", words[i].text) for i in flags)
    if name != "rm" or not forced or site.call.wrappers not in ((), ("sudo",)):
        raise NoCut(site.simple, f"`{site.call.written}` handles what would lie on the mount", folder)
    if set(inside) | flags == set(range(len(words))):
        return Cuts(gone=folder)
    edits = [cut_word(run, site.found.argv[i], words[i]) for i in inside]
    kept = tuple(edit for edit in edits if edit is not None)
    if len(kept) < len(edits):
        raise NoCut(site.simple, "a comment stands beside a cleanup", folder)
    return Cuts(kept)


def _touch(word: Word, cwd: str, folder: str, home: str | None) -> Overlap:
    """As facts.touching.touch, for words that may be relative."""
    text = word.literal or word.text
    if text.startswith(("/", "~", "$", "-", '"', "'")):
        return word_overlap(text, folder, home)
    if cwd.startswith("/") and "$" not in cwd:
        return word_overlap(posixpath.join(cwd, text), folder, home)
    return Overlap.ABOVE if text.split("/")[0] in folder.split("/") else Overlap.NONE


def cut_word(run: Run, before: Word, word: Word) -> Edit | None:
    """The edit that takes out a word with the blanks before it; None where a comment stands between."""
    start, end = run.source_at(before.span.end), run.source_at(word.span.end)
    return None if run.has_comment(start, end) else Edit(start, end, "")


def _is_quiet(redirect: t.Redirect) -> bool:
    return redirect.target.literal in ("/dev/null", "1", "2")


def _of_statement(run: Run, script: Script, index: int, starts: frozenset[int]) -> Iterator[tuple[Simple, Edit]]:
    statement = script.statements[index]
    node = statement.node
    items = node.items if isinstance(node, t.AndOr) else (node,)
    going = [item if isinstance(item, Simple) and item.span.start in starts else None for item in items]
    if not any(going):
        return
    if all(going):
        first = next(item for item in going if item)
        if len(items) > 1:
            raise NoCut(first, "a statement is nothing but cleanups")
        yield first, _whole(run, script, index, first, starts)
        return
    assert isinstance(node, t.AndOr)
    for i, item in enumerate(going):
        if item is None:
            continue
        if i and node.operators[i - 1] != "&&":
            raise NoCut(item, "a cleanup stands behind `||`")
        following = next((k for k in range(i, len(items)) if going[k] is None), None)
        if following is not None and set(node.operators[i:following]) == {"&&"}:
            # with the operator after it: the lines keep their shape
            yield item, Edit(_at(run, item.span.start), _at(run, items[i + 1].span.start), "")
        elif not i or (following is not None and going[i + 1] is not None):
            raise NoCut(item, "a cleanup stands before `||`")
        elif following is None and _lets_fail(run, script, index):
            raise NoCut(item, "under `set -e` a cleanup at the end of a chain lets the chain fail")
        else:
            yield item, Edit(run.source_at(items[i - 1].span.end), run.source_at(item.span.end), "")


def _lets_fail(run: Run, script: Script, index: int) -> bool:
    """`set -e; a && rm x; b` goes on to b where a fails, `set -e; a; b` does not."""
    return index < len(script.statements) - 1 and may_have_errexit(run, script)


def _whole(run: Run, script: Script, index: int, simple: Simple, starts: frozenset[int]) -> Edit:
    """A statement of its own goes."""
    statements = script.statements
    if statements[index].terminator == "&":
        raise NoCut(simple, "a cleanup runs in the background")
    if any(not _goes(later, starts) for later in statements[index + 1 :]):
        return Edit(_at(run, statements[index].span.start), _at(run, statements[index + 1].span.start), "")
    kept = next((s for s in reversed(statements[:index]) if not _goes(s, starts)), None)
    if kept is None:
        raise NoCut(simple, "the RUN is nothing but cleanups")
    # `a; rm x` succeeds whatever `a` does; `set -e; a; rm x` does not
    if not errexit_from_start(script, run.state.shell) or not isinstance(kept.node, Simple) or kept.terminator == "&":
        raise NoCut(simple, "a cleanup decides the status of the RUN")
    return Edit(run.source_at(statements[index - 1].span.end), run.source_at(statements[index].span.end), "")


def _goes(statement: t.Statement, starts: frozenset[int]) -> bool:
    return isinstance(statement.node, Simple) and statement.node.span.start in starts


def _at(run: Run, offset: int) -> int:
    return run.source(offset, offset).start
