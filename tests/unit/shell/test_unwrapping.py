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
    before = " ".join([wrapper, *["me"] * row.operands])
    assert names(f"{before} make") == (["make"] if wrapper not in RETRIES or "make" in KNOWN else [wrapper])
    flags = [f"-{flag}" for flag in row.flags if wrapper not in ("command", "exec", "time")]
    assert all(names(f"{wrapper} {flag} {'me ' * row.operands}make") == ["make"] for flag in flags)


def test_an_unknown_option_is_not_guessed() -> None:
    assert names("sudo --no-such-option make") == ["sudo"]


def test_the_row_of_wrappers_is_bounded() -> None:
    assert names("nice " * MAX_WRAPPERS + "make") == ["make"]
    assert names("nice " * (MAX_WRAPPERS + 1) + "make") == ["nice"]
