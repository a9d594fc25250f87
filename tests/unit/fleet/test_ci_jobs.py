"""What jobs of CI run in containers of images that they name."""

from __future__ import annotations

import pytest

from dslim.fleet.builds.ci_jobs import MAX_JOBS, container_jobs

GITHUB = (
    "jobs:\n  t:\n    container: {image: 'corp/a:1'}\n    steps:\n    - uses: x\n"
    "    - run: apt-get update\n    - run: apt-get install x\n"
)
GITLAB = (
    "image: corp/a\nbefore_script:\n- apt-get update\nt:\n  script:\n  - apt-get install x\n"
    "u:\n  image: corp/b\n  script: [apt-get install y]\n"
)
CIRCLE = (
    "jobs:\n  t:\n    docker:\n    - image: corp/a\n    steps:\n    - checkout\n"
    "    - run: {command: apt-get install x}\n"
)
WOODPECKER = "steps:\n- image: corp/a\n  commands:\n  - apt-get install x\n"


@pytest.mark.parametrize(
    ("text", "jobs"),
    [
        (GITHUB, [(2, "corp/a:1", "apt-get update\napt-get install x")]),
        (GITLAB, [
            (4, "corp/a", "apt-get update\napt-get install x"), (7, "corp/b", "apt-get update\napt-get install y"),
        ]),
        (CIRCLE, [(2, "corp/a", "apt-get install x")]),
        (WOODPECKER, [(1, "corp/a", "apt-get install x")]),
        ("jobs:\n  t:\n    runs-on: x\n    steps:\n    - run: apt-get install x\n", []),
        ("jobs: [\n  container: apt", []),
    ],
)  # fmt: skip
def test_a_job_in_a_container_is_one_text(text: str, jobs: list[tuple[int, str, str]]) -> None:
    assert [(job.line, job.where, job.text) for job in container_jobs(text)] == jobs


def test_two_hundred_jobs_are_looked_at() -> None:
    job = "  j{0}:\n    container: x\n    steps:\n    - run: apt install y\n"
    found = list(container_jobs("jobs:\n" + "".join(map(job.format, range(2 * MAX_JOBS)))))
    assert (len(found), found[-1].line) == (MAX_JOBS, 2 + 4 * (MAX_JOBS - 1))
