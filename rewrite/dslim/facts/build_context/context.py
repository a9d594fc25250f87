"""The build context as evidence: what a COPY would take, with its modes and sizes."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from functools import cached_property
from itertools import chain, islice
from pathlib import Path

from dslim.support.reading import as_text, read_file, reason_of

#: A context of more entries than this is not walked: what it holds is not known.
MAX_ENTRIES = 50_000
#: Entries that are compared with the wildcards of all COPY sources; what more would match is not known. With links
#: back to a folder, each `*/` of a source doubles what it finds.
MAX_COMPARED = 5_000_000
#: Entries whose sizes are added up for a message.
MAX_SIZED = 2_000
#: What says which files of a context are not sent.
IGNORES = ".dockerignore"


@dataclass(frozen=True)
class Context:
    """The build context of one Dockerfile: the folder that `docker build` sends.

    `own_ignores`: the Dockerfile has a `.dockerignore` of its own, and where (True: somewhere), which not all builders
    read: all is looked at.
    """

    folder: str | os.PathLike[str]
    own_ignores: bool | str = False

    @cached_property
    def root(self) -> Path:
        """The folder as an absolute path."""
        return Path(os.path.abspath(self.folder))

    def matches(self, source: str) -> tuple[Path, ...]:
        """The files and folders that a COPY source names, wildcards as in Go's filepath.Match."""
        return self._searched(source) or ()

    def is_unknown(self, source: str) -> bool:
        """Whether nobody can tell what a source names: a class of characters, too many entries, an unread folder."""
        return self._searched(source) is None

    def is_missing(self, source: str) -> bool:
        """Whether a source without wildcards names nothing that is there, not even a link that leads elsewhere."""
        is_plain = not any(c in source for c in "*?[\\")
        return is_plain and self._searched(source) == () and not os.path.lexists(self.root / source.lstrip("/"))

    def _searched(self, source: str) -> tuple[Path, ...] | None:
        if source not in self._found:
            try:
                self._found[source] = self._search(source)
            except OSError:
                self._found[source] = None
        return self._found[source]

    def find(self, source: str) -> Path | None:
        """The one file or folder that a source names; None where it names none, or several."""
        found = self.matches(source)
        return found[0] if len(found) == 1 else None

    def is_file(self, source: str) -> bool:
        """Whether a source names regular files only, no links among them."""
        found = self.matches(source)
        return bool(found) and all(os.path.isfile(path) and not os.path.islink(path) for path in found)

    def mode(self, source: str) -> int | None:
        """The permission bits that a regular file has, None for anything else.

        In a git work tree those of the index, 644 or 755, whatever the umask of the checkout made of them; None where
        the file is executable here and not in the index, or the other way round, and where git cannot be asked.
        Untracked files and other folders: the file system's bits.
        """
        path = self.find(source)
        if path is None or os.path.islink(path) or not os.path.isfile(path):
            return None
        tracked = self._tracked_mode(path)
        mode = stat.S_IMODE(path.stat().st_mode)
        if tracked is None:
            return mode
        if tracked < 0:
            return None
        # a checkout makes 666 or 777 without what the umask takes, and that takes nothing from the owner
        made_with = 0o666 | tracked & 0o111
        return tracked if mode & 0o700 == tracked & 0o700 and mode & ~made_with == 0 else None

    def recorded_mode(self, source: str) -> int | None:
        """644 or 755 as git's index has a regular file, of which a checkout takes its umask; None for anything else."""
        path = self.find(source)
        if path is None or self.mode(source) is None:
            return None
        return self._tracked_mode(path)

    def _tracked_mode(self, path: Path) -> int | None:
        """644 or 755 of a file that git tracks, None of any other, -1 where git cannot be asked."""
        if path not in self._tracked:  # several rules ask for the same files, in each round
            self._tracked[path] = self._ask_git_for_mode(path)
        return self._tracked[path]

    def _ask_git_for_mode(self, path: Path) -> int | None:
        from dslim.support.git.locate import GitError  # few files ask, and git takes some milliseconds
        from dslim.support.git.questions import index_mode

        try:
            return index_mode(os.fspath(self.folder), os.path.relpath(path, self.root))
        except GitError:
            return -1

    def special_bits(self, source: str) -> bool | None:
        """Whether a source holds a setuid or setgid file or a file with capabilities; None where unknown.

        What .dockerignore leaves out is looked at too: more is seen than sent, never less.
        """
        found = self.matches(source)
        if not found:
            return None
        if source not in self._special:
            walked = [_holds_special(path) for path in found]
            self._special[source] = None if None in walked else any(walked)
        return self._special[source]

    def has_setgid_folder(self, source: str) -> bool | None:
        """Whether a source is or holds a folder with the setuid or setgid bit; None where unknown."""
        found = self.matches(source)
        walked = [_holds_special(path, _is_setgid_folder) for path in found]
        return None if not found or None in walked else any(walked)

    def size(self, source: str) -> int | None:
        """Bytes of the files that a source names, without what .dockerignore leaves out."""
        found = self.files(source)
        return sum(found.values()) if found is not None else None

    def files(self, source: str) -> dict[str, int] | None:
        """Place below the destination -> bytes, of the regular files that a source names and that are sent."""
        if source not in self._sizes:
            try:
                found = self._walked(source)
            except OSError:  # a folder that nobody may read, say
                found = None
            # a hundred Dockerfiles may have one context, and each copies all of it
            if sum(len(known or ()) for known in self._sizes.values()) + len(found or ()) > MAX_ENTRIES:
                self._sizes.clear()
            self._sizes[source] = found
        return self._sizes[source]

    def _search(self, source: str) -> tuple[Path, ...] | None:
        """What a source names, None where that is not known. Raises OSError."""
        parts = [p for p in os.path.normpath("/" + source).split("/") if p]
        found = [self.root]
        for part in parts:
            if any(c in part for c in "*?[\\"):
                pattern = _go_pattern(part)
                if pattern is None:
                    return None
                every = chain.from_iterable(self._listed(f) for f in found if os.path.isdir(f))
                compared = list(islice(every, MAX_ENTRIES + 1))
                if len(compared) > MAX_ENTRIES:
                    return None
                found = [entry for entry in compared if pattern.fullmatch(entry.name)]
            else:
                found = [f / part for f in found if os.path.lexists(f / part)]
        if self._has_compared_too_many:
            return None
        top = self._resolved_root
        inside = all(path == top or path.startswith(top.rstrip(os.sep) + os.sep) for path in map(_resolved, found))
        return tuple(found) if inside else ()

    def _listed(self, folder: Path) -> list[Path]:
        """The entries of a folder to be compared with a pattern; none once that was done for too many."""
        found = [] if self._has_compared_too_many else sorted(folder.iterdir())
        self._compared_count[0] += len(found)
        return found

    @property
    def _has_compared_too_many(self) -> bool:
        return self._compared_count[0] >= MAX_COMPARED

    @cached_property
    def _compared_count(self) -> list[int]:
        return [0]

    def _walked(self, source: str) -> dict[str, int] | None:
        matches = self.matches(source)
        found: dict[str, int] = {}
        root = str(self.root)
        for path in matches:
            top = len(str(path if os.path.isdir(path) else path.parent).rstrip(os.sep)) + 1
            for count, (entry, info) in enumerate(_walk(str(path))):
                if count > MAX_ENTRIES:
                    return None
                if stat.S_ISREG(info.st_mode):
                    if self._ignored is not None and self._ignored(os.path.relpath(entry, root)):
                        continue
                    found[entry[top:].replace(os.sep, "/")] = info.st_size
        return found if matches else None

    def brings(self, source: str, name: str) -> bool:
        """Whether a source may hold an entry called `name` that is sent."""
        if self.is_unknown(source):
            return True
        for path in self.matches(source):
            entry = path if path.name == name else path / name
            if os.path.lexists(entry) and not self.ignores(entry):
                return True
        return False

    def ignores(self, path: Path) -> bool:
        """Whether .dockerignore surely leaves `path` out."""
        return self.is_ignored(os.path.relpath(path, self.root))

    def is_ignored(self, name: str) -> bool:
        """Whether .dockerignore surely leaves out a path that is relative to the root of the context."""
        return self._ignored is not None and self._ignored(name)

    def is_sent(self, name: str) -> bool:
        """Whether an entry at the top may be sent, as BuildKit has it: an ignore file of the Dockerfile's own wins."""
        if not isinstance(self.own_ignores, str):
            return self.brings(".", name)
        is_ignored = self._own_ignored is not None and self._own_ignored(name)
        return os.path.lexists(self.root / name) and not is_ignored

    def size_seen(self, *names: str) -> tuple[int, bool]:
        """(bytes of the files below entries at the top, whether all were looked at): of MAX_SIZED entries at most."""
        size = count = 0
        for name in names:
            try:
                for _, info in _walk(str(self.root / name)):
                    size += info.st_size if stat.S_ISREG(info.st_mode) else 0
                    count += 1
                    if count == MAX_SIZED:
                        return size, False
            except OSError:
                continue
        return size, True

    @cached_property
    def _own_ignored(self) -> Callable[[str], bool] | None:
        from dslim.support.ignore_patterns import ignore_spec

        try:
            text = as_text(read_file(str(self.own_ignores), "ignore").data, "replace")
        except OSError:
            return lambda _: True  # it may ignore anything
        return ignore_spec(_anchored(text)).match_file

    @cached_property
    def _resolved_root(self) -> str:
        return _resolved(self.root)

    @cached_property
    def _found(self) -> dict[str, tuple[Path, ...] | None]:
        return {}

    @cached_property
    def _sizes(self) -> dict[str, dict[str, int] | None]:
        return {}

    @cached_property
    def _tracked(self) -> dict[Path, int | None]:
        return {}

    @cached_property
    def _special(self) -> dict[str, bool | None]:
        return {}

    @cached_property
    def _ignored(self) -> Callable[[str], bool] | None:
        file = self.root / IGNORES
        # nor is it known of every Dockerfile in the context which of several files it reads
        if self.own_ignores or not os.path.isfile(file):
            return None
        with os.scandir(self.root) as entries:
            if any(entry.name.endswith(IGNORES) and entry.name != IGNORES for entry in entries):
                return None
        from dslim.support.ignore_patterns import ignore_spec  # 15 ms that most files do not need

        return ignore_spec(_anchored(as_text(read_file(file, "ignore").data, "replace"))).match_file


def _anchored(text: str) -> Iterator[str]:
    """Docker's patterns as git's: they start at the root, and a slash at the end says nothing."""
    for line in text.splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            negated, pattern = line.startswith("!"), line.removeprefix("!").strip()
            pattern = os.path.normpath(pattern).lstrip("/")
            yield ("!" if negated else "") + ("/*" if pattern == "." else "/" + pattern)


def _resolved(path: Path) -> str:
    """Without links, also where nothing is in the end. Raises OSError where they lead round and round."""
    found = os.path.realpath(path)
    try:
        os.stat(found)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise
    return found


def _go_pattern(text: str) -> re.Pattern[str] | None:
    """One component of a pattern of Go's filepath.Match; None for one with a class or an escape."""
    if "[" in text or "\\" in text:
        return None
    return re.compile(translate(text))  # it tries no star again once what follows it was found


def _holds_special(path: Path, is_special: Callable[[str, os.stat_result], bool] | None = None) -> bool | None:
    try:
        for count, (entry, info) in enumerate(_walk(str(path))):
            if count > MAX_ENTRIES:
                return None
            if (is_special or _is_setuid_or_capable)(entry, info):
                return True
    except OSError:
        return None
    return False


def _walk(path: str) -> Iterator[tuple[str, os.stat_result]]:
    """What a path is, and all below it if it is a folder. Raises OSError."""
    info = os.lstat(path)
    yield path, info
    todo = [path] if stat.S_ISDIR(info.st_mode) else []
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                info = entry.stat(follow_symlinks=False)
                yield entry.path, info
                if stat.S_ISDIR(info.st_mode):
                    todo.append(entry.path)


def _is_setgid_folder(_: str, info: os.stat_result) -> bool:
    return stat.S_ISDIR(info.st_mode) and bool(info.st_mode & (stat.S_ISUID | stat.S_ISGID))


def _is_setuid_or_capable(path: str, info: os.stat_result) -> bool:
    # a chown leaves the setgid bit of a folder
    if stat.S_ISREG(info.st_mode) and info.st_mode & (stat.S_ISUID | stat.S_ISGID):
        return True
    if stat.S_ISREG(info.st_mode) and hasattr(os, "getxattr"):
        try:
            os.getxattr(path, "security.capability", follow_symlinks=False)
        except OSError:
            return False
        return True
    return False


def has_own_ignores(dockerfile: str) -> bool:
    """Whether a `.dockerignore` of its own stands beside a Dockerfile: BuildKit reads it instead of the context's."""
    return os.path.exists(dockerfile + IGNORES)


def own_ignores_of(dockerfile: str) -> str | bool:
    """The absolute path of the ignore file of a Dockerfile's own; False for none."""
    return os.path.abspath(dockerfile + IGNORES) if has_own_ignores(dockerfile) else False


def unread_ignores(folder: str) -> str | None:
    """Why the .dockerignore of a context cannot be read; None where it can, or where there is none."""
    path = os.path.join(folder, IGNORES)
    try:
        if os.path.lexists(path):
            read_file(path, "ignore")
    except FileNotFoundError:
        return None  # a link to nothing
    except OSError as error:
        return f"{path}: not read: {reason_of(error)}"
    return None


def open_context(folder: str, own_ignores: bool | str = False) -> Context | None:
    """The context in a folder; None where there is no such folder, or where nobody can tell what of it is sent.

    `own_ignores`: see Context.
    """
    if not os.path.isdir(folder) or (not own_ignores and unread_ignores(folder) is not None):
        return None
    return Context(folder, own_ignores)
