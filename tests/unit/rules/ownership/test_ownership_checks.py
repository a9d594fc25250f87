"""What each rule of the family speaks of, and of what it leaves to another."""

from __future__ import annotations

from pathlib import Path

import pytest
from ownership_texts import facts_of

from dslim.rules.ownership import chown_where_made, copy_chmod, copy_chown, idle_chown, runtime_owner

RULES = {
    "copy_chown": copy_chown,
    "copy_chmod": copy_chmod,
    "idle_chown": idle_chown,
    "chown_where_made": chown_where_made,
    "runtime_owner": runtime_owner,
}


@pytest.mark.parametrize(
    ("lines", "speaking"),
    [
        ("COPY run /x\nRUN chown 1:1 /x", {"copy_chown"}),
        ("COPY run /x\nRUN chown root:root /x", {"idle_chown"}),
        ("COPY run /usr/bin/\nRUN chmod 700 /usr/bin/run", {"copy_chmod"}),
        ("COPY run /usr/bin/\nRUN chmod +x /usr/bin/run", {"copy_chmod"}),
        ("COPY --chmod=755 run /usr/bin/\nRUN chmod +x /usr/bin/run", {"idle_chown"}),
        ("ARG U=1\nRUN chown -R $U /x", {"runtime_owner"}),
        ("WORKDIR /app\nRUN npm install\nCOPY run /x\nRUN chown -R 1:1 /app", {"chown_where_made"}),
        ("RUN chown 1:1 /x", set()),
        ("COPY run /x\nRUN echo chown", set()),
    ],
)
def test_which_rule_speaks(tmp_path: Path, lines: str, speaking: set[str]) -> None:
    (tmp_path / "run").touch()
    (tmp_path / "run").chmod(0o755)
    facts = facts_of(f"FROM node:20\n{lines}\n", tmp_path)
    assert {name for name, module in RULES.items() if list(module.RULE.check(facts))} == speaking
