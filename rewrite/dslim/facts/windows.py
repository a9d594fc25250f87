"""Whether a stage may run on Windows, where nothing about POSIX shells holds."""

from __future__ import annotations

import re

from dslim.facts import Facts

_BASE = re.compile(
    r"windows|nanoserver|servercore|dotnet/framework|microsoft/(iis|aspnet|dotnet-framework|powershell)",
    re.IGNORECASE,
)
_POWERSHELL = re.compile(r"powershell|pwsh|cmd(\.exe)?\b", re.IGNORECASE)
_DRIVE = re.compile(r"(?<![A-Za-z])[A-Za-z]:[\\/](?!/)")
#: What a RUN of Windows begins with, whatever its base is called.
_RUNS = re.compile(r"^\s*RUN\s+((powershell|cmd)(\.exe)?\s+[-/]|choco\s+install\b)", re.IGNORECASE | re.MULTILINE)


def is_windows(facts: Facts, stage: int) -> bool:
    """Whether stage number `stage` is, or may be, a Windows one."""
    memo, key = facts.memo, (is_windows, stage)
    if key not in memo:
        memo[key] = _look(facts, stage)
    found: bool = memo[key]
    return found


def _look(facts: Facts, stage: int) -> bool:
    tree = facts.tree
    index: int | None = stage
    while index is not None:
        node = tree.stages[index]
        base = node.base + (node.platform or "")
        if _BASE.search(base):
            return True
        for state in facts.states[index]:
            if state.shell_set and _POWERSHELL.search(" ".join(state.shell)):
                return True
        index = facts.lineage.parent[index]
    return (tree.escape == "`" and bool(_DRIVE.search(tree.text))) or _runs_windows(tree.text)


def _runs_windows(text: str) -> bool:
    lower = text.lower()
    return any(name in lower for name in ("powershell", "cmd", "choco")) and bool(_RUNS.search(text))
