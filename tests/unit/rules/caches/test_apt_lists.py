"""Where the removal of apt's lists goes, and why they stay."""

from __future__ import annotations

from typing import Any

import pytest
from cache_calls import why_not

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts import Facts
from dslim.facts.run import Run
from dslim.rules.caches import apt_lists
from dslim.rules.caches.apt_lists import COMMAND
from dslim.rules.caches.idle_update import MESSAGE
from dslim.syntax import parse

RUN = "FROM debian:12\nRUN apt-get update && apt-get install -y x"


def test_the_removal_goes_to_the_end_or_behind_apts_last_call() -> None:
    assert fix_text(f"{RUN} && make\n").after == f"{RUN} && make && {COMMAND}\n"
    outcome = fix_text(f"{RUN} && exec make\n")
    assert f"install -y x && {COMMAND} && exec make" in outcome.after
    assert [finding.message for finding in outcome.applied] == [MESSAGE]


def test_a_run_that_updates_through_sudo_removes_through_it() -> None:
    text = "FROM debian:12\nUSER joe\nRUN sudo apt-get update && sudo apt-get install -y x\n"
    assert fix_text(text).after == text.rstrip("\n") + f" && sudo {COMMAND}\n"


def test_a_removal_that_another_follows_goes() -> None:
    more = "echo deb http://x y z > /etc/apt/sources.list.d/x.list && apt-get update"
    twice = f"{RUN} && {COMMAND} && {more} && apt-get install -y y && {COMMAND}\n"
    expected = f"{RUN} && {more} && apt-get install -y y && {COMMAND}\n"
    assert fix_text(twice, Options(rules=frozenset({"SL201"}))).after == expected


def test_of_two_updates_that_fetch_the_same_one_stays() -> None:
    twice = f"{RUN} && {COMMAND} && apt-get update && apt-get install -y y && {COMMAND}\n"
    outcome = fix_text(twice, Options(rules=frozenset({"SL201"})))
    assert outcome.after == f"{RUN} && apt-get install -y y && {COMMAND}\n"
    assert len(outcome.applied) == 2


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (
            "apt-get update",
            "the RUN only updates, and as nothing in this stage installs, something later may need the lists",
        ),
        ("apt-get install -y x && apt-get update", "the RUN ends with the update, as if the lists were wanted"),
        ("apt-get -o Dir::x=/y update && apt-get install -y x", "the RUN moves apt's folders"),
        (
            "apt-get update && apt-get install -y x && ls /var/lib/apt/lists",
            "the RUN itself handles /var/lib/apt/lists",
        ),
    ],
)
def test_why_the_lists_stay(command: str, reason: str) -> None:
    assert why_not(f"FROM debian:12\nRUN {command}\n", "SL201") == [reason]


def test_another_user_cannot_remove_them() -> None:
    text = "FROM debian:12\nUSER joe\nRUN apt-get update && apt-get install -y x\n"
    assert why_not(text, "SL201") == [
        "the USER is not root and could not remove the lists: move the RUN above the USER, or call apt through sudo"
    ]


def test_a_row_of_installs_of_any_length_is_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    reason = apt_lists._why_lists_of_run_stay

    def counted(facts: Facts, run: Run, *more: Any) -> str | None:
        asked.append(run.index)
        return reason(facts, run, *more)

    monkeypatch.setattr(apt_lists, "_why_lists_of_run_stay", counted)
    rows = "".join(f"RUN apt-get update && apt-get install -y x{i}\n" for i in range(600))
    facts = Facts(parse(f"FROM debian:12\n{rows}RUN apt-get install -y z\n"), Options())
    assert len(list(apt_lists.check(facts))) == 600
    assert asked == list(range(1, 601))


@pytest.mark.parametrize(
    ("first", "kept"), [("true", "the RUN on line 3 leaves the same lists in its layer"), ("echo x > /etc/apt/x", None)]
)
def test_the_body_of_a_heredoc_is_read_as_what_made_the_lists(first: str, kept: str | None) -> None:
    wanted = "RUN apt-get update && apt-get install -y a && apt-get update"
    heredoc = f"RUN <<EOF\n{first}\napt-get update\napt-get install -y b\nEOF"
    text = f"FROM debian:12\n{wanted}\n{heredoc}\nRUN apt-get update && apt-get install -y c\n"
    reasons = [finding.why_not for finding in apt_lists.check(Facts(parse(text), Options()))]
    assert reasons[0] == "the RUN ends with the update, as if the lists were wanted"
    assert [reason and reason.partition(":")[0] for reason in reasons[2:]] == [kept]
