"""Measures how much the owner's test sees: images with something taken away, which a good test must refuse."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from dslim.facts import Facts
from dslim.shell import Script, invocations, parse_script
from dslim.shrink.images.file_tree import FileTree
from dslim.shrink.original import Original
from dslim.shrink.owner_test.owner_test import OwnerTest
from dslim.shrink.writable import writable_by_user

#: Mutants that are tried at most of what COPY brought, and of the packages that the file names.
MAX_COPIES = 8
MAX_PACKAGES = 12
#: Letters that are kept of what a test said.
MAX_REASON = 300
#: The share of mutants, in percent, below which a test is called weak.
ENOUGH = 80
_SHELLS = frozenset({"sh", "bash", "dash", "ash"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """Something taken away from the image. `what`: in words; `is_entry`: the program that the image starts.

    `reason`: what the test said, where it refused.
    """

    what: str
    killed: bool
    is_entry: bool = False
    reason: str = ""


def entry_program(config: Mapping[str, Any], files: FileTree) -> str | None:
    """The path of the program that an image starts, a shell in front of it passed over; None where it is not there."""
    argv = [str(word) for word in [*(config.get("Entrypoint") or ()), *(config.get("Cmd") or ())]]
    if len(argv) > 2 and posixpath.basename(argv[0]) in _SHELLS and argv[1].startswith("-") and "c" in argv[1]:
        script = parse_script(argv[2])
        calls = invocations(script) if isinstance(script, Script) else ()
        argv = [name for call in calls if (name := call.name)][:1] or argv[:1]
    if not argv:
        return None
    path = next((v.partition("=")[2] for v in config.get("Env") or () if v.startswith("PATH=")), "/usr/bin:/bin")
    folders = [""] if "/" in argv[0] else path.split(":")
    for folder in folders:
        found = files.resolve(posixpath.join(folder or config.get("WorkingDir") or "/", argv[0]))
        if found is not None:
            return found
    return None


class Mutants:
    """The mutants of one original, each tested once. `tried`: images that were made for it in this run."""

    def __init__(self, original: Original, test: OwnerTest) -> None:
        self.original = original
        self.test = test
        self.tried = 0

    def of_files(self, entry: str | None, copied: Sequence[str]) -> Iterator[Mutant]:
        """Without the entry program, and without what each COPY put there."""
        store, image = self.original.store, self.original.tag
        if entry is not None:
            made = partial(store.with_empty_file, image, entry)
            yield from self._tested(Mutant(entry, False, is_entry=True), made)
        for path in copied[:MAX_COPIES]:
            yield from self._tested(Mutant(path, False), partial(store.run_in, image, ["rm", "-rf", "--", path]))

    def of_packages(self, kept: Sequence[str]) -> Iterator[Mutant]:
        """Without each of some packages and all that only this one needs."""
        original, packages = self.original, self.original.packages
        for name in kept[:MAX_PACKAGES]:
            others = packages.closure(other for other in kept if other != name) | original.base_packages
            gone = sorted(packages.closure([name]) - others)
            if gone:
                made = partial(original.without, original.tag, gone)
                yield from self._tested(Mutant(f"the package {name}", False), made)

    def of_user(self) -> Iterator[Mutant]:
        """Without the right of the user that the image runs as to write to what the build gave to it.

        A second stage, and other packages, may lose owners and modes: a test that writes nothing would not see it.
        """
        writable = writable_by_user(self.original)
        if writable is not None and writable.paths:
            made = partial(self.original.store.run_in, self.original.tag, writable.removal)
            yield from self._tested(Mutant(f"the right of {writable.user} to write to {writable.shown}", False), made)

    def _tested(self, mutant: Mutant, make: Callable[[], str | None]) -> Iterator[Mutant]:
        """The mutant with what the test says of its image, which is removed; nothing where there can be none."""

        def ask() -> tuple[bool, str] | None:
            self.tried += 1
            image = make()
            if image is None:
                return None
            try:
                verdict = self.test.run(self.original.store, image)
            finally:
                self.original.store.remove(image)
            return not verdict.passed, verdict.reason[-MAX_REASON:]

        answer = self.original.answers.ask(("mutant", mutant.what), ask)
        if answer is not None:
            yield replace(mutant, killed=answer[0], reason=answer[1])


def copied_paths(facts: Facts, files: FileTree) -> tuple[str, ...]:
    """What the COPYs of the last stage put there, as far as the file tells, nearest to the end first."""
    found: list[str] = []
    stage = facts.tree.stages[-1]
    for i, node in enumerate(stage.instructions):
        words = node.operands
        if node.keyword not in ("COPY", "ADD") or len(words) < 2:
            continue
        folder = facts.states[stage.index][i].workdir or "/"
        target = posixpath.normpath(posixpath.join(folder, words[-1]))
        for word in words[:-1]:
            inside = posixpath.join(target, posixpath.basename(posixpath.normpath(word)))
            found.append(inside if inside in files else target)
    return tuple(dict.fromkeys(path for path in reversed(found) if path in files))
