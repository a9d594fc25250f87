"""Records the files that containers of one image open, from the moment their file systems are mounted."""

from __future__ import annotations

import os
import select
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from dslim.shrink.trace.fanotify import Fanotify

_MOUNTS = "/proc/self/mountinfo"


@dataclass
class OpenedFiles:
    """Absolute paths inside the image. `mounts`: file systems that were watched; none: nothing is known.

    `is_whole` is False where events were lost.
    """

    paths: set[str] = field(default_factory=set)
    mounts: set[str] = field(default_factory=set)
    is_whole: bool = True


@contextmanager
def record_opened(layer: str) -> Iterator[OpenedFiles]:
    """What is opened, while the block lasts, on each overlay that has `layer` among its lower folders.

    `layer`: as overlay's options name it: the end of a path is enough. Raises OSError where this process may not ask,
    and at the end of the block what the watch met.
    """
    found = OpenedFiles()
    queue = Fanotify()
    ended, end = os.pipe()
    with ThreadPoolExecutor(1) as threads:
        watch = threads.submit(_watch, queue, layer, found, ended)
        try:
            yield found
        finally:
            os.close(end)
            wait([watch])
            os.close(ended)
            queue.close()
        watch.result()  # what went wrong there


def _watch(queue: Fanotify, layer: str, found: OpenedFiles, ended: int) -> None:
    """Waits for mounts and for opened files until `ended` has no writer any more."""
    with open(_MOUNTS, encoding="utf-8", errors="surrogateescape") as mounts:
        poll = select.poll()
        poll.register(mounts, select.POLLPRI | select.POLLERR)
        poll.register(queue.fd, select.POLLIN)
        poll.register(ended, select.POLLIN | select.POLLHUP)
        opened: set[str] = set()
        is_over = False
        while not is_over:
            events = dict(poll.poll())
            is_over = ended in events
            if mounts.fileno() in events or is_over:
                _watch_mounts(queue, layer, found, mounts.read())
                mounts.seek(0)
            opened.update(queue.opened())
    found.paths = {_inside(path, found.mounts) for path in opened}
    found.is_whole = not queue.has_overflowed


def _watch_mounts(queue: Fanotify, layer: str, found: OpenedFiles, mounts: str) -> None:
    """Watches every mount of the layer, those too that were watched before.

    Docker mounts a container twice, to make it and to start it, at one place and often under one number.
    """
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, (kind, _, options) = before.split(), (*after.split(" ", 2), "", "", "")[:3]
        if kind == "overlay" and layer in options:
            with suppress(OSError):  # it may have gone at once
                queue.watch(fields[4], fields[2])
                found.mounts.add(fields[4])


def _inside(path: str, mounts: set[str]) -> str:
    """A path as the container sees it."""
    for point in mounts:
        if path.startswith(point + "/"):
            return path[len(point) :]
    return path.removesuffix(" (deleted)")
