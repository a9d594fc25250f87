"""What a shell completes of rules; `--json` and `--builder` are in test_front_door.py."""

from __future__ import annotations

import click
import pytest

from dslim.cli.parameter_types import RULE_NAME, RULE_NAMES, RuleNames


@pytest.mark.parametrize(
    ("kind", "begun", "offered"),
    [
        (RULE_NAME, "conda", ["conda-clean"]),
        (RULE_NAME, "sl22", ["SL220", "SL221", "SL222"]),
        (RULE_NAME, "apt-lists,conda", []),
        (RULE_NAMES, "apt-lists,conda", ["apt-lists,conda-clean"]),
    ],
)
def test_names_and_codes_are_offered(kind: RuleNames, begun: str, offered: list[str]) -> None:
    command = click.Command("fix")
    found = kind.shell_complete(click.Context(command), click.Option(["--rule"]), begun)
    assert [item.value for item in found] == offered


def test_each_rule_is_offered_once_by_its_name() -> None:
    found = RULE_NAME.shell_complete(click.Context(click.Command("x")), click.Argument(["rule"]), "")
    assert not any(item.value.startswith("SL") for item in found)
    assert all(item.help.startswith("SL") for item in found if item.help)
