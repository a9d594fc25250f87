"""Packs a work tree as it is, with what git's index says of it, into a git bundle, and unpacks it elsewhere."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from tempfile import TemporaryDirectory
from typing import BinaryIO

from dslim.support.git.checkout import run_git
from dslim.support.git.locate import GitError, Repository
from dslim.support.git.program import opened
from dslim.support.processes import current_umask
from dslim.support.reading import is_reached_without_links, open_file

#: Bytes of all files of a work tree that is packed; they travel to every machine that works on them.
MAX_SIZE = 256 << 20
_INDEX, _TREE = "refs/dslim/index", "refs/dslim/tree"
_WHO = b"committer dslim <> 0 +0000\n"
#: No attribute of a repository changes what a file holds.
_ATTRIBUTES = "* -text -ident !filter !working-tree-encoding\n"


def make_bundle(repository: Repository, paths: Iterable[str]) -> bytes:
    """A git bundle with the files, links and folders at these paths from the root, and the modes of git's index.

    Each file that git tracks is in it as well, as it is now. Content, links, permissions and empty folders come as they
    are. Raises GitError: for more than MAX_SIZE bytes, in the middle of a merge, and where git cannot be asked.
    """
    tracked = list(_tracked(repository))
    here = [name for _, _, name in tracked if _is_here(repository.root, name)]
    with TemporaryDirectory(prefix="dslim-bundle-") as folder:
        stream, bundle = os.path.join(folder, "stream"), os.path.join(folder, "bundle")
        with open(stream, "wb") as file:
            _write_stream(file, repository.root, tracked, sorted({*paths, *here}))
        run_git(["init", "--quiet", "--bare", "--", os.path.join(folder, "git")])
        git = ["-C", os.path.join(folder, "git")]
        with open(stream, "rb") as file:
            run_git([*git, "fast-import", "--quiet"], source=file)
        run_git([*git, "bundle", "create", "--quiet", bundle, _INDEX, _TREE])
        with open_file(bundle) as packed:
            return packed.read(2 * MAX_SIZE)


def unpack_bundle(bundle: str, folder: str, umask: int = -1) -> None:
    """The work tree of a bundle in `folder`, which is made, with its index. Raises GitError and OSError.

    `umask`: the mask of permissions that the tree was made under.
    """
    run_git(["init", "--quiet", "--", folder])
    os.makedirs(os.path.join(folder, ".git/info"), exist_ok=True)
    with open(os.path.join(folder, ".git/info/attributes"), "w", encoding="ascii") as file:
        file.write(_ATTRIBUTES)
    git = ["-C", folder]
    refs = [f"{ref}:{ref}" for ref in (_INDEX, _TREE)]
    run_git([*git, "fetch", "--quiet", "--no-tags", "--", os.path.abspath(bundle), *refs])
    run_git([*git, "checkout", "--quiet", "--detach", _TREE], umask)
    for name, mode in json.loads(run_git([*git, "show", "--no-patch", "--format=%B", _TREE])).items():
        path = os.path.join(folder, name)
        with suppress(FileExistsError):
            os.makedirs(path)
        os.chmod(path, mode)
    run_git([*git, "read-tree", _INDEX])


def _is_here(root: str, name: str) -> bool:
    """Whether what git tracks lies in the work tree: not behind a link that took the place of a folder."""
    path = os.path.join(root, name)
    return os.path.lexists(path) and is_reached_without_links(os.path.dirname(path), root)


def _tracked(repository: Repository) -> Iterator[tuple[bytes, bytes, str]]:
    """Mode, object and path of what is in the index."""
    with opened(repository) as git:
        listed = git.ask("ls-files", "--stage", "-z")
    for entry in listed.split(b"\0"):
        about, _, name = entry.partition(b"\t")
        if name:
            mode, content, step = about.split(b" ")
            if step != b"0":
                raise GitError(f"{os.fsdecode(name)}: in the middle of a merge; commit it first")
            yield mode, content, os.fsdecode(name)


def _write_stream(
    file: BinaryIO, root: str, tracked: Iterable[tuple[bytes, bytes, str]], paths: Iterable[str]
) -> None:
    """What `git fast-import` reads: a commit that stands for the index, and one that stands for the tree.

    Modes that git does not carry are the message of the latter.
    """
    umask = current_umask()
    file.write(b"blob\nmark :1\ndata 0\ncommit " + _INDEX.encode() + b"\n" + _WHO + b"data 0\n")
    for mode, content, name in tracked:  # its modes count, not what is in it
        file.write(b"M %s %s %s\n" % (mode, content if mode == b"160000" else b":1", _quoted(name)))
    modes: dict[str, int] = {}
    entries: list[tuple[str, os.stat_result]] = []
    for name in paths:
        status = os.lstat(os.path.join(root, name))
        usual = (0o777 if stat.S_ISDIR(status.st_mode) or status.st_mode & 0o100 else 0o666) & ~umask
        bits = stat.S_IMODE(status.st_mode)
        if not stat.S_ISLNK(status.st_mode) and (bits != usual or stat.S_ISDIR(status.st_mode)):
            modes[name] = bits
        entries.append((name, status))
    message = json.dumps(modes).encode()
    file.write(b"commit " + _TREE.encode() + b"\n" + _WHO + b"data %d\n%s\n" % (len(message), message))
    left = MAX_SIZE
    for name, status in entries:
        left -= _write_entry(file, os.path.join(root, name), name, status)
        if left < 0:
            raise GitError(f"{root}: more than {MAX_SIZE >> 20} MB to send; push a commit, and give a list")


def _write_entry(file: BinaryIO, path: str, name: str, status: os.stat_result) -> int:
    """Write a file or a link; its bytes."""
    if stat.S_ISLNK(status.st_mode):
        mode, data = b"120000", os.fsencode(os.readlink(path))
    elif stat.S_ISREG(status.st_mode):
        mode = b"100755" if status.st_mode & 0o100 else b"100644"
        with open_file(path, follow=False) as source:
            data = source.read(MAX_SIZE + 1)
    else:
        return 0
    file.write(b"M %s inline %s\ndata %d\n" % (mode, _quoted(name), len(data)))
    file.write(data + b"\n")
    return len(data)


def _quoted(name: str) -> bytes:
    raw = os.fsencode(name).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"' + raw + b'"'
