"""Builds a file before and after its fixes, compares the images, and finds the fix to blame for each difference."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from dslim.diagnostics.findings import Finding
from dslim.diagnostics.outcome import Step
from dslim.verify.blame import PartialFix, blame_fixes, first_bad, pairs_of, partial_fixes
from dslim.verify.errors import BuildError
from dslim.verify.image.compare import (
    Difference,
    Noise,
    caches_not_emptied,
    find_differences,
    learn_noise,
    unexplained_differences,
)
from dslim.verify.image.history import base_layers
from dslim.verify.image.image import Image
from dslim.verify.image.merged_layers import visible_entries
from dslim.verify.layer_table import LayerRow, layer_rows
from dslim.verify.session import Session

#: Differences that are reported; two images that have nothing in common may have millions.
MAX_DIFFERENCES = 100_000


@dataclass(frozen=True, slots=True)
class FileChange:
    """What is to be verified: the file before and after, and the fixes that lead from one to the other.

    `caches`: absolute paths whose content may go although no fix says so.
    """

    before: str
    after: str
    steps: tuple[Step, ...] = ()
    caches: tuple[str, ...] = ()

    @property
    def all_caches(self) -> tuple[str, ...]:
        """What the fixes declared as well."""
        found = [c for step in self.steps for f in step.findings if f.fix for c in f.fix.caches]
        return tuple(dict.fromkeys([*self.caches, *found]))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the two images differ, and what they cost.

    `find_differences`: what no noise and no cache explains, each with the fix to blame if one is known.
    `noise`: how two builds of the unchanged file differ, if that had to be known. `caches`: absolute
    paths below which content may differ. `saved_by_fix`: bytes saved by each fix alone, measured
    (empty unless wanted). `seconds`: spent in `build` and in `compare`.
    """

    differences: tuple[tuple[Difference, Finding | None], ...]
    noise: tuple[Difference, ...]
    layer_rows: tuple[LayerRow, ...]
    path_count: int
    size_before: int
    size_after: int
    caches: tuple[str, ...] = ()
    saved_by_fix: tuple[tuple[Finding, int], ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def is_same(self) -> bool:
        """Whether the two images are the same but for noise and caches."""
        return not self.differences


class RewrittenBuildError(BuildError):
    """The file as it is builds, the rewritten one does not. `finding`: the fix to blame."""

    def __init__(self, message: str, finding: Finding | None) -> None:
        super().__init__(message)
        self.finding = finding


def compare_builds(session: Session, change: FileChange, target: str | None = None, each: bool = False) -> Verdict:
    """Builds both files and says whether the images are the same.

    Raises BuildError if the original does not build, AfterError if only the rewritten one does not, and
    ImageError. The original is built again only if the images differ, and then last: what a clock writes
    differs in the two.
    """
    builder = session.job.builder.name
    session.on_step(f"{builder} builds it as it is")
    first = session.build_once(change.before)
    session.on_step(f"{builder} builds it rewritten")
    try:
        second = session.build_once(change.after)
    except BuildError as error:
        session.on_step("the rewritten file does not build; the original is built again, then the fix is looked for")
        session.build(change.before)  # does it still build?
        raise RewrittenBuildError(str(error), _fix_that_breaks(session, change)) from None
    session.on_step("the images are compared")
    with session.measure_time("compare"):
        found_without_noise = unexplained_differences(find_differences(first, second), Noise(), change.all_caches)
        differ = next(found_without_noise, None) is not None
        base = base_layers(first, change.before, target)
        kept = list(caches_not_emptied(first, second, change.all_caches, base))
        paths = sum(1 for _ in visible_entries(first.layers))
    noise, noisy = _find_noise(session, change, first) if differ else (Noise(), [])
    with session.measure_time("compare"):
        left = unexplained_differences(find_differences(first, second), noise, change.all_caches)
        found = [*islice(left if differ else (), MAX_DIFFERENCES), *kept]
    blamed = _blame_differences(session, change, found, noise) if found else {}
    return Verdict(
        tuple((difference, blamed.get(difference)) for difference in found),
        tuple(noisy),
        tuple(layer_rows(change.before, change.after, change.steps, (first, second), target)),
        paths,
        first.size,
        second.size,
        change.all_caches,
        _measure_each_fix(session, change) if each else (),
        session.seconds,
    )


def _find_noise(session: Session, change: FileChange, first: Image) -> tuple[Noise, list[Difference]]:
    session.on_step("the images differ; the original is built again, to learn what changes from build to build")
    again = session.build(change.before)
    with session.measure_time("compare"):
        return learn_noise(first, again)


def _blame_differences(
    session: Session, change: FileChange, found: list[Difference], noise: Noise
) -> dict[Difference, Finding]:
    session.on_step("builds with some of the fixes find those to blame")
    original = session.build_once(change.before)

    def shows(text: str) -> set[tuple[str, str]] | None:
        try:
            image = session.build_once(text)
        except BuildError:
            return None
        return pairs_of(unexplained_differences(find_differences(original, image), noise, ()))

    # a kept cache is a promise not held, which is seen as a difference only at the end
    built = [difference for difference in found if difference.aspect != "cache"]
    blamed = blame_fixes(built, partial_fixes(change.before, change.steps), shows)
    for difference in found:
        finding = _fix_of_cache(change, difference)
        if finding is not None:
            blamed[difference] = finding
    return blamed


def _fix_of_cache(change: FileChange, difference: Difference) -> Finding | None:
    """The fix that declared to empty this cache."""
    findings = [f for step in change.steps for f in step.findings]
    caches = ((f, f.fix.caches) for f in findings if f.fix and difference.aspect == "cache")
    return next((f for f, declared in caches if difference.path in declared), None)


def _fix_that_breaks(session: Session, change: FileChange) -> Finding | None:
    """The fix after which the file no longer builds."""
    steps = partial_fixes(change.before, change.steps)
    if len(steps) < 2:
        return None

    def fails(text: str) -> bool:
        try:
            session.build_once(text)
        except BuildError:
            return True
        return False

    return steps[first_bad([step.text for step in steps], fails)].finding


def _measure_each_fix(session: Session, change: FileChange) -> tuple[tuple[Finding, int], ...]:
    """Bytes that each fix saves on top of those before it."""
    steps: list[PartialFix] = partial_fixes(change.before, change.steps)
    sizes: list[int] = []
    session.on_step(f"{len(steps)} builds measure what each fix saves")
    for step in steps:
        try:
            sizes.append(session.build_once(step.text).size)
        except BuildError:  # a later fix mends it, or there would be no verdict
            sizes.append(sizes[-1])
    pairs = zip(steps[1:], sizes, sizes[1:])
    return tuple((step.finding, a - b) for step, a, b in pairs if step.finding is not None)
