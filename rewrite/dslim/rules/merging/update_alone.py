"""SL103 update-alone: `apt-get update` in a RUN of its own joins the install after it, or goes if that updates too."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety, finding
from dslim.facts import Facts
from dslim.run_edits.comments_between import shell_comment
from dslim.run_edits.join_candidates import consecutive_runs, script_to_join, why_not_joined
from dslim.run_edits.join_runs import merge_fix
from dslim.run_edits.remove_commands import remove_instruction
from dslim.run_edits.run_script import RunScript
from dslim.shell import Script, Simple, invocations, unwrap
from dslim.shell.tree import AndOr, Node
from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Span
from dslim.tools import Tool, find
from dslim.tools.system_packages import APT_SAYS_LESS

_SAYS_LESS = regex(APT_SAYS_LESS)
_READING_VERBS = frozenset({"install", "add", "upgrade", "dist-upgrade", "full-upgrade", "build-dep"})


def check(facts: Facts) -> Iterator[Finding]:
    """RUNs that do nothing but update, directly followed by one that installs."""
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        for row in consecutive_runs(facts, stage.index):
            scripts = [script_to_join(run) for run in row]
            taken = -1
            for i, (a, b) in enumerate(zip(scripts, scripts[1:])):
                if i == taken or isinstance(a, str) or isinstance(b, str):
                    continue
                tool = _updated_by(a.script)
                if tool and _begins_as(b, a):
                    yield _repeated(facts, a, b, tool.name)
                    taken = i
                elif tool and _reads_lists(b.script, tool):
                    yield _finding(facts, a, b, tool.name)
                    taken = i + 1


def _updated_by(script: Script) -> Tool | None:
    """The package tool, if updating its lists is all that the script does."""
    found = [call for call in invocations(script) if call.name != "set"]
    tool = find(found[0].name) if len(found) == 1 else None
    if tool is None or not tool.updates_lists:
        return None
    args = [w.literal for w in found[0].argv[1:]]
    verbs = [a for a in args if a is None or not a.startswith("-")]
    return tool if verbs == [tool.updates_lists] else None


def _begins_as(later: RunScript, update: RunScript) -> bool:
    """Whether a RUN begins with the update that the one directly above it makes alone, and fails with it."""
    if later.run.outer is not later.run.node or later.run.flags or update.run.flags:
        return False
    [statement, *others] = update.statements
    if others or statement.terminator == "&":
        return False
    before, first = _plain_update(statement.node), _plain_update(_first_command(later))
    return before is not None and before == first


def _first_command(script: RunScript) -> Node | None:
    """The first command of a RUN but the `set` of its opening, where the RUN fails if it does."""
    first = script.statements[0]
    if script.errexit_opening and len(script.statements) > 1:
        # of `a && b; c` errexit ignores that a failed
        return script.statements[1].node if script.statements[1].terminator != "&" else None
    if not isinstance(first.node, AndOr):
        return None
    if script.chained_errexit_opening:
        return first.node.items[1]
    return first.node.items[0] if script.is_plain_chain else None


def _plain_update(node: Node | None) -> tuple[object, ...] | None:
    """What stands before the program in a command that does no more than update apt's lists; None for one that does.

    A wrapper's words count: `sudo -E` is not `sudo`, nor `timeout 9` `timeout 900`.
    """
    if not isinstance(node, Simple) or node.redirects:
        return None
    calls = list(unwrap(node))
    if len(calls) != 1 or _lists_family(calls[0].name) != "apt" or None in dict(calls[0].env).values():
        return None
    if [text for text in calls[0].texts if not _SAYS_LESS.fullmatch(text)] != ["update"]:
        return None
    return (*calls[0].env, *(word.text for word in node.words[: -len(calls[0].argv)]))


def _repeated(facts: Facts, update: RunScript, later: RunScript, tool: str) -> Finding:
    outer = update.run.outer
    message = f"`{tool} update` in a layer of its own, and the RUN on line {later.run.outer.line} begins with the same"
    edits = "the RUN holds a comment" if shell_comment(update.run) else remove_instruction(facts.tree, outer)
    return finding(message, outer.span, edits if isinstance(edits, str) else Fix(edits, Safety.SAFE))


def _reads_lists(script: Script, tool: Tool) -> bool:
    """Whether a script calls a tool of the same family that reads the package lists."""
    same_lists = [call for call in invocations(script) if _lists_family(call.name) == tool.family]
    return any(_READING_VERBS & {word.literal for word in call.argv[1:]} for call in same_lists)


def _lists_family(name: str | None) -> str | None:
    """The family of package tools that share their lists; None for a program without any."""
    tool = find(name)
    return tool.family if tool is not None and tool.updates_lists else None


def _finding(facts: Facts, a: RunScript, b: RunScript, tool: str) -> Finding:
    span = Span(a.run.outer.span.start, b.run.outer.span.end)
    message = f"`{tool} update` in a layer of its own goes stale in the build cache, and its lists are stored twice"
    return finding(message, span, why_not_joined(facts, [a], b.run) or merge_fix(facts, [a, b]))


RULE = Rule(
    summary="`apt-get update` in a RUN of its own joins the install after it",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
        "FROM debian:12\nRUN apt-get update && \\\n"
        "    apt-get install -y curl && \\\n    rm -rf /var/lib/apt/lists/*\n",
    ),
    details=(
        "A layer that only updates the package lists ships them for good, and the build cache keeps it while "
        "the install after it changes, so that an old list meets a new package name. The two RUNs join as "
        "SL101 would join them, whatever --merge says; `update` is never copied into the later RUN. Where the later "
        "RUN itself begins with the same update, the first one goes."
    ),
    sources=("https://docs.docker.com/build/building/best-practices/#apt-get",),
)
