"""Where the commands of a RUN stand: the one reader of WORKDIR and `cd`.

A shell's whereabouts are folded over its calls, and asked in three ways: `assumed_folders` takes every `cd` to
succeed, `proven_folder` counts only those that surely did, `possible_after` all that may have, or may not.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, call_sites, is_sure
from dslim.facts.home_directory import Home, home_of
from dslim.facts.paths import normal_path
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.word_values import unquoted_text, word_value
from dslim.shell import Invocation, Opaque, Script, Simple
from dslim.shell.tree import AndOr
from dslim.support.memo import once, once_at_point

#: What changes the directory of the shell that runs it; `chdir` is the same as `cd` in dash and busybox.
DIRECTORY_CHANGES = frozenset({"cd", "chdir", "pushd", "popd"})
#: A folder that is not known; what is relative to it starts with it.
UNKNOWN = "?"
#: Of more folders than this one more is any.
_MAX_FOLDERS = 32


class Whereabouts(NamedTuple):
    """The folders in which a shell may stand, as normal paths; `elsewhere`: it may as well stand in any other."""

    folders: tuple[str, ...] = ()
    elsewhere: bool = False

    @property
    def only(self) -> str | None:
        """The one folder that it can be; None where there are more, or one that is not known."""
        return self.folders[0] if len(self.folders) == 1 and not self.elsewhere else None

    def after(self, target: str | None) -> Whereabouts:
        """Where the shell stands after a `cd target` that succeeded; None for a target that only the run tells."""
        if target is None or target == "-" or target.startswith("~"):
            return ANYWHERE
        if target.startswith("/"):
            return Whereabouts((normal_path(target),))
        found = dict.fromkeys(normal_path(posixpath.join(folder, target)) for folder in self.folders)
        return Whereabouts(tuple(found), self.elsewhere)

    def perhaps_after(self, target: str | None) -> Whereabouts:
        """Where the shell may stand after a `cd target` that may have run or not, here or in a subshell."""
        if target == "-":
            return self  # back to where it stood, which is among them
        new = self.after(target) if len(self.folders) <= _MAX_FOLDERS else ANYWHERE
        return Whereabouts(tuple(dict.fromkeys(self.folders + new.folders)), self.elsewhere or new.elsewhere)


ANYWHERE = Whereabouts((), elsewhere=True)


def known_workdir(point: Point) -> str | None:
    """The WORKDIR in force, where a RUN starts; None where it may be one of several, or any."""
    state = point.state
    return state.workdirs[0] if state.workdir is None and len(state.workdirs) == 1 else state.workdir


def changes_directory(run: Run) -> bool:
    """Whether a command of a RUN may stand elsewhere than in the WORKDIR, as far as it can be read."""
    return isinstance(run.script, Opaque) or any(site.call.name in DIRECTORY_CHANGES for site in call_sites(run.script))


def calls_with_workdir(run: Run, workdir: str | None) -> Iterator[tuple[CallSite, str | None]]:
    """Each call of a RUN that starts in `workdir`, with that folder; with None behind any change of directory."""
    here = workdir
    for site in call_sites(run.script) if isinstance(run.script, Script) else ():
        yield site, here
        if site.call.name in DIRECTORY_CHANGES:
            here = None


def assumed_folders(facts: Facts, run: Run, found: tuple[CallSite, ...]) -> list[str]:
    """For each call its working directory, as far as the text tells: it may hold variables as written, or UNKNOWN.

    As if every `cd` succeeded; after one inside a compound command or a pipeline nothing is known.
    """

    def follow(here: Whereabouts, site: CallSite) -> Whereabouts:
        if site.call.script is not None or site.call.name not in DIRECTORY_CHANGES:
            return here  # the text of a `sh -c`: its `cd` is its own
        known = site.simple.span.start in top and (target := _written_target(facts, run, site.call)) is not None
        return here.after(target) if known else Whereabouts((UNKNOWN,))

    top = starts_in_own_shell(run)
    start = Whereabouts((known_workdir(facts.point_of(run)) or UNKNOWN,))
    folders = [here.only or UNKNOWN for here in accumulate(found, follow, initial=start)]
    return [UNKNOWN if _moves_within(site) else folder for site, folder in zip(found, folders)]


def _moves_within(site: CallSite) -> bool:
    script = site.call.script
    return script is not None and re.search(r"\b(cd|chdir|pushd)\b", script.text) is not None


def _written_target(facts: Facts, run: Run, call: Invocation) -> str | None:
    """Where a change of directory leads, with variables as they are written."""
    word = call.argv[1] if len(call.argv) == 2 and call.name != "popd" else None
    target = unquoted_text(word) if word is not None else None
    if word is not None and target and word.text.startswith("~"):
        home = home_of(facts, run)
        return home.path + target[1:] if isinstance(home, Home) and target[1:2] in ("", "/") else None
    return target if target != "-" else None


def proven_folder(facts: Facts, run: Run, simple: Simple) -> str | None:
    """The folder in which a command of a RUN surely stands; None where a `cd` before it is not followed."""
    if isinstance(run.script, Opaque):
        return None
    starts, folders = _proven_folders(facts.point_of(run))
    number = bisect_left(starts, simple.span.start)
    here = folders[number]
    if here is None:
        return None
    return here.only if not number or simple.span.start in starts_in_own_shell(run) else None


@once_at_point
def _proven_folders(point: Point) -> tuple[list[int], list[Whereabouts | None]]:
    """Where the changes of directory of a RUN start, and where it surely stands before the first and behind each."""
    run = point.run
    assert run is not None
    here: Whereabouts | None = ANYWHERE
    if (workdir := known_workdir(point)) is not None:
        here = Whereabouts((workdir,))
    top = starts_in_own_shell(run)
    starts: list[int] = []
    folders = [here]
    for site in call_sites(run.script) if isinstance(run.script, Script) else ():
        if site.call.name in DIRECTORY_CHANGES:
            followed = site.call.name == "cd" and len(site.call.argv) == 2 and is_sure(run, site)
            if not followed or site.simple.span.start not in top:
                here = None
            elif here is not None:
                here = here.after(word_value(site.call.argv[1], run))
            starts.append(site.simple.span.start)
            folders.append(here)
    return starts, folders


def possible_after(here: Whereabouts, call: Invocation) -> Whereabouts:
    """Where a shell may stand after a call that may have run or not, here or in a subshell."""
    if call.name not in DIRECTORY_CHANGES:
        return here
    target = call.argv[1].literal if call.name != "popd" and len(call.argv) == 2 else None
    return here.perhaps_after(target)


def starts_in_own_shell(run: Run) -> frozenset[int]:
    """Where the commands start that run in the RUN's own shell: in no compound command, no pipeline."""
    return _starts_in_own_shell(run.script) if isinstance(run.script, Script) else frozenset()


@once
def _starts_in_own_shell(script: Script) -> frozenset[int]:
    nodes = [statement.node for statement in script.statements]
    items = [item for node in nodes for item in (node.items if isinstance(node, AndOr) else (node,))]
    return frozenset(item.span.start for item in items if isinstance(item, Simple))
