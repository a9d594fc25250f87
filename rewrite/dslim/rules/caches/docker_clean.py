"""SL211: packages stay on the mount of apt: docker-clean, which deletes them after each install, goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety
from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.image_names import root_image
from dslim.facts.mounts import lies_on_mount, mounts
from dslim.facts.run import Run
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit

#: From the last of its names before a verb: nothing is looked through twice.
_CALLS = regex(
    r"\b(apt|apt-get|aptitude)\b(?:(?!\bapt(?:itude)?\b).)*\b(install|upgrade|dist-upgrade|build-dep)\b", re.DOTALL
)
_KEEP = (
    "RUN rm -f /etc/apt/apt.conf.d/docker-clean;",
    "    echo 'Binary::apt::APT::Keep-Downloaded-Packages \"true\";' > /etc/apt/apt.conf.d/keep-cache",
)


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each stage on an official image with a RUN that has apt's packages on a mount."""
    if facts.options.cache != "mount" or "docker-clean" in facts.tree.text:
        return
    with_mount: dict[int, Run | None] = {}
    without: dict[int, Run | None] = {}
    for stage in facts.tree.stages:
        image = root_image(facts, stage.index)
        if image is None or not image.official or facts.lineage.parent[stage.index] is not None:
            continue
        keeping = facts.lineage.first_below(stage.index, lambda s: _first_run_of_apt(facts, s, keeps=True), with_mount)
        if keeping is None or not facts.ships(stage.index):
            continue
        start = stage.start
        message = "the base image's docker-clean deletes the packages that the cache mount should keep"
        bare = facts.lineage.first_below(stage.index, lambda s: _first_run_of_apt(facts, s, keeps=False), without)
        if bare is not None:
            line = bare.outer.line
            why_not = f"the RUN on line {line} uses apt without a cache mount, and its packages would stay in the layer"
            yield Finding(message, start.first_line, why_not=why_not)
            continue
        text = f" {facts.tree.escape}{facts.tree.newline}".join(_KEEP) + facts.tree.newline
        fix = Fix((Edit(start.span.end, start.span.end, text),), Safety.UNSAFE)
        yield Finding(message, start.first_line, fix)


def _first_run_of_apt(facts: Facts, stage: int, keeps: bool) -> Run | None:
    """The first RUN of a stage that calls apt with the mount, or without it."""
    runs = (run for run in facts.runs[stage] if run is not None and _CALLS.search(run.node.args))
    return next((run for run in runs if _has_package_mount(run) is keeps), None)


def _has_package_mount(run: Run) -> bool:
    caches = tuple(mount for mount in mounts(run.flags) if mount.get("type") == "cache")
    return lies_on_mount(caches, "/var/cache/apt")


_RUN = """\
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
    --mount=type=cache,target=/var/lib/apt,sharing=locked \\
    apt-get update && apt-get install -y curl
"""

RULE = Rule(
    "With `--style=cache-mount`: apt keeps packages on its mount",
    Safety.UNSAFE,
    check,
    (f"FROM debian:12\n{_RUN}", "FROM debian:12\n" + " \\\n".join(_KEEP) + f"\n{_RUN}"),
    "Official images of Debian and Ubuntu hold /etc/apt/apt.conf.d/docker-clean, which deletes packages after each"
    " install, so that a mount on /var/cache/apt stays empty. Docker's documentation removes the file, and so does this"
    " rule. Unsafe, because the change stays in the image: whoever installs in a child of it keeps the packages in a"
    " layer. Refused where a RUN of the stage calls apt without the mount.",
    ("https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages",),
    example_options=Options(cache="mount"),
)
