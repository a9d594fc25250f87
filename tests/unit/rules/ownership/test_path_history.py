"""The history of a stage: its events in order, and what is asked of them."""

from __future__ import annotations

from ownership_texts import facts_of, last_change

from dslim.rules.ownership.path_history import (
    Copied,
    FolderMade,
    PathHistory,
    Ran,
    UnreadRun,
    VolumeDeclared,
    history_of,
)

TEXT = """\
FROM debian:12 AS base
WORKDIR /base
FROM base
ENV A=1
COPY a /app/
VOLUME /data
RUN ["make"]
ONBUILD RUN trigger
RUN touch /app/x && chmod +x /app/x && rm /app/y
RUN late
"""


def test_events_are_those_of_the_stage_and_of_what_it_continues_in_order() -> None:
    facts = facts_of(TEXT)
    history = PathHistory(facts, facts.tree.stages[1])
    kinds = [type(event) for event in history.all()]
    assert kinds == [FolderMade, Copied, VolumeDeclared, UnreadRun, Ran, Ran]
    assert [event.line for event in history.all()] == [2, 5, 6, 7, 9, 10]
    assert [history.is_own(event) for event in history.all()] == [False, True, True, True, True, True]
    made = history.all()[0]
    assert isinstance(made, FolderMade)
    assert made.path == "/base"


def test_of_its_own_run_only_what_stands_before_a_change_came_before_it() -> None:
    facts = facts_of(TEXT)
    change = last_change(facts)
    last = history_of(change).before(change)[-1]
    assert isinstance(last, Ran)
    assert [c.site.call.name for c in last.commands] == ["touch"]
    through = history_of(change).through_run_of(change, 0)[-1]
    assert isinstance(through, Ran)
    assert [c.site.call.name for c in through.commands] == ["touch", "chmod", "rm"]


def test_between_begins_behind_an_instruction_of_the_stage() -> None:
    facts = facts_of(TEXT)
    change = last_change(facts)
    assert [event.line for event in history_of(change).between(2, change)] == [6, 7, 9]
    assert [event.line for event in history_of(change).between(-1, change)] == [5, 6, 7, 9]


def test_who_wrote_a_path_between() -> None:
    facts = facts_of(TEXT)
    change = last_change(facts)
    why = history_of(change).why_written_between
    assert why(2, change, "/app/x") == "the RUN on line 7 is not understood (it is in exec form, which no shell runs)"
    assert why(4, change, "/app/x") == "the RUN on line 9 may write /app/x"
    assert why(4, change, "/app/y") is None  # its rm comes later
    assert why(4, change, "/") is not None


def test_folders_that_a_run_makes_and_links() -> None:
    facts = facts_of("FROM debian:12\nRUN mkdir -p /a/b && ln -s /x /a/c && mkdir /d && chown 1 /a && mkdir /e\n")
    change = last_change(facts)
    (ran,) = history_of(change).before(change)
    assert isinstance(ran, Ran)
    assert ran.folders_made() == ["/a/b", "/d"]
    assert [c.may_link_in("/a") for c in ran.commands] == [False, True, False]
    assert not ran.commands[1].may_link_in("/b")
    assert ran.first_writer("/a/c", "owner") is ran.commands[1]


def test_each_command_runs_where_the_cd_before_it_leads() -> None:
    facts = facts_of("FROM debian:12\nWORKDIR /w\nRUN touch a && cd /app && touch b && ln -s /x/c && chown 1 /app\n")
    change = last_change(facts)
    ran = history_of(change).before(change)[-1]
    assert isinstance(ran, Ran)
    assert [c.writes.trees for c in ran.commands if c.site.call.name == "touch"] == [("/w/a",), ("/app/b",)]
    assert [c.may_link_in("/app") for c in ran.commands] == [False, False, False, True]
    facts = facts_of("FROM debian:12\nWORKDIR /w\nRUN cd $X && touch b && chown 1 /app\n")
    change = last_change(facts)
    assert history_of(change).why_written_between(0, change, "/app") is not None
