"""What programs do: one row a program, read by every rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dslim.tools import (
    accounts,
    build_tools,
    containers,
    debian,
    files,
    interpreters,
    javascript,
    network,
    other_languages,
    processes,
    python,
    servers,
    shell_words,
    system_packages,
    task_runners,
    text,
)
from dslim.tools.caches import CacheMount as CacheMount
from dslim.tools.caches import Cleanup as Cleanup
from dslim.tools.tool import Tool as Tool

#: The table, by kind.
TOOLS: tuple[Tool, ...] = (
    *system_packages.ROWS,
    *python.ROWS,
    *javascript.ROWS,
    *other_languages.ROWS,
    *build_tools.ROWS,
    *task_runners.ROWS,
    *interpreters.ROWS,
    *debian.ROWS,
    *accounts.ROWS,
    *files.ROWS,
    *text.ROWS,
    *network.ROWS,
    *processes.ROWS,
    *servers.ROWS,
    *containers.ROWS,
    *shell_words.ROWS,
)
_BY_NAME = {tool.name: tool for tool in TOOLS}


def find(name: str | None) -> Tool | None:
    """The row of a program by its name without a folder; None for one that is not known."""
    return _BY_NAME.get(name or "")


def find_versioned(name: str | None) -> Tool | None:
    """The row of a program whose name may end in a version: `python3.12`, `pip3`; None for one that is not known."""
    return find(name) or find((name or "").rstrip("0123456789."))


def find_interpreter(name: str | None) -> Tool | None:
    """The row of an interpreter, with a version in its name or without; None for any other program."""
    tool = find_versioned(name)
    return tool if tool is not None and tool.interprets else None


def names_where(asked: Callable[[Tool], object]) -> frozenset[str]:
    """The names of the programs of which something holds."""
    return frozenset(tool.name for tool in TOOLS if asked(tool))


def folders_emptied(name: str | None, args: Sequence[str | None]) -> tuple[str, ...] | None:
    """The folders of caches that a call of a package manager empties, such as `yum clean all`; None for any other."""
    tool = find(name)
    verb = next((arg for arg in args if arg and not arg.startswith("-")), "")
    return tool.clean_folders if tool is not None and verb in tool.clean_verbs else None


def cleanups(rule: str) -> dict[Cleanup, tuple[str, ...]]:
    """The caches that a rule empties, in the order of the table, and the names of the programs that share each."""
    found: dict[Cleanup, tuple[str, ...]] = {}
    for tool in TOOLS:
        for cleanup in tool.cleanup:
            if cleanup.rule == rule:
                found[cleanup] = (*found.get(cleanup, ()), tool.name)
    return found


def mounts() -> dict[CacheMount, tuple[str, ...]]:
    """The caches that may lie on a mount, in the order of the table, and the names of the programs that share each."""
    found: dict[CacheMount, tuple[str, ...]] = {}
    for tool in TOOLS:
        if tool.mount is not None:
            found[tool.mount] = (*found.get(tool.mount, ()), tool.name)
    return found
