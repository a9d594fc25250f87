"""Arguments of commands as typed values: what they give to the options, and what is left to the config."""

from __future__ import annotations

import dataclasses
from typing import Any

import click
import pytest

from dslim.cli.fix import fix
from dslim.cli.fix_arguments import FixArguments
from dslim.cli.shrink import shrink
from dslim.cli.shrink_arguments import ShrinkArguments
from dslim.cli.verify import verify
from dslim.cli.verify_arguments import VerifyArguments
from dslim.rules.lookup import UnknownRuleError


def parsed(command: click.Command, *args: str) -> dict[str, Any]:
    return command.make_context("dslim", list(args)).params


def names_of(kind: type) -> set[str]:
    return {field.name for field in dataclasses.fields(kind)}


@pytest.mark.parametrize(
    ("command", "names"),
    [
        (fix, set(FixArguments._fields)), (verify, names_of(VerifyArguments)), (shrink, names_of(ShrinkArguments)),
    ],
)  # fmt: skip
def test_each_option_of_the_command_is_a_field(command: click.Command, names: set[str]) -> None:
    assert names == parsed(command).keys()


def test_what_is_not_given_is_left_to_the_config() -> None:
    assert FixArguments(**parsed(fix)).given_options() == {}
    assert VerifyArguments(**parsed(verify)).given_options() == {}


def test_what_is_given_overrides_it() -> None:
    style, rules = ("--style", "cache-mount"), ("--rule", "merge-runs")
    arguments = FixArguments(**parsed(fix, *style, *rules, "--target", "a", "--merge", "off"))
    assert arguments.given_options() == {
        "cache": "mount", "rules": frozenset({"SL101"}), "targets": ("a",), "merge": "off",
    }  # fmt: skip
    with pytest.raises(UnknownRuleError):
        arguments._replace(rules=("merge-rums",)).given_options()


def test_the_builder_of_an_image_is_one_of_the_options() -> None:
    given = VerifyArguments(**parsed(verify, "--builder", "podman", "--target", "b")).given_options()
    assert given == {"builder": "buildah", "targets": ("b",)}


@pytest.mark.parametrize(
    ("args", "show"),
    [((), "diff"), (("--check",), "findings"), (("-i",), "none"), (("-i", "--diff"), "diff")],
)
def test_what_goes_to_standard_output(args: tuple[str, ...], show: str) -> None:
    assert FixArguments(**parsed(fix, *args)).show == show
