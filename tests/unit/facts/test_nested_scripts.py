"""The texts that a script hands to a shell, and what runs in them."""

from __future__ import annotations

import pytest

from dslim.facts.nested_scripts import every_invocation, nested_texts
from dslim.shell import Script, invocations, parse_script


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a && sudo b", ["a", "b"]),
        ("sh -c 'a; b'", ["sh", "a", "b"]),
        ("find / -exec a {} +", ["find", "a"]),
        ("eval a b", ["eval", "a"]),
        ("trap 'a' EXIT", ["trap", "a"]),
        ("echo a | sh", ["echo", "sh", "a"]),
        ("echo a | cat", ["echo", "cat"]),
        ('su u -c "sh -c \'a\'"', ["su", "sh", "a"]),
    ],
)
def test_every_invocation(text: str, names: list[str]) -> None:
    script = parse_script(text)
    assert isinstance(script, Script)
    assert {call.name for call in every_invocation(script)} >= set(names)
    assert nested_texts(script)[0] is script


def test_a_wrapper_is_looked_through() -> None:
    script = parse_script("sudo env A=1 a")
    assert isinstance(script, Script)
    assert [call.name for call in invocations(script)] == ["a"]
