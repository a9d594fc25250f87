"""One RUN's script, and what matters of it when it is to share a shell, or a RUN, with others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dslim.facts.run import Run
from dslim.facts.word_values import commands_named_by_path
from dslim.shell import Script, StateChange, commands, state_changes
from dslim.shell import tree as t
from dslim.shell.errexit import may_act_on_failures, may_turn_on, opening_options
from dslim.shell.plain_commands import is_chain, is_chain_with_cd, is_plain


@dataclass(frozen=True)
class RunScript:
    """A RUN whose text is understood, with its script."""

    run: Run
    script: Script

    @property
    def statements(self) -> tuple[t.Statement, ...]:
        """The top-level statements."""
        return self.script.statements

    @property
    def last_command(self) -> t.AndOr | t.Pipeline | t.Command:
        """What the last statement runs."""
        return self.statements[-1].node

    @property
    def start(self) -> int:
        """Where the first command begins."""
        return self.statements[0].span.start

    @property
    def end(self) -> int:
        """Where the script ends, a closing `;` left out; a closing `&` stays."""
        last = self.statements[-1]
        if last.terminator == "&" and last.terminator_span is not None:
            return last.terminator_span.end
        return last.span.end

    @property
    def ends_in_semicolon(self) -> bool:
        """A `;` token ends the script: whatever is put after it replaces the token."""
        return self.statements[-1].terminator == ";"

    @cached_property
    def size(self) -> int:
        """How many bytes its text has."""
        return len(self.script.text.encode("utf-8", "surrogateescape"))

    @cached_property
    def shell_changes(self) -> tuple[StateChange, ...]:
        """What the script changes in the state of its shell."""
        return tuple(change for change in state_changes(self.script) if change.span.start not in self.starts_of_files)

    @cached_property
    def starts_of_files(self) -> frozenset[int]:
        """Where commands start that are known to be files, although a variable names them."""
        return commands_named_by_path(self.run)

    @cached_property
    def is_plain_chain(self) -> bool:
        """It is one `&&` chain of plain commands."""
        return len(self.statements) == 1 and not self.has_background_job and is_chain(self.statements[0].node)

    @cached_property
    def is_chain_with_cd(self) -> bool:
        """It is one `&&` chain of plain commands and `cd`."""
        return len(self.statements) == 1 and not self.has_background_job and is_chain_with_cd(self.statements[0].node)

    @property
    def has_background_job(self) -> bool:
        """A top-level statement ends in `&`."""
        return any(s.terminator == "&" for s in self.statements)

    @cached_property
    def needs_braces(self) -> bool:
        """Whether `A && script` would be read otherwise than as A and the whole script."""
        if len(self.statements) != 1 or self.has_background_job:
            return True
        node = self.statements[0].node
        return isinstance(node, t.AndOr) and "||" in node.operators

    @cached_property
    def may_turn_errexit_on(self) -> bool:
        """A `set` that may turn errexit on stands anywhere in it."""
        return any(may_turn_on(simple) for simple in commands(self.script))

    @cached_property
    def runs_alike_before_and(self) -> bool:
        """Whether `( script ) && ...` runs the script as alone: nothing in it depends on what stands behind it."""
        if self.may_turn_errexit_on:
            return False
        return not any(self._may_act_on_failures(simple) for simple in commands(self.script))

    def _may_act_on_failures(self, simple: t.Simple) -> bool:
        """Whether the effect of a command may depend on standing left of `&&`: it may turn errexit or ERR on."""
        words = simple.words
        is_file = words and words[0].literal is None and words[0].span.start in self.starts_of_files
        return not is_file and may_act_on_failures(simple)

    @cached_property
    def errexit_opening(self) -> frozenset[str] | None:
        """What the `set` turns on that the script begins with, followed by `;`, if errexit is among it for certain."""
        first = self.statements[0]
        options = opening_options(first.node)
        return options if options and first.terminator == ";" and len(self.statements) > 1 else None

    @cached_property
    def chained_errexit_opening(self) -> frozenset[str] | None:
        """What the `set` turns on that a pure `&&` chain begins with, if errexit is among it for certain."""
        if len(self.statements) != 1 or not isinstance(self.statements[0].node, t.AndOr):
            return None
        node = self.statements[0].node
        options = opening_options(node.items[0])
        if options is None or self.has_background_job or any(op != "&&" for op in node.operators):
            return None
        return options if all(is_plain(item) for item in node.items[1:]) else None
