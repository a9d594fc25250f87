"""Why the shell of one RUN must end before the next RUN begins.

Each reason is in words that a user understands; the rows are those of the merging table in
docs/semantics.md.
"""

from __future__ import annotations

import posixpath

from dslim.facts.nested_scripts import calls, every_call
from dslim.facts.paths import lies_in
from dslim.facts.run import Run, mounts
from dslim.facts.working_directory_removal import may_remove_workdir
from dslim.run_edits.replaced_shell import changes_user, replaces_shell, starts_otherwise
from dslim.run_edits.surviving_processes import lives_on
from dslim.shell import Script
from dslim.support.lazy_regex import regex

#: What each RUN gets anew; of /dev, not what everybody reads and writes.
_FRESH = regex(
    r"/etc/(hosts|resolv\.conf|hostname)\b"
    r"|/dev/(?!null\b|zero\b|u?random\b|std(in|out|err)\b|tty\b|fd/|full\b|tcp/|udp/)[a-z]"
    r"|/proc/sys/|/sys/[a-z]"
)
#: Commands that change what a RUN's own namespaces hold: they need a privileged build.
_NAMESPACES = frozenset("mount umount swapon losetup iptables ip6tables nft ifconfig hostname".split())
_KEPT_MOUNTS = frozenset({"bind", "cache", "secret", "ssh"})


def apart(a: Run, b: Run) -> str | None:
    """Why B may not run in the container that A ran in, None where nothing speaks against it."""
    script = a.script
    if not isinstance(script, Script):
        return script.reason
    return (
        starts_otherwise(a)
        or flags_differ(a, b)
        or lives_on(script)
        or replaces_shell(a, script)
        or changes_user(a, script)
        or touches_fresh(a, script)
        or may_remove_workdir(a, script)
    )


def touches_fresh(run: Run, script: Script) -> str | None:
    """The body writes where each RUN gets something new."""
    if found := _FRESH.search(script.text):
        return f"each RUN gets {found[0] if '/etc/' in found[0] else '/dev, /proc and /sys'} anew"
    for call in every_call(script):
        asks = call.name == "hostname" and all(w.text.startswith("-") for w in call.argv[1:])
        if call.name in _NAMESPACES and len(call.argv) > 1 and not asks:
            return f"`{call.name}` may change what each RUN gets anew"
    for volume in run.state.volumes:
        name = posixpath.basename(volume.rstrip("/"))
        if not name or name in script.text or lies_in(run.state.workdir or "/", volume):
            return f"it may write below the VOLUME {volume or '(unknown)'}"
    return None


def flags_differ(a: Run, b: Run) -> str | None:
    """The flags of the two RUNs are not the same set, or hold a mount whose content ends with its RUN."""
    ours, theirs = (sorted((f.name, f.value or "") for f in run.flags) for run in (a, b))
    if ours != theirs:
        return "their flags (--mount, --network, --security) differ"
    for mount in mounts(a.flags):
        kind = mount.get("type", "bind")
        if kind == "tmpfs":
            return "a tmpfs mount is empty at the start of each RUN"
        if kind not in _KEPT_MOUNTS:
            return f"a mount of an unknown type (`{kind}`)"
        if kind == "bind" and _is_writable(mount):
            return "what a RUN writes to a bind mount is dropped at its end"
    targets = [m.get("target", "") for m in mounts(a.flags)]
    nested = any(x != y and lies_in(y, x) for x in targets for y in targets)
    if nested and [f.value for f in a.flags] != [f.value for f in b.flags]:
        return "the order of nested mounts differs"
    return None


def _is_writable(mount: dict[str, str]) -> bool:
    """A bind mount is read-only unless told otherwise."""
    off = ("false", "0", "f")
    on = any(mount.get(key, "false").lower() not in off for key in ("rw", "readwrite"))
    return on or any(mount.get(key, "").lower() in off for key in ("ro", "readonly"))


__all__ = ["apart", "calls", "flags_differ", "touches_fresh"]
