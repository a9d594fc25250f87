"""Keeps results from run to run, by content: text, options, what was read of the build context, and our own code.

An entry is found in two steps. The first key (text, options, what other files say, code) leads to the
questions that the build context was asked; their answers now, hashed with the first key, lead to the result.
So no result is used that rests on an answer which has changed.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import dslim
from dslim.fleet.cache.recorded_reads import Question, answer_questions
from dslim.fleet.cache.trust import Seal, reason_for_distrust
from dslim.syntax.grammar import grammar_folder

if TYPE_CHECKING:
    from dslim.facts.build_context.context import Context

#: Opens the build context; None where there is none. Most files ask it nothing, and then it is not loaded.
Opener = Callable[[], "Context | None"]

_CREATE = "CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
#: Seconds to wait for another process that writes. After that this one works without the cache.
_LOCK_TIMEOUT = 2.0
_WRITE_BATCH = 500
#: Keys that are looked for at once, see Cache.get_all.
MAX_KEYS_AT_ONCE = 64
#: A cache larger than this is begun anew.
MAX_BYTES = 1 << 30


def default_folder() -> str:
    """The folder of the cache, where the command line names none: DSLIM_CACHE_DIR, or the user's cache folder."""
    if folder := os.environ.get("DSLIM_CACHE_DIR"):
        return folder
    from platformdirs import user_cache_dir

    return user_cache_dir("dslim", appauthor=False)


def remove_cache(folder: str) -> int:
    """Remove the cache in a folder, and the folder if nothing else is in it; return the bytes that were freed."""
    freed = 0
    for name in (_FILE, *(f"{_FILE}-{part}" for part in ("wal", "shm", "journal"))):
        path = os.path.join(folder, name)
        with contextlib.suppress(OSError):
            size = os.path.getsize(path)
            os.unlink(path)
            freed += size
    with contextlib.suppress(OSError):
        os.rmdir(folder)
    return freed


_FILE = "outcomes.sqlite"
#: What a value begins with: one that holds text to write or to show has a seal; one that says that nothing is to
#: be done needs none, so that a cache from elsewhere serves for these.
SEALED, UNSEALED = b"=", b"-"
#: A longer value was not written by us.
MAX_VALUE_BYTES = 16_000_000


class OutcomeCache:
    """The cache in one folder. Whatever goes wrong with it, it is a cache without entries, never an error."""

    def __init__(self, folder: str, secret_folder: str | None = None) -> None:
        self._seal = Seal(secret_folder)
        self._db: sqlite3.Connection | None = None
        self._code = b""
        #: Why it is not used, in words that follow its path; '' where it is.
        self.why_unused = ""
        self._questions: dict[bytes, list[Question]] = {}
        self._new: dict[bytes, bytes] = {}
        path = os.path.join(folder, _FILE)
        for _ in range(2):
            if self._is_distrusted(folder):
                break
            try:
                os.makedirs(folder, mode=0o700, exist_ok=True)
                if os.path.exists(path) and os.path.getsize(path) > MAX_BYTES:
                    remove_cache(folder)
                self._db = self._open_database(path)
                if self._is_distrusted(folder):  # while it was opened
                    break
                self._code = self._cached_code_hash()
                return
            except sqlite3.OperationalError:
                break  # locked, or a file system without locks
            except sqlite3.DatabaseError:
                remove_cache(folder)  # not a database: somebody's accident
            except OSError:
                break
        if self._db is not None:
            self._db.close()
        self._db = None
        self._code = code_hash(source_files())

    def _is_distrusted(self, folder: str) -> bool:
        self.why_unused = reason_for_distrust(folder, _FILE)
        return self.why_unused != ""

    def _cached_code_hash(self) -> bytes:
        """The hash of our own code: as it was kept, while no file of it has another size or time."""
        files = source_files()
        seen = blake2b(digest_size=20)
        for _, path in files:
            status = os.stat(path)
            seen.update(repr((path, status.st_size, status.st_mtime_ns)).encode())
        seen.update(repr(_runtime_versions()).encode())
        key = seen.digest()
        kept = self._seal.remove_seal(key, self._read_values({key}).get(key, b""))
        if kept is None:
            kept = code_hash(files)
            self._write_value(key, self._seal.add_seal(key, kept))
        return kept

    def first_key(self, text: bytes, *more: object) -> bytes:
        """The first key of a text under everything else that decides about it, given as what `repr` tells apart."""
        digest = blake2b(self._code, digest_size=20)
        digest.update(repr(more).encode("utf-8", "surrogateescape"))
        digest.update(b"\0")
        digest.update(text)
        return digest.digest()

    def get(self, key: bytes, context: Opener) -> bytes | None:
        """What was kept for a first key, if the build context answers as it did then."""
        return self.get_all([(key, context)])[0]

    def get_all(self, wanted: Sequence[tuple[bytes, Opener]]) -> list[bytes | None]:
        """What was kept for several first keys, up to MAX_KEYS_AT_ONCE, in two reads of the database."""
        first = self._read_values({key for key, _ in wanted})
        keys: list[bytes | None] = []
        for key, context in wanted:
            found = first.get(key)
            has_questions = found is not None and found[:1] not in (SEALED, UNSEALED)
            keys.append(self._find_outcome_key(key, found, context) if found and has_questions else key)
        second = self._read_values({key for key in keys if key is not None and key not in first})
        return [None if key is None else self._check_seal(key, first.get(key) or second.get(key)) for key in keys]

    def _check_seal(self, key: bytes, value: bytes | None) -> bytes | None:
        """A value as it is given out, its first byte before it; None for one whose seal is not ours."""
        if value is None or value[:1] == UNSEALED:
            return value
        taken = self._seal.remove_seal(key, value[1:]) if value[:1] == SEALED else None
        return None if taken is None else SEALED + taken

    def _add_seal(self, key: bytes, value: bytes, unsealed: bool) -> bytes | None:
        sealed = value if unsealed else self._seal.add_seal(key, value)
        return None if sealed is None else (UNSEALED if unsealed else SEALED) + sealed

    def _find_outcome_key(self, key: bytes, listed: bytes, context: Opener) -> bytes | None:
        """The key that the answers to the questions listed under a first key lead to."""
        try:
            questions = [(str(name), tuple(args)) for name, args in json.loads(listed)]
        except (ValueError, TypeError):
            return None
        self._questions[key] = questions
        opened = context()
        return _outcome_key(key, questions, answer_questions(opened, questions)) if opened is not None else None

    def put(
        self, key: bytes, reads: Mapping[Question, object], context: Opener, value: bytes, unsealed: bool = False
    ) -> None:
        """Keep a value under a first key and what was read for it. `unsealed`: it holds no text to write or show."""
        known = self._questions.pop(key, [])
        if not reads and not known:
            self._write_value(key, self._add_seal(key, value, unsealed))
            return
        opened = context()
        if opened is None:
            return
        # one list for all that was ever read for this text: a run may read more, or less, than the one before
        questions = [*known, *(q for q in reads if q not in known)]
        rest = iter(answer_questions(opened, [q for q in known if q not in reads]))
        answers = [reads[q] if q in reads else next(rest) for q in questions]
        self._write_value(key, json.dumps(questions).encode())
        second = _outcome_key(key, questions, answers)
        self._write_value(second, self._add_seal(second, value, unsealed))

    def close(self) -> None:
        """Write what is new."""
        self._write_batch()
        if self._db is not None:
            with contextlib.suppress(sqlite3.Error):
                self._db.close()
            self._db = None

    def _open_database(self, path: str) -> sqlite3.Connection:
        db = sqlite3.connect(path, timeout=_LOCK_TIMEOUT, isolation_level=None)
        try:
            # a cache may lose its last entries in a crash
            db.execute("PRAGMA synchronous=OFF")
            db.execute("PRAGMA mmap_size=268435456")  # or each entry is a read or two
            db.execute(_CREATE)
            db.execute("SELECT key, value FROM kept LIMIT 1").fetchall()
        except BaseException:
            db.close()
            raise
        return db

    def _read_values(self, keys: Collection[bytes]) -> dict[bytes, bytes]:
        """What stands under some keys."""
        found = {key: self._new[key] for key in keys if key in self._new}
        missing = tuple(key for key in keys if key not in found)
        if self._db is None or not missing:
            return found
        places = ",".join("?" * len(missing))
        try:
            # one query: each takes a lock, which is five calls of the system
            query = f"SELECT key, value FROM kept WHERE key IN ({places}) AND length(value) <= {MAX_VALUE_BYTES}"
            rows = self._db.execute(query, missing).fetchall()
        except sqlite3.Error:
            self._db = None
            return found
        return found | {bytes(key): bytes(value) for key, value in rows if isinstance(value, bytes)}

    def _write_value(self, key: bytes, value: bytes | None) -> None:
        if self._db is None or value is None:
            return
        self._new[key] = value
        if len(self._new) >= _WRITE_BATCH:
            self._write_batch()

    def _write_batch(self) -> None:
        if self._db is None or not self._new:
            return
        rows, self._new = list(self._new.items()), {}
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)
            self._db.execute("COMMIT")
        except sqlite3.Error:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            self._db = None


def _outcome_key(key: bytes, questions: list[Question], answers: list[object]) -> bytes:
    # with the questions: a list that somebody else wrote leads to no answer to another one
    return blake2b(key + json.dumps([questions, answers], default=repr).encode(), digest_size=20).digest()


def code_hash(files: list[tuple[str, str]]) -> bytes:
    """A hash of every file of this package, of the versions of what it builds on, and of Python's.

    All of it, rules or not: some milliseconds a run are less than one stale answer.
    """
    digest = blake2b(digest_size=20)
    for name, path in files:
        with open(path, "rb") as file:
            digest.update(name.encode() + b"\0" + file.read())
    digest.update(repr(_runtime_versions()).encode())
    return digest.digest()


@lru_cache(maxsize=1)
def own_code() -> str:
    """What tells this dslim from one that may answer otherwise: a hash of its code and of its libraries' versions."""
    return code_hash(source_files()).hex()


def source_files() -> list[tuple[str, str]]:
    """(name, path) of our own files, modules and grammar, by names that are the same wherever they lie."""
    found: list[tuple[str, str]] = []
    todo = [("dslim", os.path.dirname(dslim.__file__)), ("dslim/grammar", grammar_folder())]
    while todo:
        above, folder = todo.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                name = f"{above}/{entry.name}"
                if entry.name.endswith((".py", ".lark")):
                    found.append((name, entry.path))
                elif entry.name not in ("__pycache__", "grammar") and entry.is_dir():
                    todo.append((name, entry.path))
    return sorted(found)


def _runtime_versions() -> tuple[object, ...]:
    return sys.version_info[:3], sys.platform, _library_versions()


_LIBRARIES = ("lark-", "tree_sitter", "dockerfile_parse-", "pathspec-")


def _library_versions() -> list[str]:
    """The versions of the libraries that decide what is rewritten, by the names of their metadata folders."""
    found: set[str] = set()
    for folder in sys.path:
        with contextlib.suppress(OSError):
            names = os.listdir(folder or os.curdir)
            found.update(n for n in names if n.startswith(_LIBRARIES) and n.endswith((".dist-info", ".egg-info")))
    return sorted(found)

