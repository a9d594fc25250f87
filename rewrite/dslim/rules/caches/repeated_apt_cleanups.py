"""Cleanups of apt's lists and packages that the same RUN repeats, or that an update after them makes needless."""

from __future__ import annotations

from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, is_sure
from dslim.facts.run import Run
from dslim.rules.caches import apt_commands
from dslim.rules.caches.copied_names import copied_names
from dslim.rules.caches.unread_scripts import unread_script
from dslim.rules.caches.watched_cache import Use
from dslim.run_edits.piped_installers import installers_that_update_first
from dslim.run_edits.repeated_cleanups import (
    RepeatedCleanup,
    find_repeated_cleanups,
    remove_repeated_cleanups,
    removes_only_below,
)
from dslim.shell import Script
from dslim.shell.invocations import Invocation
from dslim.syntax.edits import Edit


def repeated_apt_cleanups(facts: Facts, run: Run, script: Script, places: tuple[CallSite, ...]) -> tuple[Edit, ...]:
    """The edits that take out cleanups of lists and packages which apt's next step makes needless.

    Of the removals of lists not the one before the first update, which is there on purpose, nor what removes more:
    somebody may count on that. An update that stands between is sure to run: in
    `x && apt-get update; apt-get install y || z` the install may find the lists that were to be gone. Where a script
    between cannot be read, all stay.
    """
    first = next(i for i, site in enumerate(places) if apt_commands.fills(site.call))
    installers = installers_that_update_first(script)
    going = []
    for one in find_repeated_cleanups(run, script, places[first:], _removes_lists, uses_lists):
        # nobody misses a cache of pip or npm either, and an `rm` may take them together
        caches = (apt_commands.LISTS, "/var/cache/apt", f"{run.home}/.cache/pip", f"{run.home}/.npm")
        alone = removes_only_below(one.site.call, caches, run.home)
        alone = alone or one.site.call.name in apt_commands.APT
        until = (*one.between, one.until)
        refilled = any(_surely_updates(run, site) or site.simple.span in installers for site in until)
        if alone and (refilled or _removes_lists(one.until.call)):
            going.append(one)
    for one in find_repeated_cleanups(run, script, places[first:], _removes_packages, _reads_packages):
        if _removes_packages(one.until.call):
            going.append(one)
    copied = copied_names(facts, run.stage)
    going = [
        one
        for one in going
        if not any(unread_script(s.call, copied) and s.simple.span not in installers for s in one.between)
    ]
    return remove_repeated_cleanups(facts.tree, run, sorted(going, key=_place))


def _surely_updates(run: Run, site: CallSite) -> bool:
    """Whether a call fills the lists anew, all of them, before whoever reads them next."""
    return (apt_commands.is_update(site.call) or apt_commands.adds_repository(site.call)) and is_sure(run, site)


def _place(one: RepeatedCleanup) -> int:
    return one.site.simple.span.start


def _removes_lists(call: Invocation) -> bool:
    return apt_commands.removal(call) == "all"


def uses_lists(call: Invocation) -> bool:
    """Whether a call reads the lists, or fills or empties them."""
    return apt_commands.lists_use(call) is not Use.NONE


def _removes_packages(call: Invocation) -> bool:
    """Whether it empties the folder of the packages that were fetched, and does nothing else."""
    return call.name in apt_commands.APT and apt_commands.verb(call) in ("clean", "autoclean")


def _reads_packages(call: Invocation) -> bool:
    return call.name != "rm" and any("/var/cache" in text for text in call.texts)
