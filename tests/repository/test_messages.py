"""The messages that dslim prints: all of them are listed, and none has a word that nobody understands."""

from __future__ import annotations

import re
from pathlib import Path

import message_page
from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.rules import RULES

ROOT = Path(__file__).parents[2]

#: Words of the program's own, or of none: what was said, by whom a thing is read, and what one has to know dslim for.
RIDDLES = re.compile(
    r"\b(said|told|brings|brought|anew|going by|goes by|can look|blind|heeds|heirs|tree-sitter|is not read)\b",
    re.IGNORECASE,
)


def test_every_message_is_listed() -> None:
    listed = message_page.messages()
    texts = [rule.example[0] for rule in RULES]
    texts += [path.read_text() for path in sorted((ROOT / "examples").rglob("Dockerfile"))]
    outcomes = [fix_text(text, options) for text in texts for options in (Options(), Options(unsafe=True, merge="all"))]
    missing = {
        (code, text)
        for outcome in outcomes
        for code, kind, text in message_page.told(outcome)
        if kind not in listed.get(code, {})
    }
    assert missing == set(), "no golden case shows these, so docs/messages.md has no example of them"


def test_a_message_that_is_not_listed_is_found() -> None:
    listed = message_page.messages()
    assert message_page.kind_of("reason", "nobody ever saw this reason") not in listed[""]
    same = {message_page.kind_of("reason", text) for text in ("`rm` on line 3 uses /a/b", "`cp` on line 44 uses /c")}
    assert len(same) == 1


def test_no_message_has_a_riddle() -> None:
    texts = [text for rows in message_page.messages().values() for text, _ in rows.values()]
    assert [text for text in texts if RIDDLES.search(re.sub(r"`[^`]*`", "", text))] == []
    assert len(texts) > 300
