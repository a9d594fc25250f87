"""What one run of `dslim shrink` is to do, and the texts of a build context that it must know."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dslim.facts.build_context.context import IGNORES
from dslim.shrink.owner_test.owner_test import OwnerTest
from dslim.support.reading import as_text, read_file
from dslim.verify.session import BuildJob

#: How far a run goes: packages that are only recommended; what only the build needs; what is named and not used.
Level = Literal["recommends", "build", "unused"]
#: Endings of files that call nothing.
_DOCUMENTS = (".md", ".rst", ".txt", ".html", ".htm", ".lock", ".json", ".svg", ".css", ".map")


@dataclass(frozen=True)
class SentContext:
    """The build context. `top`: the names at its top. `ignore`: the text of its ignore file, `ignore_path` its place.

    No `ignore_path`: the builder reads no ignore file of its own for a Dockerfile, so that none can be tried.
    """

    top: tuple[str, ...] = ()
    ignore: str = ""
    ignore_path: str = ""


@dataclass(frozen=True)
class ShrinkJob:
    """What one run is to do. `text`: the Dockerfile as it is. `fix`: what `dslim fix` makes of a text.

    `texts`: of the build context, by name: what they call is kept. `repeat`: how often the test must pass. `report`:
    is told, in words, what is done now.
    """

    text: str
    fix: Callable[[str], str]
    test: OwnerTest
    texts: Mapping[str, str] = field(default_factory=dict)
    level: Level = "build"
    repeat: int = 2
    report: Callable[[str], None] = lambda line: None
    sent: SentContext = SentContext()


def sent_context(job: BuildJob) -> SentContext:
    """What lies at the top of a build context, and the ignore file that counts. Raises OSError."""
    own = job.dockerfile.with_name(job.dockerfile.name + IGNORES)
    path = own if own.is_file() else job.context / IGNORES
    text = read_file(path, "ignore").data.decode("utf-8", "surrogateescape") if os.path.lexists(path) else ""
    return SentContext(tuple(sorted(os.listdir(job.context))), text, "" if job.builder.is_classic else str(path))


def context_texts(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """The texts among the files of a build context that may call programs; documents and binaries are left out."""
    found: dict[str, str] = {}
    for name in names:
        if not name.lower().endswith(_DOCUMENTS):
            try:
                data = read_file(folder / name, "script").data
            except OSError:
                continue
            if b"\0" not in data[:1024]:
                found[name] = as_text(data, "replace")
    return found
