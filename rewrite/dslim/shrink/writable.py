"""Finds what the user that an image runs as may write to, of what the build made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dslim.shrink.forms.user_numbers import rows_of_accounts
from dslim.shrink.original import Original
from dslim.verify.image.entries import Entry
from dslim.verify.image.merged_layers import merge_layers

#: Paths that one command names at most.
MAX_PATHS = 100
#: Those of them that are shown.
MAX_SHOWN = 3
#: Bytes of files whose modes are changed.
MAX_COPIED = 100_000_000
#: Everybody may write there, and no image keeps anything there.
_TEMPORARY = ("/tmp", "/var/tmp", "/run", "/dev", "/proc", "/sys")


@dataclass(frozen=True, slots=True)
class Writable:
    """What a user, not root, may write to. `paths`: absolute; of a folder that is one of them nothing below it.

    `size`: bytes of the files among and below them.
    """

    user: str
    paths: tuple[str, ...]
    size: int

    @property
    def removal(self) -> list[str]:
        """The command that takes the right away; a layer copies every file whose mode changes, so not of large ones."""
        if self.size > MAX_COPIED:
            return ["find", *self.paths, "-type", "d", "-exec", "chmod", "a-w", "{}", "+"]
        return ["chmod", "-R", "a-w", "--", *self.paths]

    @property
    def shown(self) -> str:
        """The first of the paths, in words."""
        more = len(self.paths) - MAX_SHOWN
        return ", ".join(self.paths[:MAX_SHOWN]) + (f" and {more} more" if more > 0 else "")


def writable_by_user(original: Original) -> Writable | None:
    """What the image's USER may write to, of what its own layers made; None where that is root, or nobody knows."""
    user = str(original.store.config(original.tag).get("User") or "")
    files = ({path: _file(original, path) for path in ("/etc/passwd", "/etc/group")}) if user else {}
    numbers = _numbers(user, files)
    if numbers is None or numbers[0] == 0:
        return None
    paths = tuple(_outermost(_paths(original, *numbers)))[:MAX_PATHS]
    below = tuple(f"{path}/" for path in paths)
    size = sum(entry.size for path, entry in original.files.entries.items() if f"{path}/".startswith(below))
    return Writable(user, paths, size)


def _file(original: Original, path: str) -> bytes:
    return next(iter(original.store.read_files(original.tag, path).values()), b"")


def _numbers(user: str, files: Mapping[str, bytes]) -> tuple[int, frozenset[int]] | None:
    """(uid, gids) of what USER holds; None for a name that nobody has."""
    name, _, group = user.partition(":")
    users = [row for row in rows_of_accounts(files.get("/etc/passwd", b"")) if len(row) > 3]
    groups = list(rows_of_accounts(files.get("/etc/group", b"")))
    row = next((row for row in users if name in (row[0], row[2])), None)
    number = name if name.isdecimal() else row[2] if row else ""
    if not number.isdecimal():
        return None
    if group:
        own = [group if group.isdecimal() else next((row[2] for row in groups if row[0] == group), "")]
    else:
        own = [row[3] if row else "0"]
        own += [other[2] for other in groups if row and row[0] in other[-1].split(",")]
    return int(number), frozenset(int(gid) for gid in own if gid.isdecimal())


def _paths(original: Original, uid: int, gids: frozenset[int]) -> Iterator[str]:
    """The files and folders of the image that are not as the base has them and that the user may write to."""
    image = original.image
    base = len(original.base.layers)
    for path, records in merge_layers(image.layers):
        last = records[-1]
        name = f"/{path}"
        if last.layer < base or last.gone is not None or last.entry.kind not in ("f", "d"):
            continue
        if _may_write(last.entry, uid, gids) and not f"{name}/".startswith(tuple(f"{top}/" for top in _TEMPORARY)):
            yield name


def _may_write(entry: Entry, uid: int, gids: frozenset[int]) -> bool:
    """As Linux has it: of owner, group and others the first that fits counts."""
    if entry.uid == uid:
        return bool(entry.mode & 0o200)
    return bool(entry.mode & (0o020 if entry.gid in gids else 0o002))


def _outermost(paths: Iterator[str]) -> Iterator[str]:
    """Those that lie in none of the others."""
    top = None
    for path in sorted(paths, key=lambda name: name.replace("/", "\0")):
        if top is None or not path.startswith(f"{top}/"):
            top = path
            yield path
