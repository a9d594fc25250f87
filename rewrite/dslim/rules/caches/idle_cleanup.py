"""SL212 idle-cleanup: a RUN that cleans what every step above it has cleaned goes, or the part of it that does so.

That saves no byte, so that it is done only in a file in which something else is fixed: mostly the RUNs that the cleanup
was meant for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety, finding
from dslim.facts import Facts
from dslim.facts.base_image import deletes_packages, family
from dslim.facts.call_sites import CallSite, call_sites, is_sure, sure_call_sites
from dslim.facts.copy_instructions import lands_apart, read_copy
from dslim.facts.heredoc_runs import with_body
from dslim.facts.mounts import is_in_no_layer
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.users import is_assumed_root
from dslim.rules.caches import apt_commands
from dslim.rules.caches.copied_names import copied_names
from dslim.rules.caches.unread_scripts import unread_script
from dslim.run_edits.comments_between import has_comment_above, shell_comment
from dslim.run_edits.remove_commands import CannotRemove, remove_instruction
from dslim.run_edits.remove_operands import MountedFolders, remove_operands
from dslim.run_edits.repeated_cleanups import remove_sites
from dslim.shell import Script
from dslim.shell.invocations import Invocation, is_forced
from dslim.support.lazy_regex import regex
from dslim.support.memo import once_a_stage
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Stage
from dslim.tools import names_where
from dslim.tools.system_packages import APT_SAYS_LESS

MESSAGE = "the cleanup finds nothing to remove: no step above it leaves anything in apt's caches"
_PACKAGES = "/var/cache/apt"
_CACHES = (apt_commands.LISTS, _PACKAGES)
#: Those that Debian's and Ubuntu's images have.
_OF_APT_ITSELF = names_where(lambda tool: tool.family == "apt" and tool.updates_with_install)
_SAYS_LESS = regex(APT_SAYS_LESS)
_COMMENT = "a comment of the RUN says what it is for: delete both"


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships which only cleans, and cleans apt's caches in vain."""
    is_asked_for_alone = facts.options.rules is not None and len(facts.options.rules) == 1
    for run in facts.shipped_runs if facts.has_fixes or is_asked_for_alone else ():
        if run.outer is run.node and not run.flags and "apt" in run.node.args and isinstance(run.script, Script):
            edits = _edits(facts, run, run.script)
            if edits:
                outcome = edits if isinstance(edits, str) else Fix(edits, Safety.SAFE, _CACHES)
                yield finding(MESSAGE, run.outer.span, outcome)


def _edits(facts: Facts, run: Run, script: Script) -> tuple[Edit, ...] | str:
    """The edits that take out what does nothing; the reason why not, or nothing, where all stays."""
    places = call_sites(script)
    if not places or not all(_always_succeeds(facts, run, site) for site in places):
        return ()
    try:
        found = [(site, _idle_part(run, site)) for site in places]
    except CannotRemove:
        return ()
    idle = [site for site, part in found if part is None]
    operands = [edit for _, part in found for edit in part or ()]
    if any(_is_made_later(facts, run, site) for site in places):
        return ()
    if not (idle or operands) or _may_hold_lists(facts, facts.tree.stages[run.stage])[run.index]:
        return ()
    if len(idle) < len(places):
        return (*remove_sites(facts.tree, run, idle), *operands)
    if has_comment_above(facts.tree, run) or shell_comment(run):
        return _COMMENT
    return remove_instruction(facts.tree, run.outer)


def _is_made_later(facts: Facts, run: Run, site: CallSite) -> bool:
    """Whether a cleanup takes a folder of apt's itself away, and a later line names it: to make it, or a link there."""
    folders = {text.rstrip("/") for text in site.call.texts}.intersection(_CACHES)
    return bool(folders) and run.index < _last_maker(facts, facts.tree.stages[run.stage])


@once_a_stage
def _last_maker(facts: Facts, stage: Stage) -> int:
    """The number of the last instruction that names one of apt's folders for more than to remove it; -1 for none."""
    for index in range(len(stage.instructions) - 1, -1, -1):
        node, run = stage.instructions[index], facts.runs[stage.index][index]
        if any(folder in node.args for folder in _CACHES) and not (run is not None and _only_removes(run)):
            return index
    return -1


def _only_removes(run: Run) -> bool:
    """Whether no call of a RUN but `rm` names one of apt's folders."""
    sites = call_sites(run.script) if isinstance(run.script, Script) and not run.node.heredocs else None
    if sites is None or any(">" in redirect.op for site in sites for redirect in site.simple.redirects):
        return False
    others = (text for site in sites if site.call.name != "rm" for text in site.call.texts)
    return not any(folder in text for text in others for folder in _CACHES)


def _always_succeeds(facts: Facts, run: Run, site: CallSite) -> bool:
    """Whether a call is a cleanup that cannot fail, as part of a RUN that it is sure to run in."""
    call = site.call
    if call.script is not None or call.env or site.simple.redirects or not is_sure(run, site):
        return False
    if any(re.search(r"[$`]", text) for text in call.texts):
        return False  # `${X:?}` fails, and what else a word does is not looked at
    packages = call.name in apt_commands.APT or any(_PACKAGES in text for text in call.texts)
    if packages and not deletes_packages(facts, facts.tree.stages[run.stage]):
        return False  # it may find some
    if call.wrappers == ("sudo",):
        return call.user in (None, "root") and _has_called_sudo(facts, run) and _cleans(facts, run, call)
    return not call.wrappers and is_assumed_root(run) and _cleans(facts, run, call)


def _cleans(facts: Facts, run: Run, call: Invocation) -> bool:
    """Whether a call removes files, whatever is there, or empties the folder of apt's packages, where apt is."""
    if call.name in apt_commands.APT:
        is_there = call.name in _OF_APT_ITSELF and family(facts.point_of(run)) == "debian"
        said = [text for text in call.texts if not _SAYS_LESS.fullmatch(text)]
        return is_there and "APT_CONFIG" not in run.state.env and said in (["clean"], ["autoclean"])
    paths = [text for text in call.texts if not text.startswith("-")]
    return call.name == "rm" and is_forced(call) and bool(paths) and all(path.startswith("/") for path in paths)


def _has_called_sudo(facts: Facts, run: Run) -> bool:
    """Whether a RUN of the stage above one has surely called sudo: else the build may fail for want of it.

    By the same user: another may have no right to it.
    """
    runs = facts.runs[run.stage][: run.index]
    above = [other for other in runs if other is not None and other.state.user == run.state.user]
    return any("sudo" in site.call.wrappers for other in above for site in sure_call_sites(other))


def _idle_part(run: Run, site: CallSite) -> Sequence[Edit] | None:
    """The edits that leave of a cleanup what is none of apt's caches; None where nothing is left."""
    if site.call.name in apt_commands.APT:
        return None
    found = remove_operands(run, site, "/", MountedFolders(_CACHES))
    return None if found.only_about else found.edits


@once_a_stage
def _may_hold_lists(facts: Facts, stage: Stage) -> tuple[bool, ...]:
    """By the number of an instruction, and for the end: whether package lists may be there when it runs."""
    parent = facts.lineage.parent[stage.index]
    if parent is None or stage.index in facts.lineage.unsure:
        there = True  # the base image may hold some
    else:
        there = _may_hold_lists(facts, facts.tree.stages[parent])[-1]
    found = [there]
    for index in range(len(stage.instructions)):
        there = _may_hold_after(facts.point(stage.index, index), there)
        found.append(there)
    return tuple(found)


def _may_hold_after(point: Point, before: bool) -> bool:
    """Whether lists may be there after an instruction; `before`: whether they may before it."""
    if (copy := read_copy(point)) is not None:
        return before or not lands_apart(point.facts, copy, apt_commands.LISTS)
    run = with_body(point.own_run) if point.own_run is not None else None
    if run is None or is_in_no_layer(run, apt_commands.LISTS):
        return before
    return _may_run_leave(point.facts, run, before) if isinstance(run.script, Script) else True


def _may_run_leave(facts: Facts, run: Run, before: bool) -> bool:
    """Whether lists may be there after a RUN that can be read."""
    there, copied = before, copied_names(facts, run.stage)
    for site in call_sites(run.script) if isinstance(run.script, Script) else ():
        if apt_commands.removal(site.call) == "all":
            there = there and not is_sure(run, site)
        elif apt_commands.fills(site.call) or unread_script(site.call, copied) or _brings_lists(site.call):
            there = True
    return there


def _brings_lists(call: Invocation) -> bool:
    return apt_commands.names_lists(call) and not apt_commands.removal(call)


_BEFORE = """\
FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
USER root
"""

RULE = Rule(
    "A RUN that cleans what the steps above it have cleaned goes",
    Safety.SAFE,
    check,
    (
        f"{_BEFORE}RUN apt-get clean && rm -rf /var/lib/apt/lists/* /tmp/*\n",
        f"{_BEFORE}RUN rm -rf /tmp/*\n",
    ),
    "Only in a file in which something else is fixed, or where this rule alone is asked for: it saves no byte. The RUN"
    " must do nothing but clean, and a step above it must remove the package lists of apt, with none between that may"
    " bring some: no update, no script that cannot be read, no COPY. `apt-get clean` does nothing on official images,"
    " which delete packages after each install. What else the RUN removes stays; so does a RUN below a comment, which"
    " would be about the next instruction then.",
    ("https://docs.docker.com/build/building/best-practices/#apt-get",),
)
