"""The folder that a shell is in, where subshells change it for themselves alone."""

from __future__ import annotations

from dslim.shell import Script, walk
from dslim.shell.tree import CommandSub, Subshell


class Subshells:
    """The folder that a shell is in again where a subshell ends."""

    def __init__(self, script: Script) -> None:
        nodes = [node for node in walk(script) if isinstance(node, Subshell | CommandSub)] if "(" in script.text else []
        self.spans = sorted((node.span.start, node.span.end) for node in nodes)
        self.open: list[tuple[int, str | None]] = []

    def folder_at(self, place: int, here: str | None) -> str | None:
        """Where the shell is at a place, if it was `here` just before; places are asked for in their order."""
        while True:
            if self.open and place >= self.open[-1][0]:
                here = self.open.pop()[1]
            elif self.spans and place >= self.spans[0][0]:
                self.open.append((self.spans.pop(0)[1], here))
            else:
                return here
