"""Calls that run a text nobody can read from the Dockerfile: a script of the context, of a clone, of the network.

Build drivers (configure, make, pip, npm run ...) are taken not to call a system package manager; a shell
script that cannot be read is not.
"""

from __future__ import annotations

import re
from collections.abc import Container

from dslim.shell.invocations import Invocation
from dslim.shell.wrappers import KNOWN, SHELLS
from dslim.support.lazy_regex import regex
from dslim.tools import find_versioned, names_where
from dslim.tools.installers import CALL_NO_PACKAGE_MANAGER, FILES_OF_VARIABLES

#: Shell scripts that only build what lies around them.
DRIVERS = names_where(lambda tool: tool.builds_here)
_OTHERS = regex(r"\.(py|pl|rb|js|mjs|ts|php|jar|R|lua|tcl|exe)$")
#: What an `eval` runs that a file or an address holds, or that somebody encoded.
_DECODES = regex(r"\b(?:base64|base32|openssl|xxd|gunzip|zcat|unzip|tar|curl|wget|cat|envsubst|jq|yq|sed|awk)\b")
_SUSPECT = regex(r"apt|install|setup|provision|\bdeps\b|\.(sh|bash)$|^ansible|^chef|^puppet|^salt-|^pyinfra")
#: Names that look suspect and are not: what they do has nothing to do with a system package manager.
_EFFECT_KNOWN = names_where(lambda tool: tool.effect_known)


def shortened(call: Invocation, width: int = 40) -> str:
    """A call as a reason names it, cut to `width` characters."""
    text = " ".join((call.written, *call.texts))
    return text if len(text) <= width else text[: width - 3] + "..."


def unread_script(call: Invocation, copied: Container[str] = frozenset()) -> str | None:
    """What a call runs that cannot be read, as a reason names it; None where it runs nothing of the kind.

    `copied`: the names of what COPY or ADD take from the build context.
    """
    name = call.name
    if name in SHELLS:
        return _unread_by_shell(call)
    if not call.understood:
        return f"`{shortened(call)}`, which dslim cannot parse,"
    if name in (".", "source"):
        target = call.texts[0] if call.texts else ""
        return None if FILES_OF_VARIABLES.search(target.strip("\"'")) else f"`{shortened(call)}`"
    if name == "":
        return None
    if name == "eval":
        return f"`{shortened(call)}`" if _DECODES.search(" ".join(call.texts)) else None
    base = (name if name is not None else call.written.strip("\"'")).rsplit("/", 1)[-1]
    if name is None and (base.startswith("$") or "$" in base or "`" in base):
        return f"`{shortened(call)}`, a command that is known only when it runs,"
    if base == "run-parts":
        return f"`{shortened(call)}`, which runs whatever lies there,"
    if base in DRIVERS or base in KNOWN or base in _EFFECT_KNOWN or CALL_NO_PACKAGE_MANAGER.search(base):
        return None
    if base in copied and not _is_program(base):
        return f"`{shortened(call)}`, which is copied from the build context,"
    path = name is None or "/" in name
    if path and not _OTHERS.search(base) and not _is_program(base):
        return f"`{shortened(call)}`"
    return f"`{shortened(call)}`" if _SUSPECT.search(base) else None


def _is_program(base: str) -> bool:
    """Whether a name is that of a program, with a version or without, and so of no script of the project."""
    tool = find_versioned(base.lower())
    return tool is not None and tool.never_a_script


def _unread_by_shell(call: Invocation) -> str | None:
    """`sh FILE`, or `sh` that reads its text from a pipe."""
    if not call.understood:
        return f"`{shortened(call)}`"
    files = [t for t in call.texts if not t.startswith(("-", "+")) or t == "-"]
    if "-c" in call.args or any(a and re.fullmatch(r"-[a-z]*c", a) for a in call.args):
        return None  # its text was unwrapped
    if not files or files[0] == "-" or "-s" in call.args:
        return "a shell whose script comes from a pipe"
    base = files[0].strip("\"'").rsplit("/", 1)[-1]
    if base in DRIVERS or CALL_NO_PACKAGE_MANAGER.search(files[0]):
        return None
    return f"`{shortened(call)}`"
