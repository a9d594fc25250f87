"""What an `rm` loses of its operands where a mount lies at some of them."""

from __future__ import annotations

import pytest

from dslim.facts.call_sites import call_sites
from dslim.run_edits.remove_commands import CannotRemove
from dslim.run_edits.remove_operands import MountedFolders, remove_operands
from dslim.syntax.edits import apply_edits
from one_run import run_in

LISTS = MountedFolders(("/var/lib/apt/lists",))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("rm -rf /var/lib/apt/lists/* /tmp/x", "rm -rf /tmp/x"),
        ("sudo rm -rf /tmp/x /var/lib/apt/lists", "sudo rm -rf /tmp/x"),
        ("rm -rf /tmp/x", "rm -rf /tmp/x"),
        ("ls /var/lib/apt/lists", "ls /var/lib/apt/lists"),
    ],
)
def test_operands_go(before: str, after: str) -> None:
    facts, run, script = run_in(f"FROM a\nRUN {before}\n")
    found = remove_operands(run, call_sites(script)[-1], "/", LISTS)
    assert found.only_about == ""
    assert apply_edits(facts.tree.text, list(found.edits)) == f"FROM a\nRUN {after}\n"


@pytest.mark.parametrize("command", ["rm -rf /var/lib/apt/lists/*", "find /var/lib/apt/lists -delete"])
def test_a_command_about_nothing_else_may_go(command: str) -> None:
    _, run, script = run_in(f"FROM a\nRUN {command}\n")
    assert remove_operands(run, call_sites(script)[0], "/", LISTS).only_about == "/var/lib/apt/lists"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("rm -rf /var/lib/apt", "would empty the mount"),
        ("rm /var/lib/apt/lists/x", "works on files that would be on the mount"),
        ("sh -c 'rm -rf /var/lib/apt/lists/*'", "inside `sh -c`"),
        ("cp -r /var/lib/apt/lists /x", "works on files that would be on the mount"),
    ],
)
def test_what_keeps_a_mount_away(command: str, reason: str) -> None:
    _, run, script = run_in(f"FROM a\nRUN {command}\n")
    with pytest.raises(CannotRemove, match=reason) as caught:
        remove_operands(run, call_sites(script)[-1], "/", LISTS)
    assert caught.value.folder == "/var/lib/apt/lists"


def test_what_surely_exists_needs_no_force() -> None:
    _, run, script = run_in("FROM a\nRUN rm a.tgz\n")
    archive = MountedFolders(("/w/a.tgz",), exist=True)
    assert remove_operands(run, call_sites(script)[0], "/w", archive).only_about == "/w/a.tgz"
    with pytest.raises(CannotRemove):
        remove_operands(run, call_sites(script)[0], "/w", MountedFolders(("/w/a.tgz",)))
