"""The commands that make the user of a chown: which they are, and what keeps them from running earlier."""

from __future__ import annotations

from pathlib import Path

import pytest
from ownership_texts import facts_of, last_change

from dslim.rules.ownership.user_first import check
from dslim.rules.ownership.user_makers import Makers, find_makers, homes_made, why_not_before


@pytest.fixture
def context(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a").write_text("x")
    return tmp_path


@pytest.mark.parametrize(
    ("run", "names", "has_numbers", "homes"),
    [
        ("groupadd -r svc && useradd -r -g svc svc", {"svc"}, False, []),
        ("useradd -u 900 svc", {"svc"}, True, []),
        ("useradd svc -U -s /bin/false", {"svc"}, False, []),
        ("useradd -ms /bin/bash svc", {"svc"}, False, ["/home/svc"]),
        ("useradd -r -d /srv/svc -m svc", {"svc"}, False, ["/srv/svc"]),
        ("adduser --disabled-password --gecos '' svc", {"svc"}, False, ["/home/svc"]),
        ("addgroup -S svc && adduser -S -H -G svc svc", {"svc"}, False, []),
    ],
)
def test_makers_are_read(context: Path, run: str, names: set[str], has_numbers: bool, homes: list[str]) -> None:
    facts = facts_of(f"FROM debian:12\nCOPY src /app\nRUN {run} && chown -R svc:svc /app\n", context)
    change = last_change(facts)
    makers = find_makers(change, 1)
    assert isinstance(makers, list)
    assert isinstance(makers[0], Makers)
    assert makers[0].names == names
    assert makers[0].has_numbers is has_numbers
    assert list(homes_made(makers[0], change)) == homes


@pytest.mark.parametrize(
    ("between", "reason"),
    [
        ("RUN true", None),
        ("RUN id", "`id` may depend on the users"),
        ("RUN apk add redis", "`apk` may create users too"),
        ("RUN useradd other", "`useradd` may create users too"),
        ("COPY src /etc/skel", "may write a file that is needed to create the user"),
        ("COPY --chown=svc src /x", "names the user"),
        ("ENV A=b", None),
        ("ENV PATH=/b", "the user would be created, and own the copied files, already before the ENV on line 3"),
        ("ENV A=$B", "the user would be created, and own the copied files, already before the ENV on line 3"),
        ("ARG LD_PRELOAD=/b", "the user would be created, and own the copied files, already before the ARG on line 3"),
        ("WORKDIR /home/svc/x", "may make the home folder"),
        ("RUN if", "is not understood"),
    ],
)
def test_what_stands_between(context: Path, between: str, reason: str | None) -> None:
    text = f"FROM debian:12\nCOPY src /app\n{between}\nRUN useradd -m svc && chown -R svc:svc /app\n"
    facts = facts_of(text, context)
    change = last_change(facts)
    makers = find_makers(change, 1)
    assert isinstance(makers, list)
    found = why_not_before(makers, change, 1)
    assert (found is None) if reason is None else (reason in (found or "")), found


def test_a_user_that_nobody_makes_is_none_of_it(context: Path) -> None:
    facts = facts_of("FROM debian:12\nCOPY src /app\nRUN useradd other && chown -R svc:svc /app\n", context)
    assert find_makers(last_change(facts), 1) is None
    assert list(check(facts)) == []
