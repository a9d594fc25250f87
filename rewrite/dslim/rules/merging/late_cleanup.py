"""SL102 late-cleanup: a later RUN that only removes joins the RUN that made the files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dslim.diagnostics.findings import Finding, Rule, Safety, finding
from dslim.facts import Facts
from dslim.facts.instruction_state import State
from dslim.facts.paths import lies_in
from dslim.facts.run import Run
from dslim.facts.variable_expansion import try_expand
from dslim.rules.merging.bytes_saved import saves_bytes
from dslim.run_edits.join_forms import Body
from dslim.run_edits.join_hazards import calls
from dslim.run_edits.join_runs import CONFIG_ONLY, body_of, merge_fix, move_fix, refusal
from dslim.shell import Invocation, Script
from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Instruction, Span
from dslim.tools import find

#: Folders that hold nothing but caches and temporary files: no COPY's result is judged by them.
_CACHES = (
    "/var/lib/apt/lists", "/var/cache", "/tmp", "/var/tmp", "/root/.cache",
    "/usr/share/doc", "/usr/share/man",
)  # fmt: skip
#: Variables that a cleanup looks at.
_HEEDED = regex(
    r"\b(PATH|LD_[A-Z_]+|HOME|SHELL|ENV|BASH_ENV|GLOBIGNORE|POSIXLY_CORRECT|APT_CONFIG|DNF\w*|YUM\w*|ZYPP\w*)\b"
)


def check(facts: Facts) -> Iterator[Finding]:
    """Cleanups in a layer later than the one that made the files."""
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        nodes, runs = stage.instructions, facts.runs[stage.index]
        taken = -1
        for i, run in enumerate(runs):
            if run is None or run.outer is not run.node:
                continue
            if "rm" not in run.node.args and "clean" not in run.node.args:
                continue  # no cleanup, and the text need not be read for that
            before = next((j for j in range(i - 1, -1, -1) if nodes[j].keyword == "RUN"), -1)
            if before <= taken or (maker := runs[before]) is None:
                continue
            finding = _look(facts, maker, run, range(before + 1, i))
            if finding is not None:
                yield finding
                taken = i if finding.fix else taken


def _look(facts: Facts, a: Run, b: Run, between: range) -> Finding | None:
    """What there is to say of cleanup `b` after maker `a`, None where it is no cleanup of it."""
    maker, cleanup = body_of(a), body_of(b)
    if isinstance(cleanup, str):
        return None
    paths = removed(cleanup.script)
    if paths is None or (isinstance(maker, Body) and not saves_bytes(maker.script, cleanup.script)):
        return None
    message = f"the cleanup on line {b.outer.line} frees nothing: the files ship in the layer before"
    span = Span(b.outer.span.start, b.outer.span.end)
    if isinstance(maker, str):
        return finding(message, span, f"the RUN before it: {maker}")
    nodes = facts.tree.stages[a.stage].instructions
    crossed = [i for i in between if nodes[i].keyword not in CONFIG_ONLY and nodes[i].keyword != "ONBUILD"]
    reason = refusal(facts, [maker], b, bool(crossed)) or _barrier(facts, maker, b, cleanup, paths, crossed)
    if reason:
        return finding(message, span, reason)
    return finding(
        message, span, move_fix(facts, maker, cleanup) if crossed else merge_fix(facts, [maker, cleanup])
    )


def removed(script: Script) -> tuple[str, ...] | None:
    """The absolute paths below which a script removes, if removing is all it does; None otherwise."""
    found: list[str] = []
    for call in calls(script):
        paths = _removed_by(call)
        if paths is None:
            return None
        found += paths
    return tuple(found) or None


def _removed_by(call: Invocation) -> tuple[str, ...] | None:
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
    verb = next((a for a in args if a and not a.startswith("-")), "")
    tool = find(call.name)
    return tool.clean_folders if tool is not None and verb in tool.clean_verbs else None


def _barrier(
    facts: Facts, maker: Body, b: Run, cleanup: Body, paths: Sequence[str], crossed: Sequence[int]
) -> str | None:
    """Why the cleanup may not move up over what stands between."""
    if not crossed:
        return None
    if not cleanup.chain:
        return "the cleanup is not a plain chain of commands"
    if not all(any(lies_in(p, c) for c in _CACHES) for p in paths):
        return "it removes more than caches, and something stands between"
    if b.flags or maker.run.flags:
        return "a RUN with flags"
    for i in crossed:
        node = facts.tree.stages[b.stage].instructions[i]
        if reason := _crossing(node, facts.states[b.stage][i], paths):
            return f"{node.keyword} on line {node.line} stands between: {reason}"
    return None


def _crossing(node: Instruction, state: State, paths: Sequence[str]) -> str | None:
    if node.keyword in ("ENV", "ARG"):
        changed = _HEEDED.search(node.args)
        return f"it sets {changed[0]}" if changed else None
    if node.keyword == "WORKDIR":
        target = try_expand(node.args, state.env, node.escape)
        return _clash(target, paths, "its directory")
    if node.keyword in ("COPY", "ADD"):
        words = node.json or tuple(w.text for w in node.words)
        target = try_expand(words[-1], state.env, node.escape) if len(words) > 1 else None
        if target is not None and not target.startswith("/") and state.workdir:
            target = state.workdir.rstrip("/") + "/" + target
        return _clash(target, paths, "its destination")
    return "it may depend on the files, or change who may remove them"


def _clash(target: str | None, paths: Sequence[str], what: str) -> str | None:
    """A path that may lie in, or hold, what the cleanup removes."""
    if target is None or not target.startswith("/"):
        return f"{what} is not known"
    target = re.sub(r"/(\./)*", "/", target).rstrip("/") or "/"
    for path in paths:
        if ".." in target or lies_in(path, target):
            return f"{what} holds what the cleanup removes"
        if lies_in(target, path):
            return f"{what} lies where the cleanup removes"
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
