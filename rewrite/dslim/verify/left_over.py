"""Removes what a proof leaves that was killed: images, and stores of its own with what is mounted in them."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir

from dslim.support.processes import run_command
from dslim.support.reading import open_file
from dslim.support.run_mark import MARK, is_of_dead_process, run_mark
from dslim.verify.builders import STORE, Builder, store_options
from dslim.verify.errors import NoBuilderError

#: Where Linux tells what is mounted where: https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
_MOUNTS = "/proc/self/mountinfo"
_SECONDS_TO_UNMOUNT = 60.0
#: Names of images, containers and folders of a run, with the mark of whose run it is: `dslim-verify:MARK-...`.
_OURS = re.compile(rf"\bdslim-(?:(?:verify|fleet|shrink|tree)[-:])?({MARK.pattern})-")
_ESCAPED = re.compile(rb"\\([0-7]{3})")


def remove_left_over(builder: Builder, token: str) -> None:
    """Remove the images, mounts and folders of a run that was killed, by the token that it was given."""
    if builder.name == "docker":
        words = ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", f"reference=dslim-verify:{token}-*"]
        for name in builder.output_of(words).split():
            builder.output_of(["image", "rm", name])  # the name: another run may have made the same image
    else:
        _clean_own_store(builder, token)
    for folder in _folders(token):
        for place in sorted(_mounted_below(folder), reverse=True):  # the innermost first
            with suppress(OSError):
                run_command(["umount", "--lazy", "--", os.fsdecode(place)], _SECONDS_TO_UNMOUNT)
        shutil.rmtree(folder, ignore_errors=True)


def remove_of_dead_runs(builder: Builder) -> None:
    """Remove what runs left that are dead, by the marks in their names: of ours, of `dslim shrink` and of a fleet's.

    What has no mark, or one of a process that lives or that nobody here knows of, stays.
    """
    if not run_mark():
        return
    names = {folder.name for folder in _folders("")}
    if builder.name != "buildah":
        containers = _lines(builder, ["ps", "--all", "--format", "{{.ID}} {{.Names}} {{.Image}}"])
        for container in (line.split()[0] for line in containers if _dead_marks(line)):
            builder.output_of(["rm", "--force", "--volumes", container])
        images = _lines(builder, ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"])
        for image in images:
            if _dead_marks(image):
                builder.output_of(["image", "rm", image])
    for token in sorted({mark for name in names for mark in _dead_marks(name)}):
        remove_left_over(builder, token)


def _lines(builder: Builder, words: list[str]) -> list[str]:
    return [line for line in builder.output_of(words).splitlines() if _OURS.search(line)]


def _dead_marks(text: str) -> list[str]:
    """The marks of dead processes in names of ours."""
    return [match[1] for match in _OURS.finditer(text) if is_of_dead_process(match[1])]


def _folders(token: str) -> list[Path]:
    """The folders of this user that have the token in their names; never what a link of another user leads to."""
    pattern = f"dslim-*{token}-*" if token else "dslim-*"
    found = (folder for top in {"/tmp", gettempdir()} for folder in Path(top).glob(pattern))
    return [folder for folder in found if _is_own(folder)]


def _is_own(folder: Path) -> bool:
    with suppress(OSError):
        about = os.lstat(folder)
        return stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid()
    return False


def _clean_own_store(builder: Builder, token: str) -> None:
    """Podman and buildah know best how containers of a store of their own go, without root's rights too."""
    folders = _folders(token)
    stores = [folder / STORE / "root" for folder in folders if (folder / STORE / "root").is_dir()]
    runs = [folder for folder in folders if folder.name.startswith(f"dslim-{token}-")]
    for store, run in zip(stores, runs):  # a run has one of each
        with suppress(NoBuilderError):
            own = replace(builder, program=(*builder.program, *store_options(builder, store, str(run))))
            if len(own.program) > len(builder.program):
                own.clean_store(own)


def _mounted_below(folder: Path) -> Iterator[bytes]:
    """Where something is mounted below a folder, as it is known to Linux; nothing elsewhere."""
    top = os.fsencode(os.path.realpath(folder)) + b"/"
    with suppress(OSError), open_file(_MOUNTS) as mounts:
        for line in mounts:
            place = _ESCAPED.sub(lambda code: bytes([int(code[1], 8)]), line.split()[4])
            if place.startswith(top):
                yield place
