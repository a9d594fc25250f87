"""Adding a command to a RUN: at its end, to run if and only if the RUN would have succeeded, or after one command."""

from __future__ import annotations

import re

from dslim.facts.run import Run
from dslim.run_edits.line_style import MAX_LINE, style_at_end
from dslim.shell import Script, Simple, state_changes
from dslim.shell import tree as t
from dslim.shell.errexit import is_on_from_start, may_be_on, opens_with_set
from dslim.shell.sourced_files import is_known_file
from dslim.shell.walk import walk
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Dockerfile
from dslim.tools.evals import prints_settings

#: What a script may leave in its shell that would keep a command added to its end from doing its work.
_KEEPS_OTHERS_FROM_RUNNING = {"exit": "exits", "exec": "replaces its shell", "trap": "sets a trap"}
#: Options of a shell without which a command does not do what it says.
_CHANGES_COMMANDS = regex(r"(^|\s)-[a-zA-Z]*[fn]|noglob|noexec|failglob")

#: Between two commands nothing but `&&` and ends of lines: no comment, and no document.
_BLANK_JOINT = regex(r"[\s\\`]*&&[\s\\`]*")

#: The options of an `rm` that takes folders, and does not mind what is not there.
_FORCED = regex(r"-(v?rf|v?fr|v?Rf|v?fR)v?")


class CannotAppend(Exception):
    """No command can be added to the RUN; the message says why."""


def append_command(tree: Dockerfile, run: Run, command: str) -> Edit:
    """The edit that adds `command` at the end of a RUN, in the RUN's own style. Raises CannotAppend.

    The status of the RUN stays what it was, and `command` runs only where that is 0; `command` itself
    must succeed, whatever it finds.
    """
    script = _script_of(run)
    _check_shell(run, script, command)
    for change in state_changes(script):
        if change.kind == "exit" and change.what.isdigit() and int(change.what):
            continue  # the RUN fails there, with or without the command
        if change.kind in _KEEPS_OTHERS_FROM_RUNNING:
            raise CannotAppend(f"the RUN {_KEEPS_OTHERS_FROM_RUNNING[change.kind]} (`{change.what}`)")
    last = script.statements[-1]
    if last.terminator == "&":
        raise CannotAppend("the RUN ends in a background job")
    operator = _operator_at_end(run, script)
    if (before := _before_closing_true(last.node)) is not None and len(script.statements) == 1:
        return insert_command_after(tree, run, before, command)
    if (edit := _operands_added(tree, run, last.node, command)) is not None:
        return edit
    style = style_at_end(tree, run, script)
    if operator == ";" and last.terminator == ";" and last.terminator_span is not None:
        at = run.source_at(last.terminator_span.end)
        return Edit(at, _before_line_break(tree, at), style.after_terminator(command))
    at = _place_after(tree, run, last.span.end, style.in_body and operator == ";")
    return Edit(at, _before_line_break(tree, at), style.appended(operator, command))


def _before_closing_true(node: t.Node) -> Simple | None:
    """The command before the `true` that closes a `&&` chain, as some write it to end each other line alike."""
    if not isinstance(node, t.AndOr) or set(node.operators) != {"&&"}:
        return None
    before, last = node.items[-2:]
    if not isinstance(last, Simple) or not isinstance(before, Simple) or last.assignments or last.redirects:
        return None
    return before if [word.text for word in last.words] in (["true"], [":"]) else None


def _place_after(tree: Dockerfile, run: Run, offset: int, on_own_line: bool) -> int:
    """The place after the script's text up to `offset`; where a line of its own is added, behind a comment there."""
    at = run.source_at(offset)
    line_end = tree.text.find("\n", at)
    rest = tree.text[at:line_end].lstrip(" \t")
    return line_end if on_own_line and line_end >= 0 and rest.startswith("#") else at


def _before_line_break(tree: Dockerfile, at: int) -> int:
    """The place behind the blanks after a place where nothing else follows on the line: no new text ends in them."""
    end = at
    while tree.text[end : end + 1] in (" ", "\t"):
        end += 1
    return end if tree.text[end : end + 1] in ("", "\r", "\n") else at


def _operands_added(tree: Dockerfile, run: Run, last: t.Node, command: str) -> Edit | None:
    """The edit that gives the operands of an `rm -rf` to the one that the RUN ends in; None where it ends otherwise.

    Both remove what they are given, whatever is there, and fail where one of them cannot be removed.
    """
    if isinstance(last, t.AndOr) and set(last.operators) == {"&&"}:
        last = last.items[-1]
    head, removes, operands = command.partition("rm -rf ")
    if not removes or head not in ("", "sudo ") or not isinstance(last, t.Simple) or last.assignments:
        return None
    words = [word.text for word in last.words]
    own = [*head.split(), "rm"]
    flag, paths = "".join(words[len(own) : len(own) + 1]), words[len(own) + 1 :]
    if words[: len(own)] != own or not _FORCED.fullmatch(flag) or not paths or any(w.startswith("-") for w in paths):
        return None
    word = last.words[-1]
    start, end = run.source(word.span.start, word.span.start).start, run.source_at(word.span.end)
    line = tree.text[tree.text.rfind("\n", 0, end) + 1 : end]
    if "\n" in tree.text[start:end] or len(line) + len(operands) >= MAX_LINE:
        return None
    # not an insertion: at its place others may add commands
    return Edit(start, end, f"{tree.text[start:end]} {operands}")


def insert_command_after(tree: Dockerfile, run: Run, simple: Simple, command: str) -> Edit:
    """The edit that adds a command straight after `simple`, to run where that succeeded. Raises CannotAppend.

    `simple` must stand by itself or in a pure `&&` chain: whatever follows it still does, and no status changes.
    """
    script = _script_of(run)
    _check_shell(run, script, command)
    operator = _operator_after(run, script, simple)
    if operator is None:
        raise CannotAppend("it is not part of a plain `&&` chain")
    if (edit := _as_the_joint_behind(tree, run, script, simple, command)) is not None:
        return edit
    style = style_at_end(tree, run, script)
    at = _place_after(tree, run, simple.span.end, style.in_body and operator == ";")
    return Edit(at, at, style.appended(operator, command))


def _as_the_joint_behind(tree: Dockerfile, run: Run, script: Script, simple: Simple, command: str) -> Edit | None:
    """The edit that puts `command` between two lines of a `&&` chain, joined as they are; None where no line ends."""
    nodes = (statement.node for statement in script.statements)
    chain = next((node for node in nodes if isinstance(node, t.AndOr) and simple in node.items[:-1]), None)
    if chain is None or set(chain.operators) != {"&&"}:
        return None
    following = chain.items[chain.items.index(simple) + 1].span.start
    at = run.source(following, following).start
    joint = tree.text[run.source_at(simple.span.end) : at]
    if "\n" not in joint or not _BLANK_JOINT.fullmatch(joint):
        return None
    return Edit(at, at, command + joint)


def _operator_after(run: Run, script: Script, simple: Simple) -> str | None:
    """`&&` or `;`, whichever lets a command in after `simple`; None where neither does."""
    for statement in script.statements:
        node = statement.node
        if node is simple:
            if statement.terminator == "&":
                return None
            # `set -e; a && b; c` would go on to c although a failed: there it must be `a; b; c`
            if is_on_from_start(script, run.state.shell):
                return ";"
            return None if may_be_on(script, run.state.shell, run.state.may_stop_at_failures) else "&&"
        if isinstance(node, t.AndOr) and set(node.operators) == {"&&"} and simple in node.items[:-1]:
            return "&&"
    return None


def _script_of(run: Run) -> Script:
    script = run.script
    if not isinstance(script, Script):
        raise CannotAppend(f"the RUN is not understood ({script.reason})")
    if not script.statements:
        raise CannotAppend("the RUN is empty")
    return script


def _check_shell(run: Run, script: Script, command: str) -> None:
    """Raises CannotAppend where the shell would not run `command` as it is written."""
    programs = {word for word in command.split()[:2] if word[:1] != "-"}
    if any(_CHANGES_COMMANDS.search(flag) for flag in run.state.shell[1:-1] if not flag.startswith("--")):
        raise CannotAppend("SHELL changes how its shell works")
    for change in state_changes(script):
        if change.kind == "alias":
            raise CannotAppend("the RUN sets aliases")
        if change.kind == "option" and _CHANGES_COMMANDS.search(change.what):
            raise CannotAppend(f"the RUN changes how its shell works (`{change.what}`)")
        if change.kind == "function" and change.what in programs:
            raise CannotAppend(f"the RUN defines a function {change.what}")
        if change.kind in ("variable", "export", "unset") and change.what == "PATH":
            text = script.text[change.span.start : change.span.end]
            if not re.search(r"\$\{?PATH\b", text):
                raise CannotAppend("the RUN sets another PATH")


def _operator_at_end(run: Run, script: Script) -> str:
    """`&&` or `;`, whichever keeps the status. Raises CannotAppend."""
    last = script.statements[-1]
    names = {change.what for change in state_changes(script) if change.kind == "function"}
    plain = _calls_programs_only(last.node, names)
    if not may_be_on(script, run.state.shell, run.state.may_stop_at_failures):
        return "&&"
    if not plain:
        # `set -e; ...; { a; b; } && rm` would ignore -e inside the braces, and `; rm` after a compound
        # whose own last list may fail without ending the shell would hide the failure
        if opens_with_set(script) and not _may_fail_unnoticed(last.node, names):
            return ";"
        raise CannotAppend(_why_status_may_change(script))
    sequence = len(script.statements) > 1 and opens_with_set(script)
    return ";" if sequence and _is_one_program(last.node, names) else "&&"


def _why_status_may_change(script: Script) -> str:
    """Why a command behind the last statement might hide that this failed, where `set -e` may be on."""
    evals = (change for change in state_changes(script) if change.kind == "eval")
    printed = next((change for change in evals if not prints_settings(change.what)), None)
    if printed is not None:
        call = "eval " + " ".join(printed.what.split())
        return f"`{call}` may turn `set -e` on, or define what ends the RUN: add the cleanup yourself if it does not"
    files = (change.what.partition(" ")[0] for change in state_changes(script) if change.kind == "source")
    unknown = next((file for file in files if not is_known_file(file)), None)
    if unknown is not None:
        return f"{unknown} may turn `set -e` on, or define what ends the RUN: add the cleanup yourself if it does not"
    last = script.statements[-1].node
    if all(isinstance(item, Simple) for item in (last.items if isinstance(last, t.AndOr) else (last,))):
        return "`set -e` may be on, and the RUN ends in a chain that sources, evaluates or calls a function"
    return "`set -e` is on and the RUN ends in an `if`, a loop or a group"


def _is_one_program(node: t.Node, functions: set[str]) -> bool:
    """One command: its failure ends a shell with errexit."""
    return isinstance(node, t.Simple) and _calls_programs_only(node, functions)


def _calls_programs_only(node: t.Node, functions: set[str]) -> bool:
    """Whether it is made of commands by name alone, none of them a function or read from elsewhere."""
    if isinstance(node, t.AndOr):
        return all(_calls_programs_only(item, functions) for item in node.items)
    if isinstance(node, t.Pipeline):
        return all(_calls_programs_only(member, functions) for member in node.members)
    return (
        isinstance(node, t.Simple)
        and bool(node.words)
        and node.words[0].literal not in (functions | {"eval", ".", "source", None})
    )


def _may_fail_unnoticed(node: t.Node, functions: set[str]) -> bool:
    """Whether something in it may fail under errexit and not end the shell."""
    for below in walk(node):
        if isinstance(below, t.AndOr | t.Function | t.Subshell):
            return True
        if isinstance(below, t.Pipeline) and below.negated:
            return True
        if isinstance(below, t.Simple) and (
            not below.words or below.words[0].literal in functions | {"eval", ".", "source", "set", None}
        ):
            return True
    return False
