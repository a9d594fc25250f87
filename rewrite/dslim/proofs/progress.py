"""How far a run is, in one line a verdict: what has come so far, what was saved, and how long the rest takes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from dslim.proofs.stored_verdict import StoredVerdict
from dslim.verify.report.text import size_text


@dataclass
class Progress:
    """The verdicts of a run of `count` files so far."""

    count: int
    saved: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def done(self) -> int:
        """How many verdicts there are."""
        return self.states.total()

    def line(self, verdict: StoredVerdict, taken: float) -> str:
        """The line on one more verdict, `taken` seconds after the start."""
        self.states[verdict.state] += 1
        what: str = verdict.state
        if verdict.state == "same":
            self.saved += verdict.saved
            what = f"same, {size_text(verdict.saved)} saved"
        reason = f": {verdict.reason}" if verdict.reason else ""
        states = self.states
        failed = states["failed"] + states["late"]
        so_far = f"{states['same']} same, {states['different'] + states['broken']} different, {failed} failed"
        left = taken / self.done * (self.count - self.done)
        return (
            f"[{self.done}/{self.count}: {so_far}, {size_text(self.saved)} saved, {time_text(left)} left]"
            f" {verdict.file}: {what}{reason}"
        )


def time_text(seconds: float) -> str:
    """A time for people: `40 s`, `12 min`, `3 h 5 min`."""
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
