"""Whether a RUN may remove, move or relink the directory in which the next RUN starts, or its own shell stands.

Paths are compared as they are written: a link in the middle of one is not followed, and a variable is taken
not to hold `..`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from functools import reduce

from dslim.facts.call_sites import sure_call_sites
from dslim.facts.nested_scripts import invocations_of, nested_texts
from dslim.facts.paths import lies_in, normal_path
from dslim.facts.removed_paths import UNKNOWN_WORKDIR, Surroundings, fresh_variables
from dslim.facts.removing_calls import why_call_removes
from dslim.facts.run import Run
from dslim.facts.working_directory import (
    ANYWHERE,
    DIRECTORY_CHANGES,
    Whereabouts,
    possible_after,
    starts_in_own_shell,
)
from dslim.shell import Invocation, Script, commands, invocations, walk
from dslim.shell.tree import Function
from dslim.support.lazy_regex import regex

#: One of these words is in every text that removes, moves or relinks a folder.
_REMOVER = regex(
    r"\b(rm|rmdir|unlink|mv|ln|find|rsync|userdel|deluser|usermod|remove|purge|autoremove|autopurge|erase|del|uninstall)\b"
    r"|\bdpkg\b|\brpm\b|\bpacman\b|\bgit\b[^\n]{0,200}\b(?:clean|stash)\b"
)
_FUNCTION = regex(r"\(\s*\)|\bfunction\b")
#: Folders that nobody works in: caches and the like.
_CACHES = regex(r"^(/var/(lib/(apt|dpkg)|cache|log)/|(~|\$HOME|/root)/\.|/usr/share/(doc|man|locale)|-)")


def may_remove_workdir(run: Run, script: Script) -> str | None:
    """Why the WORKDIR, in which the next RUN starts, may be another folder or none after a RUN; None if it stays."""
    starts = (run.state.workdir,) if run.state.workdir else run.state.workdirs or (UNKNOWN_WORKDIR,)
    # nothing can remove the root
    own = run if script is run.script else None
    found = (_may_remove(script, start, start, own) for start in starts if start != "/")
    return next(filter(None, found), None)


def may_remove_folder(script: Script, folder: str, workdir: str | None, since: int = -1) -> bool:
    """Whether a script that starts in `workdir` (None: not known) may remove, move or relink another folder.

    `since`: only by the commands that stand behind this place; a function may run whenever it is called.
    """
    if since >= 0 and _FUNCTION.search(script.text):
        since = -1
    return folder != "/" and _may_remove(script, folder, workdir or UNKNOWN_WORKDIR, since=since) is not None


def may_remove_folders(script: Script) -> bool:
    """Whether a script may remove, move or relink any folder at all: a quick look at its text."""
    return _REMOVER.search(script.text) is not None


def _may_remove(script: Script, folder: str, workdir: str, run: Run | None = None, since: int = -1) -> str | None:
    here = Whereabouts((workdir,), _has_moving_functions(script))
    place = Surroundings(folder, fresh_variables(script), here, run=run)
    sure = _sure_steps(run) if run is not None else frozenset()
    for text in nested_texts(script):
        if isinstance(text, str):
            if _REMOVER.search(text):
                return f"`{text[:30]}` cannot be read and may remove the working directory"
            continue
        for simple in commands(text):
            is_sure_step = text is script and simple.span.start in sure
            for call in invocations_of(simple):
                if call.name in DIRECTORY_CHANGES:
                    place = place._replace(here=_after_move(place, call, is_sure_step))
                elif call.name == "mkdir" and is_sure_step and not call.wrappers:
                    place = place._replace(fresh=(*place.fresh, *_fresh_folders(call, place)))
                elif text is script and simple.span.start <= since:
                    continue
                elif found := why_call_removes(call, place):
                    return found
    return None


def _has_moving_functions(script: Script) -> bool:
    """Whether a function may run elsewhere than where it is written: the script has one, and changes directory."""
    if not _FUNCTION.search(script.text) or not any(isinstance(node, Function) for node in walk(script)):
        return False
    return any(call.name in DIRECTORY_CHANGES for call in invocations(script))


def _sure_steps(run: Run) -> frozenset[int]:
    """Where the commands start that have succeeded, in the RUN's own shell, before whatever stands after them.

    None where a function may run them, or what stands after them, at another time.
    """
    if not isinstance(run.script, Script) or any(isinstance(node, Function) for node in walk(run.script)):
        return frozenset()
    return starts_in_own_shell(run) & frozenset(site.simple.span.start for site in sure_call_sites(run))


def _after_move(place: Surroundings, call: Invocation, is_sure: bool) -> Whereabouts:
    target = call.argv[1].literal if len(call.argv) == 2 and call.name in ("cd", "chdir") else None
    if not is_sure or call.wrappers or target is None or target.startswith(("-", "~")):
        return possible_after(place.here, call)
    return place.here.after(target)


def _fresh_folders(call: Invocation, place: Surroundings) -> list[str]:
    """The folders that a `mkdir` which succeeded has made: without -p none of them was there."""
    words = [word.literal for word in call.argv[1:]]
    if place.here.only is None or any(word is None or word.startswith("-") for word in words):
        return []
    return [normal_path(posixpath.join(place.here.only, word)) for word in words if word]


def may_remove_shell_directory(run: Run, script: Script, later: Iterable[Invocation]) -> str | None:
    """Which of the `later` calls may remove the directory that the shell stands in; None if none does.

    A program that asks for its working directory (npm, yarn, composer) fails in one that is gone.
    """
    moves = [call for call in invocations(script) if call.name in DIRECTORY_CHANGES and call.script is None]
    if not moves:
        return may_remove_workdir(run, script)
    start = Whereabouts((run.state.workdir,)) if run.state.workdir is not None else ANYWHERE
    here = reduce(_seen_from_root, moves, start)
    for call in later:
        if call.name not in ("rm", "rmdir", "mv"):
            continue
        for word in call.argv[1:]:
            path = (word.literal or word.text).strip("\"'")
            if _CACHES.match(path) or _lies_below_anywhere(path, word.literal is not None):
                continue
            if path.startswith("/") and "$" not in path and _is_apart(path, here):
                continue
            return f"`{call.name} {word.text}` may remove the working directory"
    return None


def _seen_from_root(here: Whereabouts, call: Invocation) -> Whereabouts:
    """As `possible_after`; a relative `cd` may lead anywhere."""
    relative = len(call.argv) == 2 and not (call.argv[1].literal or "").startswith(("/", "-"))
    return here.perhaps_after(None) if relative else possible_after(here, call)


def _lies_below_anywhere(path: str, literal: bool) -> bool:
    """Whether a path lies below wherever the shell stands."""
    return literal and not path.startswith(("/", "~", "..")) and normal_path(path) != "."


def _is_apart(path: str, here: Whereabouts) -> bool:
    """Whether removing an absolute path, or what a glob at its end finds, leaves each folder where the shell may be."""
    path = path.rstrip("/*") or "/"
    return not here.elsewhere and path != "/" and not any(lies_in(folder, path) for folder in here.folders)
