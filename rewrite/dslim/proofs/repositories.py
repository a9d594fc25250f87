"""Reads lists of Dockerfiles in many repositories, and makes questions of them."""

from __future__ import annotations

import os
from dataclasses import dataclass

from dslim.fleet.cache.outcome_cache import own_code
from dslim.proofs.run_many import Question
from dslim.support.git.checkout import check_words, resolve_revision
from dslim.support.git.locate import GitError
from dslim.support.processes import current_umask
from dslim.support.reading import as_text, read_file
from dslim.verify.question_key import question_key


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One line of a list: a repository, a revision as it was written, and the path of a Dockerfile in it."""

    url: str
    revision: str
    path: str


class ListError(ValueError):
    """A list that cannot be used; the message begins with its name and line."""


def read_list(path: str) -> list[ListedFile]:
    """The lines of a list: URL, revision and path, with tabs between; blank lines and those with a # are left out.

    Raises ListError and OSError.
    """
    try:
        lines = as_text(read_file(path, "list").data).splitlines()
    except UnicodeDecodeError:
        raise ListError(f"{path}: error: not UTF-8") from None
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                found.append(_listed(line))
            except (ValueError, GitError) as error:
                raise ListError(f"{path}:{number}: error: {error}") from None
    return list(dict.fromkeys(found))


def _listed(line: str) -> ListedFile:
    words = [word.strip() for word in line.split("\t")]
    if len(words) != 3 or not all(words):
        raise ValueError("not a URL, a revision and a path with tabs between")
    url, revision, path = words
    check_words(url, revision)
    if os.path.isabs(path) or ".." in path.split("/"):
        raise ValueError(f"{path} leaves the repository")
    return ListedFile(os.path.abspath(url) if os.path.isdir(url) else url, revision, path)


def questions_of(listed: list[ListedFile], options: tuple[str, ...]) -> list[Question]:
    """A question for each file, with the revision that its branch or tag is at now; its name where git does not tell.

    What tells it from an earlier one is the revision, not the content; the base images that a worker has are not known.
    """
    revisions: dict[tuple[str, str], str] = {}
    umask = current_umask()
    questions = []
    for one in listed:
        where = (one.url, one.revision)
        if where not in revisions:
            try:
                revisions[where] = resolve_revision(*where)
            except GitError:  # of this repository alone: its proof asks once more, and tells
                revisions[where] = one.revision
        revision = revisions[where]
        parts = {"url": one.url, "revision": revision, "path": one.path, "options": repr(options), "code": own_code()}
        key = question_key({**parts, "umask": f"{umask:o}"}, [])
        name = f"{one.url}@{one.revision}:{one.path}"
        questions.append(Question(name, key, options, repository=(one.url, revision, one.path), umask=umask))
    return questions
