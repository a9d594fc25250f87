"""Scripts of the build context that stand on PATH for a compiler, for git and the like: what builds runs them too."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from dslim.facts import Facts
from dslim.facts.build_context.file_lookup import find_file, text_at
from dslim.facts.build_context.script_calls import MAX_FOLDERS, ScriptCall, may_hold_copies, program_folders
from dslim.facts.build_context.unseen_programs import ONLY_BUILD
from dslim.facts.run import Run
from dslim.shell.invocations import Invocation
from dslim.support.memo import once_each
from dslim.tools import find_versioned
from dslim.tools.code_runners import CALLED_BY_BUILDS

_SET_UP = "setup.py"


def wrapper_calls(facts: Facts, run: Run, call: Invocation) -> Iterator[ScriptCall]:
    """The scripts that a call runs since they lie on PATH under the name of a program which builds call."""
    if facts.context is None or not _builds(call):
        return
    for folder in program_folders(facts, run)[:MAX_FOLDERS]:
        for name in sorted(CALLED_BY_BUILDS) if run.flags else _names_in(facts, run.stage, folder):
            path = posixpath.join(folder, name)
            if find_file(facts, run, path, may_be_changed=True) is not None:
                yield ScriptCall("shell-as-copied", (path,), is_needed=False)


def _builds(call: Invocation) -> bool:
    name = call.program or ""
    tool = find_versioned(name)
    if tool is not None and tool.calls_compilers:
        return True
    return ONLY_BUILD.match(name) is not None or _SET_UP in call.texts


@once_each
def _names_in(facts: Facts, stage: int, folder: str) -> tuple[str, ...]:
    """Those of the names that a file of the context has in a folder at the end of a stage."""
    if not may_hold_copies(facts, stage, folder):
        return ()
    end = facts.point(stage, len(facts.tree.stages[stage].instructions))
    return tuple(name for name in sorted(CALLED_BY_BUILDS) if text_at(end, posixpath.join(folder, name)) is not None)
