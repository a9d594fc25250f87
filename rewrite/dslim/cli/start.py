"""The `dslim` program: plain command lines are taken here, all others go to click."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NoReturn

#: What makes click print completions for a shell.
_COMPLETE = "_DSLIM_COMPLETE"


def program() -> NoReturn:
    """`dslim`, as the shell calls it."""
    code = start()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)  # Python would take 8 ms to take apart what is loaded


def start() -> int:
    """Run `dslim` with the arguments of this process. The exit code; click exits by itself."""
    collect_rarely()
    words = sys.argv[1:]
    # on Windows click expands patterns and variables first
    if os.name != "nt" and _COMPLETE not in os.environ:
        if words == ["--version"]:
            return _version()
        if words[:1] == ["fix"] and (code := _fix(words[1:])) is not None:
            return code
    from dslim.cli.main import main

    return main(prog_name="dslim")  # type: ignore[no-any-return]


def collect_rarely() -> None:
    """Let the garbage collector look when there is much to look at, for the rest of the process."""
    # trees hold no cycles (tests/test_engine.py), so that the collector finds nothing: 12 % of a run
    gc.set_threshold(200_000, 50, 50)


def _version() -> int:
    import dslim
    from dslim.cli.terminal import put

    put(f"dslim {dslim.__version__}\n")
    return 0


def _fix(words: list[str]) -> int | None:
    """`dslim fix` by our own reader; None where click has to read the words, or to say what is wrong with them."""
    from dslim.cli.reader import read_plain

    read = read_plain(words)
    if read is None:
        return None
    from dslim.cli.fixing import fix_files
    from dslim.cli.names import WrongUse

    try:
        return fix_files(*read)
    except WrongUse:
        return None
    except KeyboardInterrupt:
        print(file=sys.stderr)  # as click does: a shell echoes ^C
        return 130
