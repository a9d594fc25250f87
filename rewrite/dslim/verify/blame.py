"""Finds which fix made two images differ, by building texts with fewer of the fixes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from dslim.diagnostics.findings import Finding
from dslim.diagnostics.outcome import Step
from dslim.syntax.edits import apply_edits
from dslim.verify.image.compare import Difference


@dataclass(frozen=True, slots=True)
class PartialFix:
    """The text with some of the fixes made. `finding`: the last of them, None for the text before any."""

    text: str
    finding: Finding | None


def partial_fixes(before: str, steps: Sequence[Step]) -> list[PartialFix]:
    """The texts on the way from `before` to the last step's, one more fix made in each."""
    found = [PartialFix(before, None)]
    for step in steps:
        start = found[-1].text
        edits = []
        for finding in step.findings:
            edits += list(finding.fix.edits) if finding.fix else []
            found.append(PartialFix(apply_edits(start, edits), finding))
        if found[-1].text != step.text:
            # the round edited more than its findings say: it can only be blamed as a whole
            found[-1] = PartialFix(step.text, found[-1].finding)
    return found


def first_bad(texts: Sequence[str], is_bad: Callable[[str], bool]) -> int:
    """The index of the first bad text, the first being good and the last bad; a bisection."""
    low, high = 0, len(texts) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if is_bad(texts[middle]):
            high = middle
        else:
            low = middle
    return high


DifferencesOf = Callable[[str], "set[tuple[str, str]] | None"]


def blame_fixes(
    found: Sequence[Difference], steps: Sequence[PartialFix], shows: DifferencesOf
) -> dict[Difference, Finding]:
    """Find the fix to blame for each difference.

    `shows`: the (path, aspect) pairs in which the image of a text differs from the original's, None if
    it does not build.
    """
    blamed: dict[Difference, Finding] = {}
    if len(steps) < 2:
        return blamed
    texts = [variant.text for variant in steps]
    for difference in found:
        if difference in blamed:
            continue
        pair = (difference.path, difference.aspect)
        at = first_bad(texts, partial(_is_shown, shows, pair))
        before = shows(texts[at - 1]) or set()
        # the last text shows all of them: that is how they were found
        after = pairs_of(found) if at == len(texts) - 1 else shows(texts[at]) or {pair}
        finding = steps[at].finding
        assert finding is not None
        for other in found:  # most differences have one cause: no further build for those
            if (other.path, other.aspect) in after - before:
                blamed.setdefault(other, finding)
        blamed[difference] = finding
    return blamed


def pairs_of(found: Iterable[Difference]) -> set[tuple[str, str]]:
    """What is compared from build to build: sizes and digests may change with every one."""
    return {(difference.path, difference.aspect) for difference in found}


def _is_shown(shows: DifferencesOf, pair: tuple[str, str], text: str) -> bool:
    pairs = shows(text)
    return pairs is None or pair in pairs
