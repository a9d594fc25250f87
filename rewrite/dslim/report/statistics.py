"""Counts for `--statistics`: fixes by rule, bytes where they are known, and the layers of all files together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dslim.diagnostics.outcome import Outcome

#: The distinct layers that a text makes, when the stages named ship too.
Layers = Callable[[str, Iterable[str]], "set[bytes]"]


@dataclass
class Statistics:
    """The counts of all files together. `layers` finds the distinct layers of a text."""

    layers: Layers
    fixes: Counter[str] = field(default_factory=Counter, init=False)
    files: Counter[str] = field(default_factory=Counter, init=False)
    saved: Counter[str] = field(default_factory=Counter, init=False)
    before: set[bytes] = field(default_factory=set, init=False)
    after: set[bytes] = field(default_factory=set, init=False)

    def add(self, outcome: Outcome, targets: Iterable[str]) -> None:
        """Count a file."""
        self.fixes.update(f.rule for f in outcome.applied)
        self.files.update({f.rule for f in outcome.applied})
        for finding in outcome.applied:
            if finding.fix is not None and finding.fix.saves is not None:
                self.saved[finding.rule] += finding.fix.saves
        found = self.layers(outcome.before, targets)
        self.before |= found
        self.after |= self.layers(outcome.after, targets) if outcome.changed else found

    def lines(self, names: Mapping[str, str]) -> Iterator[str]:
        """The table, the most frequent rule first, and the layers."""
        wide = max((len(names.get(code, "")) for code in self.fixes), default=0)
        for code, count in sorted(self.fixes.items(), key=lambda item: (-item[1], item[0])):
            saved = f", about {size_for_people(self.saved[code])}" if self.saved[code] else ""
            yield f"{count:6} {code} {names.get(code, ''):<{wide}}  in {self.files[code]} files{saved}"
        known = sum(self.saved.values())
        if known:
            yield f"About {size_for_people(known)} less, where bytes are known."
        yield f"Distinct layers that ship: {len(self.before)} before, {len(self.after)} after."


def size_for_people(count: int) -> str:
    """Bytes for a person: `19 MB`."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:.3g} {unit}"
    return f"{count} bytes"
