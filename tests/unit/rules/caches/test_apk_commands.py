"""What a command does to apk's index."""

from __future__ import annotations

import pytest

from dslim.facts.call_sites import call_sites
from dslim.rules.caches import apk_commands
from dslim.rules.caches.later_readers import Use
from dslim.rules.caches.unread_scripts import unread
from dslim.shell.invocations import Invocation
from one_run import run_in


def call_of(text: str) -> Invocation:
    """The one call of a RUN."""
    (site,) = call_sites(run_in(f"FROM alpine\nRUN {text}\n")[2])
    return site.call


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("apk update", Use.FILLS),
        ("apk add curl", Use.READS),
        ("apk add -U curl", Use.FILLS),
        ("apk --no-cache add curl", Use.NONE),
        ("apk del curl", Use.NONE),
        ("apk $VERB curl", Use.READS),
        ("rm -rf /var/cache/apk/*", Use.FILLS),
        ("setup apk curl", Use.READS),
        ("echo apk", Use.NONE),
        ("make", Use.NONE),
    ],
)
def test_use(text: str, use: Use) -> None:
    call = call_of(text)
    assert apk_commands.use(call) is use


def test_a_removal_without_f_needs_something_there() -> None:
    call = call_of("rm /var/cache/apk/*")
    assert apk_commands.needs(call)
    call = call_of("rm -f /var/cache/apk/*")
    assert not apk_commands.needs(call)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("./setup.sh", "`./setup.sh`"), ("sh /a/b.sh", "`sh /a/b.sh`"), ("make", None), ("apk add curl", None)],
)
def test_what_is_run_and_cannot_be_read(text: str, expected: str | None) -> None:
    call = call_of(text)
    assert unread(call) == expected
