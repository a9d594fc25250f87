"""Proves many Dockerfiles, several at once, each in a process of its own with a time limit."""

from __future__ import annotations

import os
import sys
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from tempfile import TemporaryDirectory

from dslim.fleet.workers.engine import Died, Engine, Pending, Shared, as_they_end, stop_event
from dslim.proofs.stored_verdict import StoredVerdict, verdict_of
from dslim.support.processes import Limit, run_command
from dslim.support.run_mark import run_mark
from dslim.verify.builders import RUN_TOKEN, find_builder, run_token
from dslim.verify.errors import NoBuilderError
from dslim.verify.left_over import remove_left_over

#: Starts dslim without looking for its modules in the working directory, which may be a stranger's.
_DSLIM = "import sys; sys.path[:] = [p for p in sys.path if p]; from dslim.cli.main import main; main()"
#: Seconds that a file's process gets to end its builder and remove what it made.
_GRACE = 40.0
NO_TREES: Mapping[str, Shared] = {}


@dataclass(frozen=True, slots=True)
class Question:
    """One file to prove. `key`: tells it from the same file with another text, context, option or base.

    `file`: its path, or what it is called where it lies in a `repository` (URL, full revision, path in it), which is
    checked out for it under `umask`. `builder`: its name, that what a killed process leaves can be removed.
    `bases`: the images that it starts from, where they are known.
    """

    file: str
    key: str
    options: tuple[str, ...] = ()
    builder: str = "auto"
    repository: tuple[str, str, str] | None = None
    umask: int = -1
    bases: tuple[str, ...] = ()


def prove_all(
    questions: Iterable[Question], engine: Engine, seconds: float, trees: Mapping[str, Shared] = NO_TREES
) -> Iterator[StoredVerdict]:
    """The verdicts as they come, in no order. `seconds`: that one file may take.

    `trees`: work trees that travel, by the URL that a question has of its repository. Where the caller stops early,
    what runs is ended first.
    """

    def begin(question: Question) -> Pending[StoredVerdict]:
        tree = trees.get(question.repository[0]) if question.repository is not None else None
        return engine.submit(prove, question, seconds, *([tree] if tree is not None else []))

    for question, pending in as_they_end(engine, begin, questions):
        yield _verdict(pending, question)


def _verdict(pending: Pending[StoredVerdict], question: Question) -> StoredVerdict:
    try:
        return pending.result()
    except Died as error:
        return StoredVerdict(question.file, question.key, "failed", reason=str(error))


def prove(question: Question, seconds: float, tree: Shared | None = None) -> StoredVerdict:
    """The verdict on one file, by `dslim verify` in a process that ends with this one. `tree`: what it lies in."""
    if tree is None:
        return _prove(question, seconds)
    with TemporaryDirectory(prefix=f"dslim-tree-{run_token()}", ignore_cleanup_errors=True) as folder:
        bundle = os.path.join(folder, "bundle")
        with open(bundle, "wb") as file:
            file.write(tree.data)
        return _prove(question, seconds, bundle)


def _prove(question: Question, seconds: float, bundle: str = "") -> StoredVerdict:
    file, where = question.file, []
    if question.repository is not None:
        url, revision, file = question.repository
        where = ["--unpack", bundle] if bundle else ["--checkout", url, revision]
        where.append(f"--umask={question.umask}")
    words = [sys.executable, "-c", _DSLIM, "verify", "--format=json", f"--end-with-parent={os.getpid()}"]
    words += [*where, *question.options, "--", file]
    mark, chance = run_mark(), uuid.uuid4().hex
    token = f"{mark}x{chance[:4]}" if mark else chance[:12]
    start = time.monotonic()
    try:
        finished = run_command(words, Limit(seconds, _GRACE, stop_event()), {RUN_TOKEN: token})
    except OSError as error:
        return StoredVerdict(question.file, question.key, "failed", reason=str(error))
    if finished.status < 0:  # out of memory, say: it could remove nothing itself
        with suppress(NoBuilderError):
            remove_left_over(find_builder(question.builder), token)
    taken = time.monotonic() - start
    if finished.reason:
        return StoredVerdict(question.file, question.key, "late", reason=finished.reason, seconds=taken)
    found = verdict_of(file, question.key, finished.status, finished.output, taken)
    return replace(found, file=question.file)
