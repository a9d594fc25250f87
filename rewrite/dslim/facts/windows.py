"""Whether a stage may run on Windows, where nothing about POSIX shells holds."""

from __future__ import annotations

import re

from dslim.facts import Facts
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.syntax.nodes import Dockerfile

_BASE = regex(
    r"windows|nanoserver|servercore|dotnet/framework|microsoft/(iis|aspnet|dotnet-framework|powershell)",
    re.IGNORECASE,
)
_POWERSHELL = regex(r"powershell|pwsh|cmd(\.exe)?\b", re.IGNORECASE)
_DRIVE = regex(r"(?<![A-Za-z])[A-Za-z]:[\\/](?!/)")
#: What a RUN of Windows begins with, whatever its base is called.
_RUNS = regex(r"^[^\S\n]*RUN\s+((powershell|cmd)(\.exe)?\s+[-/]|choco\s+install\b)", re.IGNORECASE | re.MULTILINE)
#: Why nothing is done there.
WINDOWS = "the base is, or may be, a Windows image"


def is_windows(facts: Facts, stage: int) -> bool:
    """Whether stage number `stage` is, or may be, a Windows one."""
    return stage in _stages(facts) or _looks_like_it(facts.tree)


@once
def _stages(facts: Facts) -> frozenset[int]:
    """The stages with a base or a SHELL of Windows, and those that continue them."""
    found: set[int] = set()
    for stage in facts.tree.stages:
        shells = {state.shell for state in facts.states[stage.index] if state.shell_set}
        if (
            facts.lineage.parent[stage.index] in found
            or _BASE.search(stage.base + (stage.platform or ""))
            or any(_POWERSHELL.search(" ".join(shell)) for shell in shells)
        ):
            found.add(stage.index)
    return frozenset(found)


@once
def _looks_like_it(tree: Dockerfile) -> bool:
    return (tree.escape == "`" and bool(_DRIVE.search(tree.text))) or _runs_windows(tree.text)


def _runs_windows(text: str) -> bool:
    lower = text.lower()
    return any(name in lower for name in ("powershell", "cmd", "choco")) and bool(_RUNS.search(text))
