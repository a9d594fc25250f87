"""An earlier chown to the same owner: up to where it settles whose the files are."""

from __future__ import annotations

import pytest
from ownership_texts import facts_of, last_change

from dslim.rules.ownership.settled_owner import settled_at

LAST = "RUN chown -R node:node /app\n"


@pytest.mark.parametrize(
    ("lines", "index"),
    [
        ("RUN npm ci && chown -R node:node /app\nCOPY a /b\n", 2),
        ("RUN npm ci && find /app ! -user node -exec chown -h node {} +\nCOPY a /b\n", -1),
        ("RUN chown -R node:node /\n", 2),
        ("RUN chown -R node:node /app/x\n", -1),
        ("RUN chown node:node /app\n", -1),
        ("RUN chown -R node:root /app\n", -1),
        ("RUN chown -R node:node /app || true\n", -1),
        ("RUN chown -R node:node /app && npm ci\n", -1),
        ("RUN chown -R node:node /app && echo done\n", 2),
        ("RUN chown -R node:node /app\nRUN usermod -u 7 node\n", -1),
        ("VOLUME /app\nRUN chown -R node:node /app\n", -1),
    ],
)
def test_where_an_owner_is_settled(lines: str, index: int) -> None:
    facts = facts_of(f"FROM node:20\nWORKDIR /app\n{lines}{LAST}")
    assert settled_at("/app", last_change(facts)) == index
