"""How the scripts of several RUNs become one that runs each as its own shell would.

The forms are those of the merging table in docs/semantics.md, the plainest that holds first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dslim.run_edits.run_script import RunScript
from dslim.shell import Script, commands
from dslim.shell import tree as t
from dslim.shell.errexit import starts_on
from dslim.shell.path_lookup import find_stale_command_paths
from dslim.shell.plain_commands import is_and_or, is_plain
from dslim.shell.state_observers import is_unobserved, observes_errexit


class Fragment(NamedTuple):
    """A script in a join: `text[start:end]` of it, with what stands before and after."""

    before: str
    start: int
    end: int
    after: str


class JoinForm(NamedTuple):
    """The fragments in order, and between them `&&` or `;`. `opening` stands before all of it."""

    fragments: tuple[Fragment, ...]
    operators: tuple[str, ...]
    opening: str = ""

    @property
    def is_plain(self) -> bool:
        """Nothing but operators between the fragments: no subshell, group or `set -e;`."""
        return not self.opening and not any(f.before or f.after for f in self.fragments)


def choose_form(
    scripts: Sequence[RunScript],
    first_on_path: frozenset[str] = frozenset(),
    scripts_run: Sequence[Sequence[Script]] = (),
) -> JoinForm:
    """The plainest right form for two or more scripts that may share a RUN (see `why_not_joined`).

    `first_on_path`: names that always stand first on PATH, `scripts_run`: the files that each runs, see
    shell/path_lookup.py.
    """
    # the numbers of those that put a program where the shell, once it knows the old one's path, would not look
    isolated = find_stale_command_paths([s.script for s in scripts], first_on_path, scripts_run)
    by_shell = starts_on(scripts[0].run.state.shell)
    for form in (_one_set_for_all, _one_chained_set_for_all):
        if found := form(scripts, isolated):
            return found
    # left of `&&` a subshell forgets errexit: only for a chain it makes no difference
    first = scripts[0]
    would_forget = 0 in isolated and not first.is_plain_chain and (by_shell or first.may_turn_errexit_on)
    if not would_forget and _and_runs_each_as_alone(scripts, by_shell):
        return _and_form(scripts, isolated)
    return _general_form(scripts, isolated, by_shell)


def _whole(script: RunScript, before: str = "", after: str = "") -> Fragment:
    return Fragment(before, script.start, script.end, after)


def _changes_no_more_than(script: RunScript, openings: int) -> bool:
    """Whether it leaves its shell as it was, but for so many opening `set`s."""
    return len(script.shell_changes) == openings


def _one_set_for_all(scripts: Sequence[RunScript], isolated: frozenset[int]) -> JoinForm | None:
    """`set -e; a` and `set -e; b` are `set -e; a; b`; None where a script is another, or changes its shell."""
    opening = scripts[0].errexit_opening
    if opening is None or isolated or any(s.errexit_opening != opening for s in scripts):
        return None
    for script in scripts[:-1]:
        if not _changes_no_more_than(script, 1) or _count_sets(script) != 1:
            return None
        if not is_plain(script.last_command) or script.has_background_job:
            return None
    if scripts[-1].has_background_job:
        return None
    fragments = [_whole(scripts[0])]
    fragments += [Fragment("", s.statements[1].span.start, s.end, "") for s in scripts[1:]]
    return JoinForm(tuple(fragments), (";",) * (len(scripts) - 1))


def _one_chained_set_for_all(scripts: Sequence[RunScript], isolated: frozenset[int]) -> JoinForm | None:
    """`set -e && a` and `set -e && b` are `set -e && a && b`; None where a script is another."""
    opening = scripts[0].chained_errexit_opening
    if opening is None or isolated or any(s.chained_errexit_opening != opening for s in scripts):
        return None
    if any(observes_errexit(s.script) for s in scripts):
        return None
    fragments = [_whole(scripts[0])]
    for script in scripts[1:]:
        node = script.statements[0].node
        assert isinstance(node, t.AndOr)
        fragments.append(Fragment("", node.items[1].span.start, script.end, ""))
    return JoinForm(tuple(fragments), ("&&",) * (len(scripts) - 1))


def _count_sets(script: RunScript) -> int:
    return sum(1 for s in commands(script.script) if s.words and s.words[0].literal in ("set", "shopt"))


def _and_runs_each_as_alone(scripts: Sequence[RunScript], by_shell: bool) -> bool:
    """Whether `A && B && C` with braces and subshells runs each as alone. `by_shell`: SHELL turns errexit on."""
    if by_shell or scripts[0].may_turn_errexit_on:
        first, rest = scripts[0], scripts[1:]
        if not all(s.is_plain_chain for s in rest) or not is_and_or(first.last_command) or first.has_background_job:
            return False
        if any(observes_errexit(node) for node in (first.last_command, *(s.script for s in rest))):
            return False
        if not first.may_turn_errexit_on:
            return _changes_no_more_than(first, 0)
        # `-x` only prints; any other option might change what the next script does
        options = first.errexit_opening or first.chained_errexit_opening or frozenset({"unknown"})
        return options <= {"errexit", "xtrace"} and _changes_no_more_than(first, 1)
    return all(s.runs_alike_before_and for s in scripts[:-1])


def _and_form(scripts: Sequence[RunScript], isolated: frozenset[int]) -> JoinForm:
    """`A && B`, each in a subshell or in braces where it must be."""
    fragments = []
    for i, script in enumerate(scripts):
        is_last = i == len(scripts) - 1
        opens_all = script.may_turn_errexit_on and i == 0
        later = [s.script for s in scripts[i + 1 :]]
        is_observed = any(not is_unobserved(later, change) for change in script.shell_changes)
        if not is_last and (i in isolated or (is_observed and not opens_all)):
            fragments.append(_whole(script, "( ", " )"))
        elif i and script.needs_braces:
            closed = script.statements[-1].terminator == "&"
            fragments.append(_whole(script, "{ ", " }" if closed else "; }"))
        else:
            fragments.append(_whole(script))
    return JoinForm(tuple(fragments), ("&&",) * (len(scripts) - 1))


def _general_form(scripts: Sequence[RunScript], isolated: frozenset[int], by_shell: bool) -> JoinForm:
    """`set -e; ( A ); ( B )`: a subshell a script, each a statement of its own.

    Neighbours that `&&` joins share one subshell.
    """
    fragments: list[Fragment] = []
    operators: list[str] = []
    i = 0
    while i < len(scripts):
        stop = i + 1
        while stop < len(scripts) and _shares_a_subshell(scripts[i : stop + 1], by_shell):
            stop += 1
        group = scripts[i:stop]
        inner = _and_form(group, frozenset(k - i for k in isolated if i <= k < stop - 1))
        if fragments:
            operators.append(";")
        fragments += _statement(group, inner.fragments, by_shell, i in isolated)
        operators += inner.operators
        i = stop
    return JoinForm(tuple(fragments), tuple(operators), "" if by_shell else "set -e; ")


def _shares_a_subshell(scripts: Sequence[RunScript], by_shell: bool) -> bool:
    """Whether the last of some scripts joins those before it by `&&`, without errexit."""
    if by_shell or scripts[0].may_turn_errexit_on or scripts[-1].may_turn_errexit_on:
        return False
    return _and_runs_each_as_alone(scripts, by_shell)


def _negates_compound(script: RunScript) -> bool:
    node = script.statements[0].node
    return isinstance(node, t.Pipeline) and node.negated and not isinstance(node.members[0], t.Simple)


def _statement(
    group: Sequence[RunScript], fragments: Sequence[Fragment], by_shell: bool, is_isolated: bool
) -> list[Fragment]:
    """One statement of the general form: the fragments of a group, in a subshell where they need one."""
    first = group[0]
    opens = first.errexit_opening is not None or first.chained_errexit_opening is not None
    plain = all(s.is_plain_chain and not observes_errexit(s.script) for s in group)
    if len(group) == 1 and is_plain(first.last_command) and plain and not is_isolated:
        return list(fragments)
    before = "( " + ("" if by_shell or plain or (opens and len(group) == 1) else "set +e; ")
    if before == "( " and _negates_compound(first):
        before = "( :; "  # bash -e forgets the `!` of a compound that stands alone in a subshell
    wrapped = list(fragments)
    wrapped[0] = wrapped[0]._replace(before=before + wrapped[0].before)
    wrapped[-1] = wrapped[-1]._replace(after=wrapped[-1].after + " )")
    return wrapped
