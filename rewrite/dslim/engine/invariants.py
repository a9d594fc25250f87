"""What must hold of every rewrite, checked at run time on every file.

An invariant that is broken is a defect of a rule; the file then stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from dslim.facts.ignore_comments import is_ignore_comment
from dslim.facts.run import read_script, scripts
from dslim.shell import Opaque, Script
from dslim.syntax import Dockerfile, print_file
from dslim.syntax.edits import Edit


class InvariantError(AssertionError):
    """A rule broke an invariant; the message says which one."""


def check_step(before: Dockerfile, after: Dockerfile, edits: Sequence[Edit], code: str) -> None:
    """Raises InvariantError unless the edits of a rule's turn kept all invariants but `check_second_reader`."""
    if print_file(after) != after.text:
        raise InvariantError(f"{code}: the output does not print as it was parsed")
    _check_comments(before, after, code)
    _check_untouched(before, after, edits, code)
    _check_scripts(before, after, code)
    if after.escape != before.escape or len(after.stages) != len(before.stages):
        raise InvariantError(f"{code}: escape character or stages changed")
    if _kept(before) != _kept(after):
        raise InvariantError(f"{code}: an instruction that no rule rewrites changed, or was lost")


#: What rules rewrite, move into one another and take away; every other instruction stays, and in order.
_REWRITTEN = frozenset({"RUN", "COPY", "ADD"})


def _kept(tree: Dockerfile) -> list[tuple[str, str]]:
    nodes = [(node.keyword, node.inner or node) for node in tree.instructions]
    return [(keyword, node.args) for keyword, node in nodes if node.keyword not in _REWRITTEN]


def check_second_reader(before: Dockerfile, after: Dockerfile, codes: str) -> None:
    """Raises InvariantError where dockerfile-parse read `before` as we do, and does not read `after` so."""
    from dslim.engine.second_reader import readers_agree  # what it loads is for files that change

    if readers_agree(before) and readers_agree(after) is False:
        raise InvariantError(f"{codes}: dockerfile-parse no longer reads the instructions that dslim reads")


def _check_scripts(before: Dockerfile, after: Dockerfile, code: str) -> None:
    """Every RUN text that is new still reads as a shell script, if those that went did."""
    if newly_unreadable(before, after):
        raise InvariantError(f"{code}: a RUN no longer reads as a shell script")
    scripts(before).clear()  # what is not in the text any more takes as much memory as what came


def newly_unreadable(before: Dockerfile, after: Dockerfile) -> tuple[Opaque, ...]:
    """Why RUN texts that are new are not understood; nothing where one that went was not understood either."""
    old, now = _scripts(before), _scripts(after)
    known, kept = scripts(before), scripts(after)
    kept.update({text: known[text] for text in now if text in known})
    found = [read for text in sorted(now - old) if isinstance(read := read_script(text, kept), Opaque)]
    if not found or any(isinstance(read_script(text, known), Opaque) for text in old - now):
        return ()
    return tuple(found)


def _scripts(tree: Dockerfile) -> set[str]:
    nodes = [n.inner or n for n in tree.instructions if n.keyword in ("RUN", "ONBUILD")]
    return {n.args for n in nodes if n.keyword == "RUN" and n.json is None and not n.heredocs}


def _check_comments(before: Dockerfile, after: Dockerfile, code: str) -> None:
    if [c.text for c in before.comments] == [c.text for c in after.comments]:
        return
    if comment_texts(before) != comment_texts(after):
        raise InvariantError(f"{code}: a comment was lost or moved past another")
    ours, theirs = (sorted(c.body for c in t.comments if is_ignore_comment(c)) for t in (before, after))
    if ours != theirs:
        raise InvariantError(f"{code}: an ignore comment was lost")


def comment_texts(tree: Dockerfile) -> list[str]:
    """The comments of a file in order, with those that end a RUN's shell text, which may get a line of their own.

    Without ignore comments: these may be lifted above a merged RUN, past another comment.
    """
    found = [(c.span.start, c.body) for c in tree.comments if not is_ignore_comment(c)]
    for node in tree.instructions:
        inner = node.inner or node
        if inner.keyword == "RUN" and "#" in inner.args and inner.json is None and not inner.heredocs:
            script = read_script(inner.args, scripts(tree))
            comments = script.comments if isinstance(script, Script) else ()
            # before a comment of the file that begins where the RUN ends
            found += [(node.span.end - 1, comment.text[1:].strip()) for comment in comments]
    return [text for _, text in sorted(found, key=itemgetter(0))]


def _check_untouched(before: Dockerfile, after: Dockerfile, edits: Sequence[Edit], code: str) -> None:
    """Every instruction that no edit touches is in the output, word for word and in order."""
    places = sorted([(e.start, e.end) for e in edits])
    texts = iter([node.tokens for node in after.instructions])
    at = 0
    for node in before.instructions:
        start, end = node.span
        while at < len(places) and places[at][1] < start:
            at += 1
        if at < len(places) and places[at][0] <= end and start <= places[at][1]:
            continue
        if node.tokens not in texts:  # goes on from where the last one was found
            raise InvariantError(f"{code}: the untouched instruction on line {node.line} changed")
