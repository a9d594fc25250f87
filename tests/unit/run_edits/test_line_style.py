"""New lines follow those of the RUN, or of the file's RUNs where it is one line."""

from __future__ import annotations

import pytest

from dslim.run_edits.line_style import DEFAULT_INDENT, style_at_end, style_of
from one_run import run_in


@pytest.mark.parametrize(
    ("runs", "indent", "leading"),
    [
        (["a"], DEFAULT_INDENT, False),
        (["a && \\\n  b"], "  ", False),
        (["a \\\n\t&& b"], "\t", True),
        (["a \\\n\t&& b", "c"], "\t", True),
        (["a \\\n\t&& b", "c && \\\n  d"], "  ", False),
        (["a \\\n      --flag"], "      ", False),
        (["a && \\\n  b && \\\n      c"], "  ", False),
        (["x='\\\n        y && \\\n' && \\\n  b"], "  ", False),
        (["<<EOF\n        a\nEOF", "c"], DEFAULT_INDENT, False),
    ],
)
def test_style_of_a_run(runs: list[str], indent: str, leading: bool) -> None:
    facts, run, _ = run_in("FROM a\n" + "".join(f"RUN {text}\n" for text in runs))
    style = style_of(facts.tree, run)
    assert (style.indent, style.leading) == (indent, leading)
    assert style.line_break == f" \\\n{indent}"


def test_a_semicolon_never_leads_a_line() -> None:
    facts, run, _ = run_in("FROM a\nRUN a \\\n  && b\n")
    style = style_of(facts.tree, run)
    assert style.around_break("&&") == ("", "&& ")
    assert style.around_break(";") == (";", "")


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("a", " && c"),
        ("a && \\\n  b", " && \\\n  c"),
        ("a \\\n  && b", " \\\n  && c"),
        ("a && b \\\n    -x", " \\\n    && c"),
    ],
)
def test_style_at_the_end(text: str, added: str) -> None:
    facts, run, script = run_in(f"FROM a\nRUN {text}\n")
    assert style_at_end(facts.tree, run, script).appended("&&", "c") == added


def test_a_line_that_grows_too_long_is_broken() -> None:
    facts, run, script = run_in(f"FROM a\nRUN {'a ' * 64}b\n")
    assert style_at_end(facts.tree, run, script).appended("&&", "c") == " && c"
    assert style_at_end(facts.tree, run, script).appended("&&", "c" * 9) == f" && \\\n    {'c' * 9}"
