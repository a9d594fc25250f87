"""Keeps verdicts in a folder, one file each, written as they come; and which files the last run was about."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b

from dslim.proofs.stored_verdict import StoredVerdict, from_json
from dslim.support.folders import open_folder
from dslim.support.output_file import write_output
from dslim.support.private_folder import is_in_use, remove_left_over
from dslim.support.reading import open_file

#: Bytes of one verdict, and of the list of files.
MAX_SIZE = 64 << 20
_FILES = "files.json"


class StoreError(ValueError):
    """A folder that cannot be used as a store; the message begins with its name."""


class NoStoreError(StoreError):
    """A folder in which no list of files lies, or one of somebody else."""


class VerdictStore:
    """The verdicts of a folder, by file."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._verdicts = os.path.join(folder, "verdicts")

    @contextmanager
    def reserved(self) -> Iterator[None]:
        """Make the folder, and keep other runs out of it while the block lasts, however this process ends.

        Raises StoreError where another run has it, and for a folder with a list of files of somebody else; OSError.
        """
        os.makedirs(self._verdicts, exist_ok=True)
        with open_folder(os.path.realpath(self.folder)) as folder:
            if is_in_use(folder):
                raise StoreError(f"{self.folder}: error: another run is at work with this store; a shard has its own")
            if os.path.lexists(os.path.join(self.folder, _FILES)):
                try:
                    self.keys()
                except NoStoreError:
                    message = f"{self.folder}: error: its {_FILES} is not of `dslim fleet`: name another folder"
                    raise StoreError(message) from None
            yield

    def prepare(self, keys: Mapping[str, str]) -> None:
        """Note which files are to be proven, by the keys of their questions. What a killed run left there goes.

        Raises OSError.
        """
        os.makedirs(self._verdicts, exist_ok=True)
        for path in (self.folder, self._verdicts):
            with open_folder(os.path.realpath(path)) as folder:
                remove_left_over(folder)
        write_output(os.path.join(self.folder, _FILES), json.dumps({"files": dict(keys)}, indent=1).encode())

    def add(self, verdict: StoredVerdict) -> None:
        """Keep a verdict, in place of an earlier one on the same file. Raises StoreError."""
        try:
            write_output(self._path_of(verdict.file), verdict.as_json().encode())
        except OSError as error:
            message = f"{self.folder}: error: a verdict cannot be kept: {error.strerror or error}"
            raise StoreError(message) from None

    def remove(self, file: str) -> None:
        """Keep no verdict on a file any longer. Raises OSError."""
        os.unlink(self._path_of(file))

    def find(self, file: str) -> StoredVerdict | None:
        """The verdict on a file; None where there is none that can be read."""
        try:
            return from_json(_read(self._path_of(file)))
        except (OSError, ValueError):
            return None

    def keys(self) -> dict[str, str]:
        """The files of the last run, each with the key of its question. Raises StoreError where there was none here."""
        try:
            found = json.loads(_read(os.path.join(self.folder, _FILES)))
            # before there were keys it was a list: its verdicts are taken as they are
            files = dict.fromkeys(found, "") if isinstance(found, list) else found["files"]
            if not all(isinstance(word, str) for pair in files.items() for word in pair):
                raise TypeError
        except PermissionError as error:
            raise StoreError(f"{self.folder}: error: {_FILES}: {error.strerror}") from None
        except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            raise NoStoreError(
                f"{self.folder}: error: no verdicts of `dslim fleet verify` lie here, or those of another version"
            ) from None
        return dict(files)

    def verdicts(self) -> Iterator[StoredVerdict]:
        """The verdicts on the files of the last run, in its order, but those on earlier texts, options or bases.

        Raises StoreError.
        """
        for file, key in self.keys().items():
            verdict = self.find(file)
            if verdict is not None and key in ("", verdict.key):
                yield verdict

    def unreadable(self) -> list[str]:
        """The files of the last run whose verdict is there and cannot be read. Raises StoreError."""
        return [file for file in self.keys() if self.find(file) is None and os.path.lexists(self._path_of(file))]

    def _path_of(self, file: str) -> str:
        digest = blake2b(file.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
        return os.path.join(self._verdicts, f"{digest}.json")


def _read(path: str) -> str:
    with open_file(path) as file:
        return file.read(MAX_SIZE).decode("utf-8")
