"""Measures how much the owner's test sees: images with something taken away, which a good test must refuse."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dslim.facts import Facts
from dslim.shell import Script, invocations, parse_script
from dslim.shrink.images.file_tree import FileTree
from dslim.shrink.images.image_store import ImageStore
from dslim.shrink.original import Original
from dslim.shrink.owner_test.owner_test import OwnerTest

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


def mutants(
    store: ImageStore, image: str, test: OwnerTest, entry: str | None, copied: Sequence[str]
) -> Iterator[Mutant]:
    """The mutants without the entry program and without what each COPY put there, each tested once."""
    if entry is not None and (mutant := store.with_empty_file(image, entry)) is not None:
        yield _tested(Mutant(entry, False, is_entry=True), store, mutant, test)
    for path in copied[:MAX_COPIES]:
        if (mutant := store.run_in(image, ["rm", "-rf", "--", path])) is not None:
            yield _tested(Mutant(path, False), store, mutant, test)


def package_mutants(original: Original, test: OwnerTest, kept: Sequence[str]) -> Iterator[Mutant]:
    """The mutants without each of some packages and all that only this one needs, each tested once."""
    packages, store = original.packages, original.store
    for name in kept[:MAX_PACKAGES]:
        others = packages.closure(other for other in kept if other != name) | original.base_packages
        gone = sorted(packages.closure([name]) - others)
        if gone and (mutant := original.without(original.tag, gone)) is not None:
            yield _tested(Mutant(f"the package {name}", False), store, mutant, test)


def _tested(mutant: Mutant, store: ImageStore, image: str, test: OwnerTest) -> Mutant:
    """The mutant with what the test says of its image, which is removed."""
    try:
        verdict = test.run(store, image)
    finally:
        store.remove(image)
    return replace(mutant, killed=not verdict.passed, reason=verdict.reason[-MAX_REASON:])


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
