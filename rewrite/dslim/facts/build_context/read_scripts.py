"""A script of the build context, and a text of the shell that is to be read for the scripts which it runs."""

from __future__ import annotations

from typing import NamedTuple

from dslim.shell import Script


class ContextScript(NamedTuple):
    """A script of the build context: its name there, its text, and the tree of that if it is a shell script.

    Of a makefile or package.json each text that runs is a script of its own.
    """

    name: str
    text: str
    tree: Script | None


def shown_script(name: str) -> str:
    """A script as a reason names it: a file by its name, anything else by the words for it."""
    return name if " " in name else f"the file {name}"


class ScriptsOfRun(NamedTuple):
    """The scripts that a RUN runs: those `found` and read, and the names of those `unread`, which may do anything.

    `programs`: the names of programs that nobody can look at, downloaded or built here: they too may do anything, but
    are no scripts, and so call no package manager.
    """

    found: tuple[ContextScript, ...]
    unread: tuple[str, ...]
    programs: tuple[str, ...] = ()


class ShellText(NamedTuple):
    """A text that a shell runs, and where.

    `here`: the folder that it starts in, None if nobody knows; `folders`: those in which it may be at some time;
    `own`: the folder of the file that it stands in.
    """

    tree: Script
    here: str | None
    folders: tuple[str, ...]
    own: str = ""
