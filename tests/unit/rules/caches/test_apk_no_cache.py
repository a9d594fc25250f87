"""What apk's rule takes out of a RUN, and what it leaves."""

from __future__ import annotations

import pytest
from cache_calls import why_not

from dslim.engine.fix_loop import fix_text
from dslim.rules.caches.apk_no_cache import CACHELESS

BASE = "FROM alpine:3.20\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("apk add x", "apk add --no-cache x"),
        ("apk add --update x", "apk add --no-cache x"),
        ("apk add x && rm -rf /var/cache/apk/* && apk add y", "apk add --no-cache x && apk add --no-cache y"),
        ("apk update && apk add x && rm /var/cache/apk/* && apk add y", "apk add --no-cache x && apk add --no-cache y"),
    ],
)
def test_the_switch_and_what_goes_with_it(before: str, after: str) -> None:
    outcome = fix_text(f"{BASE}RUN {before}\n")
    assert outcome.after == f"{BASE}RUN {after}\n"
    assert {finding.message for finding in outcome.applied} <= {
        CACHELESS, "`apk update` fetches an index that no command uses"
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "apk update && apk add x && rm -rf /var/cache/apk/* && y",
        "apk update && apk add x && rm /var/cache/apk/*",
        "apk add x && rm -rf /var/cache/apk/* /tmp/y",
        "apk update && rm /var/cache/apk/*",
        "apk add --no-cache x && apk upgrade; rm -rf /var/cache/apk",
    ],
)
def test_a_run_that_removes_the_index_itself_stays(text: str) -> None:
    assert fix_text(f"{BASE}RUN {text}\n").after == f"{BASE}RUN {text}\n"
    assert why_not(f"{BASE}RUN {text}\n", "SL202") == []


def test_an_index_of_an_earlier_layer_is_worth_the_switch() -> None:
    before = f"{BASE}RUN apk update\nCOPY a /a\nRUN apk add x && rm -rf /var/cache/apk/*\n"
    assert "apk add --no-cache x" in fix_text(before).after


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("RUN sh -c 'apk add x'", "the command runs inside `sh -c`"),
        ("ONBUILD RUN apk add x", "the RUN is in an ONBUILD, and what the images FROM this one need is not known"),
        ("RUN setup-apkcache /c && apk add x", "the file sets up a cache for apk"),
        ("RUN --network=none apk add x", "the RUN has no network"),
        (
            "RUN apk update && rm /var/cache/apk/*; x || apk update",
            "`apk update` cannot be taken out of the RUN, and would leave its index in the layer",
        ),
    ],
)
def test_why_it_declines(text: str, reason: str) -> None:
    assert why_not(f"{BASE}{text}\n", "SL202") == [reason]


def test_an_old_alpine_does_not_know_the_switch() -> None:
    reason = "the base image is old: its apk may not know --no-cache"
    assert why_not("FROM alpine:3.2\nRUN apk add x\n", "SL202") == [reason]
    assert why_not("FROM alpine:3.20\nRUN apk add --no-cache x\n", "SL202") == []
