"""Runs `dslim shrink`: builds, tests, asks what can go, writes it, and holds the result against the laws."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import cached_property

from dslim.shrink.candidates import Candidates
from dslim.shrink.errors import ShrinkError
from dslim.shrink.forms.ignore_lines import with_ignored
from dslim.shrink.forms.install_calls import other_managers
from dslim.shrink.idle_context import IdleContext
from dslim.shrink.images.image_store import ImageStore
from dslim.shrink.job import ShrinkJob
from dslim.shrink.original import Original
from dslim.shrink.proof import Proof
from dslim.shrink.pruned import Pruning
from dslim.shrink.recipe import Recipe
from dslim.shrink.result import Change, IgnoreChange, Kept, Shrunk
from dslim.shrink.strength import ENOUGH, Mutant, copied_paths, entry_program, mutants, package_mutants
from dslim.shrink.trace.opened_files import OpenedFiles
from dslim.shrink.trace.traced_runs import opened_by_test
from dslim.shrink.untouched import untouched_by


class Shrinker:
    """One run of `dslim shrink` on one Dockerfile, in a store that is open."""

    def __init__(self, store: ImageStore, job: ShrinkJob) -> None:
        self.store = store
        self.job = job
        self.original = Original(store, job.text)
        self.proof = Proof(self.original, job.test, job.repeat, job.report)
        self.probes = 0
        self.notes: list[str] = []
        self.kept: list[Kept] = []

    def run(self) -> Shrunk:
        """The smallest image that was found. Raises ShrinkError, BuildError and ImageError."""
        start = time.monotonic()
        self.notes += _unknown_managers(self.original)
        for note in self.notes:
            self.job.report(f"note: {note}")
        self.job.report("building the Dockerfile as it is")
        original, job = self.original, self.job
        self._check_test(original.tag)
        found = list(self._mutants())
        ignored = self._ignored()
        changes = [ignored] if ignored else []
        ignore = ignored.ignore if ignored else None
        text, packages = job.fix(job.text), list[Kept]()
        candidates = Candidates(original, job, self.proof, self._opened)
        candidates.ignore = ignore.after if ignore else None
        for candidate in candidates:
            refused = self.proof.why_refused(Recipe(candidate.text, candidates.ignore))
            if refused is None:
                text, packages = candidate.text, list(candidate.kept)
                changes.append(candidate.change)
                break
            self.notes.append(f"{candidate.change.form} was tried and left out: {refused}")
        else:
            packages = list(candidates.kept)
        found += self._mutants_of_kept(packages)
        recipe = Recipe(text, candidates.ignore)
        if pruned := self._pruned(recipe):
            text, change = pruned
            changes.append(change)
            recipe = Recipe(text, candidates.ignore)
        is_original = recipe == Recipe(job.text)
        final = original.image if is_original else original.read(self.store.build(recipe))
        is_smaller = final.size < original.image.size
        return Shrunk(
            job.text, text if is_smaller else job.text, original.base.size, original.image.size,
            final.size if is_smaller else original.image.size, tuple(changes), (*packages, *self.kept), tuple(found),
            (*self.notes, *candidates.notes, *_weakness(found)), self.store.builds,
            self.probes + candidates.probes, time.monotonic() - start,
            ignore if is_smaller else None, untouched_by(original, self._opened), self._opened is not None,
        )  # fmt: skip

    # the owner's test

    def _check_test(self, tag: str) -> None:
        """Raises ShrinkError where the test fails on the image as it is, or wavers."""
        failures = [self.proof.why_fails(tag) for _ in range(self.job.repeat)]
        if None not in failures:
            raise ShrinkError(f"the test fails on the image as it is: {failures[0]}")
        for failure in failures:
            if failure is not None:
                raise ShrinkError(f"the test wavers: it passed once and failed once on the same image: {failure}")

    def _mutants(self) -> Iterator[Mutant]:
        """What the test says of mutants. Raises ShrinkError where it passes without the program that is started."""
        original, test = self.original, self.job.test
        copied = copied_paths(original.facts, original.files)
        self.job.report("measuring how much the test sees")
        for mutant in mutants(self.store, original.tag, test, self._entry, copied):
            self.probes += 1
            if mutant.is_entry and not mutant.killed:
                raise ShrinkError(f"the test passes without {mutant.what}, which the image starts: it tests too little")
            yield mutant

    def _mutants_of_kept(self, kept: Sequence[Kept]) -> Iterator[Mutant]:
        """What the test says of images without a package that is kept for it."""
        for mutant in package_mutants(self.original, self.job.test, [item.package for item in kept]):
            self.probes += 1
            yield mutant

    @cached_property
    def _opened(self) -> OpenedFiles | None:
        self.job.report("looking at what the test opens")
        return opened_by_test(self.store, self.original.tag, self.job.test, self._entry)

    @cached_property
    def _entry(self) -> str | None:
        """The program that the image starts."""
        return entry_program(self.store.config(self.original.tag), self.original.files)

    # packages of languages

    def _pruned(self, recipe: Recipe) -> tuple[str, Change] | None:
        """Form prune, proven: packages that only the development of a project needs."""
        if self.job.level == "recommends":
            return None
        pruning = Pruning(self.original, self.proof)
        found = pruning.smaller(recipe)
        self.probes += pruning.probes
        if pruning.refused:
            self.notes.append(f"prune was tried and left out: {pruning.refused}")
        return found

    # the build context

    def _ignored(self) -> Change | None:
        """Form ignore, proven: what a COPY of the whole context brought and nobody asks for."""
        sent = self.job.sent
        if self.job.level == "recommends" or not sent.ignore_path:
            return None
        idle = IdleContext(self.original, self.proof, self._opened)
        found = idle.among(sent.top, sent.ignore, self.job.texts)
        self.probes += idle.probes
        if not found.names or not found.is_worth_it:
            return None
        self.kept += [Kept(name, why) for name, why in found.kept.items()]
        ignore = IgnoreChange(sent.ignore_path, sent.ignore, with_ignored(sent.ignore, found.names))
        refused = self.proof.why_ignore_refused(Recipe(self.job.text, ignore.after))
        if refused is not None:
            self.notes.append(f"ignore was tried and left out: {refused}")
            return None
        reason = f"{', '.join(found.names)} stay out of the image; the build is the same and the test passes without"
        return Change("ignore", reason, found.size, found.names, ignore)


def _unknown_managers(original: Original) -> Iterator[str]:
    """A line for each package manager whose packages stay as they are."""
    for name, line in other_managers(original.facts, original.store.job.target).items():
        known = "only those of apt, dnf, microdnf, yum and apk can go"
        yield f"packages that {name} installs (line {line}) stay as they are: {known}"


def _weakness(found: list[Mutant]) -> Iterator[str]:
    """A line where the test passes for too many mutants."""
    killed = sum(mutant.killed for mutant in found)
    if found and killed * 100 < ENOUGH * len(found):
        survivors = ", ".join(mutant.what for mutant in found if not mutant.killed)
        yield f"the test is weak ({killed} of {len(found)} mutants refused): it passes without {survivors}"
