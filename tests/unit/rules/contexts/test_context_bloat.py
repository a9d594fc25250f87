"""Advice on what a COPY of the whole context brings: the history of a repository, which no golden case can hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import Context
from dslim.rules.contexts.context_bloat import check
from dslim.syntax import parse


def advice(text: str, folder: Path, own_ignores: bool = False) -> list[str]:
    facts = Facts(parse(text), Options(), Context(folder, own_ignores))
    return [finding.message for finding in check(facts)]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    return tmp_path


def test_the_history_is_told(repository: Path) -> None:
    assert advice("FROM debian:12\nCOPY . /srv\n", repository) == [
        "this COPY copies `.git` into the image, and no step of the file needs it: write this line into .dockerignore"
    ]


@pytest.mark.parametrize(
    "line",
    ["RUN git describe > /version", "RUN pip install /srv", "RUN go build ./...", 'CMD ["cat", "/srv/.git/HEAD"]'],
)
def test_a_history_that_a_step_may_read_is_not(repository: Path, line: str) -> None:
    assert advice(f"FROM debian:12\nCOPY . /srv\n{line}\n", repository) == []


def test_the_file_of_a_work_tree_is_no_history(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: ../.git/worktrees/x\n")
    assert advice("FROM debian:12\nCOPY . /srv\n", tmp_path) == []


def test_nothing_is_said_beside_an_ignore_file_of_its_own(repository: Path) -> None:
    assert advice("FROM debian:12\nCOPY . /srv\n", repository, own_ignores=True) == []
