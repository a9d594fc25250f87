"""What a command does to apk's index."""

from __future__ import annotations

import pytest
from cache_calls import call_of

from dslim.rules.caches.apk_commands import (
    fails_without_index,
    fetches_index,
    index_use,
    is_cacheless,
    removes_index,
    verb,
)
from dslim.rules.caches.watched_cache import Use


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("apk add x", "add"),
        ("apk -t x add y", "add"),
        ("apk --root /r -U upgrade", "upgrade"),
        ("apk", ""),
        ("apk $VERB x", None),
        ("apk frobnicate", None),
        ("apt add", ""),
    ],
)
def test_the_verb(command: str, expected: str | None) -> None:
    assert verb(call_of(command)) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("apk update", True),
        ("apk add -U x", True),
        ("apk --update add x", True),
        ("apk --update --no-cache add x", False),
        ("apk add x", False),
        ("apk -U del x", False),
    ],
)
def test_what_leaves_an_index(command: str, expected: bool) -> None:
    assert fetches_index(call_of(command)) is expected


def test_removals_with_and_without_force() -> None:
    for command in ("rm -rf /var/cache/apk/*", "rm -rf '/var/cache/apk'", "rm -rf /var/cache/*", "rm -r /var/cache/"):
        assert removes_index(call_of(command))
    assert not removes_index(call_of("rm -rf /var/cache/apk/x"))
    assert fails_without_index(call_of("rm /var/cache/apk/*"))
    assert not fails_without_index(call_of("rm -f /var/cache/apk/*"))
    assert not fails_without_index(call_of("rm -r /var/cache/apk"))
    assert is_cacheless(call_of("apk add --no-cache x"))


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("apk update", Use.FILLS),
        ("rm -rf /var/cache/apk/*", Use.FILLS),
        ("apk add x", Use.READS),
        ("apk $VERB", Use.READS),
        ("apk add --no-cache x", Use.NONE),
        ("apk del x", Use.NONE),
        ("echo apk", Use.NONE),
        ("with-retries apk", Use.READS),
    ],
)
def test_what_a_call_does_to_the_index(command: str, expected: Use) -> None:
    assert index_use(call_of(command)) is expected
