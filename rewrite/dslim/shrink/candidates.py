"""Writes the smaller Dockerfiles that a run may try, each with what it would take away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dslim.shell import Script
from dslim.shrink.forms.artefacts import artefacts_of
from dslim.shrink.forms.mentions import mentioned
from dslim.shrink.forms.package_lists import NotShorter, new_lists, with_lists
from dslim.shrink.forms.preferred_names import prefer_named
from dslim.shrink.forms.two_stages import NotInTwoStages, SecondStage, in_two_stages, split_stage
from dslim.shrink.forms.user_numbers import Accounts, read_accounts
from dslim.shrink.job import ShrinkJob
from dslim.shrink.later_steps import LaterSteps
from dslim.shrink.laws.users_named import users_named
from dslim.shrink.needed_packages import Needed, NeededPackages
from dslim.shrink.original import Original
from dslim.shrink.proof import Proof
from dslim.shrink.recipe import Recipe
from dslim.shrink.result import Change, Kept
from dslim.shrink.trace.opened_files import OpenedFiles
from dslim.verify.image.history import map_layers, stage_chain


@dataclass(frozen=True, slots=True)
class Candidate:
    """A smaller Dockerfile, still to be proven. `kept`: the packages that stay in it for a reason."""

    text: str
    change: Change
    kept: tuple[Kept, ...] = ()


class Candidates:
    """The smaller Dockerfiles for one original. `opened`: what the test opens; None where nobody can tell.

    `ignore`: the ignore file that they are built with. `notes`: forms that were left out, and why. `kept`: the packages
    that stay, whichever form is taken.
    """

    def __init__(self, original: Original, job: ShrinkJob, proof: Proof, opened: OpenedFiles | None) -> None:
        self.original = original
        self.store = original.store
        self.job = job
        self.proof = proof
        self.opened = opened
        self.later_steps = LaterSteps(original)
        self.ignore: str | None = None
        self._asking = NeededPackages(original, proof, opened, tries_opened=job.level == "unused")
        self.notes: list[str] = []
        self.kept: tuple[Kept, ...] = ()

    @property
    def probes(self) -> int:
        """The images that were tried."""
        return self._asking.probes + self.later_steps.probes

    def __iter__(self) -> Iterator[Candidate]:
        """The smallest first; the next is asked for where one was refused."""
        if not self.original.installs:
            return
        if self.job.level == "recommends":
            yield from self._without_recommends()
            return
        found = list(self._two_stages())
        unused = list(self._without_unused()) if self.job.level == "unused" else []
        # of two that save as much, the one without another stage
        yield from sorted([*unused, *found], key=lambda candidate: -candidate.change.saved)
        yield from self._without_recommends()

    # forms

    def _without_recommends(self) -> Iterator[Candidate]:
        """Form A1, where packages came that are only recommended; twice where a trace of the build missed some."""
        original, packages = self.original, self.original.packages
        stay = packages.closure([*original.named_packages, *original.base_packages])
        idle = frozenset(packages.by_name) - stay
        if not idle or not any(install.takes_recommended for install in original.installs):
            return
        for needed in self._needed_of_build(sorted(idle)):
            self.kept = _kept(needed)
            gone = idle - packages.closure(needed.reasons)
            if gone:
                text = with_lists(original.facts, new_lists(original.installs, (), needed.reasons, packages))
                reason = f"{_packages(len(gone))} gone that {_are(len(gone))} only recommended; the test passes without"
                yield self._candidate(text, "no-recommends", reason, gone)

    def _without_unused(self) -> Iterator[Candidate]:
        """Form A3: packages that the file names go from its lists where neither the test nor the build uses them."""
        original, packages = self.original, self.original.packages
        for needed in map(self._with_names_of_file, self._needed_of_build(self._new_packages())):
            keep = packages.closure([*needed.reasons, *original.base_packages])
            dropped = [name for name in original.named_packages if name not in keep]
            if not dropped:
                return
            stay = packages.closure(name for name in original.named_packages if name not in dropped)
            missing = [name for name in needed.reasons if name not in stay | original.base_packages]
            try:
                text = with_lists(original.facts, new_lists(original.installs, dropped, missing, packages))
            except NotShorter as error:
                self.notes.append(f"unused was left out: {error}")
                return
            gone = frozenset(packages.by_name) - stay - packages.closure([*missing, *original.base_packages])
            self.kept = _kept(needed)
            reason = f"{_packages(len(gone))} gone ({', '.join(dropped)}{_with_more(gone, dropped)}); neither the build"
            yield self._candidate(text, "unused", f"{reason} nor the test uses them", gone)

    def _two_stages(self) -> Iterator[Candidate]:
        """Form S, where packages came that the test does not need and the build does."""
        original, packages = self.original, self.original.packages
        named = original.named_packages
        needed = self._with_names_of_file(self._needed(self._new_packages()))
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
        except (NotInTwoStages, NotShorter) as error:
            self.notes.append(f"two-stages was left out: {error}")
            return
        self.kept = _kept(needed)
        what = f"{', '.join(dropped)}{_with_more(gone, dropped)}"
        reason = f"{_packages(len(gone))} stay in the build stage ({what}); the test passes without"
        yield self._candidate(text, "two-stages", reason, gone)

    def _candidate(self, text: str, form: str, reason: str, gone: frozenset[str]) -> Candidate:
        change = Change(form, reason, self.original.packages.size_of(gone), tuple(sorted(gone)))
        return Candidate(self.job.fix(text), change, self.kept)

    def _new_packages(self) -> list[str]:
        return sorted(frozenset(self.original.packages.by_name) - self.original.base_packages)

    # two stages

    def _may_be_of_build(self, name: str) -> bool:
        """Whether the steps of the build use a named package, as far as anybody can tell."""
        packages = self.original.packages
        own = packages.closure([name]) - self.original.base_packages
        if self.later_steps.opened_packages:
            return not own.isdisjoint(self.later_steps.opened_packages)
        return name.endswith("-dev") or bool(mentioned(packages, own, self._run_texts()))

    def _text_in_two_stages(self, keep: frozenset[str], added: Sequence[str]) -> str:
        """Raises NotInTwoStages."""
        original = self.original
        stage = original.stage
        split = split_stage(original.facts, stage, original.installs)
        nodes = {stage.instructions[i].span.start for i in split.made}
        image = original.read(self.store.build(Recipe(original.text, self.ignore)))
        mapped = map_layers(image.history, stage_chain(original.facts.tree, self.store.job.target))
        workdirs = {i for i, node in mapped.items() if node.keyword == "WORKDIR"}
        artefacts = artefacts_of(image, {i for i, node in mapped.items() if node.span.start in nodes}, workdirs)
        state = original.facts.states[stage.index][split.made[-1]]
        is_root = (state.user or "root") in ("root", "0") if state.user_set else not self._base_user()
        dropped = [name for name in original.named_packages if name not in keep]
        installs = [install for install in original.installs if install.run.stage == stage.index]
        lists = new_lists(installs, dropped, added, original.packages)
        second = SecondStage(artefacts, lists, self._shifted_accounts())
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

    # what must stay

    def _needed(self, candidates: Sequence[str]) -> Needed:
        """What of the candidates must stay for the test, and because texts name it."""
        return self._asked(candidates, mentioned(self.original.packages, candidates, self._texts()))

    def _needed_of_build(self, candidates: Sequence[str]) -> Iterator[Needed]:
        """As `_needed`, with what the build uses: by its trace, then, where that was not enough, by trying."""
        packages, later = self.original.packages, self.later_steps
        kept = mentioned(packages, candidates, {**self._texts(), **self._run_texts()})
        idle = set(candidates) - packages.closure(kept)
        self.job.report("looking at what the build opens")
        kept |= {name: f"the build opens {path}" for name, path in later.opened_packages.items() if name in idle}
        if later.opened_packages:
            yield self._asked(candidates, kept)
        rest = sorted(idle - packages.closure(kept))
        tried = dict.fromkeys(later.needed_of(rest), "without it the build fails")
        if tried or not later.opened_packages:
            yield self._asked(candidates, kept | tried)

    def _asked(self, candidates: Sequence[str], kept: dict[str, str]) -> Needed:
        return self._asking.among(candidates, kept)

    def _with_names_of_file(self, needed: Needed) -> Needed:
        original = self.original
        reasons = prefer_named(original.packages, needed.reasons, original.named_packages, original.base_packages)
        return replace(needed, reasons=reasons)

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


def _with_more(gone: frozenset[str], named: Sequence[str]) -> str:
    return ", with what they need" if len(gone) > len(named) else ""


def _packages(count: int) -> str:
    return f"{count} package{'s' * (count != 1)}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
