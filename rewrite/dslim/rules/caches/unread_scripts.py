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
from dslim.tools import names_where

#: Installers that are shell scripts and are known to call no package manager, by what their name or URL holds.
HARMLESS = regex(
    r"(?i)sh\.rustup\.rs|rustup-init|(mini|ana)conda|(mini|mamba)forge|cmake-\d|install\.python-poetry\.org"
    r"|astral\.sh/uv|nvm-sh/nvm|creationix/nvm|get-pip\.py"
)
#: Shell scripts that only build what lies around them.
DRIVERS = names_where(lambda tool: tool.builds_here)
#: Files that set variables and functions for what comes after.
SOURCED = regex(
    r"(^|/)(activate|\.?bashrc|bash\.bashrc|\.(bash_)?profile|profile|nvm\.sh|os-release|lsb-release|env|\.env"
    r"|envvars|environment|setvars\.sh|conda\.sh|mamba\.sh|emsdk_env\.sh|sdkman-init\.sh|\.?cargo/env|gvm|rvm)$"
    r"|^/opt/ros/|^/etc/profile"
)
_OTHERS = regex(r"\.(py|pl|rb|js|mjs|ts|php|jar|R|lua|tcl|exe)$")
_SUSPECT = regex(r"apt|install|setup|provision|\bdeps\b|\.(sh|bash)$|^ansible|^chef|^puppet|^salt-|^pyinfra")
#: Names that look suspect and are not: what they do has nothing to do with a system package manager.
_EFFECT_KNOWN = names_where(lambda tool: tool.effect_known)


def shortened(call: Invocation, width: int = 40) -> str:
    """A call as a reason names it, cut to `width` characters."""
    text = " ".join((call.written, *call.texts))
    return text if len(text) <= width else text[: width - 3] + "..."


def unread_script(call: Invocation, copied: Container[str] = frozenset()) -> str | None:
    """What is run here and cannot be read, None for nothing. `copied`: names that COPY or ADD
    brought from the context."""
    name = call.name
    if name in SHELLS:
        return _unread_by_shell(call)
    if not call.understood:
        return f"`{shortened(call)}`, which dslim cannot parse,"
    if name in (".", "source"):
        target = call.texts[0] if call.texts else ""
        return None if SOURCED.search(target.strip("\"'")) else f"`{shortened(call)}`"
    if name == "":
        return None
    base = (name if name is not None else call.written.strip("\"'")).rsplit("/", 1)[-1]
    if name is None and (base.startswith("$") or "$" in base or "`" in base):
        return f"`{shortened(call)}`, a command that is known only when it runs,"
    if base == "run-parts":
        return f"`{shortened(call)}`, which runs whatever lies there,"
    if base in DRIVERS or base in KNOWN or base in _EFFECT_KNOWN or HARMLESS.search(base):
        return None
    if base in copied and not _is_program(base):
        return f"`{shortened(call)}`, which is copied from the build context,"
    path = name is None or "/" in name
    if path and not _OTHERS.search(base) and not _is_program(base):
        return f"`{shortened(call)}`"
    return f"`{shortened(call)}`" if _SUSPECT.search(base) else None


_PROGRAM = regex(r"(?i)^(python|pip|node|npm|ruby|gem|perl|php|java|go|cargo|rustc|conda|mamba)[0-9.]*$")


def _is_program(base: str) -> bool:
    return bool(_PROGRAM.match(base))


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
    if base in DRIVERS or HARMLESS.search(files[0]):
        return None
    return f"`{shortened(call)}`"
