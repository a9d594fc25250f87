"""The working directory of each call of a RUN."""

from __future__ import annotations

import posixpath
import re

from dslim.facts import Facts
from dslim.facts.call_sites import Site
from dslim.facts.copy_instructions import known_workdir
from dslim.facts.home_directory import Home, home_of
from dslim.facts.paths import normal_path
from dslim.facts.run import Run
from dslim.facts.word_values import unquoted
from dslim.shell import Opaque, Simple
from dslim.shell.tree import AndOr

#: A folder that is not known; what is relative to it starts with it.
UNKNOWN = "?"


def folders_of(facts: Facts, run: Run, found: tuple[Site, ...]) -> list[str]:
    """For each call the working directory, as far as the text tells: it may hold variables as written.

    As if every `cd` succeeded; after one inside a compound command or a pipeline nothing is known.
    """
    script = run.script
    top: set[int] = set()
    if not isinstance(script, Opaque):
        for statement in script.statements:
            items = statement.node.items if isinstance(statement.node, AndOr) else (statement.node,)
            top |= {item.span.start for item in items if isinstance(item, Simple)}
    cwd = known_workdir(facts.point_of(run)) or UNKNOWN
    folders = []
    for site in found:
        if site.found.script is not None:
            # the text of a `sh -c`: its `cd` is its own
            folders.append(UNKNOWN if re.search(r"\b(cd|pushd)\b", site.found.script.text) else cwd)
            continue
        folders.append(cwd)
        if site.call.name in ("cd", "pushd") and site.simple.span.start in top and len(site.found.argv) > 1:
            told = unquoted(site.found.argv[1])
            if told and site.found.argv[1].text.startswith("~"):
                home = home_of(facts, run)
                told = home.path + told[1:] if isinstance(home, Home) and told[1:2] in ("", "/") else None
            cwd = normal_path(posixpath.join(cwd, told)) if told and told != "-" else UNKNOWN
        elif site.call.name in ("cd", "pushd", "popd"):
            cwd = UNKNOWN
    return folders
