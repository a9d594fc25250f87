"""What programs print for `eval` and leave the options of a shell alone."""

from __future__ import annotations

import pytest

from dslim.tools.evals import prints_settings


@pytest.mark.parametrize(
    "argument", ['"$(opam env)"', "$(opam config env)", '"$(pyenv init -)"', "`brew shellenv`", '"$(fnm env --x)"']
)
def test_known_programs_print_settings(argument: str) -> None:
    assert prints_settings(argument)


@pytest.mark.parametrize(
    "argument", ['"$(cat x)"', "set", '"$(opam env; echo set -e)"', '"$(curl https://a.b)"', '"$X"', '"$(opam2 env)"']
)
def test_anything_else_may_print_more(argument: str) -> None:
    assert not prints_settings(argument)
