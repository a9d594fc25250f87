"""Whether the shell's working directory may be gone by the end of a RUN."""

from __future__ import annotations

from collections.abc import Iterable

from dslim.facts.paths import lies_in, normal_path
from dslim.facts.run import Run
from dslim.facts.workdir_removal import loses_workdir
from dslim.shell import Invocation, Script, commands
from dslim.support.lazy_regex import regex

#: Folders that nobody works in: caches and the like.
_CACHES = regex(r"^(/var/(lib/(apt|dpkg)|cache|log)/|(~|\$HOME|/root)/\.|/usr/share/(doc|man|locale)|-)")


def loses_cwd(run: Run, script: Script, later: Iterable[Invocation]) -> str | None:
    """Which of the `later` calls may remove the directory that the shell stands in; None if none does.

    A program that asks for its working directory (npm, yarn, composer) fails in one that is gone.
    """
    moves = [c.words[1].literal if len(c.words) > 1 else None for c in commands(script)
             if c.words and c.words[0].literal in ("cd", "pushd", "popd")]  # fmt: skip
    if not moves:
        return loses_workdir(run, script)
    for call in later:
        if call.name not in ("rm", "rmdir", "mv"):
            continue
        for word in call.argv[1:]:
            path = (word.literal or word.text).strip("\"'")
            if _CACHES.match(path) or _is_below(path, word.literal is not None):
                continue
            places = [run.state.workdir, *moves]
            if path.startswith("/") and all(_apart(path, place) for place in places if place != "-"):
                continue
            return f"`{call.name} {word.text}` may remove the working directory"
    return None


def _is_below(path: str, literal: bool) -> bool:
    """A path below wherever the shell stands."""
    return literal and not path.startswith(("/", "~", "..")) and normal_path(path) != "."


def _apart(path: str, place: str | None) -> bool:
    """Whether removing the absolute `path` leaves `place`; a relative place is below an absolute one."""
    if place is None or "$" in path or not place.startswith("/"):
        return False
    place, path = normal_path(place), path.rstrip("/*") or "/"
    return path != "/" and not lies_in(place, path)
