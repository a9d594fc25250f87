"""Mounts and volumes of a RUN: what is written there is in no layer."""

from __future__ import annotations

import re

from dslim.facts.paths import lies_in, overlap
from dslim.facts.run import Run
from dslim.syntax.nodes import Flag


def mounts(flags: tuple[Flag, ...]) -> tuple[dict[str, str], ...]:
    """The `--mount` flags as dictionaries, keys in lower case; a key without a value gives ''."""
    found: list[dict[str, str]] = []
    for flag in flags:
        if flag.name == "mount" and flag.value is not None:
            pairs = [part.partition("=") for part in flag.value.split(",")]
            keys = {"dst": "target", "destination": "target", "src": "source"}
            found.append({keys.get(k.strip().lower(), k.strip().lower()): v for k, _, v in pairs})
    return tuple(found)


def lies_on_mount(found: tuple[dict[str, str], ...], path: str) -> bool:
    """Whether a mount lies at `path` or above it."""
    for mount in found:
        target = mount.get("target", "")
        if target.strip("/") and lies_in(path, target):
            return True
    return False


def is_in_no_layer(run: Run, path: str) -> bool:
    """Whether `path` lies on a mount of the RUN or in a volume: in no layer."""
    volumes = tuple({"target": volume} for volume in run.state.volumes)
    return lies_on_mount(mounts(run.flags) + volumes, path)


def why_in_no_layer(run: Run, path: str) -> str | None:
    """Why what a RUN changes at or below `path`, or above it, may be stored in no layer."""
    if any(not volume or overlap(path, volume.rstrip("/") or "/") for volume in run.state.volumes):
        return f"there is a VOLUME at {path}"
    if any(overlap(path, mount.get("target", "/").rstrip("/") or "/") for mount in mounts(run.flags)):
        return f"there is a mount at {path}"
    return None


def has_cache_mount(run: Run, pattern: str) -> bool:
    """Whether a cache or tmpfs mount of the RUN lies at a path that `pattern` finds."""
    return any(
        mount.get("type") in ("cache", "tmpfs") and re.search(pattern, mount.get("target", "").rstrip("/"))
        for mount in mounts(run.flags)
    )
