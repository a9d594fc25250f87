"""Whether a later RUN undoes bytes that an earlier one wrote."""

from __future__ import annotations

from collections.abc import Sequence

from dslim.facts.hazards import calls
from dslim.shell import Invocation, Script

_CLEANERS = {
    "apt-get": {"clean", "autoclean", "autoremove", "purge", "remove", "install"},
    "apt": {"clean", "autoclean", "autoremove", "purge", "remove", "install"},
    "yum": {"clean", "remove", "erase", "autoremove"},
    "dnf": {"clean", "remove", "erase", "autoremove"},
    "microdnf": {"clean", "remove"},
    "zypper": {"clean", "remove", "rm"},
    "apk": {"del"},
    "npm": {"cache", "prune", "uninstall"},
    "yarn": {"cache", "autoclean"},
    "conda": {"clean", "remove"},
    "pip": {"cache", "uninstall"},
    "pip3": {"cache", "uninstall"},
}
_CHANGES = frozenset({"rm", "rmdir", "chown", "chmod", "chgrp", "strip", "upx", "mv", "localepurge"})


def saves_bytes(before: Sequence[Script], after: Script) -> bool:
    """Whether `after` deletes, or re-owns, what one of `before` may have written.

    Generous: without a build nobody knows what a command writes. `update` and `install` in two RUNs count.
    """
    written = " ".join(s.text for s in before)
    return any(_undoes(call, written) for call in calls(after))


def _undoes(call: Invocation, written: str) -> bool:
    args = [w.literal or w.text for w in call.argv[1:]]
    name = call.name or ""
    if name in _CLEANERS:
        verbs = _CLEANERS[name] & set(args)
        return bool(verbs - {"install"} or (verbs and " update" in written)) and name.rstrip("3") in written
    if name in _CHANGES:
        return any(_related(a, written) for a in args if not a.startswith("-"))
    return name == "find" and "-delete" in args


def _related(path: str, written: str) -> bool:
    """Whether the earlier text names the path, its folder, or a tool whose cache it is."""
    if path.startswith(("/var/lib/apt", "/var/cache/apt")):
        return "apt" in written
    if path.startswith(("/var/cache/yum", "/var/cache/dnf")):
        return "yum" in written or "dnf" in written
    if path.startswith(("/tmp", "/var/tmp", "/root/.cache", "~/.cache", "/var/cache/apk")):
        return True
    stem = path.rstrip("/*").rpartition("/")
    return bool(stem[2]) and stem[2] in written
