"""A small process that outlives ours: when ours is gone, however it went, it removes what is left of the run."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress

#: Waits for the end of its standard input, then removes containers and images whose name begins with $2. `$1`: the
#: builder's program. Its own words, since a shell is all that must still be there.
_SCRIPT = r"""
trap '' INT TERM HUP
while read -r pid; do pids="$pids $pid"; done
for pid in $pids; do kill -KILL "-$pid" 2>/dev/null; done
for round in 1 2 3; do
  for image in $("$1" images --quiet --filter "reference=$2"); do
    "$1" ps --all --quiet --filter "ancestor=$image"
  done | sort -u | while read -r container; do "$1" rm --force --volumes "$container"; done
  "$1" ps --all --quiet --filter "name=$2" | while read -r container; do "$1" rm --force --volumes "$container"; done
  "$1" images --filter "reference=$2" --format '{{.Repository}}:{{.Tag}}' | while read -r image; do
    "$1" rmi --force "$image"
  done
  [ -n "$("$1" images --quiet --filter "reference=$2")" ] || exit 0
  sleep 1
done
"""


class Guard:
    """The process that cleans up behind us. `program`: docker or podman; `name`: how all names of the run begin."""

    def __init__(self, program: str, name: str, env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, "dslim-guard", program, name], env=dict(env), stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def watch(self, pids: Iterable[int]) -> None:
        """Process groups that end with us."""
        assert self._process.stdin is not None
        with suppress(OSError):
            for pid in pids:
                self._process.stdin.write(f"{pid}\n".encode())
            self._process.stdin.flush()

    def finish(self) -> None:
        """Have it clean up now, and wait until it has."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        self._process.wait()
