"""A small process that outlives ours: when ours is gone, however it went, it removes what is left of the run."""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Mapping
from contextlib import suppress

#: Reads the containers that are there already (a line each) until the end of its standard input. Then ends what still
#: runs of the builder ($1) for the run ($2 is its name) and of the owner's test (its IMAGE begins with the name), and
#: removes the containers and images whose names begin with it, and the containers of those images: not those that were
#: there before, nor, where an image has other names too (two builds of one Dockerfile are one image), those that were
#: started under another name. In shell, since that is all that must still be there.
_SCRIPT = r"""
trap '' INT TERM HUP
before=' '
while read -r line; do before="$before$line "; done
for folder in /proc/[0-9]*; do
  [ "$folder" = "/proc/$$" ] && continue
  words=$(tr '\0' ' ' < "$folder/cmdline"); program=${words%% *}
  case "${program##*/} $words" in
    "$1"*"$2"*|buildah*"$2"*) kill -KILL "${folder#/proc/}" ;;
    *) tr '\0' '\n' < "$folder/environ" | grep -q "^IMAGE=$2:" && kill -KILL "${folder#/proc/}" ;;
  esac
done
for round in 1 2 3; do
  "$1" ps --all --quiet --filter "name=$2" | while read -r container; do "$1" rm --force --volumes "$container"; done
  "$1" images --filter "reference=$2" --format '{{.Repository}}:{{.Tag}}' | while read -r image; do
    listed=$("$1" ps --all --filter "ancestor=$image" --format '{{.ID}} {{.Image}}')
    others=$("$1" image inspect --format '{{range .RepoTags}}{{println .}}{{end}}' "$image" | grep "^." | grep -v "$2:")
    printf '%s\n' "$listed" | while read -r container name; do
      [ -n "$container" ] || continue
      case "$before" in *" $container "*) continue ;; esac
      case "$name" in *"$2:"*) ;; *) [ -z "$others" ] || continue ;; esac
      "$1" rm --force --volumes "$container"
    done
    "$1" rmi --force "$image"
  done
  [ -n "$("$1" images --quiet --filter "reference=$2")" ] || break
  sleep 1
done
"""


class Guard:
    """The process that cleans up behind us. `program`: docker or podman; `name`: how all names of the run begin.

    `before`: the ids of containers that were there before the run, which stay.
    """

    def __init__(self, program: str, name: str, env: Mapping[str, str], before: Collection[str] = ()) -> None:
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, "dslim-guard", program, name], env=dict(env), stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write("".join(f"{container}\n" for container in sorted(before)).encode())
            self._process.stdin.flush()

    def finish(self) -> None:
        """Have it clean up now, and wait until it has."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        self._process.wait()
