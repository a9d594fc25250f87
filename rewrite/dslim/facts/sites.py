"""What a RUN calls, as whom, and on which mounts."""

from __future__ import annotations

from dslim.facts.calls import Call, call_of
from dslim.facts.runs import Run
from dslim.shell import Script, commands, unwrap


def calls(script: Script) -> tuple[Call, ...]:
    """Every call of a script, in the order of the text, those inside `sh -c '...'` included."""
    return tuple(call_of(found) for simple in commands(script) for found in unwrap(simple))


def runs_as_root(run: Run) -> bool:
    """Whether the RUN's user is root, as far as the file tells.

    A file without USER leaves the user to the base image; what the RUN does as that user (installing
    packages) shows that it may.
    """
    if not run.state.user_set:
        return True
    user = (run.state.user or "").partition(":")[0]
    return user in ("root", "0")


def covers(found: tuple[dict[str, str], ...], path: str) -> bool:
    """Whether a mount lies at `path` or above it."""
    for mount in found:
        target = mount.get("target", "").rstrip("/")
        if target and (path == target or path.startswith(target + "/")):
            return True
    return False
