"""Tells two quick RUNs that read as one step: `mkdir /a` and `chmod 700 /a`, but not `sed -i /b` and `chmod +x /b`."""

from __future__ import annotations

from dslim.facts import Facts
from dslim.facts.paths import lies_in
from dslim.rules.merging.file_effects import Effect, effects_of
from dslim.run_edits.run_script import RunScript
from dslim.shell import invocations
from dslim.shell.builtins import BUILTINS
from dslim.tools import names_where

#: Programs that give files another mode, owner or line, and make none.
_CHANGERS = names_where(lambda tool: tool.changes_attributes) | {"sed"}
#: Those to whom a folder is a home, which the base may have.
_MAKE_USERS = names_where(lambda tool: tool.makes_users)


def read_as_one_step(facts: Facts, first: RunScript, second: RunScript) -> bool:
    """Whether a person who has both RUNs on adjacent lines sees one thing done: by one program, or all of it new.

    A RUN that only changes what is there already, or does nothing that another shell sees (`cd`), is a step of its own;
    but not where the RUN above it made what it changes.
    """
    if _programs(first) & _programs(second):
        return True
    made, changed = effects_of(facts, first), effects_of(facts, second)
    if _trees(made) & _trees(changed):
        return True  # all that lies there is stored twice, whoever brought it
    if _only_changes(first, made) or _does_nothing(first, made) or _does_nothing(second, changed):
        return False
    return not _only_changes(second, changed) or any(_made(effect.path, first, made) for effect in changed)


def _programs(script: RunScript) -> set[str]:
    return {call.program for call in invocations(script.script) if call.program is not None}


def _trees(effects: tuple[Effect, ...]) -> set[str]:
    """The folders of which everything below is changed."""
    return {effect.path for effect in effects if effect.kind == "changes" and not effect.is_folder}


def _only_changes(script: RunScript, effects: tuple[Effect, ...]) -> bool:
    return _programs(script) <= _CHANGERS and all(effect.kind == "changes" for effect in effects)


def _does_nothing(script: RunScript, effects: tuple[Effect, ...]) -> bool:
    """Whether all that it calls is part of the shell, and nothing is written."""
    return not effects and _programs(script) <= BUILTINS


def _made(path: str, script: RunScript, effects: tuple[Effect, ...]) -> bool:
    """Whether a RUN that does not only change things writes a path or below it, or names it as a folder to make."""
    if any(path in call.args for call in invocations(script.script) if call.program not in _MAKE_USERS):
        return True
    return any(e.kind == "writes" and (lies_in(path, e.path) or lies_in(e.path, path)) for e in effects)
