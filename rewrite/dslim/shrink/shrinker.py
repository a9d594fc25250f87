"""Runs `dslim shrink`: builds, tests, asks what can go, writes it, and holds the result against the laws."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cached_property

from dslim.facts.build_context.ignore_lines import with_ignored
from dslim.shrink.answers import Answers
from dslim.shrink.candidates import Candidate, Candidates
from dslim.shrink.errors import ShrinkError
from dslim.shrink.forms.install_calls import other_managers
from dslim.shrink.idle_context import IdleContext
from dslim.shrink.images.image_store import ImageStore
from dslim.shrink.import_all import import_all
from dslim.shrink.job import ShrinkJob
from dslim.shrink.original import Original
from dslim.shrink.proof import Proof
from dslim.shrink.pruned import Pruning
from dslim.shrink.recipe import Recipe
from dslim.shrink.result import Change, IgnoreChange, Kept, Shrunk
from dslim.shrink.strength import ENOUGH, Mutant, Mutants, copied_paths, entry_program
from dslim.shrink.trace.opened_files import OpenedFiles
from dslim.shrink.trace.traced_runs import opened_by_test
from dslim.shrink.untouched import untouched_by


class Shrinker:
    """One run of `dslim shrink` on one Dockerfile, in a store that is open. `answers`: of a run that was killed."""

    def __init__(self, store: ImageStore, job: ShrinkJob, answers: Answers | None = None) -> None:
        self.store = store
        self.job = job
        self.original = Original(store, job.text, answers)
        self.mutants = Mutants(self.original, job.test)
        self.proof = Proof(self.original, job.test, job.repeat, job.report)
        self.probes = 0
        self.notes: list[str] = []
        self.kept: list[Kept] = []

    def run(self) -> Shrunk:
        """The smallest image that was found. Raises ShrinkError, BuildError and ImageError."""
        start = time.monotonic()
        import_all()
        self.notes += _unknown_managers(self.original)
        for note in self.notes:
            self.job.report(f"note: {note}")
        self.job.report("building the Dockerfile as it is")
        original, job = self.original, self.job
        self._begin()
        found = list(self._mutants())
        ignored = self._ignored()
        changes = [ignored] if ignored else []
        ignore = ignored.ignore if ignored else None
        candidates = Candidates(original, job, self.proof, self._opened)
        candidates.ignore = ignore.after if ignore else None
        taken = self._first_taken(candidates)
        text = taken.text if taken else self._fixed(candidates.ignore)
        packages = taken.kept if taken else candidates.kept
        changes += [taken.change] if taken else []
        found += self.mutants.of_packages([item.package for item in packages])
        recipe = Recipe(text, candidates.ignore)
        if pruned := self._pruned(recipe):
            text, change = pruned
            changes.append(change)
            recipe = Recipe(text, candidates.ignore)
        size = original.image.size if recipe == Recipe(job.text) else self.proof.size_of(recipe)
        is_smaller = size < original.image.size
        return Shrunk(
            job.text, text if is_smaller else job.text, original.base.size, original.image.size,
            size if is_smaller else original.image.size, tuple(changes), (*packages, *self.kept), tuple(found),
            (*self.notes, *candidates.notes, *_weakness(found)), self.store.builds,
            self.probes + self.mutants.tried + candidates.probes, time.monotonic() - start,
            ignore if is_smaller else None, untouched_by(original, self._opened), self._opened is not None,
        )  # fmt: skip

    def _begin(self) -> None:
        """Build the Dockerfile as it is, and take up the answers of an earlier run. Raises ShrinkError."""
        original, store = self.original, self.store
        tag, answers = original.tag, original.answers
        known = answers.begin(lambda: original.image, lambda: store.has_time and bool(store.id_of(tag)))
        if known:
            self.job.report(f"going on where a run was interrupted, with {known} answers of it")
        answers.ask(("the image passes", str(self.job.repeat)), lambda: self._check_test(tag))

    def _first_taken(self, candidates: Candidates) -> Candidate | None:
        """The first of the smaller files that passes the test and keeps the laws."""
        for candidate in candidates:
            refused = self.proof.why_refused(Recipe(candidate.text, candidates.ignore))
            if refused is None:
                return candidate
            self.notes.append(f"{candidate.change.form} was tried and left out: {refused}")
        return None

    def _fixed(self, ignore: str | None) -> str:
        """What `dslim fix` makes of the Dockerfile, where that passes the test too; else the Dockerfile."""
        text = self.job.fix(self.job.text)
        refused = self.proof.why_refused(Recipe(text, ignore)) if text != self.job.text else None
        if refused is None:
            return text
        self.notes.append(f"what `dslim fix` changes was tried and left out: {refused}")
        return self.job.text

    # the owner's test

    def _check_test(self, tag: str) -> bool:
        """Raises ShrinkError where the test fails on the image as it is, or wavers."""
        failures = [self.proof.why_fails(tag) for _ in range(self.job.repeat)]
        if None not in failures:
            raise ShrinkError(f"the test fails on the image as it is: {failures[0]}")
        for failure in failures:
            if failure is not None:
                raise ShrinkError(f"the test wavers: it passed once and failed once on the same image: {failure}")
        return True

    def _mutants(self) -> Iterator[Mutant]:
        """What the test says of mutants. Raises ShrinkError where it passes without the program that is started."""
        self.job.report("measuring how much the test sees")
        for mutant in self.mutants.of_files(self._entry, copied_paths(self.original.facts, self.original.files)):
            if mutant.is_entry and not mutant.killed:
                raise ShrinkError(f"the test passes without {mutant.what}, which the image starts: it tests too little")
            yield mutant
        yield from self.mutants.of_user()

    @cached_property
    def _opened(self) -> OpenedFiles | None:
        self.job.report("looking at what the test opens")
        found = self.original.answers.ask(("the test opens",), self._traced)
        return None if found is None else OpenedFiles(set(found[0]), set(found[1]))

    def _traced(self) -> tuple[list[str], list[str]] | None:
        """Paths, and mounts that were watched; None where nobody can tell."""
        found = opened_by_test(self.store, self.original.tag, self.job.test, self._entry)
        return None if found is None else (sorted(found.paths), sorted(found.mounts))

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
