"""Holds the entries (paths) of a layer and gives them in path order, in bounded memory."""

from __future__ import annotations

import heapq
import marshal
import tempfile
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple

from dslim.verify.errors import ImageError

#: Entries sorted at once; a longer layer is sorted in pieces of this length on disk.
CHUNK_ENTRIES = 50_000
#: Entries held in memory in all (some 400 bytes each); layers read after that live on disk.
MEMORY_ENTRIES = 200_000
#: Entries of one run; each 50,000 of them keep a file open.
MAX_ENTRIES = 20_000_000
#: Bytes of names and attributes that count as one more entry.
BYTES_PER_ENTRY = 400


class Entry(NamedTuple):
    """One path of one layer.

    `path` is relative to the root of the image, without `.`; "" is the root itself. `kind`: f(ile),
    d(irectory), l(ink, symbolic), c(haracter device), b(lock device), p(ipe), w(hiteout: the path goes),
    o(paque: what lower layers have below the path goes), h(ard link; never left in a finished layer).
    `size` is the length of the file, `stored` what this layer stores of it (0 for one more name of a
    file): bytes. `digest`: sha256 of the content. `device`: (major, minor).
    """

    path: str
    kind: str
    mode: int = 0
    uid: int = 0
    gid: int = 0
    size: int = 0
    stored: int = 0
    digest: bytes = b""
    link: str = ""
    xattrs: tuple[tuple[str, bytes], ...] = ()
    device: tuple[int, int] = (0, 0)

    @property
    def weight(self) -> int:
        """How many entries of the usual length take as much memory."""
        attributes = sum(len(name) + len(value) for name, value in self.xattrs)
        return 1 + (len(self.path) + len(self.link) + attributes) // BYTES_PER_ENTRY

    @property
    def sort_key(self) -> str:
        """Sorts a directory right before everything below it."""
        return self.path.replace("/", "\0")

    @property
    def merge_key(self) -> tuple[str, int]:
        """By path; a whiteout before what the same layer puts in its place."""
        return self.path.replace("/", "\0"), self.kind not in "wo"


class EntryStore:
    """Keeps the entries of the layers of one run: in memory, beyond a budget in files of `folder`."""

    def __init__(self, folder: Path, chunk: int = CHUNK_ENTRIES, budget: int = MEMORY_ENTRIES) -> None:
        self.folder = folder
        self.chunk = chunk
        self.budget = budget
        self.held = 0
        self._left = MAX_ENTRIES

    def count_on_disk(self, weight: int) -> None:
        """Count entries that go to disk, by weight. Raises ImageError where they are too many for an image."""
        self._left -= weight
        if self._left < 0:
            raise ImageError(f"more than {MAX_ENTRIES} entries")

    def may_hold(self, weight: int) -> bool:
        """Whether entries of that weight may stay in memory."""
        if self.held + weight > self.budget:
            return False
        self.held += weight
        return True

    def write_file(self, entries: Iterable[Entry]) -> BinaryIO:
        """Write entries to a nameless file, which is gone when the process is."""
        file = tempfile.TemporaryFile(dir=self.folder)  # noqa: SIM115
        for entry in entries:
            marshal.dump(tuple(entry), file)
        file.flush()
        return file


class SortedEntries:
    """Takes entries in any order, and gives them again and again in path order."""

    def __init__(self, spool: EntryStore) -> None:
        self._spool = spool
        self._recent: list[Entry] = []
        self._weight = 0
        self._files: list[BinaryIO] = []

    def add(self, entry: Entry) -> None:
        """One more entry; of two with one path and kind the later counts."""
        self._recent.append(entry)
        self._weight += entry.weight
        if self._weight >= self._spool.chunk:
            self._write_to_disk()

    def finish(self) -> SortedEntries:
        """To be called once, after the last entry."""
        if self._files or not self._spool.may_hold(self._weight):
            self._write_to_disk()
        self._recent.sort(key=attrgetter("merge_key"))
        return self

    def _write_to_disk(self) -> None:
        if self._recent:
            self._spool.count_on_disk(self._weight)
            self._recent.sort(key=attrgetter("merge_key"))
            self._files.append(self._spool.write_file(self._recent))
            self._recent, self._weight = [], 0

    def __iter__(self) -> Iterator[Entry]:
        runs = [_read_entries(file) for file in self._files]
        # merge and sort are stable: of equal ones the last added comes last
        recent = iter(self._recent)
        entries = heapq.merge(*runs, recent, key=attrgetter("merge_key")) if runs else recent
        last: Entry | None = None
        for entry in entries:
            if last is not None and entry.merge_key != last.merge_key:
                yield last
            last = entry
        if last is not None:
            yield last


def _read_entries(file: BinaryIO) -> Iterator[Entry]:
    # every reader has its own place in the file: two iterations may run at once
    at = 0
    while True:
        file.seek(at)
        batch: list[Entry] = []
        try:
            while len(batch) < 512:
                batch.append(Entry._make(marshal.load(file)))
        except EOFError:
            pass
        at = file.tell()
        if not batch:
            return
        yield from batch
