"""Build, compare, blame: the whole of `dslim verify`."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from dslim.diagnostics.findings import Finding
from dslim.diagnostics.outcome import Step
from dslim.verify.blame import Variant, blame, first_bad, pairs_of, variants
from dslim.verify.errors import BuildError
from dslim.verify.image.compare import Difference, Noise, differences, kept_caches, learn_noise, unexplained
from dslim.verify.image.history import base_layers
from dslim.verify.image.image import Image
from dslim.verify.image.merged_layers import visible
from dslim.verify.savings import Row, rows
from dslim.verify.session import Session

#: Differences that are told; two images that have nothing in common may have millions.
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Change:
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
    """What the builds said.

    `differences`: what no noise and no cache explains, each with the fix to blame if one is known.
    `noise`: how two builds of the unchanged file differ, if that had to be known. `caches`: absolute
    paths below which content may differ. `each`: bytes saved by each fix alone, measured
    (empty unless asked for). `seconds`: spent in `build` and in `compare`.
    """

    differences: tuple[tuple[Difference, Finding | None], ...]
    noise: tuple[Difference, ...]
    table: tuple[Row, ...]
    paths: int
    size_before: int
    size_after: int
    caches: tuple[str, ...] = ()
    each: tuple[tuple[Finding, int], ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether the two images are the same but for noise and caches."""
        return not self.differences


class AfterError(BuildError):
    """The file as it is builds, the rewritten one does not. `finding`: the fix to blame."""

    def __init__(self, message: str, finding: Finding | None) -> None:
        super().__init__(message)
        self.finding = finding


def verify(session: Session, change: Change, target: str | None = None, each: bool = False) -> Verdict:
    """Builds both files and says whether the images are the same.

    Raises BuildError if the original does not build, AfterError if only the rewritten one does not, and
    ImageError. The original is built again only if the images differ, and then last: what a clock writes
    differs in the two.
    """
    first = session.once(change.before)
    try:
        second = session.once(change.after)
    except BuildError as error:
        session.build(change.before)  # does it still build?
        raise AfterError(str(error), _breaker(session, change)) from None
    with session.timed("compare"):
        differ = next(unexplained(differences(first, second), Noise(), change.all_caches), None) is not None
        base = base_layers(first, change.before, target)
        kept = list(kept_caches(first, second, change.all_caches, base))
        paths = sum(1 for _ in visible(first.layers))
    noise, noisy = _noise(session, change, first) if differ else (Noise(), [])
    with session.timed("compare"):
        left = unexplained(differences(first, second), noise, change.all_caches) if differ else iter(())
        found = [*islice(left, MOST), *kept]
    blamed = _blame(session, change, found, noise) if found else {}
    return Verdict(
        tuple((difference, blamed.get(difference)) for difference in found),
        tuple(noisy),
        tuple(rows(change.before, change.after, change.steps, (first, second), target)),
        paths,
        first.size,
        second.size,
        change.all_caches,
        _measure(session, change) if each else (),
        session.seconds,
    )


def _noise(session: Session, change: Change, first: Image) -> tuple[Noise, list[Difference]]:
    again = session.build(change.before)
    with session.timed("compare"):
        return learn_noise(first, again)


def _blame(
    session: Session, change: Change, found: list[Difference], noise: Noise
) -> dict[Difference, Finding]:
    original = session.once(change.before)

    def shows(text: str) -> set[tuple[str, str]] | None:
        try:
            image = session.once(text)
        except BuildError:
            return None
        return pairs_of(unexplained(differences(original, image), noise, ()))

    # a kept cache is a promise not held, which is seen as a difference only at the end
    told = [difference for difference in found if difference.aspect != "cache"]
    blamed = blame(told, variants(change.before, change.steps), shows)
    for difference in found:
        finding = _promiser(change, difference)
        if finding is not None:
            blamed[difference] = finding
    return blamed


def _promiser(change: Change, difference: Difference) -> Finding | None:
    """The fix that said it would empty this cache."""
    findings = [f for step in change.steps for f in step.findings]
    caches = ((f, f.fix.caches) for f in findings if f.fix and difference.aspect == "cache")
    return next((f for f, declared in caches if difference.path in declared), None)


def _breaker(session: Session, change: Change) -> Finding | None:
    """The fix after which the file no longer builds."""
    steps = variants(change.before, change.steps)
    if len(steps) < 2:
        return None

    def fails(text: str) -> bool:
        try:
            session.once(text)
        except BuildError:
            return True
        return False

    return steps[first_bad([step.text for step in steps], fails)].finding


def _measure(session: Session, change: Change) -> tuple[tuple[Finding, int], ...]:
    """Bytes that each fix saves on top of those before it."""
    steps: list[Variant] = variants(change.before, change.steps)
    sizes: list[int] = []
    for step in steps:
        try:
            sizes.append(session.once(step.text).size)
        except BuildError:  # a later fix mends it, or there would be no verdict
            sizes.append(sizes[-1])
    pairs = zip(steps[1:], sizes, sizes[1:])
    return tuple((step.finding, a - b) for step, a, b in pairs if step.finding is not None)
