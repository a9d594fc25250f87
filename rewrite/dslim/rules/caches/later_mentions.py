"""Whether something after a RUN names a folder that the RUN would no longer leave in the image."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from functools import partial

from dslim.facts import Facts
from dslim.facts.first_match_cache import FirstMatch
from dslim.facts.kept_contents import why_contents_are_kept
from dslim.facts.paths import Overlap, lies_in, normal_path, word_overlap
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.stages import copied_from
from dslim.shell import Opaque, invocations
from dslim.shell.invocations import Invocation, is_forced
from dslim.support.memo import once
from dslim.syntax.nodes import Instruction

#: Folders that are there whether or not a cache lies below them.
_STANDARD = frozenset(
    "/ /root /home /home/node /tmp /usr /usr/local /usr/local/bundle /var /var/cache /var/lib /go /go/pkg".split()
)

#: Those that are never empty, so that a pattern of all in them finds something whatever becomes of a cache.
_FILLED = frozenset("/ /root /home /usr /usr/local /var /var/cache /var/lib".split())

#: What the operands begin with that may be, or lie in, a folder given by its whole path, or `.cache`.
_STARTS = ("/", "~", "$", ".", '"', "'", "\\")
#: Sets of folders that are looked for in one file: each is looked for in the whole of it.
MAX_HOMES = 50


def later_need(facts: Facts, run: Run, folders: tuple[str, ...], home: str | None) -> str | None:
    """Why the folders must be in the layer of `run`; None where nothing that follows names them."""
    asked = _later_mentions(facts)
    if (folders, home) not in asked and len(asked) == MAX_HOMES:
        return f"the file has caches in more than {MAX_HOMES} places"
    after = facts.point_of(run).after()
    if reason := asked.setdefault((folders, home), _LaterMentions(folders, home)).after(after):
        return reason
    for command in facts.related_files.later_commands:
        if any(folder in command.text for folder in folders):
            return f"what runs in a container of this image uses the folder of the cache ({command.place})"
    kept = (why_contents_are_kept(after, folder) for folder in folders if folder.startswith("/"))
    return next(filter(None, kept), None)


@once
def _later_mentions(facts: Facts) -> dict[tuple[tuple[str, ...], str | None], _LaterMentions]:
    return {}


class _LaterMentions:
    """Who names some folders: every instruction is read once, however many RUNs ask."""

    def __init__(self, folders: tuple[str, ...], home: str | None) -> None:
        self.folders = folders
        self.home = home
        self.row: FirstMatch[str] = FirstMatch()
        self.stored: FirstMatch[str] = FirstMatch()
        self.below: dict[int, str | None] = {}
        self.copying: dict[int, str | None] = {}

    def after(self, point: Point) -> str | None:
        """Why the folders must be there from a place of a stage on."""
        facts, stage, start, nodes = point.facts, point.stage.index, point.index, point.stage.instructions

        def at(child: int, index: int) -> str | None:
            return self.naming_at(facts.point(child, index))

        # ONBUILD counts wherever it stands
        stored = self.stored.first(
            stage, 0, len(nodes), lambda i: at(stage, i) if nodes[i].keyword == "ONBUILD" else None
        )
        if stored is not None and stored[0] < start:
            return stored[1]
        found = self.row.first(stage, start, len(nodes), partial(at, stage))
        if found is not None:
            return found[1]

        def first(child: int) -> str | None:
            found = self.row.first(child, 0, len(facts.tree.stages[child].instructions), partial(at, child))
            return found[1] if found is not None else None

        for child in facts.lineage.children(stage):
            if reason := facts.lineage.first_below(child, first, self.below):
                return reason
        if stage not in self.copying:
            self.copying[stage] = self.copy_of_folders(facts, stage)
        return self.copying[stage]

    def naming_at(self, point: Point) -> str | None:
        """Why the folders must be there for one instruction."""
        node, later = point.node, point.run
        if later is not None and not isinstance(later.script, Opaque):
            workdir = point.state.workdir
            if written := first_needing(invocations(later.script), self.folders, self.home, workdir):
                return f"`{written}` on line {node.line} uses the folder of the cache"
        elif any(folder in node.args for folder in self.folders) or (
            later is not None and _unread_text_needs(node, self.folders, self.home)
        ):
            return f"the {node.keyword} on line {node.line} uses the folder of the cache"
        return None

    def copy_of_folders(self, facts: Facts, stage: int) -> str | None:
        """Why the folders must be there for a COPY of another stage."""
        for other, index in copied_from(facts.tree).get(stage, ()):
            node = facts.tree.stages[other].instructions[index]
            words = node.operands
            if any(_needs_folder(posixpath.join("/", word), self.folders, self.home) for word in words[:-1]):
                return f"the COPY on line {node.line} takes the cache from this stage"
        return None


def _unread_text_needs(node: Instruction, folders: tuple[str, ...], home: str | None) -> bool:
    """Whether the exec form or the heredocs of a RUN name one of the folders, `rm -f` left out."""
    texts = [" ".join(node.json) if node.json else node.args, *(heredoc.body for heredoc in node.heredocs)]
    lines = [line for text in texts for line in re.split(r"[\n;&|]+", text) if not re.search(r"\brm\s+-\w*f", line)]
    words = (word for line in lines for word in re.split(r"[\s\"'=,()\[\]]+", line) if word)
    return any(_needs_folder(word, folders, home) for word in words)


def first_needing(
    found: Iterable[Invocation], folders: tuple[str, ...], home: str | None, workdir: str | None = None
) -> str | None:
    """The first of some calls that may fail, or do less, without one of the folders; `workdir`: one that is there."""
    for call in found:
        if not is_forced(call) and any(_needs_folder(text, folders, home, workdir) for text in call.texts):
            return call.written
        if call.name == "mkdir" and any(_is_beside_cache(text, folders) for text in call.texts[:1]):
            return call.written
    return None


def _is_beside_cache(text: str, folders: tuple[str, ...]) -> bool:
    """A folder beside a cache in one that the cache's program made: `mkdir /root/.cache/x`."""
    return posixpath.dirname(text) in {posixpath.dirname(f) for f in folders if "/." in posixpath.dirname(f)}


def _needs_folder(text: str, folders: tuple[str, ...], home: str | None, workdir: str | None = None) -> bool:
    """Whether a command with this operand may fail, or do less, without one of the folders."""
    if not text.startswith(_STARTS):
        return False  # no path, or one from the working directory
    for folder in folders:
        if re.match(r"\.[a-z]", word := text.strip("\"'").removeprefix("./")) and f"/{word.split('/')[0]}" in folder:
            return True  # `.cache`, from a WORKDIR or a `cd` that nobody followed
        found = word_overlap(text, folder, home)
        if found is Overlap.IN:
            return True
        path = re.sub(r"^(~|\$HOME\b|\$\{HOME\})", lambda _: home or "~", text.replace('"', "").strip("'"))
        is_there = workdir is not None and lies_in(workdir, normal_path(path))
        if found is Overlap.ABOVE and not path.startswith("$") and not is_there and not _is_found_without_cache(path):
            return True
    return False


def _is_found_without_cache(path: str) -> bool:
    """Whether a path or a pattern above a cache finds something without it: `/var/cache/*`, but not `~/.cache/*`."""
    glob = re.search(r"[*?\[{]", path)
    if glob is None:
        return normal_path(path) in _STANDARD
    first = re.search(r"[*?\[{$]", path)
    head = path[: path.rfind("/", 0, first.start() if first else 0) + 1]
    level = path[len(head) :].split("/")[0]
    # `/root/.c*`, but not `/root/.*`; braces are no pattern, each of their words must be there
    special = (level.startswith(".") and len(level) > 2) or re.search(r"(?<!\$)\{[\w.,*/~-]+\}", path)
    return "/" not in head or (normal_path(head) in _FILLED and not special)
