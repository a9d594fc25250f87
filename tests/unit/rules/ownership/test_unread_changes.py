"""A chown or chmod that no rule reads, and why."""

from __future__ import annotations

import pytest
from ownership_texts import facts_of

from dslim.rules.ownership.change import CHMOD, CHOWN
from dslim.rules.ownership.unread_changes import unread_changes


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        ("<<X\nchmod +x /a/x\nX", "the chmod stands in a heredoc"),
        ("cat <<X\nchmod +x /a/x\nX", None),
        ("sh -c 'chmod +x /a/x'", "the chmod runs inside `sh`"),
        ('["chmod", "+x", "/a/x"]', "the RUN is in exec form"),
        ("chmod -R a+x $Y", "what $Y stands for"),
        ("sh -c 'chmod +x /b/x'", None),
        ("chmod +x /a/x", None),
    ],
)
def test_what_is_told(run: str, reason: str | None) -> None:
    facts = facts_of(f"FROM debian:12\nARG Y=/b\nCOPY x /a/x\nCOPY z $Y\nRUN {run}\n")
    found = [finding.why_not or "" for finding in unread_changes(facts, CHMOD)]
    assert [text.startswith(reason or "-") for text in found] == ([True] if reason else [])


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ("WORKDIR ${Y}\nCOPY . ${Y}\nRUN chown 1:1 ${Y}", 0),
        ("WORKDIR ${Y}\nCOPY . ${Y}\nRUN chown -R 1:1 ${Y}", 1),
        ("WORKDIR /srv\nCOPY . ${Y}\nRUN chown 1:1 ${Y}", 1),
        ("WORKDIR ${Y}\nARG Y=/c\nCOPY . ${Y}\nRUN chown 1:1 ${Y}", 1),
        ("WORKDIR ${Y}\nCOPY . ${Y}\nRUN chown 1:1 ${Y} ${Y}/x", 1),
    ],
)
def test_a_working_directory_alone_holds_no_file_that_is_stored_again(lines: str, count: int) -> None:
    facts = facts_of(f"FROM debian:12\nARG Y=/b\n{lines}\n")
    assert len(list(unread_changes(facts, CHOWN))) == count
