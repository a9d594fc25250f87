"""Folders that must be there because a command which needs them has succeeded: `sed -i ... /etc/nginx/nginx.conf`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from dslim.facts.call_sites import CallSite, is_sure
from dslim.facts.paths import absolute_path
from dslim.facts.run import Run
from dslim.facts.word_values import word_value
from dslim.facts.working_directory import calls_with_workdir
from dslim.shell import Opaque, Word
from dslim.support.lazy_regex import regex

#: Commands that fail unless each file which they are given is there, or can be made: POSIX, chapter Utilities.
_FAIL_WITHOUT_FILES = frozenset({"touch", "cat", "rm", "chown", "chmod", "chgrp"})
#: Commands that fail unless the folder of their last operand is there.
_FAIL_WITHOUT_LAST = frozenset({"cp", "mv", "ln", "sed"})
#: Options with which these still do.
_PLAIN_OPTIONS = regex(r"-[aRrvpsiEne]+\Z")
#: Options whose value is a file that is written, or a folder that is entered.
_WRITTEN = {"curl": "-o", "wget": "-O"}
_ENTERED = {"tar": "-C"}


def folders_shown(run: Run, workdir: str | None) -> Iterator[tuple[str, int]]:
    """Folders that a RUN could not succeed without, each with the place in its script where they surely are there.

    `workdir`: where it starts, None where that is not known. No folder is named twice for one command.
    """
    if isinstance(run.script, Opaque):
        return
    for site, folder in calls_with_workdir(run, workdir):
        if site.call.wrappers or not site.call.understood or not is_sure(run, site):
            continue
        for path in dict.fromkeys(_shown_by(site, run, folder)):
            yield path, site.simple.span.start


def _shown_by(site: CallSite, run: Run, cwd: str | None) -> Iterator[str]:
    files = [r.target for r in site.simple.redirects if r.op in (">", ">>", "<")]
    name = site.call.name or ""
    words = list(site.call.argv[1:])
    files += _files_needed(name, words)
    for word in files:
        if path := absolute_path(word_value(word, run), cwd):
            yield posixpath.dirname(path)
    for word in _folders_entered(name, words):
        if path := absolute_path(word_value(word, run), cwd):
            yield path


def _files_needed(name: str, words: list[Word]) -> list[Word]:
    """The operands whose folder must be there."""
    if name in _WRITTEN:
        return [value for option, value in zip(words, words[1:]) if option.literal == _WRITTEN[name]]
    options = [word for word in words if word.text.startswith("-")]
    if not all(_PLAIN_OPTIONS.match(option.text) for option in options):
        return []
    operands = [word for word in words if not word.text.startswith("-")]
    if name in _FAIL_WITHOUT_FILES:
        return operands[1:] if name.startswith("ch") else operands
    # each -e of sed takes an operand for its value; cp, mv and ln need two, and sed a script before its files
    scripts = sum(option.text.endswith("e") for option in options) if name == "sed" else 0
    return operands[-1:] if name in _FAIL_WITHOUT_LAST and len(operands) > max(scripts, 1) else []


def _folders_entered(name: str, words: list[Word]) -> list[Word]:
    """The operands that must be folders."""
    if name == "cd":
        return words if len(words) == 1 and not words[0].text.startswith(("-", "~")) else []
    option = _ENTERED.get(name)
    found = [value for before, value in zip(words, words[1:]) if option and before.literal == option]
    return found if len(found) == 1 else []  # a second -C is seen from the first
