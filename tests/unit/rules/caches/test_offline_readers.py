"""Who has nothing but a cache: by a variable, by a RUN without a network, by an option of the program."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.caches.offline_readers import cache_of_programs, why_offline_later
from dslim.rules.caches.watched_cache import Use
from dslim.shell import Script, invocations, parse_script
from dslim.syntax import parse


@pytest.mark.parametrize(
    ("step", "is_offline"),
    [
        ("ENV npm_config_offline=true", True),
        ("ENV COMPOSER_DISABLE_NETWORK=1", True),
        ("RUN --network=none npm ci", True),
        ("RUN --network=host npm ci", False),
        ("ENV A=offline", False),
    ],
)
def test_the_file_says_that_there_is_no_network(step: str, is_offline: bool) -> None:
    facts = Facts(parse(f"FROM node:20\n{step}\n"), Options())
    assert (why_offline_later(facts) is not None) is is_offline


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("npm ci --offline", Use.READS),
        ("npm ci --prefer-offline", Use.READS),
        ("npm ci", Use.NONE),
        ("yarn install --offline", Use.NONE),
    ],
)
def test_a_call_of_the_program_works_offline(text: str, use: Use) -> None:
    script = parse_script(text)
    assert isinstance(script, Script)
    watched = cache_of_programs(frozenset({"npm"}), True)
    assert [watched.use(call) for call in invocations(script)] == [use]
