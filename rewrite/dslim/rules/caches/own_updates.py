"""Gives later RUNs that install from package lists an `apt-get update` of their own, so that no layer keeps lists."""

from __future__ import annotations

from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, call_sites, is_sure
from dslim.facts.run import Run
from dslim.rules.caches import apt_commands
from dslim.rules.caches.later_readers import later_reader
from dslim.run_edits.join_candidates import CONFIG_ONLY, script_to_join, why_not_joined
from dslim.run_edits.run_script import RunScript
from dslim.shell import Script
from dslim.shell.invocations import Invocation
from dslim.shell.tree import AndOr
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit

#: RUNs of one stage that get an update: of more the whole stage wants another look.
MAX_RUNS = 8
#: What may make another `apt-get update` fetch what the one before did not.
CHANGES_SOURCES = regex(r"/etc/apt|apt-key|add-apt-repository|keyring|dpkg\s[^&;|]*(-i|--install|--add-arch)\b")
#: What does so by what it names; what a package brings is for the owner to know.
_NAMES_SOURCES = regex(r"/etc/apt|apt-key|add-apt-repository|keyring|--add-arch")
_QUOTES = regex(r"[\"'\\`]")


class OwnUpdates(NamedTuple):
    """The edits that add an update to some RUNs, and which RUNs these are, for people."""

    edits: tuple[Edit, ...]
    runs: str


def own_updates(facts: Facts, run: Run) -> OwnUpdates | None:
    """What gives each later RUN which reads the lists that one leaves an update of its own.

    None where anything else reads them, or may have changed by then what an update fetches.
    """
    update = _update_of(run)
    if update is None:
        return None
    found: list[tuple[Run, CallSite]] = []
    is_changed = False
    instructions = facts.tree.stages[run.stage].instructions
    for index in range(run.index + 1, len(instructions)):
        later = facts.point(run.stage, index).own_run
        if later is not None and (reader := _reader_of(later)) is not None:
            found.append((later, reader))
            if is_changed or len(found) > MAX_RUNS or not _may_be_preceded(later, reader):
                return None
        is_changed = is_changed or _NAMES_SOURCES.search(instructions[index].args) is not None
        if later is not None and _fills(later):
            break  # who comes after it finds other lists
    if not found or _may_be_one(facts, run, found[0][0]):
        return None
    watched = apt_commands.package_lists(facts.point_of(run))
    readers = [call for one, _ in found for call in _installs_of(one)]
    is_exempt = watched.is_exempt

    def is_known(call: Invocation) -> bool:
        # those that follow in the same RUN find the lists that its first one has fetched
        return call in readers or (is_exempt is not None and is_exempt(call))

    if later_reader(facts.point_of(run), watched._replace(is_exempt=is_known)) is not None:
        return None
    edits = (Edit(at, at, f"{update} && ") for at in (one.source_at(site.simple.span.start) for one, site in found))
    lines = [str(one.outer.line) for one, _ in found]
    several = f"the RUNs on lines {', '.join(lines[:-1])} and {lines[-1]}"
    return OwnUpdates(tuple(edits), several if len(lines) > 1 else f"the RUN on line {lines[0]}")


def _update_of(run: Run) -> str | None:
    """How a RUN writes the update that it surely makes; None for one with quotes, or none."""
    if not isinstance(run.script, Script):
        return None
    sites = (site for site in call_sites(run.script) if apt_commands.is_update(site.call))
    texts = [run.script.text[slice(*site.simple.span)] for site in sites if is_sure(run, site)]
    return " ".join(texts[-1].split()) if texts and not _QUOTES.search(texts[-1]) else None


def _reader_of(run: Run) -> CallSite | None:
    """The first install of a RUN that no update of its own comes before."""
    for site in call_sites(run.script) if isinstance(run.script, Script) else ():
        if apt_commands.fills(site.call):
            return None
        if apt_commands.installs(site.call):
            return site
    return None


def _fills(run: Run) -> bool:
    """Whether a RUN may leave lists."""
    return isinstance(run.script, Script) and any(apt_commands.fills(site.call) for site in call_sites(run.script))


def _may_be_one(facts: Facts, run: Run, reader: Run) -> bool:
    """Whether all RUNs from one to another may be one RUN, which keeps no lists and needs no second update."""
    points = [facts.point(run.stage, index) for index in range(run.index, reader.index + 1)]
    if any(point.own_run is None and point.node.keyword not in CONFIG_ONLY for point in points):
        return False
    runs = [point.own_run for point in points if point.own_run is not None]
    pairs = ((script_to_join(a), b) for a, b in zip(runs, runs[1:]))
    return all(isinstance(a, RunScript) and why_not_joined(facts, [a], b) is None for a, b in pairs)


def _installs_of(run: Run) -> list[Invocation]:
    sites = call_sites(run.script) if isinstance(run.script, Script) else ()
    return [site.call for site in sites if apt_commands.installs(site.call)]


def _may_be_preceded(run: Run, site: CallSite) -> bool:
    """Whether `update &&` before a call does what two commands do: in a chain without `||`, by the same user."""
    if not isinstance(run.script, Script) or site.call.script is not None or not is_sure(run, site):
        return False
    statements = (statement.node for statement in run.script.statements)
    node = next((n for n in statements if n.span.start <= site.simple.span.start < n.span.end), None)
    return not (isinstance(node, AndOr) and "||" in node.operators)
