"""The loop and the invariants: a broken rule never reaches a file."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator

import pytest
from generate import long_file

import dslim.engine.fix_loop as engine
from dslim.diagnostics.findings import Finding, Fix, Rule, Safety
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.facts import Facts
from dslim.rules import ListedRule
from dslim.shell.parsing.parse import parse_script
from dslim.syntax import DockerfileSyntaxError
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Span
from golden import case_files
from toy import as_listed

TEXT = "FROM a\n# one\nRUN x\n# two\nRUN y\n"


def rule(make: Callable[[Facts], Iterator[Finding]], safety: Safety = Safety.SAFE) -> Rule:
    return Rule("for tests", safety, make, ("", ""), "")


def once(*edits: Edit, safety: Safety = Safety.SAFE) -> Rule:
    """A rule that offers its edits while the text is as it was."""

    def check(facts: Facts) -> Iterator[Finding]:
        if facts.tree.text == TEXT:
            yield Finding("m", Span(edits[0].start, edits[0].end), Fix(edits, safety))

    return rule(check, safety)


def given_rule(rule: Rule) -> ListedRule:
    return as_listed(rule, "SL999", "test-rule")


def run(monkeypatch: pytest.MonkeyPatch, *rules: Rule, options: Options | None = None) -> Outcome:
    monkeypatch.setattr(engine, "TABLE", tuple(map(given_rule, rules)))
    return engine.fix_text(TEXT, options or Options())


AT = TEXT.index("RUN x") + 4


def test_a_good_fix_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = run(monkeypatch, once(Edit(AT, AT + 1, "z")))
    assert outcome.after == TEXT.replace("RUN x", "RUN z")
    assert [f.line for f in outcome.applied] == [3]
    assert outcome.error is None


@pytest.mark.parametrize(
    ("edit", "invariant"),
    [
        (Edit(0, 4, "FORM"), "does not parse"),
        (Edit(7, 13, ""), "comment"),
        (Edit(7, 13, "# uno\n"), "comment"),
        (Edit(AT, AT + 1, "'z"), "shell script"),
        (Edit(AT, AT, ""), "changes nothing"),
        (Edit(AT + 1, AT + 1, " \\"), "untouched|comment|stages"),
        (Edit(len(TEXT), len(TEXT), "FROM b\n"), "stages"),
    ],
)
def test_a_broken_invariant_gives_the_text_back(monkeypatch: pytest.MonkeyPatch, edit: Edit, invariant: str) -> None:
    import re

    outcome = run(monkeypatch, once(edit))
    assert outcome.after == TEXT
    assert not outcome.changed
    assert outcome.error is not None
    assert re.search(invariant, outcome.error)


def test_an_instruction_that_no_rule_rewrites_may_not_go(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "FROM a\nRUN x\nLABEL a=b\nRUN y\n"

    def check(facts: Facts) -> Iterator[Finding]:
        if facts.tree.text == text:
            edit = Edit(text.index("\nLABEL"), text.index("RUN y"), " && \\\n")
            yield Finding("m", Span(edit.start, edit.end), Fix((edit,), Safety.SAFE))

    monkeypatch.setattr(engine, "TABLE", (given_rule(rule(check)),))
    outcome = engine.fix_text(text)
    assert outcome.error is not None
    assert "no rule rewrites" in outcome.error


def test_a_run_that_would_pass_a_bound_of_the_reader_is_left_as_it_is() -> None:
    """Both RUNs are understood; in a subshell of its own the first would be one level too deep."""
    deep = "( " * 39 + "cd x" + " )" * 39
    text = f"FROM debian:12\nRUN {deep}; cd z\nRUN b; c\nRUN d\n"
    outcome = engine.fix_text(text, Options(rules=frozenset({"SL101"}), merge="all"))
    assert outcome.error is None
    assert not outcome.changed
    reason = "with the fix dslim could no longer read the RUN for sure (nested too deeply)"
    lift = "write the RUN more simply, or split it"
    assert [(f.line, f.why_not) for f in outcome.refused] == [(2, f"{reason}: {lift}")]


def test_one_run_that_would_not_be_understood_keeps_no_other_from_its_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(facts: Facts) -> Iterator[Finding]:
        for node in facts.tree.instructions:
            if node.keyword == "RUN" and node.args in ("x", "y"):
                new = "( " * 41 + "a" + " )" * 41 if node.args == "x" else "z"
                yield Finding("m", node.args_span, Fix((Edit(*node.args_span, new),), Safety.SAFE))

    monkeypatch.setattr(engine, "TABLE", (given_rule(rule(check)),))
    outcome = engine.fix_text("FROM a\nRUN x\nRUN y\n")
    assert outcome.after == "FROM a\nRUN x\nRUN z\n"
    assert [f.line for f in outcome.refused] == [2]


def test_a_rule_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def grow(facts: Facts) -> Iterator[Finding]:
        yield Finding("m", Span(AT, AT), Fix((Edit(AT, AT, "z"),), Safety.SAFE))

    outcome = run(monkeypatch, rule(grow))
    assert outcome.after == TEXT
    assert outcome.error is not None
    assert "no fixed point" in outcome.error


def test_unsafe_fixes_wait_to_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    unsafe = once(Edit(AT, AT + 1, "z"), safety=Safety.UNSAFE)
    assert not run(monkeypatch, unsafe).changed
    assert [f.rule for f in run(monkeypatch, unsafe).offered] == ["SL999"]
    assert run(monkeypatch, unsafe, options=Options(unsafe=True)).changed


def test_rules_are_chosen_by_code_or_name(monkeypatch: pytest.MonkeyPatch) -> None:
    fix = once(Edit(AT, AT + 1, "z"))
    assert run(monkeypatch, fix, options=Options(rules=frozenset({"test-rule"}))).changed
    assert run(monkeypatch, fix, options=Options(rules=frozenset({"SL999"}))).changed
    assert not run(monkeypatch, fix, options=Options(rules=frozenset({"SL101"}))).changed
    assert not run(monkeypatch, fix, options=Options(ignore=frozenset({"SL999"}))).changed


def test_the_line_of_a_later_round_is_that_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    at = TEXT.index("RUN y") + 4

    def later(facts: Facts) -> Iterator[Finding]:
        where = facts.tree.text.find("RUN y")
        if "q \\\n" in facts.tree.text and where >= 0:
            yield Finding("m", Span(where, where), Fix((Edit(where + 4, where + 5, "w"),), Safety.SAFE))

    outcome = run(monkeypatch, once(Edit(AT, AT + 1, "q \\\n  r \\\n  s")), rule(later))
    assert at
    assert [f.line for f in outcome.applied] == [3, 5]


def test_a_run_leaves_the_collector_nothing() -> None:
    """Trees hold no cycles, so that the command line may keep the collector away."""
    inputs = [p.read_text(encoding="utf-8", errors="surrogateescape") for p in case_files()]

    def fix_all() -> int:
        changed = sum(engine.fix_text(text).changed for text in inputs)
        parse_script.cache_clear()  # what it holds is not garbage, whatever cycles there are
        return changed

    fix_all()
    gc.collect()
    gc.disable()
    try:
        assert fix_all() > 100
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_what_many_chowns_add_to_one_run_takes_few_passes() -> None:
    names = [f"/app/{i}" for i in range(40)]
    lines = ["FROM debian", "WORKDIR /app", "RUN curl -O a", f"RUN mkdir {' '.join(names)}", "COPY b /b"]
    for chowns in (["RUN chown -R 5:6 /app"] * 40, [f"RUN chown -R {i}:{i} /app" for i in range(40)]):
        for between in ("\n", "\nCOPY c /c\n"):
            text = "\n".join(lines) + "\n" + between.join(chowns) + "\n"
            found = engine.fix_text(text, Options(merge="all"))
            assert found.error is None
            assert engine.fix_text(found.after, Options(merge="all")).after == found.after


@pytest.mark.parametrize(
    "line",
    [
        "ENV a=" + "${a:-" * 5_000 + "}" * 5_000,
        "RUN " + "$(" * 5_000 + ")" * 5_000,
        "RUN " + "'\"'\"'" * 5_000,
        "RUN " + "( " * 5_000 + "a" + " )" * 5_000,
        "RUN a \\\n" + "# c\n" * 5_000 + "  b",
        "RUN a" + " \\\n  b" * 5_000,
        "RUN a \\\n" + ("x" * 1_000 + " \\\n") * 2_000 + "  b",
    ],
)
def test_hostile_files_end(line: str) -> None:
    outcome = engine.fix_text(f"FROM debian:12\n{line}\nRUN c\nRUN d\n")
    assert outcome.error is None
    assert engine.fix_text(outcome.after).after == outcome.after


@pytest.mark.parametrize("deep", [99, 100, 5_000])
def test_arrays_in_arrays_are_refused(deep: int) -> None:
    with pytest.raises(DockerfileSyntaxError, match="strings only"):
        engine.fix_text(f"FROM debian:12\nRUN {'[' * deep}{']' * deep}\n")


def calls(work: Callable[[], object]) -> int:
    """How many functions `work` calls: what it costs, but the same each time."""
    count = 0

    def see(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "make",
    [
        long_file,
        lambda lines: "FROM debian:12\n" + "".join(f"RUN echo {i}\n" for i in range(lines)),
        lambda lines: "FROM debian:12\n" + "".join(f"RUN make {i}\n# c\nENV A{i}=1\n" for i in range(lines // 3)),
        lambda lines: "".join(f"FROM a AS s{i}\nCOPY --from=s{i - 1} /a /b\nRUN c\n" for i in range(lines // 3)),
    ],
    ids=["stages of all kinds", "RUNs in a row", "no RUNs in a row", "a chain of stages"],
)
def test_cost_grows_with_the_lines(make: Callable[[int], str]) -> None:
    few, many = make(250), make(1_000)
    engine.fix_text(few)
    assert calls(lambda: engine.fix_text(many)) < 6 * calls(lambda: engine.fix_text(few))
