"""Metadata of a package manager that an earlier layer holds too: what removes them later saves nothing."""

from __future__ import annotations

from collections.abc import Callable

from dslim.facts import Facts
from dslim.facts.call_sites import call_sites, is_sure
from dslim.facts.run import Run
from dslim.shell import Script
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex

#: What may have a manager fetch metadata of more repositories, or put them elsewhere.
_OTHER_METADATA = regex(
    r"repo|mirror|registry|rpm\b|channel|source|release\b|copr\b|\bar\b|subscription|module|root\b|cache-?dir"
)


def holds_same_metadata(facts: Facts, earlier: Run, run: Run, empties: Callable[[Invocation], bool]) -> bool:
    """Whether a RUN finds the metadata that an earlier one of its stage left, and so fetches none.

    `empties`: whether a call removes them.
    """
    nodes = facts.tree.stages[run.stage].instructions[earlier.index : run.index + 1]
    if any(_OTHER_METADATA.search(node.args) for node in nodes):
        return False
    between = facts.runs[run.stage][earlier.index + 1 : run.index]
    scripts = (other.script for other in between if other is not None and isinstance(other.script, Script))
    return not any(empties(site.call) for script in scripts for site in call_sites(script))


def surely_fetches(run: Run, fetches: Callable[[Invocation], bool]) -> bool:
    """Whether a RUN has fetched metadata whenever it has succeeded."""
    every = call_sites(run.script) if isinstance(run.script, Script) and run.outer is run.node else ()
    return any(fetches(site.call) and is_sure(run, site) for site in every)
