"""Keeps verdicts in a folder, one file each, written as they come; and which files the last run was about."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from hashlib import blake2b

from dslim.proofs.stored_verdict import StoredVerdict, from_json
from dslim.support.folders import open_folder
from dslim.support.output_file import write_output
from dslim.support.private_folder import remove_left_over
from dslim.support.reading import open_file

#: Bytes of one verdict, and of the list of files.
MAX_SIZE = 64 << 20
_FILES = "files.json"


class VerdictStore:
    """The verdicts of a folder, by file."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._verdicts = os.path.join(folder, "verdicts")

    def prepare(self, files: list[str]) -> None:
        """Make the folder, and note which files are to be proven. What a killed run left there goes. Raises OSError."""
        os.makedirs(self._verdicts, exist_ok=True)
        for path in (self.folder, self._verdicts):
            with open_folder(os.path.realpath(path)) as folder:
                remove_left_over(folder)
        write_output(os.path.join(self.folder, _FILES), json.dumps(files, indent=1).encode())

    def add(self, verdict: StoredVerdict) -> None:
        """Keep a verdict, in place of an earlier one on the same file. Raises OSError."""
        write_output(self._path_of(verdict.file), verdict.as_json().encode())

    def find(self, file: str) -> StoredVerdict | None:
        """The verdict on a file; None where there is none that can be read."""
        try:
            return from_json(_read(self._path_of(file)))
        except (OSError, ValueError):
            return None

    def files(self) -> list[str]:
        """The files of the last run. Raises OSError where there was none here, and ValueError."""
        found = json.loads(_read(os.path.join(self.folder, _FILES)))
        if not isinstance(found, list) or not all(isinstance(file, str) for file in found):
            raise ValueError("no list of files")
        return found

    def verdicts(self) -> Iterator[StoredVerdict]:
        """The verdicts on the files of the last run, in its order."""
        for file in self.files():
            verdict = self.find(file)
            if verdict is not None:
                yield verdict

    def _path_of(self, file: str) -> str:
        digest = blake2b(file.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
        return os.path.join(self._verdicts, f"{digest}.json")


def _read(path: str) -> str:
    with open_file(path) as file:
        return file.read(MAX_SIZE).decode("utf-8")
