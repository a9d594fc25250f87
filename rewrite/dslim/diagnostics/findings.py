"""What a rule says: a finding, with a fix or with the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from dslim.diagnostics.options import Options
from dslim.syntax.edits import Edit, apply_edits
from dslim.syntax.nodes import Span

if TYPE_CHECKING:
    from dslim.facts import Facts
    from dslim.facts.run import Run


class Safety(Enum):
    """How far a fix may be trusted; the definitions are those of docs/semantics.md.

    SAFE: for every build that succeeded before, the same image config and the same files, but for the
    caches that the fix names; a build that failed fails in the same way. UNSAFE: useful, but the proof
    needs something dslim cannot see. ADVICE: shown, never applied.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    ADVICE = "advice"


@dataclass(frozen=True)
class Fix:
    """Edits that belong together: all are made, or none.

    `caches`: absolute paths whose content the image may lose, because they hold nothing but a cache;
    an archive that was unpacked may be named itself.
    `saves`: estimated bytes, None where nothing is known. `joined`: (pairs of RUNs that it makes one where that saves
    bytes, pairs where it saves none).
    """

    edits: tuple[Edit, ...]
    safety: Safety
    caches: tuple[str, ...] = ()
    saves: int | None = None
    joined: tuple[int, int] = (0, 0)


_NOWHERE = Span(0, 0)


@dataclass(frozen=True)
class Finding:
    """One thing that a rule finds at a place: with a `fix`, with the reason `why_not`, or with neither: advice.

    `lifted_by`: the option that makes the fix all the same, '' where there is none.
    `span`: the place in the text that the rule saw, and that the fix's edits are for: the original file, or what
    fixes before this one made of it. The engine fills in the rest: `line`, 1-based, in the ORIGINAL file, `place`,
    the span there, `rule`, the code of the rule, and `id`, which names the finding (engine/finding_ids.py).
    `requires`: the ids of the fixes without which this one is not offered; only a Look knows them.
    `ignore_lines`: lines for the ignore file of the build context that this advice asks for.
    """

    message: str
    span: Span
    fix: Fix | None = None
    why_not: str | None = None
    line: int = 0
    rule: str = ""
    lifted_by: str = ""
    place: Span = _NOWHERE
    id: str = ""
    requires: tuple[str, ...] = ()
    ignore_lines: tuple[str, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits of its fix, none where there is no fix."""
        return self.fix.edits if self.fix is not None else ()


def is_finding_id(text: str) -> bool:
    """Whether a text has the form of an id: a rule's code, eight digits and letters, and maybe a number."""
    return re.fullmatch(r"[A-Z]+\d+-[0-9a-f]{8}(\.[1-9]\d*)?", text) is not None


#: Decides on a fix that could be made now: True makes it, False leaves it. Asked once of each id.
Choose = Callable[[Finding], bool]


class Offer(NamedTuple):
    """A fix that could be made now, and the file as decided so far.

    `text`: what the edits of the finding are for. `pending`: edits of fixes that were chosen before it for the very
    same text, and that are made together with it.
    """

    finding: Finding
    text: str
    pending: tuple[Edit, ...] = ()

    @property
    def before(self) -> str:
        """The file without this fix."""
        return apply_edits(self.text, self.pending)

    @property
    def after(self) -> str:
        """The file with this fix."""
        return apply_edits(self.text, (*self.pending, *self.finding.edits))

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits of the fix, moved to where they are in `before`."""
        return tuple(self._moved(edit) for edit in self.finding.edits)

    def _moved(self, edit: Edit) -> Edit:
        shift = sum(len(one.text) - (one.end - one.start) for one in self.pending if one.end <= edit.start)
        return Edit(edit.start + shift, edit.end + shift, edit.text)


#: Decides as Choose does, by the file too.
Decide = Callable[[Offer], bool]


def finding(message: str, span: Span, outcome: Fix | str) -> Finding:
    """A finding with its fix, or with the reason why there is none."""
    if isinstance(outcome, str):
        return Finding(message, span, why_not=outcome)
    return Finding(message, span, outcome)


Check = Callable[["Facts"], Iterator[Finding]]
#: Why a cache, or an archive, must stay in a layer as it is after a RUN; None where it may go there.
Kept = Callable[["Facts", "Run"], str | None]


@dataclass(frozen=True)
class Rule:
    """A rule: the function that looks for it, and what users read of it.

    `example`: (before, after), executed by a test under `example_options` and printed by `dslim explain`, with
    a build context of the empty `example_files`, beside the Dockerfiles `example_siblings` that begin like it; a rule
    that only advises has the same text twice. `safety`:
    the best tier it can offer. `details`: prose for `dslim explain`:
    what must hold, and why. `code` and `name` come from its line in the table (rules/__init__.py).
    `why_kept`: of a rule that empties a cache or removes archives, why it would leave those of a RUN (`Kept`).
    """

    summary: str
    safety: Safety
    check: Check
    example: tuple[str, str]
    details: str
    sources: tuple[str, ...] = ()
    example_files: tuple[str, ...] = ()
    example_options: Options = field(default_factory=Options)
    example_siblings: tuple[str, ...] = ()
    why_kept: Kept | None = None
    code: str = ""
    name: str = ""
