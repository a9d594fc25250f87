"""Runs `dslim shrink`: builds, tests, asks what can go, writes it, and holds the result against the laws."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.shell import Script
from dslim.shrink.errors import ShrinkError
from dslim.shrink.forms.apt_installs import apt_installs
from dslim.shrink.forms.mentions import mentioned
from dslim.shrink.forms.no_recommends import without_recommends
from dslim.shrink.images.file_tree import FileTree, file_tree
from dslim.shrink.images.image_store import ImageStore
from dslim.shrink.laws.image_laws import broken_laws, changed_users
from dslim.shrink.laws.users_named import users_named
from dslim.shrink.owner_test.owner_test import OwnerTest
from dslim.shrink.packages.dpkg import FOLDER, read_dpkg
from dslim.shrink.packages.package import Packages
from dslim.shrink.result import Change, Kept, Shrunk
from dslim.shrink.smallest_set import smallest_set
from dslim.shrink.strength import (
    ENOUGH,
    Mutant,
    copied_paths,
    entry_program,
    mutants,
    package_mutants,
    without_packages,
)
from dslim.syntax import parse
from dslim.verify.errors import BuildError
from dslim.verify.image.compare import Noise, learn_noise
from dslim.verify.image.image import Image, ImageReader

#: Where Linux keeps users and groups.
_ACCOUNTS = ("/etc/passwd", "/etc/group")


@dataclass(frozen=True)
class ShrinkJob:
    """What one run is to do. `text`: the Dockerfile as it is. `fixed`: the same after `dslim fix`.

    `texts`: of the build context, by name: what they call is kept. `repeat`: how often the test must pass. `report`:
    is told, in words, what is done now.
    """

    text: str
    fixed: str
    test: OwnerTest
    texts: Mapping[str, str] = field(default_factory=dict)
    repeat: int = 2
    report: Callable[[str], None] = lambda line: None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A smaller Dockerfile, still to be proven."""

    text: str
    change: Change


class Shrinker:
    """One run of `dslim shrink` on one Dockerfile, in a store that is open."""

    def __init__(self, store: ImageStore, job: ShrinkJob) -> None:
        self.store = store
        self.job = job
        self.reader = ImageReader(store.work)
        self.probes = 0
        self._start = time.monotonic()

    def run(self) -> Shrunk:
        """The smallest image that was found. Raises ShrinkError, BuildError and ImageError."""
        self._check_test()
        found = list(self._check_strength())
        notes = list(_weakness(found))
        text, changes = self.job.fixed, list[Change]()
        form, kept = self._without_recommends()
        if form is not None:
            refused = self._why_refused(form.text)
            if refused is None:
                text, changes = form.text, [form.change]
            else:
                notes.append(f"{form.change.form} was tried and left out: {refused}")
        final = self._original if text == self.job.text else self._read(self.store.build(text))
        return Shrunk(
            self.job.text, text if final.size < self._original.size else self.job.text, self._base.size,
            self._original.size, final.size, tuple(changes), tuple(kept), tuple(found), tuple(notes),
            self.store.builds, self.probes, time.monotonic() - self._start,
        )  # fmt: skip

    # the image as it is

    @cached_property
    def _facts(self) -> Facts:
        return Facts(parse(self.job.fixed), Options())

    @cached_property
    def _tag(self) -> str:
        self.job.report("building the Dockerfile as it is")
        return self.store.build(self.job.text)

    @cached_property
    def _original(self) -> Image:
        return self._read(self._tag)

    @cached_property
    def _base_tag(self) -> str:
        """The image that the target's stage starts from."""
        facts = Facts(parse(self.job.text), Options())
        stages = facts.tree.stages
        first = stages[facts.lineage.root[-1]]
        self.job.report("building its base alone")
        return self.store.build(self.job.text[: first.start.span.end])

    @cached_property
    def _base(self) -> Image:
        return self._read(self._base_tag)

    @cached_property
    def _files(self) -> FileTree:
        return file_tree(self._original)

    @cached_property
    def _packages(self) -> Packages:
        return read_dpkg(self.store.read_files(self._tag, FOLDER))

    @cached_property
    def _base_packages(self) -> frozenset[str]:
        return frozenset(read_dpkg(self.store.read_files(self._base_tag, FOLDER)).by_name)

    def _read(self, tag: str) -> Image:
        return self.store.read_image(tag, self.reader)

    # the owner's test

    def _check_test(self) -> None:
        """Raises ShrinkError where the test fails on the image as it is, or wavers."""
        results = [self._tested(self._tag) for _ in range(self.job.repeat)]
        if not any(result is None for result in results):
            raise ShrinkError(f"the test fails on the image as it is: {results[0]}")
        if wavering := next((result for result in results if result is not None), None):
            raise ShrinkError(f"the test wavers: it passed once and failed once on the same image: {wavering}")

    def _tested(self, tag: str) -> str | None:
        """Why an image does not pass; None where it does."""
        self.job.report(f"testing {self.job.test.description}")
        result = self.job.test.run(self.store, tag)
        return None if result.passed else result.reason or "it fails"

    def _check_strength(self) -> Iterator[Mutant]:
        """What the test says of mutants. Raises ShrinkError where it passes without the program that is started."""
        entry = entry_program(self.store.config(self._tag), self._files)
        copied = copied_paths(self._facts, self._files)
        self.job.report("measuring how much the test sees")
        for mutant in mutants(self.store, self._tag, self.job.test, entry, copied):
            self.probes += 1
            if mutant.is_entry and not mutant.killed:
                raise ShrinkError(f"the test passes without {mutant.what}, which the image starts: it tests too little")
            yield mutant
        named = [name for install in apt_installs(self._facts, self.store.job.target) for name in install.packages]
        known = [name for name in dict.fromkeys(named) if name in self._packages.by_name]
        for mutant in package_mutants(
            self.store, self._tag, self.job.test, self._packages, known, self._base_packages
        ):
            self.probes += 1
            yield mutant

    # forms

    def _without_recommends(self) -> tuple[_Candidate | None, list[Kept]]:
        """Form A1, where packages came that are only recommended, and those of them that are kept."""
        fixed = self.job.fixed
        installs = apt_installs(self._facts, self.store.job.target)
        named = [name for install in installs for name in install.packages]
        packages = self._packages
        keep = packages.closure(named) | self._base_packages
        idle = frozenset(packages.by_name) - packages.closure(keep)
        if not idle or not any(install.takes_recommended for install in installs):
            return None, []
        mentions = mentioned(packages, sorted(idle), self._texts())
        needed = self._needed_of(sorted(idle - packages.closure(mentions), key=packages.size_of_one), mentions)
        kept = [Kept(name, "without it the test fails") for name in needed]
        kept += [Kept(name, reason) for name, reason in mentions.items()]
        gone = idle - packages.closure([*needed, *mentions])
        if not gone:
            return None, kept
        text = without_recommends(fixed, installs, [*needed, *mentions], packages)
        reason = f"{len(gone)} packages gone that are only recommended; the test passes without them"
        return _Candidate(text, Change("no-recommends", reason, packages.size_of(gone))), kept

    def _needed_of(self, idle: list[str], mentions: Mapping[str, str]) -> tuple[str, ...]:
        """The smallest part of idle packages with which the test passes."""
        packages = self._packages
        all_idle = frozenset(idle)
        answers: dict[frozenset[str], bool] = {}

        def passes(kept: tuple[str, ...]) -> bool:
            gone = all_idle - packages.closure([*kept, *mentions])
            if gone not in answers:
                answers[gone] = not gone or self._passes_without(sorted(gone))
            return answers[gone]

        return smallest_set(idle, passes)

    def _passes_without(self, names: list[str]) -> bool:
        self.probes += 1
        self.job.report(f"trying without {len(names)} package{'s' * (len(names) > 1)}")
        probe = without_packages(self.store, self._tag, names)
        if probe is None:
            return False
        try:
            return all(self._tested(probe) is None for _ in range(self.job.repeat))
        finally:
            self.store.remove(probe)

    def _texts(self) -> dict[str, str]:
        """The texts whose words are calls: of the context, of RUNs, and of what the image starts."""
        texts = dict(self.job.texts)
        for run in self._facts.all_runs:
            if isinstance(run.script, Script):
                texts[f"RUN of line {run.outer.line}"] = run.node.args
        config = self.store.config(self._tag)
        for name in ("Entrypoint", "Cmd"):
            texts[name.upper()] = " ".join(config.get(name) or ())
        health = (config.get("Healthcheck") or {}).get("Test") or ()
        texts["HEALTHCHECK"] = " ".join(health[1:])
        return texts

    # the proof

    def _why_refused(self, text: str) -> str | None:
        """Why the image of a text is not taken; None where it builds, passes the test and keeps the laws."""
        self.job.report("building the smaller Dockerfile")
        try:
            tag = self.store.build(text, use_cache=False)
        except BuildError as error:
            return f"it does not build: {str(error).splitlines()[-1]}"
        for _ in range(self.job.repeat):
            if reason := self._tested(tag):
                return f"the test fails: {reason}"
        return next(self._broken_laws(tag), None)

    def _broken_laws(self, tag: str) -> Iterator[str]:
        image = self._read(tag)
        if any(broken_laws(self._original, image, Noise())):
            again = self._read(self.store.build(self.job.text, use_cache=False))
            yield from broken_laws(self._original, image, learn_noise(self._original, again)[0])
        before, after = ({path: self.store.read_files(t, path) for path in _ACCOUNTS} for t in (self._tag, tag))
        yield from changed_users(before, after, sorted(users_named(self._facts)))


def _weakness(found: list[Mutant]) -> Iterator[str]:
    """A line where the test passes for too many mutants."""
    killed = sum(mutant.killed for mutant in found)
    if found and killed * 100 < ENOUGH * len(found):
        survivors = ", ".join(mutant.what for mutant in found if not mutant.killed)
        yield f"the test is weak ({killed} of {len(found)} mutants refused): it passes without {survivors}"


def context_texts(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The texts among the files of a build context that may call programs; documents and binaries are left out."""
    from dslim.support.reading import as_text, read_file

    found: dict[str, str] = {}
    for name in names:
        if not name.lower().endswith((".md", ".rst", ".txt", ".lock", ".json", ".svg", ".css", ".map")):
            try:
                data = read_file(folder / name, "script").data
            except OSError:
                continue
            if b"\0" not in data[:1024]:
                found[name] = as_text(data)
    return found
