"""SL406: what several Dockerfiles of a repository begin with is a base image worth making. Advice."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts

#: Files that are named one by one.
_NAMED = 3


def check(facts: Facts) -> Iterator[Finding]:
    """Advice on each beginning that this file is the first to have of those that share it."""
    for base in facts.related_files.shared_bases:
        if base.stage < len(facts.tree.stages):
            stage = facts.tree.stages[base.stage]
            first, last = base.lines
            begin = f"begin{'s' if len(base.files) == 1 else ''} with lines {first} to {last} of this file too"
            make = "one base image of these lines, which the files are FROM, is built, stored and pulled once"
            message = f"{_listed(base.files)} {begin}, FROM and installs: {make}"
            yield Finding(message, stage.start.first_line)


def _listed(files: tuple[str, ...]) -> str:
    shown = [f"`{name}`" for name in files[:_NAMED]]
    more = len(files) - len(shown)
    shown += [f"{more} more"] if more else []
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


_EXAMPLE = "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nCMD a\n"

RULE = Rule(
    "Several Dockerfiles that begin alike, installs included, have a base image worth making",
    Safety.ADVICE,
    check,
    (_EXAMPLE, _EXAMPLE),
    "Files that begin with the same FROM and the same instructions share those layers only as long as one builder has"
    " them in its cache: on another machine, or on another day, each of them installs again, and what it gets is not"
    " the same. As an image of their own, by a tag or a digest, the lines are built once, and every host stores and"
    " pulls them once. Told once for each set of files, at the first of them, where several of them are looked"
    " at together, with -v and in reports; only what ships counts, up to the first COPY from the build context, and"
    " nothing is said of files that are the same to their end. How many bytes it is nobody knows before a build:"
    " `dslim layers` tells it of an image.",
    ("https://docs.docker.com/build/building/best-practices/#create-reusable-stages",),
    example_siblings=("web/Dockerfile", "worker/Dockerfile"),
)
