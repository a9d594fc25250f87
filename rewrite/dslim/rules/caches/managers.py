"""Managers whose caches a cleanup empties, such as npm or dnf: what fills a cache, empties it, reads it, forbids it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.run import Run
from dslim.facts.working_directory import DIRECTORY_CHANGES
from dslim.rules.caches.project_files import chooses, project_objection
from dslim.shell import Script
from dslim.shell.invocations import Invocation, first_operand
from dslim.support.lazy_regex import regex
from dslim.tools import Cleanup, cleanups

#: Options by which package managers work in another folder.
_OTHER_FOLDER = regex(r"-C|--(cwd|dir|prefix)\b")


class CleanupCode(NamedTuple):
    """What is code about a cleanup: each function stands in for what the row says.

    `command`: what to add after the last call that fills, None where that is not known. `folders`: the paths that the
    image may lose. `declines`: a reason of the program's own.
    """

    command: Callable[[Facts, Run, Invocation], str | None] | None = None
    folders: Callable[[Facts, Run], tuple[str, ...]] | None = None
    declines: Callable[[Facts, Run, list[CallSite]], str | None] | None = None


class Manager(NamedTuple):
    """A cache that goes by a command in the RUN that filled it: its row, its programs, and what is code about it."""

    row: Cleanup
    names: frozenset[str]
    code: CleanupCode = CleanupCode()

    def fills(self, call: Invocation) -> bool:
        """Whether a call leaves the cache."""
        name = call.program
        return name in self.names and (name in self.row.always_fill or self.row.fills.match(call))

    def fetches_metadata(self, call: Invocation) -> bool:
        """Whether a call leaves nothing but metadata, the same as the call before it."""
        return call.program in self.row.keep_no_packages and self.fills(call)

    def cleans(self, call: Invocation) -> bool:
        """Whether a call of one of the programs empties the cache."""
        return call.program in self.names and self.row.cleans is not None and self.row.cleans.match(call)

    def reads(self, call: Invocation) -> bool:
        """Whether a call needs the cache later."""
        is_own = call.program in self.names and any(calls.match(call) for calls in self.row.reads)
        return is_own or call.program in self.row.also_read_by

    def command(self, facts: Facts, run: Run, call: Invocation) -> str | None:
        """What to add, None where that is not known."""
        if self.code.command is not None:
            return self.code.command(facts, run, call)
        return self.row.command.replace("{program}", call.program or "")

    def folders(self, facts: Facts, run: Run) -> tuple[str, ...]:
        """The paths that the image may lose."""
        if self.code.folders is not None:
            return self.code.folders(facts, run)
        chosen = next(filter(None, map(run.state.env.get, self.row.variables)), None)
        if chosen:
            return (chosen,)
        return tuple(filter(None, (_folder_of_row(run, folder) for folder in self.row.folders)))

    def declines(self, facts: Facts, run: Run, found: list[CallSite]) -> str | None:
        """Why the cache must stay, by what the file and the project say."""
        mention = next((text for text in self.row.unless_mentioned if _mentions(facts, text)), None)
        if mention is not None:
            return f"the Dockerfile holds `{mention}`, by which the cache may lie elsewhere or be needed later"
        reason = next((why for text, why in self.row.refused if facts.tree.says(text)), None)
        reason = reason or project_objection(facts, run, self.row.project)
        reason = reason or next((why for name, text, why in self.row.settings if chooses(facts, run, name, text)), None)
        if reason is None and self.row.in_project:
            reason = _leaves_project(run, [site for site in found if site.call.program in self.names])
        if reason is None and self.code.declines is not None:
            reason = self.code.declines(facts, run, found)
        return reason


def _mentions(facts: Facts, text: str) -> bool:
    """Whether a file says a text elsewhere than in a COPY of another image, which only brings programs."""
    if not facts.tree.says(text):
        return False
    copies = (node for node in facts.tree.instructions if node.keyword == "COPY" and node.flags)
    in_copies = sum(node.args.count(text) for node in copies if any(flag.name == "from" for flag in node.flags))
    return facts.tree.text.count(text) > in_copies


def _folder_of_row(run: Run, folder: str) -> str | None:
    """A folder of a row as a path: `/...` as it is, `./...` below the working directory, else below the home."""
    if folder.startswith("/"):
        return folder
    if folder.startswith("./"):
        return f"{run.state.workdir.rstrip('/')}/{folder[2:]}" if run.state.workdir else None
    return f"{run.home}/{folder}"


def _leaves_project(run: Run, own: list[CallSite]) -> str | None:
    """Why the program may be another, or see another project, where the RUN ends."""
    called = next((site.call.written for site in own), "")
    if any(_OTHER_FOLDER.match(text) for site in own for text in site.call.texts):
        return f"`{called}` runs in another folder than the RUN, and its version may depend on the folder"
    every = call_sites(run.script) if isinstance(run.script, Script) else ()
    start = own[0].simple.span.start if own else 0
    moves = [site for site in every if site.call.name in DIRECTORY_CHANGES]
    if any(site.simple.span.start > start for site in moves) or (moves and "(" in run.node.args):
        return f"the RUN changes to another folder after `{called}`, and its version may depend on the folder"
    return None


def managers(rule: str, code: dict[str, CleanupCode] | None = None) -> tuple[Manager, ...]:
    """The caches that a rule empties; `special`: the code of some, by the name of one of their programs.

    A row that says what the project's files must show is whole without any code.
    """
    own = code or {}
    return tuple(
        Manager(row, frozenset(names), next((own[n] for n in names if n in own and not row.project), CleanupCode()))
        for row, names in cleanups(rule).items()
    )


def verb(call: Invocation, valued: frozenset[str] = frozenset()) -> str | None:
    """The first argument that is no option; '' for none, None where it is known only when it runs."""
    return first_operand(call, valued)
