"""Reading a chown, chgrp, chmod or guarded find of a RUN: whose, what, and how it is written."""

from __future__ import annotations

import posixpath
import re
from weakref import ref

from dslim.facts.call_sites import CallSite, is_sure
from dslim.facts.paths import absolute_path
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.word_values import word_value
from dslim.facts.working_directory import proven_folder
from dslim.rules.ownership.change import CHMOD, CHOWN, Change, Target
from dslim.rules.ownership.guarded_find import Guard, read_guard
from dslim.rules.ownership.owners import Owner, read_owner
from dslim.rules.ownership.sudo import runs_by_sudo
from dslim.shell import Script, Simple, Word
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex

_SHORT_OPTIONS = regex(r"-[Rvcfh]+\Z")
_LONG_OPTIONS = frozenset("--recursive --verbose --changes --silent --quiet --no-dereference --preserve-root".split())
#: A mode that begins like an option.
_REMOVES_BITS = regex(r"-[rwxXst]")


def read_change(point: Point, site: CallSite) -> Change | None:
    """The change that a call in the RUN at a place makes; None for a call of anything else."""
    run, name = point.own_run, site.call.name
    if run is None or site.call.script is not None or site.call.wrappers not in ((), ("sudo",)):
        return None
    if name in CHOWN | CHMOD:
        return _read_plain(point, run, site)
    if name == "find" and (guard := read_guard(site.call)):
        return _read_guarded(point, run, site, guard)
    return None


def _read_plain(point: Point, run: Run, site: CallSite) -> Change:
    assert isinstance(run.script, Script)
    simple, call, tool = site.simple, site.call, site.call.name or ""
    options, operands = _split(call.argv[1:], tool == "chmod")
    if any(o.startswith("--reference") for o in options):
        spec, paths = None, operands
    else:
        spec, paths = (operands[0], operands[1:]) if operands else (None, [])
    owner, mode, unread = _read_attribute(spec if paths else None, run, tool)
    return Change(
        facts_ref=ref(point.facts),
        stage=point.stage,
        run=run,
        simple=simple,
        tool=tool,
        command=run.script.text[simple.span.start : call.argv[0].span.end],
        spec=spec.text if spec else "",
        targets=_read_targets(point, simple, paths),
        certain=is_sure(run, site),
        owner=owner,
        mode=mode,
        recursive=any(o.startswith("--rec") or (not o.startswith("--") and "R" in o) for o in options),
        unread=_why_user_differs(call) or next(filter(None, (_unread_option(o, tool) for o in options)), unread),
    )


def _why_user_differs(call: Invocation) -> str | None:
    is_plain = not call.wrappers or runs_by_sudo(call)
    return None if is_plain else "sudo does not run it as root, or has an option that is not known"


def _read_guarded(point: Point, run: Run, site: CallSite, guard: Guard) -> Change:
    return Change(
        facts_ref=ref(point.facts),
        stage=point.stage,
        run=run,
        simple=site.simple,
        tool="chown",
        command="find",
        spec=f"{guard.user}:{guard.group}",
        targets=_read_targets(point, site.simple, guard.folders),
        certain=is_sure(run, site),
        owner=guard.owner,
        recursive=True,
        guarded=True,
    )


def _read_attribute(spec: Word | None, run: Run, tool: str) -> tuple[Owner | None, str | None, str | None]:
    """(owner, mode, why neither is read)"""
    if spec is None:
        return None, None, "it names no path"
    if tool == "chmod":
        return None, word_value(spec, run), None
    found = read_owner(spec, run, tool == "chgrp")
    return (None, None, found) if isinstance(found, str) else (found, None, None)


def _split(words: tuple[Word, ...], with_mode: bool) -> tuple[list[str], list[Word]]:
    """(options, operands); a mode such as `-x` or `-w` is no option."""
    options: list[str] = []
    operands: list[Word] = []
    for i, word in enumerate(words):
        if word.literal == "--":
            return options, operands + list(words[i + 1 :])
        is_option = word.text.startswith("-") and len(word.text) > 1
        if is_option and not (with_mode and _REMOVES_BITS.match(word.text)):
            options.append(word.text)
        else:
            operands.append(word)
    return options, operands


def _unread_option(option: str, tool: str) -> str | None:
    if option.startswith("--reference"):
        return "`--reference` takes the owner from a file"
    if option.startswith("--from"):
        return "`chown --from` changes only the files that belong to one owner, and a COPY cannot choose them"
    if _SHORT_OPTIONS.match(option) or option in _LONG_OPTIONS:
        return None
    return f"the option {option} of {tool} is not supported: leave it out if it is not needed"


def _read_targets(point: Point, simple: Simple, words: list[Word]) -> tuple[Target, ...]:
    run = point.own_run
    assert run is not None
    cwd = proven_folder(point.facts, run, simple)
    found = []
    for word in words:
        path = folder = absolute_path(word_value(word, run), cwd)
        if path is None and word.unquoted_glob and not re.search(r"[$`~\"'\\]", word.text):
            folder = absolute_path(posixpath.dirname(re.split(r"[*?\[{]", word.text)[0]) or ".", cwd)
        found.append(Target(word.text, path, folder))
    return tuple(found)
