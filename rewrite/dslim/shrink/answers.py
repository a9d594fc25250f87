"""Keeps what tests and builds answered about one image, so that a run that was killed is gone on with."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, TypeVar

from dslim.fleet.cache.trust import Seal, reason_for_distrust
from dslim.shrink.laws.image_laws import is_record
from dslim.support.output_file import write_output
from dslim.support.reading import open_file
from dslim.verify.image.image import Image
from dslim.verify.image.merged_layers import visible_entries

_FOLDER = "shrink-answers"
#: Bytes of one answer at most.
MAX_SIZE = 16 << 20
#: Days that the answers of a run are kept which nobody goes on with.
MAX_DAYS = 14
#: A value as JSON has it.
T = TypeVar("T")


class Answers:
    """The answers about one image, of this run alone."""

    def begin(self, image: Callable[[], Image], is_sure: Callable[[], bool]) -> int:
        """Say which image is asked about; how many answers are known from an earlier run.

        `is_sure`: whether a no is one: a builder that went away, or a run that is out of time, has all tests fail.
        """
        return 0

    def ask(self, question: tuple[str, ...], answer: Callable[[], T]) -> T:
        """The answer to a question, a value as JSON has it: of an earlier run, else what `answer` gives now."""
        return answer()

    def forget(self) -> None:
        """Remove what is kept: the run has its result."""


class StoredAnswers(Answers):
    """The answers to the questions of one run, each in a file with the user's seal as soon as it is given.

    `folder`: of the user's cache. `key`: tells the run's question from every other one.
    """

    def __init__(self, folder: str, key: str) -> None:
        self._top = os.path.join(folder, _FOLDER)
        self._key = key
        self._seal = Seal()
        self._folder = ""
        self._is_sure: Callable[[], bool] = lambda: False

    def begin(self, image: Callable[[], Image], is_sure: Callable[[], bool]) -> int:
        """Say which image is asked about."""
        self._folder = os.path.join(self._top, f"{self._key}-{fingerprint(image())}")
        self._is_sure = is_sure
        with contextlib.suppress(OSError):
            _remove_old(self._top)
            if not reason_for_distrust(self._top, "") and not reason_for_distrust(self._folder, ""):
                os.makedirs(self._folder, mode=0o700, exist_ok=True)
                return len(os.listdir(self._folder))
        self._folder = ""
        return 0

    def ask(self, question: tuple[str, ...], answer: Callable[[], T]) -> T:
        """The answer to a question."""
        name = blake2b(json.dumps(question).encode(), digest_size=20).hexdigest()
        found = self._find(name)
        if found is not None:
            return found[0]  # type: ignore[no-any-return]
        given = answer()
        if self._folder and self._is_sure():
            self._keep(name, given)
        return given

    def forget(self) -> None:
        """Remove the answers to all questions of this run, whatever image they are about."""
        with contextlib.suppress(OSError):
            for name in os.listdir(self._top):
                if name.startswith(f"{self._key}-"):
                    shutil.rmtree(os.path.join(self._top, name), ignore_errors=True)

    def _find(self, name: str) -> list[Any] | None:
        """The answer alone in a list; None where there is none that can be trusted."""
        if not self._folder or reason_for_distrust(self._folder, name):
            return None
        try:
            with open_file(os.path.join(self._folder, name)) as file:
                value = self._seal.remove_seal(self._sealed_as(name), file.read(MAX_SIZE))
            found = None if value is None else json.loads(value)
        except (OSError, ValueError):
            return None
        return found if isinstance(found, list) and len(found) == 1 else None

    def _keep(self, name: str, given: object) -> None:
        value = self._seal.add_seal(self._sealed_as(name), json.dumps([given]).encode())
        if value is not None and len(value) <= MAX_SIZE:
            with contextlib.suppress(OSError):
                write_output(os.path.join(self._folder, name), value)

    def _sealed_as(self, name: str) -> bytes:
        return f"{os.path.basename(self._folder)}/{name}".encode()


def _remove_old(top: str) -> None:
    """Removes the answers of runs that were killed and that nobody went on with. Raises OSError."""
    with contextlib.suppress(FileNotFoundError), os.scandir(top) as folders:
        for folder in folders:
            if folder.is_dir(follow_symlinks=False) and time.time() - folder.stat().st_mtime > MAX_DAYS * 86_400:
                shutil.rmtree(folder.path, ignore_errors=True)


def fingerprint(image: Image) -> str:
    """What tells an image's files and config from others': not the times, nor what package managers note."""
    digest = blake2b(digest_size=16)
    digest.update(json.dumps(image.config.get("config"), sort_keys=True).encode())
    for entry in visible_entries(image.layers):
        if not is_record(f"/{entry.path}"):
            fields = (entry.path, entry.kind, entry.mode, entry.uid, entry.gid, entry.digest, entry.link, entry.xattrs)
            digest.update(repr((*fields, entry.device)).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
