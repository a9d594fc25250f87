"""Why the user that the next RUN runs as may be another than the one that the shell runs as already."""

from __future__ import annotations

from dslim.facts.nested_scripts import every_invocation, invocations_of, nested_texts
from dslim.facts.run import Run
from dslim.shell import Invocation, Script, commands, walk
from dslim.shell.tree import Redirect
from dslim.support.lazy_regex import regex
from dslim.tools import names_where

_USER_TOOLS = names_where(lambda tool: tool.changes_users)
_USER_FILES = regex(r"/etc/(passwd|group)\b")
#: What changes the text of a file that its words name; most others of the table change its owner or mode alone.
_REWRITE = frozenset(
    "sed tee cp mv ln rm vipw perl install ed ex vi vim sponge rsync dd patch truncate augtool ruby".split()
)
#: How a command names whoever runs it.
_OWN_NAME = regex(r"\b(whoami|logname|id\s+-u?n|USER|LOGNAME|SUDO_USER)\b")


def why_user_may_change(run: Run, script: Script) -> str | None:
    """Why the next RUN's user may have other groups, another number or home: each RUN looks them up anew."""
    user = (run.state.user or "").partition(":")[0] if run.state.user_set else None
    if _writes_user_files(script):
        return "it may change the user that the next RUN runs as (/etc/passwd, /etc/group)"
    for text in nested_texts(script):
        for simple in commands(text) if isinstance(text, Script) else ():
            for call in invocations_of(simple):
                if call.name not in _USER_TOOLS:
                    continue
                named = [a for a in _args(call) if not a.startswith("-")]
                unsure = any("$" in a or "`" in a for a in named[-2:])
                if "xargs" in call.wrappers or any(_OWN_NAME.search(a) for a in named):
                    return f"`{call.name}` may change the user that the next RUN runs as"
                if (user or "root") in named or (user != "root" and (unsure or "sudo" in call.wrappers)):
                    return f"`{call.name}` may change the user that the next RUN runs as"
    return None


def _writes_user_files(script: Script) -> bool:
    for text in nested_texts(script) if ">" in script.text else ():
        for node in walk(text) if isinstance(text, Script) else ():
            if isinstance(node, Redirect) and ">" in node.op and _USER_FILES.search(node.target.text):
                return True
    return any(
        call.name in _REWRITE
        and any(_USER_FILES.search(a) for a in _args(call))
        for call in every_invocation(script)
    )


def _args(call: Invocation) -> list[str]:
    return [w.literal or w.text for w in call.argv[1:]]
