"""A question about a fix, in words and as a diff."""

from __future__ import annotations

from dslim.diagnostics.findings import Finding, Fix, Offer, Safety
from dslim.review.question_text import KEYS, key_help, key_prompt, offer_heading, offer_hunks
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Span

TEXT = "FROM a\n" + "".join(f"RUN step{i}\n" for i in range(3000))


def offer(*pending: Edit, saves: int | None = None) -> Offer:
    fix = Fix((Edit(7, 7, "RUN first\n"), Edit(len(TEXT), len(TEXT), "RUN last\n")), Safety.SAFE, saves=saves)
    return Offer(Finding("it is said why", Span(7, 8), fix, line=2, rule="SL201"), TEXT, pending)


def test_the_heading_says_where_what_how_safe_and_why() -> None:
    names = {"SL201": "apt-lists"}
    told = offer_heading("a/Dockerfile", offer(), names, 100)
    assert told == "a/Dockerfile:2: SL201 apt-lists (safe): it is said why"
    told = offer_heading("a/Dockerfile", offer(saves=19_000_000), names, 100)
    assert told.endswith("it is said why (saves about 19 MB)")


def test_a_narrow_heading_breaks_between_words() -> None:
    lines = offer_heading("a/Dockerfile", offer(), {}, 24).split("\n")
    assert lines == ["a/Dockerfile:2: SL201", "    (safe): it is said", "    why"]


def test_the_diff_shows_this_fix_alone_and_far_edits_apart() -> None:
    pending = Edit(7, 7, "RUN earlier\n")
    hunks = offer_hunks(offer(pending))
    changed = [line for line in hunks.split("\n") if line[:1] in "+-" and line]
    assert changed == ["+RUN first", "+RUN last"]
    assert hunks.count("\n@@") == 1
    assert " RUN earlier" in hunks


def test_the_prompt_names_every_key_and_help_tells_each() -> None:
    assert key_prompt(2, 9) == "(2/9) Make this fix [y,n,a,d,A,D,u,i,x,e,q,?]? "
    told = key_help(40)
    assert all(len(line) <= 40 for line in told.split("\n"))
    assert [line[0] for line in told.split("\n") if line[:1].strip()] == list(KEYS)
