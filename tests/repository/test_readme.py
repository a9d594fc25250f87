"""What the documents say is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import lark
import pytest
from click.testing import CliRunner

from dslim.cli.main import COMMANDS, main
from dslim.diagnostics.findings import Safety
from dslim.facts.ignore_comments import HADOLINT
from dslim.rules import RULES, TABLE, ListedRule
from dslim.syntax.grammar import dockerfile_parser
from dslim.syntax.node_builder import Parts
from generated_docs import README, ROOT, generated, left_over, output_of, rendered
from rule_pages import page

TEXT = README.read_text(encoding="utf-8")


def test_what_is_generated_is_current() -> None:
    stale = [str(path.relative_to(ROOT)) for path, text in generated().items() if read(path) != text]
    assert (stale, left_over()) == ([], []), "run `make docs`"


def read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def test_the_parts_that_are_made_are_there() -> None:
    made = rendered(TEXT)
    for rule in RULES:
        assert f"| [{rule.code}](docs/rules/{rule.code}-{rule.name}.md) | {rule.name} |" in made
    assert "$ dslim fix examples/" in made


@pytest.mark.parametrize("listed", TABLE, ids=lambda listed: listed.name)
def test_the_page_of_a_rule_says_what_it_does_and_when_it_does_not(listed: ListedRule) -> None:
    rule, text = listed.rule, page(listed)
    assert text.startswith(f"# {rule.code} {rule.name}\n\n{rule.summary}.\n")
    assert ("```diff" in text) == (rule.safety is not Safety.ADVICE)
    assert ("## When it declines" in text) == (rule.safety is not Safety.ADVICE)
    for code, ours in HADOLINT.items():
        assert (f"[{code}](" in text) == (ours == rule.code)


def test_a_stale_part_is_noticed() -> None:
    stale = TEXT.replace("| Code | Rule |", "| Code | Old rule |")
    assert stale != TEXT
    assert rendered(stale) == rendered(TEXT)


def test_commands_and_options_in_the_readme_exist() -> None:
    text = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
    for line in re.findall(r"^    dslim (.*)$", text, flags=re.MULTILINE):
        words = line.split("#")[0].split("<")[0].split()
        assert words[0] in COMMANDS
        told = CliRunner().invoke(main, [words[0], "--help"]).output
        for word in words[1:]:
            if word.startswith("-") and word != "-":
                assert re.search(rf"(?<![\w-]){re.escape(word.split('=')[0])}(?![\w-])", told), line


@pytest.mark.parametrize("folder", sorted(p.name for p in (ROOT / "examples").iterdir()))
def test_every_example_is_slimmed(folder: str) -> None:
    assert "\n+" in output_of(f"dslim fix examples/{folder}")


def test_what_how_it_works_names_is_there_and_at_work() -> None:
    section = TEXT.split("## How it works")[1].split("##")[0]
    picture = "".join(re.findall(r"^    .*$", section, flags=re.MULTILINE))
    package = ROOT / "rewrite/dslim"
    places = re.findall(r"[\w-]+(?:/[\w.-]+)+", picture)
    assert len(places) == 5
    for place in places:
        assert (ROOT / place).exists() or (package / place).is_dir(), place
    for name in ("syntax/printer.py", "syntax/edits.py", "engine/invariants.py", "engine/second_reader.py"):
        assert (package / name).exists(), name
    parser = dockerfile_parser()
    assert isinstance(parser, lark.Lark)
    assert parser.source_grammar == (ROOT / "grammar/dockerfile.lark").read_text(encoding="utf-8")
    assert isinstance(parser.options.transformer, lark.Transformer)
    assert isinstance(parser.parse("FROM a\n"), Parts)


def test_links_in_the_documents_lead_somewhere() -> None:
    for path in (README, *ROOT.glob("docs/**/*.md"), ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
