"""`PYTHONPATH=tests python -m builder COMMAND...`: runs a command with the builder of the tests set up.

Without a command: prints what to export for a shell of one's own, and leaves the daemon running;
`PYTHONPATH=tests python -m builder stop` ends it.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

from builder import daemon
from builder.machine import open_builder


def main(words: list[str]) -> int:
    """The exit status of the command."""
    if words == ["stop"]:
        daemon.stop(daemon.home())
        return 0
    with open_builder() as builder:
        if words:
            return subprocess.run(words, env=builder.env, check=False).returncode
        changed = {name: value for name, value in builder.env.items() if os.environ.get(name) != value}
        print("export " + " ".join(f"{name}={shlex.quote(value)}" for name, value in changed.items()))
        sys.stdout.flush()
        os._exit(0)  # the daemon stays: the way out of the block would end it


sys.exit(main(sys.argv[1:]))
