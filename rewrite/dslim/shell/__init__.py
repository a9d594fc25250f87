"""Reads shell text: its typed tree, the commands that it runs, and what they change in the state of their shell.

parsing/ makes the tree (tree.py) that walk.py visits; unwrapping.py finds the Invocations; shell_state.py, errexit.py,
path_lookup.py, state_observers.py and plain_commands.py say what running a script does to its shell.
"""

from dslim.shell.invocations import Invocation, argv_literals, command_name
from dslim.shell.parsing.parse import parse_script
from dslim.shell.shell_state import StateChange, state_changes
from dslim.shell.tree import Opaque, Script, Simple, Span, Statement, Word
from dslim.shell.unwrapping import invocations, unwrap
from dslim.shell.walk import Where, children, commands, commands_with_place, walk, walk_own_shell, walk_with_place
from dslim.support.memo import once

__all__ = [
    "Invocation",
    "Opaque",
    "Script",
    "Simple",
    "Span",
    "StateChange",
    "Statement",
    "Where",
    "Word",
    "argv_literals",
    "children",
    "command_name",
    "commands",
    "commands_with_place",
    "invocations",
    "once",
    "parse_script",
    "state_changes",
    "unwrap",
    "walk",
    "walk_own_shell",
    "walk_with_place",
]
