"""A terminal for tests: a program on it, keys for the program, and the screen as a person sees it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pyte

#: How long a program may take to show the next thing on a busy machine, in seconds.
PATIENCE = 60


class TerminalScreen:
    """`dslim` with some words on a terminal of so many columns and lines, in a folder."""

    def __init__(
        self, words: list[str], folder: Path, columns: int = 100, lines: int = 60, env: Mapping[str, str] | None = None
    ) -> None:
        unset = ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "TF_BUILD", "VISUAL", "EDITOR")
        own = {name: value for name, value in os.environ.items() if name not in unset}
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self._shown = b""
        self._program = pexpect.spawn(
            sys.executable,
            ["-P", "-m", "dslim", *words] if sys.version_info >= (3, 11) else ["-m", "dslim", *words],
            cwd=str(folder),
            # the size too: pexpect sets it when the program may run already
            env={
                **own, "TERM": "xterm", "PYTHONUTF8": "1", "COLUMNS": str(columns), "LINES": str(lines), **(env or {}),
            },
            dimensions=(lines, columns),
            timeout=PATIENCE,
        )

    def wait_for(self, text: str) -> str:
        """The screen as soon as the program has printed a text after what was waited for before."""
        self._program.expect_exact(text)
        self._show()
        return self.text()

    def type(self, keys: str) -> None:
        """Type keys."""
        self._program.send(keys)

    def end(self) -> int:
        """The exit code, when the program has ended; the rest is on the screen then."""
        self._program.expect(pexpect.EOF)
        self._show()
        self._program.close()
        code = self._program.exitstatus
        return 128 + int(self._program.signalstatus or 0) if code is None else int(code)

    def text(self) -> str:
        """The lines of the screen, without blanks at their ends."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip("\n")

    def colours(self, text: str) -> set[str]:
        """The colours in which the lines that begin with a text are shown."""
        found: set[str] = set()
        for number, line in enumerate(self.screen.display):
            if line.startswith(text):
                row = self.screen.buffer[number]
                found |= {row[column].fg for column in range(len(line.rstrip()))}
        return found

    @property
    def process_id(self) -> int:
        """The number of the process."""
        return int(self._program.pid or 0)

    @property
    def written(self) -> bytes:
        """Every byte that the program has written to the terminal."""
        return self._shown

    def _show(self) -> None:
        for part in (self._program.before, self._program.after):
            if isinstance(part, bytes):
                self._shown += part
                self._stream.feed(part)
