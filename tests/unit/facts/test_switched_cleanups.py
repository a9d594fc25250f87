"""Which cleanups a build argument switches, and what they clean."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.paths import Overlap
from dslim.facts.switched_cleanups import find_switch
from dslim.syntax import parse

LISTS = ("/var/lib/apt/lists",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('ARG slim\nRUN if [ "$slim" = 1 ]; then rm -rf /var/lib/apt/lists/*; fi', 3),
        ('ARG a b=1\nRUN true\nRUN if [ "${b}" ]; then apt-get clean && rm -rf /var/lib/apt/lists/* /tmp/*; fi', 4),
        # another folder; no build argument; one that chooses what is installed
        ('ARG slim\nRUN if [ "$slim" = 1 ]; then rm -rf /tmp/*; fi', None),
        ('RUN if [ "$slim" = 1 ]; then rm -rf /var/lib/apt/lists/*; fi', None),
        ('ARG x\nRUN if [ "$x" = 1 ]; then apt-get install -y jq && rm -rf /var/lib/apt/lists/*; fi', None),
        ('ARG x\nRUN if [ "$x" = 1 ]; then apt-get install -y clean && rm -rf /var/lib/apt/lists/*; fi', None),
        ("ARG x\nRUN if [ -e /y ]; then rm -rf /var/lib/apt/lists/*; fi", None),
    ],
)
def test_a_switch_is_an_argument_in_the_condition_of_a_cleanup_alone(text: str, line: int | None) -> None:
    found = find_switch(Facts(parse(f"FROM debian:12\n{text}\n"), Options()), LISTS)
    assert (found.line if found is not None else None) == line


def test_managers_clean_their_own_folders() -> None:
    facts = Facts(parse("FROM centos:7\nARG slim\nRUN if [ $slim ]; then yum clean all; fi\n"), Options())
    assert find_switch(facts, ("/var/cache/yum",)) is not None
    assert find_switch(facts, LISTS) is None


def test_the_same_folders_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def overlap(text: str, folder: str, home: str | None) -> Overlap:
        asked.append(text)
        return Overlap.NONE

    monkeypatch.setattr("dslim.facts.switched_cleanups.word_overlap", overlap)
    facts = Facts(parse('FROM debian:12\nARG x\nRUN if [ "$x" ]; then rm -rf /tmp/*; fi\n'), Options())
    for _ in range(5):
        find_switch(facts, LISTS)
    assert asked.count("/tmp/*") == 1
