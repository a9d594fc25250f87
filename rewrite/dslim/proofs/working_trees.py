"""Packs the work trees of files of this machine, as they are, for workers that have none of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dslim.fleet.config.task_plan import TaskPlan
from dslim.fleet.workers.engine import Refused, Shared
from dslim.proofs.run_many import Question
from dslim.support.git.bundle import make_bundle
from dslim.support.git.locate import GitError, Repository, find_repository

#: Entries of a build context that are looked at.
MAX_ENTRIES = 50_000


def packed(questions: Sequence[Question], umask: int) -> tuple[list[Question], dict[str, Shared]]:
    """The questions with those about files of this machine turned to work trees that travel; these by their roots.

    Of a work tree go what git tracks, as it is now, and the contexts of the questions. Raises Refused for a file in no
    repository, and for a context that lies outside of it, GitError, OSError and ConfigError.
    """
    plan = TaskPlan({}, None)
    found: list[Question] = []
    paths: dict[Repository, set[str]] = {}
    for question in questions:
        if question.repository is not None:
            found.append(question)
            continue
        file = os.path.abspath(question.file)
        repository = find_repository(os.path.dirname(file))
        if repository is None:
            raise Refused(f"--cluster: {question.file} lies in no git repository, whose files could go to the workers")
        context = os.path.abspath(plan.make_task(question.file).context or os.path.dirname(file))
        own = paths.setdefault(repository, set())
        own |= {_inside(repository, file), *_entries(repository, context)}
        where = (repository.root, "", _inside(repository, file))
        found.append(replace(question, repository=where, umask=umask))
    return found, {repository.root: Shared(make_bundle(repository, own)) for repository, own in paths.items()}


def _entries(repository: Repository, context: str) -> Iterator[str]:
    """The files, links and folders of a context, from the root of the repository."""
    count = 0
    for folder, folders, files in os.walk(context):
        folders[:] = [name for name in folders if name != ".git"]
        files = [name for name in files if name != ".git"]
        count += len(folders) + len(files)
        if count > MAX_ENTRIES:
            raise GitError(f"{context}: more than {MAX_ENTRIES} entries; push a commit, and give a list")
        for name in (*folders, *files):
            yield _inside(repository, os.path.join(folder, name))


def _inside(repository: Repository, path: str) -> str:
    """A path from the root of the repository. Raises Refused for another."""
    place = os.path.relpath(path, repository.root)
    if place.split(os.sep)[0] == os.pardir:
        raise Refused(f"--cluster: {path} lies outside of the repository in {repository.root}")
    return place.replace(os.sep, "/")
