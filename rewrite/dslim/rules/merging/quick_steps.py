"""Tells RUNs that are done at once, as mkdir, echo and chmod are: nobody needs each of them as a layer of its own.

A layer that took long to make is worth keeping: when a line below it changes, the build does not make it again. That
price is paid for bytes alone. A program of which no row says that it is quick is taken to be slow.
"""

from __future__ import annotations

from dslim.run_edits.run_script import RunScript
from dslim.shell import Invocation, invocations
from dslim.shell.builtins import BUILTINS
from dslim.tools import find, names_where

_QUICK = BUILTINS | names_where(lambda tool: tool.is_quick or tool.writes_little)


def is_quick(script: RunScript) -> bool:
    """Whether each program that a RUN calls is known to take no time worth a layer."""
    return all(map(_is_quick, invocations(script.script)))


def _is_quick(call: Invocation) -> bool:
    if call.program in _QUICK:
        return True
    tool = find(call.program)
    return tool is not None and bool(tool.quick_verbs.intersection(call.args[:1]))
