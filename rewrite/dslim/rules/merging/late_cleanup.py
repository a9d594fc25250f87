"""SL102 late-cleanup: a later RUN that only removes joins the RUN that made the files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety, finding
from dslim.facts import Facts
from dslim.facts.paths import lies_in
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.variable_expansion import try_expand
from dslim.rules.merging.bytes_saved import savings
from dslim.run_edits.comments_between import items_between
from dslim.run_edits.join_candidates import CONFIG_ONLY, script_to_join, why_not_joined, why_not_moved
from dslim.run_edits.join_runs import merge_fix, move_fix
from dslim.run_edits.run_script import RunScript
from dslim.shell import Invocation, Script, invocations
from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Comment, Span
from dslim.tools import folders_emptied

#: Folders that hold nothing but caches and temporary files: no COPY's result is judged by them.
_CACHES = (
    "/var/lib/apt/lists", "/var/cache", "/tmp", "/var/tmp", "/root/.cache",
    "/usr/share/doc", "/usr/share/man",
)  # fmt: skip
#: Variables that a cleanup looks at.
_READ_BY_CLEANUPS = regex(
    r"\b(PATH|LD_[A-Z_]+|HOME|SHELL|ENV|BASH_ENV|GLOBIGNORE|POSIXLY_CORRECT|APT_CONFIG|DNF\w*|YUM\w*|ZYPP\w*)\b"
)


class _LateCleanup(NamedTuple):
    """A RUN that only removes, and the RUN before it that may have made what it removes.

    `paths`: below which it removes. `crossed`: the instructions between that a move would take it past.
    """

    maker: RunScript
    cleanup: RunScript
    paths: tuple[str, ...]
    crossed: tuple[Point, ...]


def check(facts: Facts) -> Iterator[Finding]:
    """Cleanups in a layer later than the one that made the files."""
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        last_fixed = -1
        for index, run in enumerate(facts.runs[stage.index]):
            if run is None or run.outer is not run.node:
                continue
            if "rm" not in run.node.args and "clean" not in run.node.args:
                continue  # no cleanup, and the text need not be read for that
            before = next((k for k in range(index - 1, -1, -1) if stage.instructions[k].keyword == "RUN"), -1)
            if before <= last_fixed:
                continue
            found = _look(facts.point(stage.index, before), run)
            if found is not None:
                yield found
                last_fixed = index if found.fix else last_fixed


def _look(maker_at: Point, run: Run) -> Finding | None:
    """What there is to say of a RUN after the one that stands at a place; None where it is no cleanup of that."""
    if maker_at.run is None:
        return None
    maker, cleanup = script_to_join(maker_at.run), script_to_join(run)
    if isinstance(cleanup, str):
        return None
    paths = removed_paths(cleanup.script)
    if paths is None:
        return None
    what = "the files"
    if isinstance(maker, RunScript):
        freed = _freed(maker_at, maker, cleanup)
        if not freed:
            return None
        what = f"{' and '.join(freed)}, made on line {maker_at.node.line}"
    message = f"the cleanup on line {run.outer.line} frees no space: an earlier layer holds {what}"
    span = Span(run.outer.span.start, run.outer.span.end)
    if isinstance(maker, str):
        return finding(message, span, maker)
    between = map(maker_at.at, range(maker_at.index + 1, run.index))
    crossed = tuple(p for p in between if p.node.keyword not in CONFIG_ONLY and p.node.keyword != "ONBUILD")
    return finding(message, span, _fix(maker_at.facts, _LateCleanup(maker, cleanup, paths, crossed)))


def _freed(maker_at: Point, maker: RunScript, cleanup: RunScript) -> dict[str, None]:
    """What the cleanup frees in the RUN that stands at a place, or in one that joins that RUN: an update alone."""
    before = maker_at.at(maker_at.index - 1).own_run if maker_at.index else None
    above = script_to_join(before) if before is not None else ""
    row = [above, maker, cleanup] if isinstance(above, RunScript) else [maker, cleanup]
    found = savings(maker_at.facts, row)
    last = len(row) - 1
    joins = any(saving.last < last for saving in found)
    freed = (s.what for s in found if s.last == last and not s.is_small and (s.first == last - 1 or joins))
    return dict.fromkeys(freed)


def _fix(facts: Facts, late: _LateCleanup) -> Fix | str:
    """The fix that joins the cleanup to the RUN before it, or why not."""
    run = late.cleanup.run
    if not late.crossed:
        reason = why_not_joined(facts, [late.maker], run) or _why_comment_tells_of_more(facts, late)
        return reason or merge_fix(facts, [late.maker, late.cleanup])
    reason = why_not_moved(facts, late.maker, run) or _why_not_crossed(late)
    return reason or move_fix(facts, late.maker, late.cleanup)


def _why_comment_tells_of_more(facts: Facts, late: _LateCleanup) -> str | None:
    """Why the cleanup stays below the comment above it: a RUN on the next line goes on with what the comment says."""
    run = late.cleanup.run
    comments = [item for item in items_between(facts.tree, late.maker.run, run) if isinstance(item, Comment)]
    stage = facts.runs[run.stage]
    following = stage[run.index + 1] if run.index + 1 < len(stage) else None
    if not comments or following is None or items_between(facts.tree, run, following):
        return None
    script = following.script
    if isinstance(script, Script) and removed_paths(script) is not None:
        return None
    return f"the comment on line {facts.tree.line_of(comments[0].span.start)} is about the RUNs below the cleanup too"


def removed_paths(script: Script) -> tuple[str, ...] | None:
    """The absolute paths below which a script removes, if removing is all it does; None otherwise."""
    found: list[str] = []
    for call in invocations(script):
        paths = _removed_by(call)
        if paths is None:
            return None
        found += paths
    return tuple(found) or None


def _removed_by(call: Invocation) -> tuple[str, ...] | None:
    """The absolute paths below which a call removes; None where it does anything else, or that is not known."""
    args = [w.literal for w in call.argv[1:]]
    if call.wrappers or call.env or not call.understood:
        return None
    if call.name == "rm":
        found = []
        for word in call.argv[1:]:
            text = word.literal if word.literal is not None else word.text if word.unquoted_glob else None
            if text is None or "$" in text or "`" in text or ".." in text:
                return None
            if text.startswith("-"):
                continue
            if not text.startswith("/"):
                return None
            found.append(re.split(r"/?[*?\[{]", text)[0].rstrip("/") or "/")
        return tuple(found)
    return folders_emptied(call.name, args)


def _why_not_crossed(late: _LateCleanup) -> str | None:
    """Why the cleanup may not move up over what stands between."""
    if not late.cleanup.is_plain_chain:
        return "the cleanup is not a plain chain of commands"
    if not all(any(lies_in(path, cache) for cache in _CACHES) for path in late.paths):
        return "the cleanup removes more than caches, and there are instructions between the two RUNs"
    if late.cleanup.run.flags or late.maker.run.flags:
        return "one of the two RUNs has flags, such as --mount"
    for point in late.crossed:
        if reason := _why_not_past(point, late.paths):
            return f"the {point.node.keyword} on line {point.node.line} stands between the two RUNs and {reason}"
    return None


def _why_not_past(point: Point, paths: Sequence[str]) -> str | None:
    """Why what removes below some paths may not move up over the instruction at a place."""
    node, state = point.node, point.state
    if node.keyword in ("ENV", "ARG"):
        changed = _READ_BY_CLEANUPS.search(node.args)
        return f"sets {changed[0]}" if changed else None
    if node.keyword == "WORKDIR":
        target = try_expand(node.args, state.env, node.escape)
        return _why_paths_clash(target, paths, "makes or uses")
    if node.keyword in ("COPY", "ADD"):
        words = node.operands
        target = try_expand(words[-1], state.env, node.escape) if len(words) > 1 else None
        if target is not None and not target.startswith("/") and state.workdir:
            target = state.workdir.rstrip("/") + "/" + target
        return _why_paths_clash(target, paths, "writes to")
    return "may depend on the files, or change who may remove them"


def _why_paths_clash(target: str | None, paths: Sequence[str], does: str) -> str | None:
    """How a path may lie in, or hold, what the cleanup removes; `does`: what an instruction does to that path."""
    if target is None or not target.startswith("/"):
        return f"{does} a folder that is not known"
    target = re.sub(r"/(\./)*", "/", target).rstrip("/") or "/"
    for path in paths:
        if ".." in target or lies_in(path, target):
            return f"{does} a folder that holds what the cleanup removes"
        if lies_in(target, path):
            return f"{does} a folder that the cleanup removes or empties"
    return None


RULE = Rule(
    summary="A later RUN that only removes joins the RUN that made the files",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCOPY app /app\n"
        "RUN rm -rf /var/lib/apt/lists/*\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y curl && \\\n"
        "    rm -rf /var/lib/apt/lists/*\nCOPY app /app\n",
    ),
    details=(
        "A layer only ever adds: a file removed in a later RUN still ships. A RUN that does nothing but "
        "remove moves to the end of the RUN before it, over COPY, ADD, ENV, ARG and WORKDIR that provably "
        "touch none of what it removes, and only for caches and temporary files. Another RUN, a USER or a "
        "VOLUME between is never crossed."
    ),
    sources=("https://docs.docker.com/build/building/best-practices/#apt-get",),
)
