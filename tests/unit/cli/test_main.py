"""The group of commands: each is there when it is called, and only then."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from dslim.cli.main import COMMANDS, main


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_found_by_its_name(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    result = CliRunner().invoke(main, [name, "--help"])
    assert (result.exit_code, result.output.startswith(f"Usage: main {name} ")) == (0, True)


def test_help_lists_every_command() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert all(f"{name:<8} {text}" in result.output for name, (_, text) in COMMANDS.items())


def test_a_command_that_is_none_is_an_error_in_use() -> None:
    result = CliRunner().invoke(main, ["mend"])
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, "Error: no command 'mend'.")
