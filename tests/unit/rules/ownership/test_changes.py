"""Reading the chown, chgrp and chmod of a stage."""

from __future__ import annotations

import gc
import weakref

import pytest
from ownership_texts import facts_of, last_change

from dslim.facts.call_sites import call_sites
from dslim.rules.ownership import changes as changes_module
from dslim.rules.ownership.change import CHMOD, CHOWN, Target
from dslim.rules.ownership.changes import changes, is_followed, shipped_changes
from dslim.rules.ownership.guarded_find import gives_same_owner, guarded, guarded_path, read_guard
from dslim.rules.ownership.owners import Owner
from dslim.rules.ownership.read_change import read_change
from dslim.shell import Script


def test_a_change_as_it_is_written() -> None:
    facts = facts_of("FROM debian:12\nWORKDIR /app\nRUN a && sudo chown -Rv node:node . /x/*.sh\n")
    change = last_change(facts)
    assert (change.tool, change.command, change.spec) == ("chown", "sudo chown", "node:node")
    assert change.targets == (Target(".", "/app", "/app"), Target("/x/*.sh", None, "/x"))
    assert (change.recursive, change.by_sudo, change.certain, change.guarded) == (True, True, True, False)
    assert change.paths == ("/app",)
    assert change.point.index == 2
    assert change.attribute == "owner"
    assert facts.tree.text[change.span.start : change.span.end] == "sudo chown -Rv node:node . /x/*.sh"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("chown --reference=/y /x", "takes the owner from a file"),
        ("chown --from=a b /x", "changes only the files that belong to one owner"),
        ("chown -L a /x", "the option -L of chown is not supported: leave it out if it is not needed"),
        ("chown a", "names no path"),
        ("chmod", "names no path"),
    ],
)
def test_what_is_not_read(command: str, reason: str) -> None:
    facts = facts_of(f"FROM debian:12\nRUN {command}\n")
    assert reason in (last_change(facts).unread or "")


def test_a_mode_may_look_like_an_option() -> None:
    facts = facts_of("FROM debian:12\nRUN chmod -R -x /x\n")
    change = last_change(facts)
    assert (change.mode, change.recursive, change.paths, change.attribute) == ("-x", True, ("/x",), "mode")


def test_other_calls_are_no_changes() -> None:
    facts = facts_of("FROM debian:12\nRUN find /x -name y && su -c 'chown a /x' && sh -c 'chown a /x' && chmod +x /y\n")
    assert [c.tool for c in changes(facts, facts.tree.stages[0], CHOWN | CHMOD)] == ["chmod"]
    run = facts.all_runs[0]
    assert isinstance(run.script, Script)
    assert read_change(facts.point_of(run), call_sites(run.script)[0]) is None


def test_changes_of_stages_that_do_not_ship_and_of_triggers_are_none() -> None:
    facts = facts_of("FROM a AS x\nRUN chown a /x\nFROM b\nONBUILD RUN chown b /x\nRUN chown c /x\n")
    assert [c.spec for c in shipped_changes(facts, CHOWN)] == ["c"]


def test_a_long_stage_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = facts_of("FROM a\nRUN chown a /x\n")
    assert is_followed(facts, facts.tree.stages[0])
    monkeypatch.setattr(changes_module, "MAX_WORK", 3)
    facts = facts_of("FROM a\nRUN chown a /x\n")
    assert not is_followed(facts, facts.tree.stages[0])
    assert list(shipped_changes(facts, CHOWN)) == []


def test_facts_that_remember_changes_go_with_their_last_holder() -> None:
    """1,000 files of a repository would otherwise stay until the garbage collector comes."""
    gc.disable()
    try:
        facts = facts_of("FROM a\nRUN chown a /x\n")
        last_change(facts)
        gone = weakref.ref(facts)
        del facts
        assert gone() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("owner", [Owner("a", "b"), Owner("a", None), Owner(None, "b"), Owner("1", "2")])
def test_a_guarded_find_is_read_as_the_chown_that_it_stands_for(owner: Owner) -> None:
    facts = facts_of(f"FROM debian:12\nRUN {guarded_path('/a b', owner)}\n")
    change = last_change(facts)
    assert (change.owner, change.guarded, change.recursive, change.paths) == (owner, True, True, ("/a b",))


def test_a_guarded_find_keeps_the_words_of_the_chown() -> None:
    facts = facts_of('FROM debian:12\nARG U\nRUN sudo chown -R "$U" /x /y\n')
    text = guarded(last_change(facts), Owner("$U", None))
    assert text == 'sudo find /x /y ! -user "$U" -exec chown -h "$U" {} +'


def test_a_find_with_other_tests_is_no_guard() -> None:
    for find in ("find -L /x ! -user a -exec chown -h a {} +", "find /x ! -user a -exec chown -h b {} +"):
        run = facts_of(f"FROM debian:12\nRUN {find}\n").all_runs[0]
        assert isinstance(run.script, Script)
        assert read_guard(call_sites(run.script)[0].call) is None


def test_a_find_that_gives_the_same_owner() -> None:
    texts = tuple(guarded_path("/x", Owner("a", "b")).split()[1:])
    assert gives_same_owner(texts, Owner("a", "b"))
    assert not gives_same_owner(texts, Owner("a", "c"))
    assert not gives_same_owner(("/x", "-newer", "/y", *texts[1:]), Owner("a", "b"))
