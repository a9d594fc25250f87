"""Variables in the owner of a chown, and what they mean at the COPY."""

from __future__ import annotations

import pytest
from ownership_texts import facts_of, last_change

from dslim.rules.ownership.owner_variables import why_variable_differs


@pytest.mark.parametrize(
    ("before", "between", "why"),
    [
        ("ENV U=900\n", "", None),
        ("ARG U=900\n", "ARG U=901\n", "$U is set on line 4, after the COPY"),
        ("ARG U\n", "", "$U may be empty"),
        ("ARG U=a:b\n", "", "$U may hold user and group"),
    ],
)
def test_a_variable_means_the_same_at_both_places(before: str, between: str, why: str | None) -> None:
    facts = facts_of(f"FROM example.com/a\n{before}COPY a /a\n{between}RUN chown $U:$U /a\n")
    change = last_change(facts)
    assert change.owner is not None
    index = next(i for i, node in enumerate(change.stage.instructions) if node.keyword == "COPY")
    assert why_variable_differs(change.owner, change, change.stage.instructions[index], index) == why
