"""What the verdicts of a store come to: how many of which kind, bytes by rule, failures by cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dslim.proofs.stored_verdict import STATES, StoredVerdict
from dslim.verify.report.text import size_text

#: Causes of failure that are shown.
SHOWN_CAUSES = 10
_WORDS = {
    "same": "the same image", "different": "another image", "broken": "only the rewritten file does not build",
    "failed": "does not build", "late": "out of time", "unchanged": "nothing to fix",
}  # fmt: skip


@dataclass(frozen=True)
class Summary:
    """The verdicts on `count` files, of which some may still be missing."""

    count: int
    verdicts: Sequence[StoredVerdict]

    @property
    def missing(self) -> int:
        """Files without a verdict."""
        return self.count - len(self.verdicts)

    @property
    def states(self) -> dict[str, int]:
        """How many verdicts of each kind there are, none left out."""
        found = Counter(verdict.state for verdict in self.verdicts)
        return {state: found[state] for state in STATES}

    @property
    def saved(self) -> int:
        """Bytes saved in images that are the same."""
        return sum(verdict.saved for verdict in self.verdicts if verdict.state == "same")

    @property
    def saved_by_rule(self) -> dict[str, int]:
        """Bytes saved in images that are the same, by the rule that saved them, the most first."""
        found: Counter[str] = Counter()
        for verdict in self.verdicts:
            if verdict.state == "same":
                found.update(verdict.saved_by_rule)
        return dict(found.most_common())

    @property
    def causes(self) -> list[tuple[str, int]]:
        """Why files have no proof, the commonest first."""
        reasons = (v.reason for v in self.verdicts if v.state not in ("same", "unchanged"))
        return Counter(reasons).most_common()

    @property
    def is_proven(self) -> bool:
        """Whether every file has a verdict and none is another image, or broken."""
        return not self.missing and not any(v.state in ("different", "broken") for v in self.verdicts)

    @property
    def exit_code(self) -> int:
        """0 where all is proven, 2 where files were built and not one of them could be, else 1."""
        states = self.states
        not_built = states["failed"] + states["late"]
        return 2 if self.count and not_built == self.count else 0 if self.is_proven else 1

    def lines(self) -> Iterator[str]:
        """The summary for people."""
        yield f"{self.count} files, {len(self.verdicts)} with a verdict"
        for state, number in self.states.items():
            if number:
                yield f"  {number:5} {_WORDS[state]}"
        yield f"{size_text(self.saved)} saved in images that are the same"
        for rule, saved in self.saved_by_rule.items():
            yield f"  {size_text(saved):>9} {rule}"
        for cause, number in self.causes[:SHOWN_CAUSES]:
            yield f"  {number:5} x {cause}"
        if len(self.causes) > SHOWN_CAUSES:
            yield f"        and {len(self.causes) - SHOWN_CAUSES} other causes"

    def data(self) -> dict[str, Any]:
        """The summary and every verdict as JSON values; sizes in bytes."""
        return {
            "files": self.count, "missing": self.missing, "states": self.states, "saved": self.saved,
            "saved_by_rule": self.saved_by_rule, "causes": [{"reason": r, "files": n} for r, n in self.causes],
            "verdicts": [
                {
                    "file": v.file, "state": v.state, "before": v.before, "after": v.after, "saved": v.saved,
                    "saved_by_rule": dict(v.saved_by_rule), "reason": v.reason, "seconds": round(v.seconds, 1),
                }
                for v in self.verdicts
            ],
        }  # fmt: skip
