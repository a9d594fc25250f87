"""Whether a RUN runs a script that cannot be read: one from a clone, a download, an archive, another image."""

from __future__ import annotations

import posixpath

from dslim.facts import Facts
from dslim.facts.build_context.context_scripts import INTERPRETER, text_run
from dslim.facts.nested_scripts import every_invocation
from dslim.facts.run import Run
from dslim.shell import Invocation, Script
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex
from dslim.tools import find
from dslim.tools.installers import SCRIPTS_THAT_ONLY_BUILD

_ONLY_BUILDS = regex("(?:" + "|".join(SCRIPTS_THAT_ONLY_BUILD) + r")\Z")
_SCRIPT = regex(r".*\.(sh|bash|zsh|run)\Z")


def why_a_script_is_not_read(facts: Facts, run: Run, script: Script) -> str | None:
    """Why a RUN may do what nobody sees: it runs a script that is not, or not as it was, in the build context."""
    for call in every_invocation(script):
        name = _script_name(call)
        if name is None or _ONLY_BUILDS.match(name) or find(name) is not None:
            continue
        if text_run(facts, run, call) is None:
            return f"`{name}` cannot be read (it is not in the build context) and may do anything"
    return None


def _script_name(call: Invocation) -> str | None:
    """The name, without its folder, of the script that a call runs; None where it is a program, or runs none."""
    name = call.name or (call.argv[0].text if call.argv else "")
    words = [(word.literal or word.text).strip("\"'") for word in call.argv[1:]]
    if name in SHELLS:
        files = [word for word in words if not word.startswith(("-", "+"))]
        return posixpath.basename(files[0]) if files and call.shell_inner is None and call.understood else None
    if name in (".", "source"):
        return posixpath.basename(words[0]) if words and not words[0].startswith("/etc/profile.d/") else None
    if INTERPRETER.fullmatch(name):
        return posixpath.basename(words[0]) if words and not words[0].startswith("-") else None
    base = posixpath.basename(name)
    return base if "/" in name and (_SCRIPT.match(base) or name == f"./{base}") else None
