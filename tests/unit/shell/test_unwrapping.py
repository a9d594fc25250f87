"""The tables of wrappers, and what they stand for when a command is looked for behind them."""

from __future__ import annotations

import pytest

from dslim.shell import Script, parse_script
from dslim.shell.unwrapping import MAX_WRAPPERS, invocations
from dslim.shell.wrappers import KNOWN, RETRIES, WRAPPERS


def names(text: str) -> list[str | None]:
    script = parse_script(text)
    assert isinstance(script, Script)
    return [call.name for call in invocations(script)]


@pytest.mark.parametrize("wrapper", sorted(WRAPPERS))
def test_each_wrapper_is_looked_through(wrapper: str) -> None:
    row = WRAPPERS[wrapper]
    before = " ".join([wrapper, *sorted(row.verbs)[:1], *["me"] * row.operands])
    assert names(f"{before} make") == (["make"] if wrapper not in RETRIES or "make" in KNOWN else [wrapper])
    flags = [f"-{flag}" for flag in row.flags if wrapper not in ("command", "exec", "time")]
    verb = " ".join(sorted(row.verbs)[:1])
    assert all(names(f"{wrapper} {verb} {flag} {'me ' * row.operands}make") == ["make"] for flag in flags)


@pytest.mark.parametrize("text", ["poetry install", "bundle install", "pipenv lock", "bundle", "poetry run"])
def test_without_its_verb_it_is_a_call_of_its_own(text: str) -> None:
    assert names(text) == [text.split()[0]]


def test_an_unknown_option_is_not_guessed() -> None:
    assert names("sudo --no-such-option make") == ["sudo"]


def test_the_row_of_wrappers_is_bounded() -> None:
    assert names("nice " * MAX_WRAPPERS + "make") == ["make"]
    assert names("nice " * (MAX_WRAPPERS + 1) + "make") == ["nice"]
