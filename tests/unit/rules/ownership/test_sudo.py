"""Whether sudo runs a chown or chmod for sure."""

from __future__ import annotations

import pytest
from ownership_texts import facts_of, last_change

from dslim.rules.ownership.sudo import is_sure_to_run


@pytest.mark.parametrize(
    ("before", "is_sure"),
    [
        ("", False),
        ("RUN sudo chown app /b\n", True),
        ("RUN sudo chown app /b || true\n", False),
        ("RUN sudo chown app /b\nRUN sudo rm /etc/sudoers.d/app\n", False),
        ("RUN sudo chown app /b\nUSER other\n", False),
    ],
)
def test_one_that_ran_before_shows_that_the_user_may(before: str, is_sure: bool) -> None:
    facts = facts_of(f"FROM example.com/a\nUSER app\nCOPY a /a\n{before}RUN sudo chown app /a\n")
    assert is_sure_to_run(last_change(facts)) is is_sure
