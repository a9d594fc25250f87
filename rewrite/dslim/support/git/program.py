"""Starts git: the one place of the program that does, with an environment, a config and a directory of its own."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from threading import Timer
from typing import NamedTuple

from dslim.support.git.locate import GitError, Repository
from dslim.support.git.regular_files import check_regular_files
from dslim.support.git.settings import Settings, check_work_tree, parse_settings
from dslim.support.reading import read_file, reason_of

#: Said once more on the command line, though no config that could say otherwise is read.
_OPTIONS = (
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.excludesFile=/dev/null",
    "core.pager=cat",
    "core.askPass=",
    "core.sshCommand=false",
    "credential.helper=",
    "diff.external=",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
)
#: Of the caller's environment: where programs and their libraries are, and where temporary files may be.
_KEPT = ("DEVELOPER_DIR", "DYLD_LIBRARY_PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
#: Files of a git directory that say what is in it. All are read through links; none is a config.
_OWN_FILES = re.compile(r"(?:[A-Z][A-Z_]*_)?HEAD|sharedindex\.[0-9a-f]+")
_COMMON = ("packed-refs", "shallow", "refs", "reftable")
#: Seconds for one question, bytes of an answer, and bytes of an index: git's own tree of Chromium stays far below.
SECONDS = 120
MAX_ANSWER = 256_000_000
MAX_COMPLAINT = 64_000
#: Bytes of memory that git may use beside the files that it maps: it reads lists of objects and references whole.
MAX_MEMORY = 1_000_000_000
MAX_INDEX = 512_000_000


class Git(NamedTuple):
    """A directory of our own that stands for a repository, ready to be asked. See `opened`."""

    place: str
    environment: dict[str, str]

    def ask(self, *words: str) -> bytes:
        """What a git command prints. Raises GitError with git's first line where it fails."""
        command = ["git", "--no-pager", *(part for option in _OPTIONS for part in ("-c", option)), *words]
        with open(os.path.join(self.place, "errors"), "w+b") as errors:
            try:
                process = subprocess.Popen(
                    command, cwd=os.path.join(self.place, "tree"), env=self.environment,
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
                )  # fmt: skip
            except OSError as error:
                raise GitError(f"git cannot be run: {reason_of(error)}") from None
            _limit_memory(process.pid)
            answer, code = _answer(process)
            errors.seek(0)
            complaint = errors.read(MAX_COMPLAINT).decode(errors="replace").strip().splitlines()
        if len(answer) > MAX_ANSWER:
            raise GitError(f"git {words[0]} says more than {MAX_ANSWER} bytes")
        if code < 0:
            raise GitError(f"git {words[0]} was ended (after {SECONDS} seconds, at most)")
        if code:
            raise GitError(complaint[0] if complaint else f"git {words[0]} failed")
        return answer


@contextmanager
def opened(repository: Repository) -> Iterator[Git]:
    """A repository, ready to be asked. Raises GitError where it cannot be, or says that it belongs elsewhere."""
    try:
        check_regular_files(repository)
        with TemporaryDirectory(prefix="dslim-git-") as place:
            git = Git(place, _environment(place, repository))
            _lay_out(place, repository)
            settings = _settings(git, repository)
            check_work_tree(repository, settings)
            with open(os.path.join(place, "config"), "w", encoding="utf-8", errors="surrogateescape") as config:
                config.write(settings.text())
            yield git
    except OSError as error:
        raise GitError(f"{error.filename or repository.own}: {reason_of(error)}") from None


def index_of(repository: Repository) -> str:
    """The index file: git's own, or the one that a running `git commit` tells its hooks of (GIT_INDEX_FILE).

    The variable counts only for a file of this repository, since a hook's run may look at others too.
    """
    index = os.environ.get("GIT_INDEX_FILE")
    if index:
        index = os.path.abspath(index)
        real = os.path.realpath(index)
        if any(real.startswith(os.path.realpath(top) + os.sep) for top in (repository.own, repository.root)):
            return index
    return os.path.join(repository.own, "index")


def _limit_memory(pid: int) -> None:
    """Sets a bound on a process, where the system can do so for another one."""
    try:
        from resource import RLIMIT_DATA, prlimit
    except ImportError:
        return
    with suppress(OSError):  # it has ended
        prlimit(pid, RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))


def _answer(process: subprocess.Popen[bytes]) -> tuple[bytes, int]:
    """What a process prints, up to a bound on bytes and time, and its exit code, negative where it was killed."""
    assert process.stdout is not None
    timer = Timer(SECONDS, process.kill)
    timer.start()
    try:
        with process.stdout as stream:
            answer = stream.read(MAX_ANSWER + 1)
        return answer, process.wait()
    finally:
        timer.cancel()
        process.kill()
        process.wait()


def _environment(place: str, repository: Repository) -> dict[str, str]:
    index = index_of(repository)
    if os.path.lexists(index):
        _check_regular(index, MAX_INDEX)
    # a program is never looked for where the run happens to stand, which may be in the repository
    path = _outside(os.environ.get("PATH", os.defpath).split(os.pathsep), repository.root)
    return {
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
        "PATH": os.pathsep.join(path),
        "HOME": place,
        "XDG_CONFIG_HOME": place,
        "LC_ALL": "C",
        "GIT_DIR": place,
        "GIT_WORK_TREE": os.path.join(place, "tree"),
        "GIT_OBJECT_DIRECTORY": os.path.join(repository.common, "objects"),
        "GIT_INDEX_FILE": index,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_EDITOR": ":",
        "GIT_PAGER": "cat",
    }


def _outside(folders: Iterable[str], root: str) -> list[str]:
    """Those with an absolute path that do not lie in the repository, as `node_modules/.bin` may."""
    top = os.path.join(os.path.realpath(root), "")
    absolute = filter(os.path.isabs, folders)
    return [folder for folder in absolute if not os.path.join(os.path.realpath(folder), "").startswith(top)]


def _lay_out(place: str, repository: Repository) -> None:
    """Makes the git directory of our own: HEAD, an empty config, an empty work tree, links to what is only read."""
    os.mkdir(os.path.join(place, "tree"))
    head = read_file(os.path.join(repository.own, "HEAD"), "git").data
    _write(os.path.join(place, "HEAD"), head)
    _write(os.path.join(place, "config"), b"")
    for name in os.listdir(repository.own):
        if name != "HEAD" and _OWN_FILES.fullmatch(name):
            _link(os.path.join(repository.own, name), os.path.join(place, name))
    for name in _COMMON:
        _link(os.path.join(repository.common, name), os.path.join(place, name))
    os.makedirs(os.path.join(place, "refs"), exist_ok=True)
    os.mkdir(os.path.join(place, "logs"))
    _link(os.path.join(repository.own, "logs", "HEAD"), os.path.join(place, "logs", "HEAD"))
    _link(os.path.join(repository.common, "logs", "refs"), os.path.join(place, "logs", "refs"))


def _link(target: str, name: str) -> None:
    """A symbolic link, if there is something to lead to. Raises OSError for a device, a pipe or a huge file."""
    if os.path.isdir(target):
        os.symlink(target, name)
    elif os.path.lexists(target):
        _check_regular(target, MAX_INDEX)
        os.symlink(target, name)


def _check_regular(path: str, limit: int) -> None:
    info = os.stat(path)
    if not stat.S_ISREG(info.st_mode) or info.st_size > limit:
        raise GitError(f"{path}: not a regular file of at most {limit} bytes")


def _settings(git: Git, repository: Repository) -> Settings:
    """The repository's config as plain words, read by git from copies, without what they include."""
    listed = b""
    for name in dict.fromkeys(os.path.join(folder, file) for folder, file in _configs(repository)):
        if os.path.lexists(name):
            copy = os.path.join(git.place, "theirs")
            _write(copy, read_file(name, "git").data)
            listed += git.ask("config", "--file", copy, "--no-includes", "--list", "-z")
    return parse_settings(listed)


def _configs(repository: Repository) -> tuple[tuple[str, str], ...]:
    return (repository.common, "config"), (repository.own, "config.worktree")


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
