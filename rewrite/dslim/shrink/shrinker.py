"""Runs `dslim shrink`: builds, tests, asks what can go, writes it, and holds the result against the laws."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from dslim.shell import Script
from dslim.shrink.errors import ShrinkError
from dslim.shrink.forms.artefacts import artefacts_of
from dslim.shrink.forms.mentions import mentioned
from dslim.shrink.forms.no_recommends import without_recommends
from dslim.shrink.forms.two_stages import NotInTwoStages, SecondStage, in_two_stages, split_stage
from dslim.shrink.forms.user_numbers import Accounts, read_accounts
from dslim.shrink.images.image_store import ImageStore
from dslim.shrink.later_steps import LaterSteps
from dslim.shrink.laws.users_named import users_named
from dslim.shrink.needed_packages import Needed, NeededPackages
from dslim.shrink.original import Original
from dslim.shrink.owner_test.owner_test import OwnerTest
from dslim.shrink.proof import Proof
from dslim.shrink.result import Change, Kept, Shrunk
from dslim.shrink.strength import ENOUGH, Mutant, copied_paths, entry_program, mutants, package_mutants
from dslim.shrink.trace.opened_files import OpenedFiles
from dslim.shrink.trace.traced_runs import opened_by_test
from dslim.verify.image.history import map_layers, stage_chain

#: How far a run goes: packages that are only recommended; what only the build needs; what is named and not used.
Level = Literal["recommends", "build", "unused"]


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


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A smaller Dockerfile, still to be proven."""

    text: str
    change: Change
    kept: tuple[Kept, ...] = ()


class Shrinker:
    """One run of `dslim shrink` on one Dockerfile, in a store that is open."""

    def __init__(self, store: ImageStore, job: ShrinkJob) -> None:
        self.store = store
        self.job = job
        self.original = Original(store, job.text)
        self.later_steps = LaterSteps(self.original)
        self.proof = Proof(self.original, job.test, job.repeat, job.report)
        self.probes = 0
        self.notes: list[str] = []
        self.kept: tuple[Kept, ...] = ()

    def run(self) -> Shrunk:
        """The smallest image that was found. Raises ShrinkError, BuildError and ImageError."""
        start = time.monotonic()
        self.job.report("building the Dockerfile as it is")
        original = self.original
        self._check_test(original.tag)
        found = list(self._mutants())
        text, changes = self.job.fix(self.job.text), list[Change]()
        for candidate in self._candidates():
            refused = self.proof.why_refused(candidate.text)
            if refused is None:
                text, changes, self.kept = candidate.text, [candidate.change], candidate.kept
                break
            self.notes.append(f"{candidate.change.form} was tried and left out: {refused}")
        found += self._mutants_of_kept(self.kept)
        self.notes += _weakness(found)
        final = original.image if text == self.job.text else original.read(self.store.build(text))
        return Shrunk(
            self.job.text, text if final.size < original.image.size else self.job.text, original.base.size,
            original.image.size, final.size, tuple(changes), self.kept, tuple(found), tuple(self.notes),
            self.store.builds, self.probes + self.later_steps.probes, time.monotonic() - start,
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

    # what can go

    def _candidates(self) -> Iterator[_Candidate]:
        """Smaller Dockerfiles, the smallest first."""
        original, packages = self.original, self.original.packages
        if not original.installs:
            return
        opened = self._opened
        if self.job.level != "recommends":
            new = sorted(frozenset(packages.by_name) - original.base_packages)
            needed = self._needed(new, opened, of_build=False)
            yield from self._two_stages(needed)
        yield from self._without_recommends(opened)

    @cached_property
    def _opened(self) -> OpenedFiles | None:
        self.job.report("looking at what the test opens")
        return opened_by_test(self.store, self.original.tag, self.job.test, self._entry)

    @cached_property
    def _entry(self) -> str | None:
        """The program that the image starts."""
        return entry_program(self.store.config(self.original.tag), self.original.files)

    def _without_recommends(self, opened: OpenedFiles | None) -> Iterator[_Candidate]:
        """Form A1, where packages came that are only recommended."""
        original, packages = self.original, self.original.packages
        stay = packages.closure([*original.named_packages, *original.base_packages])
        idle = frozenset(packages.by_name) - stay
        if not idle or not any(install.takes_recommended for install in original.installs):
            return
        needed = self._needed(sorted(idle), opened, of_build=True)
        self.kept = _kept(needed)
        gone = idle - packages.closure(needed.reasons)
        if gone:
            text = without_recommends(self.job.text, original.installs, needed.reasons, packages)
            reason = f"{_packages(len(gone))} gone that {_are(len(gone))} only recommended; the test passes without"
            change = Change("no-recommends", reason, packages.size_of(gone))
            yield _Candidate(self.job.fix(text), change, _kept(needed))

    def _two_stages(self, needed: Needed) -> Iterator[_Candidate]:
        """Form S, where packages came that the test does not need and the build does."""
        original, packages = self.original, self.original.packages
        named = original.named_packages
        keep = packages.closure([*needed.reasons, *original.base_packages])
        unused = [name for name in named if name not in keep]
        if self.job.level != "unused":
            keep |= packages.closure(name for name in unused if not self._may_be_of_build(name))
        gone = frozenset(packages.by_name) - keep
        dropped = [name for name in unused if name not in keep]
        if not dropped:
            return
        added = [name for name in needed.reasons if name not in packages.closure(n for n in named if n in keep)]
        try:
            text = self._text_in_two_stages(keep, added)
        except NotInTwoStages as error:
            self.notes.append(f"two-stages was left out: {error}")
            return
        what = f"{', '.join(dropped)}" + (", with what they need" if len(gone) > len(dropped) else "")
        reason = f"{_packages(len(gone))} stay in the build stage ({what}); the test passes without"
        yield _Candidate(self.job.fix(text), Change("two-stages", reason, packages.size_of(gone)), _kept(needed))

    def _may_be_of_build(self, name: str) -> bool:
        """Whether the steps of the build use a named package, as far as anybody can tell."""
        packages = self.original.packages
        if self.later_steps.opened_packages:
            return not packages.closure([name]).isdisjoint(self.later_steps.opened_packages)
        return name.endswith("-dev") or bool(mentioned(packages, packages.closure([name]), self._run_texts()))

    def _text_in_two_stages(self, keep: frozenset[str], added: Sequence[str]) -> str:
        """Raises NotInTwoStages."""
        original = self.original
        stage = original.stage
        split = split_stage(original.facts, stage, original.installs)
        nodes = [stage.instructions[i].span.start for i in split.made]
        mapped = map_layers(original.image.history, stage_chain(original.facts.tree, self.store.job.target))
        artefacts = artefacts_of(original.image, {i for i, node in mapped.items() if node.span.start in nodes})
        state = original.facts.states[stage.index][split.made[-1]]
        is_root = (state.user or "root") in ("root", "0") if state.user_set else not self._base_user()
        second = SecondStage(artefacts, keep, added, self._shifted_accounts())
        return in_two_stages(original.facts, split, second, is_root)

    def _shifted_accounts(self) -> Accounts:
        """The numbers of users, where packages made users too: without these, the next number is another."""
        here, base = (self._accounts(tag) for tag in (self.original.tag, self.original.base_tag))
        named = users_named(self.original.facts)
        return here if set(here.users) - set(base.users) - named else Accounts()

    def _accounts(self, tag: str) -> Accounts:
        passwd, group = (self.store.read_files(tag, path) for path in ("/etc/passwd", "/etc/group"))
        return read_accounts(next(iter(passwd.values()), b""), next(iter(group.values()), b""))

    def _base_user(self) -> bool:
        """Whether the base sets another user than root."""
        return str(self.store.config(self.original.base_tag).get("User") or "0") not in ("0", "root")

    def _needed(self, candidates: Sequence[str], opened: OpenedFiles | None, of_build: bool) -> Needed:
        """What of the candidates must stay; `of_build`: in the stage that builds too."""
        packages = self.original.packages
        kept = mentioned(packages, candidates, {**self._texts(), **(self._run_texts() if of_build else {})})
        if of_build:
            idle = set(candidates) - packages.closure(kept)
            self.job.report("looking at what the build opens")
            opens = self.later_steps.opened_packages
            kept |= {name: f"the build opens {path}" for name, path in opens.items() if name in idle}
            rest = sorted(idle - packages.closure(kept))
            kept |= dict.fromkeys(self.later_steps.needed_of(rest), "without it the build fails")
        needed = NeededPackages(self.original, self.proof, opened).among(candidates, kept)
        self.probes += needed.probes
        return needed

    def _texts(self) -> dict[str, str]:
        """The texts whose words are calls: of the context, and of what the image starts."""
        texts = dict(self.job.texts)
        config = self.store.config(self.original.tag)
        for name in ("Entrypoint", "Cmd"):
            texts[name.upper()] = " ".join(config.get(name) or ())
        health = (config.get("Healthcheck") or {}).get("Test") or ()
        texts["HEALTHCHECK"] = " ".join(health[1:])
        return texts

    def _run_texts(self) -> dict[str, str]:
        """What the RUNs call."""
        runs = (run for run in self.original.facts.all_runs if isinstance(run.script, Script))
        return {f"RUN of line {run.outer.line}": run.node.args for run in runs}


def _kept(needed: Needed) -> tuple[Kept, ...]:
    return tuple(Kept(name, reason) for name, reason in needed.reasons.items())


def _packages(count: int) -> str:
    return f"{count} package{'s' * (count != 1)}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _weakness(found: list[Mutant]) -> Iterator[str]:
    """A line where the test passes for too many mutants."""
    killed = sum(mutant.killed for mutant in found)
    if found and killed * 100 < ENOUGH * len(found):
        survivors = ", ".join(mutant.what for mutant in found if not mutant.killed)
        yield f"the test is weak ({killed} of {len(found)} mutants refused): it passes without {survivors}"


#: Endings of files that call nothing.
_DOCUMENTS = (".md", ".rst", ".txt", ".lock", ".json", ".svg", ".css", ".map")


def context_texts(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """The texts among the files of a build context that may call programs; documents and binaries are left out."""
    from dslim.support.reading import as_text, read_file

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
