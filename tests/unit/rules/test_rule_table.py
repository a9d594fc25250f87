"""The table of rules says what the modules say, and its words never keep a rule from a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import dslim.rules
import golden
from dslim.diagnostics.findings import Rule
from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context
from dslim.rules import TABLE, ListedRule
from dslim.rules.listed_rule import words_present
from dslim.syntax import parse

CASES = golden.read_cases()
FOLDER = Path(dslim.rules.__file__).parent


@pytest.mark.parametrize("listed", TABLE, ids=lambda r: r.name)
def test_a_rule_has_the_code_of_its_line_and_the_name_of_its_file(listed: ListedRule) -> None:
    assert (listed.code, listed.name) == (listed.rule.code, listed.rule.name)
    assert listed.name.replace("-", "_") == listed.module.split(".")[1]
    text = (FOLDER / f"{listed.module.replace('.', '/')}.py").read_text()
    assert f'"{listed.code}"' not in text, "the code stands in the table alone"


def test_no_module_with_a_rule_is_missing() -> None:
    with_rule = {path for path in FOLDER.rglob("*.py") if re.search(r"^RULE = ", path.read_text(), re.M)}
    assert with_rule == {FOLDER / f"{listed.module.replace('.', '/')}.py" for listed in TABLE}


def silenced(text: str, options: Options, context: Path | None) -> Iterator[str]:
    """The rules that would find something, and whose words keep them from it."""
    facts = Facts(parse(text), options, open_context(str(context)) if context else None)
    words = [word for listed in TABLE for group in listed.words for word in group]
    present = words_present(facts.tree.instructions, words)
    for listed in TABLE:
        if not listed.can_apply(present, options) and any(True for _ in listed.rule.check(facts)):
            yield listed.name


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_no_rule_is_kept_from_what_it_would_say(case: golden.Case) -> None:
    for text in {case.before, case.after}:
        assert list(silenced(text, case.options, case.context)) == []


def test_the_name_of_an_image_is_no_program() -> None:
    tree = parse("FROM ubuntu AS pip\nRUN zip a\nCOPY --from=pip /go /go\n")
    assert words_present(tree.instructions, ["bun", "pip", "zip", "go", "npm"]) == {"zip", "go"}


WRITTEN: dict[str, Callable[[str], str]] = {
    "plain": lambda word: word,
    "double": lambda word: f'"{word}"',
    "inside": lambda word: f'{word[0]}"{word[1:]}"',
    "single": lambda word: f"{word[:-1]}'{word[-1]}'",
    "escaped": lambda word: f"{word[0]}\\{word[1:]}",
    "continued": lambda word: f"{word[0]}\\\n{word[1:]}",
    "commented": lambda word: f"{word[0]}\\\n# x\n{word[1:]}",
}


@pytest.mark.parametrize("how", WRITTEN)
@pytest.mark.parametrize("rule", dslim.rules.RULES, ids=lambda r: r.name)
def test_it_makes_no_difference_how_a_word_is_written(rule: Rule, how: str) -> None:
    """All words of its example at once, and each of them alone."""
    before = rule.example[0]
    head, *commands = re.split(r"(?<=RUN )", before)
    words = {word for command in commands for word in re.findall(r"[a-z][a-z-]*[a-z]", command)}
    for chosen in [*([word] for word in sorted(words)), sorted(words)]:
        pattern = rf"(?<![\w./=:@-])({'|'.join(chosen)})(?![\w./=:@-])"
        text = head + "".join(re.sub(pattern, lambda m: WRITTEN[how](m[0]), c) for c in commands)
        assert list(silenced(text, rule.example_options, None)) == []
