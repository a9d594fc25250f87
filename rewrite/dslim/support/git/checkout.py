"""Checks a revision of a repository out into a new folder, as its users would, but for what it could have git run."""

from __future__ import annotations

import os
import re
from tempfile import TemporaryFile
from typing import BinaryIO

from dslim.support.git.locate import GitError
from dslim.support.processes import Limit, run_command

#: Ways to reach a repository; `ext` would be a command.
_PROTOCOLS = "file:git:http:https:ssh"
#: The user's own config counts, for credentials; none of these comes from a repository.
_OPTIONS = ("core.hooksPath=/dev/null", "core.fsmonitor=false", "protocol.ext.allow=never", "submodule.recurse=false")
REVISION = re.compile("[0-9a-f]{40}([0-9a-f]{24})?")
#: Seconds that a network may take for one repository.
SECONDS = 900
#: Bytes of a list of references: that of a repository of 100,000 branches has 7 MB.
MAX_ANSWER = 64 << 20


def resolve_revision(url: str, name: str) -> str:
    """The full revision that a branch, a tag or HEAD is at now; one that is full stays. Raises GitError."""
    if REVISION.fullmatch(name):
        return name
    check_words(url, name)
    listed = run_git(["ls-remote", "--", url, name, f"{name}^{{}}"])
    found = [line.split("\t") for line in listed.splitlines() if "\t" in line]
    names = {ref: revision for revision, ref in found}
    for ref in (f"refs/tags/{name}^{{}}", f"refs/tags/{name}", f"refs/heads/{name}", name):
        if ref in names:
            return names[ref]
    raise GitError(f"{url}: there is no {name}")


def check_out(url: str, revision: str, folder: str, umask: int = -1) -> None:
    """The files of a full revision in `folder`, which is made, with its git directory. Raises GitError.

    `umask`: for the files, -1 for that of this process. Submodules are not fetched.
    """
    check_words(url, revision)
    run_git(["init", "--quiet", "--", folder])
    git = ["-C", folder]
    run_git([*git, "fetch", "--quiet", "--depth=1", "--no-tags", "--", url, revision])
    run_git([*git, "checkout", "--quiet", "--detach", revision], umask)


def check_words(url: str, revision: str) -> None:
    """Raises GitError for what git would take for an option or a command."""
    if url.startswith("-") or revision.startswith("-") or "::" in url:
        raise GitError(f"{url} {revision}: not a repository and a revision")


def run_git(words: list[str], umask: int = -1, source: BinaryIO | None = None) -> str:
    """What git prints, `source` its input. Raises GitError.

    The user's environment counts, but for git's own variables.
    """
    command = ["git", *(part for option in _OPTIONS for part in ("-c", option)), *words]
    env: dict[str, str | None] = {name: None for name in os.environ if name.startswith("GIT_")}
    env |= {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": _PROTOCOLS, "LC_ALL": "C"}
    with TemporaryFile() as answer:
        try:
            done = run_command(command, Limit(SECONDS, source=source), env, answer, umask)
        except OSError as error:
            raise GitError(f"git cannot be run: {error.strerror}") from None
        if done.reason:
            raise GitError(f"git {words[-1]}: {done.reason}")
        if not done.succeeded:
            complaint = done.output.strip().splitlines()
            fatal = [line.removeprefix("fatal: ") for line in complaint if line.startswith("fatal: ")]  # then advice
            raise GitError((fatal or complaint[-1:] or [f"git ended with status {done.status}"])[0])
        answer.seek(0)
        listed = answer.read(MAX_ANSWER + 1)
    if len(listed) > MAX_ANSWER:
        raise GitError(f"git {words[-1]}: printed more than {MAX_ANSWER} bytes")
    return listed.decode(errors="replace")
