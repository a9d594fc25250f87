"""Removes what a proof leaves that was killed: images, and stores of its own with what is mounted in them."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir

from dslim.support.processes import run_command
from dslim.support.reading import open_file
from dslim.verify.builders import STORE, Builder, store_options
from dslim.verify.errors import NoBuilderError

#: Where Linux tells what is mounted where: https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
_MOUNTS = "/proc/self/mountinfo"
_SECONDS_TO_UNMOUNT = 60.0
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


def _folders(token: str) -> list[Path]:
    return [folder for top in {"/tmp", gettempdir()} for folder in Path(top).glob(f"dslim-*{token}-*")]


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
