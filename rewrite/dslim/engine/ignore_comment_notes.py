"""Says which ignore comments for dslim do not do what they were written for: misspelt, for no rule, or for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from dslim.diagnostics.findings import Finding
from dslim.diagnostics.options import CacheStyle
from dslim.diagnostics.outcome import Note, Outcome
from dslim.engine.permission import is_ignored
from dslim.facts import Facts
from dslim.facts.ignore_comments import IgnoreComment
from dslim.syntax import Instruction

#: Each comment costs two runs: of a file that holds more, nothing is said of those that keep nothing off.
MAX_TRIED = 10

#: Rules that leave a RUN alone where any ignore comment stands above it, whatever that names.
_MIND_ALL_IGNORE_COMMENTS = frozenset({"SL101", "SL305"})
_STYLES: tuple[CacheStyle, ...] = ("clean", "mount")


def with_notes(outcome: Outcome, facts: Facts) -> Outcome:
    """The outcome of a file, with the notes on its ignore comments."""
    notes = ignore_comment_notes(facts)
    return replace(outcome, notes=notes) if notes else outcome


def ignore_comment_notes(facts: Facts) -> tuple[Note, ...]:
    """What is wrong with the ignore comments for dslim in a file, by line."""
    comments = facts.ignore_comments
    if not comments.everywhere and not comments.above:
        return ()
    nodes = {node.span.start: node for node in facts.tree.instructions}
    placed = [_Placed(comment, None) for comment in comments.everywhere if comment.word]
    placed += [_Placed(c, nodes[at]) for at, row in comments.above.items() for c in row if c.word]
    found = {note for one in placed for note in _notes_on_spelling(facts, one.comment)}
    if len(placed) <= MAX_TRIED and not facts.related_files.protected.regions:
        found |= {_note_on(facts, one.comment, _why_unused(one)) for one in _unused(facts, placed)}
    return tuple(sorted(found, key=lambda note: (note.line, note.message)))


class _Placed(NamedTuple):
    """An ignore comment for dslim and the instruction that it is for; None for the whole file."""

    comment: IgnoreComment
    node: Instruction | None

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the rules that it names."""
        from dslim.rules.lookup import codes_meant

        return codes_meant(self.comment.rules)

    def is_for(self, finding: Finding) -> bool:
        """Whether a finding is of a rule and at a place that it is for."""
        if self.comment.rules and finding.rule not in self.codes:
            return False
        span = self.node.span if self.node is not None else None
        return span is None or (finding.place.start < span.end and span.start < finding.place.end)


def _notes_on_spelling(facts: Facts, comment: IgnoreComment) -> Iterator[Note]:
    from dslim.rules.lookup import is_rule, rule_meant

    if comment.is_misspelt:
        word = "ignore-file" if comment.whole_file else "ignore"
        yield _note_on(facts, comment, f"this is taken for an ignore comment: write `# dslim: {word}`")
    for name in sorted(comment.rules):
        if is_rule(name):
            continue
        meant = rule_meant(name)
        shown = name.upper() if name[-1].isdigit() else name
        what = f"it is taken for {meant.name} ({meant.code})" if meant is not None else "`dslim rules` lists them all"
        yield _note_on(facts, comment, f"no rule is called `{shown}`: {what}")


def _why_unused(placed: _Placed) -> str:
    from dslim.rules.lookup import rule_named

    where = f"the instruction on line {placed.node.line}" if placed.node is not None else "the file"
    rules = placed.comment.rules
    who = "no rule finds anything" if not rules else "none of its rules finds anything"
    if len(placed.codes) == 1:
        who = f"{rule_named(*placed.codes).name} finds nothing"
    return f"this ignore comment has no effect: {who} in {where}"


def _note_on(facts: Facts, comment: IgnoreComment, message: str) -> Note:
    return Note(facts.tree.line_of(comment.comment.span.start), message)


def _unused(facts: Facts, placed: list[_Placed]) -> Iterator[_Placed]:
    """The ignore comments without which the same is fixed and found, whatever the options of this run are."""
    text = facts.tree.text
    with_it = _outcomes(facts, text) if placed else []
    for one in placed:
        if one.comment.rules and not one.codes:
            continue  # it is for no rule, which its own note says
        disabled = _disabled(one)
        span = one.comment.comment.span
        without = text[: span.start] + text[span.start : span.end].replace(*disabled) + text[span.end :]
        without_it = _outcomes(facts, without)
        if all(_is_same(a, b, one, disabled) for a, b in zip(with_it, without_it)):
            yield one
            text, with_it = without, without_it  # of two that say the same only one is unused


def _disabled(placed: _Placed) -> tuple[str, str]:
    """What to replace in an ignore comment, and by what of the same length, so that it is for no rule."""
    body = placed.comment.comment.body
    if not placed.codes or placed.codes & _MIND_ALL_IGNORE_COMMENTS:
        return body, body[:5].translate(_DASHES) + body[5:]  # no ignore comment any more
    names = body[body.index("[") : body.index("]") + 1]
    return names, f"[{'-' * (len(names) - 2)}]"


_DASHES = dict.fromkeys(range(128), "-")


def _outcomes(facts: Facts, text: str) -> list[Outcome]:
    """What all rules make of a text, in each style of caches."""
    from dslim.engine.fix_loop import apply_fixes
    from dslim.syntax import parse

    options = replace(facts.options, rules=None, ignore=frozenset(), unsafe=True, merge="all")
    tree = parse(text)
    every = [replace(options, cache=style) for style in _STYLES]
    return [apply_fixes(Facts(tree, one, facts.context, facts.related_files)) for one in every]


def _is_same(before: Outcome, after: Outcome, placed: _Placed, disabled: tuple[str, str]) -> bool:
    """Whether a file without an ignore comment comes to the same as with it, and no rule it is for finds anything."""
    old, new = disabled
    if after.after.replace(new, old) != before.after.replace(new, old):
        return False
    if any(placed.is_for(finding) and not is_ignored(finding) for finding in after.refused):
        return False
    return {finding.id for finding in before.offered} == {finding.id for finding in after.offered}
