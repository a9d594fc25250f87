"""Whether something after a RUN names a folder that the RUN would no longer leave in the image."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from dslim.facts import Facts
from dslim.facts.calls import Call
from dslim.facts.runs import Run
from dslim.facts.sites import calls
from dslim.facts.stages import resolve
from dslim.facts.touching import Touch, touch
from dslim.shell import Opaque
from dslim.syntax.nodes import Instruction

#: Folders that are there whether or not a cache lies below them.
_STANDARD = frozenset("/ /root /home /home/node /tmp /usr /usr/local /var /var/cache /var/lib /go /go/pkg".split())

#: What the operands begin with that may be, or lie in, a folder given by its whole path, or `.cache`.
_STARTS = ("/", "~", "$", ".", '"', "'", "\\")


def later_need(facts: Facts, run: Run, folders: tuple[str, ...], home: str | None) -> str | None:
    """Why the folders must be in the layer of `run`; None where nothing that follows names them."""
    for stage, index, node in _following(facts, run.stage, run.index + 1):
        later = facts.runs[stage][index]
        if later is not None and not isinstance(later.script, Opaque):
            if written := named(calls(later.script), folders, home):
                return f"`{written}` on line {node.line} names the cache"
        elif any(folder in node.args for folder in folders) or (later is not None and _unread(node, folders, home)):
            return f"the {node.keyword} on line {node.line} names the cache"
    for node in _copies(facts, run.stage):
        words = node.json or tuple(w.text for w in node.words)
        if any(_needs(posixpath.join("/", word), folders, home) for word in words[:-1]):
            return f"the COPY on line {node.line} takes the cache from this stage"
    return None


def _unread(node: Instruction, folders: tuple[str, ...], home: str | None) -> bool:
    """Whether the exec form or the heredocs of a RUN name one of the folders, `rm -f` left out."""
    texts = [" ".join(node.json) if node.json else node.args, *(heredoc.body for heredoc in node.heredocs)]
    lines = [line for text in texts for line in re.split(r"[\n;&|]+", text) if not re.search(r"\brm\s+-\w*f", line)]
    return any(_needs(word, folders, home) for line in lines for word in re.split(r"[\s\"'=,()\[\]]+", line) if word)


def named(found: Iterable[Call], folders: tuple[str, ...], home: str | None) -> str | None:
    """The first of some calls that may fail, or do less, without one of the folders."""
    for call in found:
        if not is_forced(call) and any(_needs(text, folders, home) for text in call.texts):
            return call.written
        if call.name == "mkdir" and any(_beside(text, folders) for text in call.texts[:1]):
            return call.written
    return None


def _beside(text: str, folders: tuple[str, ...]) -> bool:
    """A folder beside a cache in one that the cache's program made: `mkdir /root/.cache/x`."""
    return posixpath.dirname(text) in {posixpath.dirname(f) for f in folders if "/." in posixpath.dirname(f)}


def is_forced(call: Call) -> bool:
    """`rm -f`, which does not mind what is not there."""
    return call.name == "rm" and any(re.match(r"-[a-zA-Z]*f|--force", text) for text in call.texts)


def _needs(text: str, folders: tuple[str, ...], home: str | None) -> bool:
    """Whether a command with this operand may fail, or do less, without one of the folders."""
    if not text.startswith(_STARTS):
        return False  # no path, or one from the working directory
    for folder in folders:
        if re.match(r"\.[a-z]", word := text.strip("\"'").removeprefix("./")) and f"/{word.split('/')[0]}" in folder:
            return True  # `.cache`, from a WORKDIR or a `cd` that nobody followed
        found = touch(text, folder, home)
        if found is Touch.IN:
            return True
        path = re.sub(r"^(~|\$HOME\b|\$\{HOME\})", home or "~", text.replace('"', "").strip("'"))
        plain = not path.startswith("$") and not re.search(r"[*?\[{]", path)
        if found is Touch.ABOVE and plain and posixpath.normpath(path) not in _STANDARD:
            return True
    return False


def _following(facts: Facts, stage: int, start: int) -> Iterator[tuple[int, int, Instruction]]:
    for index, node in enumerate(facts.tree.stages[stage].instructions):
        if index >= start or node.keyword == "ONBUILD":
            yield stage, index, node
    for child in facts.lineage.children(stage):
        yield from _following(facts, child, 0)


def _copies(facts: Facts, stage: int) -> Iterator[Instruction]:
    for other in facts.tree.stages:
        for node in other.instructions:
            name = node.flag("from") if node.keyword == "COPY" else None
            if name is not None:
                source = int(name) if name.isdigit() else resolve(facts.tree, name, other.index)
                if source == stage:
                    yield node
