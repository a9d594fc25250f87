"""Whatever turns errexit on, a fixed file stops where it stopped before: run with commands that fail on a plan."""

from __future__ import annotations

import pytest

from dslim.engine.fix_loop import fix_text
from tracing import ALLOWANCES, PLANS, compare_dockerfiles
from tracing.allowances import Allowance

pytestmark = pytest.mark.shells

#: What the rules add or take away here, beside what ALLOWANCES knows.
ADDED = (
    Allowance("cleanups", r"rm |apk( -\S+)* update\b", ("'rm '*", "*' update'*")),
    Allowance("switches", flags=("--update", "-U")),
)
ON = {
    "nothing": "",
    "SHELL": 'SHELL ["/bin/sh", "-ec"]\n',
    "SHELL with errtrace": 'SHELL ["/bin/bash", "-Eeuo", "pipefail", "-c"]\n',
    "set": "set -e; ",
    "set in a chain": "set -ex && ",
    "a function": "f() { set -e; }; f; ",
    "a subshell": "( set -e; one ); ",
}
BODIES = [
    "apt-get update; apt-get install -y curl; make",
    "apt-get update && apt-get install -y curl; make",
    "make; apt-get update && apt-get install -y curl",
    "apk add curl && rm -rf /var/cache/apk/*; make",
    "apk update && apk add curl; make",
    "apk add --update curl; make",
    "make; npm ci && npm run build",
    "curl -O https://example.org/a.tgz; tar xzf a.tgz; make",
    "curl -O https://example.org/a.tgz && tar xzf a.tgz; make",
    "make; curl -O https://example.org/a.tgz && tar xzf a.tgz",
]


@pytest.mark.parametrize("on", ON)
@pytest.mark.parametrize("body", BODIES)
def test_errexit_is_heeded(on: str, body: str) -> None:
    shell, opening = (ON[on], "") if ON[on].startswith("SHELL") else ("", ON[on])
    text = f"FROM alpine:3.20\n{shell}WORKDIR /tmp\nRUN {opening}{body}\nCOPY a b\nRUN last\n"
    outcome = fix_text(text)
    assert outcome.error is None
    assert not compare_dockerfiles(text, outcome.after, ("dash",), PLANS, [*ALLOWANCES.values(), *ADDED])


@pytest.mark.parametrize("body", BODIES)
def test_the_bodies_are_changed_where_nothing_forbids_it(body: str) -> None:
    text = f"FROM alpine:3.20\nWORKDIR /tmp\nRUN {body}\nCOPY a b\nRUN last\n"
    assert fix_text(text).changed
