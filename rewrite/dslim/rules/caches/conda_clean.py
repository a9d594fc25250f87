"""SL208: `conda clean` in the layer that installed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite
from dslim.facts.run import Run
from dslim.rules.caches.manager_cleanup import check_managers
from dslim.rules.caches.managers import CleanupCode, managers
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.syntax.nodes import Dockerfile

#: conda before 4.6 knows no `clean --force-pkgs-dirs`.
_OLD = regex(r"conda[23]?:(v?[1-3]\.|v?4\.[0-5])|conda[23]?-([1-3]\.|4\.[0-5]|5\.)|conda[= ]+4\.[0-5]\b")
_MODERN = regex(r"^(docker\.io/)?(continuumio|condaforge|mambaorg|(quay\.io/)?jupyter)/")


def _command(facts: Facts, run: Run, call: Invocation) -> str | None:
    if _is_old(facts.tree):
        return f"{call.program} clean -ay"
    forced = call.program != "conda" or _MODERN.search(facts.tree.stages[run.stage].base)
    return f"{call.program} clean -{'afy' if forced else 'ay'}"


def _declines(facts: Facts, run: Run, found: list[CallSite]) -> str | None:
    if any(text == "--offline" for site in found for text in site.call.texts):
        return "the RUN works offline"
    return None


def _cache_folders_of_file(facts: Facts, run: Run) -> tuple[str, ...]:
    return _cache_folders(facts.tree)


@once
def _is_old(tree: Dockerfile) -> bool:
    return _OLD.search(tree.text) is not None


#: A folder's name, and bin or etc in it.
_IN_IT = regex(r"(?<!\w)(\w+)/(?:bin|etc)\b")


@once
def _cache_folders(tree: Dockerfile) -> tuple[str, ...]:
    """The caches of the installations whose bin or etc the text names, and of the usual one.

    Word by word: a pattern with the folder and its name in one tries the rest of the line at each slash.
    """
    roots = {"/opt/conda"}
    for word in re.findall(r"[\w./-]+", tree.text):
        ends = [m for m in _IN_IT.finditer(word) if any(name in m[1] for name in ("conda", "mamba", "forge"))]
        if ends and 0 <= (start := word.find("/")) < ends[-1].end(1):
            roots.add(word[start : ends[-1].end(1)])
    return tuple(f"{root}/pkgs" for root in sorted(roots))


MANAGERS = managers("conda-clean", {"conda": CleanupCode(_command, _cache_folders_of_file, _declines)})


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, which installs with conda and leaves the cache."""
    return check_managers(facts, MANAGERS)


RULE = Rule(
    "`conda clean -afy` (mamba, micromamba) in the layer that installed",
    Safety.SAFE,
    check,
    (
        "FROM continuumio/miniconda3\nRUN conda install -y numpy\n",
        "FROM continuumio/miniconda3\nRUN conda install -y numpy && conda clean -afy\n",
    ),
    "Downloaded and unpacked packages; environments hold hard links or copies, so run time needs none of it. Where"
    " the file does not show a conda of 4.6 or newer, `-ay`, which every version knows. Not where packages are soft"
    " links into the cache.",
    ("https://docs.conda.io/projects/conda/en/stable/commands/clean.html",),
)
