"""RUN text -> typed tree (parser), what a command is (commands), what its shell keeps (effects)."""

from dslim.shell.invocations import Invocation, argv_literals, command_name, unwrap
from dslim.shell.parsing.parse import parse_script
from dslim.shell.shell_state import Leak, leaks
from dslim.shell.tree import Opaque, Script, Simple, Span, Statement, Word
from dslim.shell.walk import Where, children, commands, commands_at, here, located, walk
from dslim.support.memo import once

__all__ = [
    "Invocation",
    "Leak",
    "Opaque",
    "Script",
    "Simple",
    "Span",
    "Statement",
    "Where",
    "Word",
    "argv_literals",
    "children",
    "command_name",
    "commands",
    "commands_at",
    "here",
    "leaks",
    "located",
    "once",
    "parse_script",
    "unwrap",
    "walk",
]
