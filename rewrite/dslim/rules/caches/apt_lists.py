"""SL201: the package lists of apt go in the layer that fetched them."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety
from dslim.facts import Facts
from dslim.facts.build_context.context_scripts import may_run_file, script_run
from dslim.facts.call_sites import CallSite, call_sites, sure_call_sites
from dslim.facts.heredoc_runs import with_body
from dslim.facts.kept_contents import why_contents_are_kept, why_rest_of_run_keeps
from dslim.facts.mounts import is_in_no_layer
from dslim.facts.nested_scripts import is_unknown_program
from dslim.facts.run import IN_ONBUILD, Run
from dslim.facts.users import is_assumed_root, is_surely_root
from dslim.rules.caches import apt_commands
from dslim.rules.caches.cache_use import NOT_KNOWN
from dslim.rules.caches.copied_names import copied_names
from dslim.rules.caches.idle_update import (
    ALONE,
    MESSAGE,
    NOBODY_NEEDS,
    only_updates,
)
from dslim.rules.caches.later_readers import later_reader
from dslim.rules.caches.own_updates import CHANGES_SOURCES, own_updates
from dslim.rules.caches.repeated_apt_cleanups import repeated_apt_cleanups, uses_lists
from dslim.rules.caches.repeated_updates import repeated_updates
from dslim.rules.caches.started_program import starts_a_program
from dslim.rules.caches.unread_scripts import unread_script
from dslim.rules.caches.unread_texts import input_of_shell
from dslim.rules.caches.watched_cache import Use
from dslim.run_edits.append_command import CannotAppend, append_command, insert_command_after
from dslim.run_edits.piped_installers import downloads_that_run, updates_apt
from dslim.run_edits.repeated_cleanups import remove_sites
from dslim.shell import Opaque, Script, invocations, walk
from dslim.shell.invocations import Invocation
from dslim.shell.tree import Function
from dslim.support.lazy_regex import regex
from dslim.support.memo import once, once_a_stage
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Stage
from dslim.tools import find

OTHER_MESSAGE = "`{}` updates apt's lists, and leaves them in the layer"
OWN_UPDATES = "; the fix adds an update to {}, and is right if that update fetches the same lists"
INSTALLER_MESSAGE = "the installer runs `apt-get update`, which leaves its lists in the layer"
COMMAND = f"rm -rf {apt_commands.LISTS}/*"


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, which updates the lists and leaves them."""
    for run in facts.shipped_scripts:
        yield from _findings_of_run(facts, run)


def _findings_of_run(facts: Facts, run: Run) -> Iterator[Finding]:
    span = run.outer.span
    if isinstance(run.script, Opaque):
        if (why_not := _why_input_stays(run)) is not None:
            yield Finding(MESSAGE, span, why_not=why_not)
        elif "apt-get update" in run.node.args and apt_commands.LISTS not in run.node.args:
            yield Finding(MESSAGE, span, why_not=f"the RUN is not understood ({run.script.reason})")
        return
    places = call_sites(run.script)
    found = tuple(site.call for site in places)
    if is_in_no_layer(run, apt_commands.LISTS):
        return
    if not any(apt_commands.fills(call) for call in found):
        if (wrapper := next((call for call in found if _wraps_update(call)), None)) is not None:
            unknown = f"it is not known what `{wrapper.written}` does with the command behind it"
            unknown += f": add `{COMMAND}` yourself if `{wrapper.written}` only runs that command"
            yield Finding(MESSAGE, span, why_not=unknown)
            return
        yield from _findings_of_installer(facts, run, run.script, places)
        return
    fillers = [call for call in found if apt_commands.fills(call)]
    if all(map(apt_commands.adds_repository, fillers)) and apt_commands.adds_without_update(facts, run.stage):
        return
    copied = copied_names(facts, run.stage)
    if again := remove_sites(facts.tree, run, repeated_updates(run, run.script, places, copied)):
        fix = Fix(again, Safety.SAFE, (apt_commands.LISTS,))
        yield Finding("a second `apt-get update` fetches the same as the first", span, fix)
    if _is_clean(facts, run, found):
        edits = repeated_apt_cleanups(facts, run, run.script, places)
        if edits:
            fix = Fix(edits, Safety.SAFE, (apt_commands.LISTS,))
            yield Finding("apt's caches are emptied more than once in one RUN", span, fix)
        return
    message = _message(found)
    try:
        why_not = _why_lists_stay(facts, run)
        condition = _condition(facts, run, why_not) if why_not is not None else ""
        if not condition and why_not is None and only_updates(found):
            message = NOBODY_NEEDS
        if condition is not None:
            edit = _add_removal(facts, run, run.script, places, _command(found))
            safety = Safety.UNSAFE if condition else Safety.SAFE
            yield Finding(message + condition, span, Fix((edit,), safety, (apt_commands.LISTS,)))
            return
        if not only_updates(found) and (updates := own_updates(facts, run)) is not None:
            edit = _add_removal(facts, run, run.script, places, _command(found))
            fix = Fix((edit, *updates.edits), Safety.UNSAFE, (apt_commands.LISTS,))
            yield Finding(f"{message}{OWN_UPDATES.format(updates.runs)}", span, fix)
            return
    except CannotAppend as error:
        why_not = str(error)
    yield Finding(message, span, why_not=why_not)


def _why_input_stays(run: Run) -> str | None:
    """Why the lists stay that the commands of a heredoc leave, which is the input of a shell; None where none stay."""
    found = input_of_shell(run)
    if found is None or apt_commands.LISTS in run.node.heredocs[0].body:
        return None
    if not any(apt_commands.fills(call) for call in found[1]):
        return None
    return f"the heredoc is the input of {found[0]}, from which its commands may read: add `{COMMAND}` to it yourself"


def _wraps_update(call: Invocation) -> bool:
    """Whether a program that nobody knows is given `apt-get update` as its arguments."""
    updates = (one in apt_commands.APT and other == "update" for one, other in zip(call.args, call.args[1:]))
    return is_unknown_program(call) and any(updates)


#: What only names that bring packages, or may, hold.
_INSTALLS_BY_NAME = regex(
    r"(?i)apt|install|set-?up|provision|dep(end|s\b)|prereq|require|bootstrap|prepare|package|ansible|chef|puppet|salt"
    r"|run-parts|\$|what "
)


def _condition(facts: Facts, run: Run, why_not: str) -> str | None:
    """The condition under which lists may go that must stay for a file nobody can read alone; None where there is none.

    Not where the file, or what make is asked for, is named as if it installed packages.
    """
    name, found, place = why_not.partition(NOT_KNOWN)
    if not found or _INSTALLS_BY_NAME.search(name):
        return None
    point = facts.point_of(run)
    watched = apt_commands.package_lists(point)._replace(scripts=False)
    if later_reader(point, watched) is not None or why_contents_are_kept(point.after(), apt_commands.LISTS) is not None:
        return None
    line = place[place.rindex("(") :] if place.endswith(")") else ""
    return f"; the fix is right if {name} {line}, whose text is not known, installs no packages"


def _message(found: tuple[Invocation, ...]) -> str:
    """What leaves the lists, by its words: `apt-get update`, where it is among them."""
    if only_updates(found):
        return ALONE
    if any(map(apt_commands.is_update, found)):
        return MESSAGE
    call = found[_last_update(found)]
    if apt_commands.installs_for_browsers(call):
        return OTHER_MESSAGE.format("playwright install-deps" if "install-deps" in call.texts else "playwright install")
    return OTHER_MESSAGE.format(f"{call.name} install --update" if apt_commands.installs(call) else call.name)


def _findings_of_installer(facts: Facts, run: Run, script: Script, places: tuple[CallSite, ...]) -> Iterator[Finding]:
    """A finding for a RUN that installs what a downloaded script has made known to apt, which may have updated."""
    found = tuple(site.call for site in places)
    downloads = downloads_that_run(script) if any(apt_commands.installs(call) for call in found) else ()
    if not downloads or any(apt_commands.removal(call) for call in found):
        return
    known = next((part for part in downloads if updates_apt(part)), None)
    message = "a script that is downloaded may leave the lists of `apt-get update` in the layer"
    if known is None:
        unknown = "it is not known what the script does that the RUN downloads and runs"
        why_not: str | None = f"{unknown}: add `{COMMAND}` at the end of the RUN yourself"
    elif run.outer is not run.node:
        why_not = IN_ONBUILD
    elif not is_surely_root(facts.point_of(run)):
        why_not = "USER is not known to be root"
    else:
        why_not = _later_user(facts, run)
    if why_not is None:
        try:
            edit = _add_removal(facts, run, script, places, COMMAND)
            yield Finding(INSTALLER_MESSAGE, run.outer.span, Fix((edit,), Safety.SAFE, (apt_commands.LISTS,)))
            return
        except CannotAppend as error:
            why_not = str(error)
    yield Finding(message if known is None else INSTALLER_MESSAGE, run.outer.span, why_not=why_not)


def _is_clean(facts: Facts, run: Run, found: tuple[Invocation, ...]) -> bool:
    """The lists are removed after the last update, by the RUN itself or by a script of the build context."""
    has_braces = run.shell_name == "bash"
    for call in found[_last_update(found) :]:
        if apt_commands.removal(call, has_braces or call.script is not None):
            return True
        inner = script_run(facts, run, call) if may_run_file(call) else None
        if inner is not None and any(apt_commands.removal(site.call) for site in call_sites(inner[1])):
            return True
    return False


@once_a_stage
def _stage_installs(facts: Facts, stage: Stage) -> bool:
    """Whether a RUN of a stage surely installs packages."""
    return any(_installs(run) for run in facts.runs[stage.index] if run is not None)


def _installs(run: Run) -> bool:
    return any(apt_commands.installs(site.call) for site in sure_call_sites(run))


def _last_update(found: tuple[Invocation, ...]) -> int:
    return max(i for i, call in enumerate(found) if apt_commands.fills(call))


#: What says nothing of why there was an update before it.
_SAY_NOTHING = apt_commands.APT | {"echo", "true", ":"}


def _why_lists_stay(facts: Facts, run: Run) -> str | None:
    """Why the lists that a RUN leaves must stay, None if they may go."""
    if run.outer is not run.node:
        return IN_ONBUILD
    return _why_lists_stay_by_run(facts, facts.tree.stages[run.stage])[run.index]


#: The names of programs that images have for their own RUNs to end in.
_SWEEPER = regex(r"([\w.-]+[-_])?clean(up|[-_](up|apt|image|all|layer))?([-_.]\w+)*")


_SAVES_NOTHING = ": to remove them here saves nothing"


@once_a_stage
def _why_lists_stay_by_run(facts: Facts, stage: Stage) -> dict[int, str | None]:
    """The reasons of all RUNs of a stage that leave lists: the first that must leave them decides about the next."""
    reasons: dict[int, str | None] = {}
    kept: int | None = None  # the line of the last RUN that updates, where its lists must stay
    for index, node in enumerate(stage.instructions):
        own_run = facts.point(stage.index, index).own_run
        run = with_body(own_run) if own_run is not None else None
        if CHANGES_SOURCES.search(run.node.args if run is not None else node.args):
            kept = None
        if run is None or not isinstance(run.script, Script):
            continue
        found = tuple(site.call for site in call_sites(run.script))
        if not any(map(apt_commands.fills, found)):
            continue
        if is_in_no_layer(run, apt_commands.LISTS) or _is_clean(facts, run, found):
            kept = None
            continue
        reasons[index] = _why_lists_of_run_stay(facts, run, found, kept)
        kept = run.outer.line if reasons[index] is not None else None
    return reasons


@once
def _line_of_link(facts: Facts) -> int | None:
    """The line of a RUN that makes the folder of the lists a link to another one."""
    for run in facts.all_runs:
        script = run.script if apt_commands.LISTS in run.node.args else None
        found = invocations(script) if isinstance(script, Script) else ()
        if any(call.name == "ln" and apt_commands.names_lists(call) for call in found):
            return run.outer.line
    return None


def _why_lists_of_run_stay(facts: Facts, run: Run, found: tuple[Invocation, ...], kept: int | None) -> str | None:
    """Why the lists of one RUN must stay; `kept`: the line of the RUN that must leave the same in its layer."""
    is_by_playwright = any(map(apt_commands.installs_for_browsers, found))
    if not is_by_playwright and not any(apt_commands.installs(call) for call in found):
        stage = facts.tree.stages[run.stage]
        if not _stage_installs(facts, stage) and not (only_updates(found) and starts_a_program(facts, stage)):
            return "the RUN only updates, and as nothing in this stage installs, something later may need the lists"
        return _later_user(facts, run)
    last = _last_update(found)
    after = found[last + 1 :]
    is_last = not any(apt_commands.lists_use(call) is Use.READS or call.name not in _SAY_NOTHING for call in after)
    if is_last and apt_commands.is_update(found[last]):
        return "the RUN ends with the update, as if the lists were wanted"
    if (sweeper := next((call for call in after if _may_sweep(facts, run, call)), None)) is not None:
        sweeps = f"`{sweeper.written}`, whose text is not known, may remove the lists already"
        return f"{sweeps}: add `{COMMAND}` to the RUN if `{sweeper.written}` does not"
    if any("Dir::" in text for call in found for text in call.texts):
        return "the RUN moves apt's folders"
    if (line := _line_of_link(facts)) is not None:
        return f"the RUN on line {line} has {apt_commands.LISTS} lead to another folder, which may be wanted"
    named = [call for call in found if call.name not in ("echo", "mkdir") and apt_commands.names_lists(call)]
    if not all(call.name == "rm" or apt_commands.removal(call) for call in named):
        return f"the RUN itself handles {apt_commands.LISTS}"
    if not is_assumed_root(run) and not all("sudo" in c.wrappers for c in found if apt_commands.fills(c)):
        cannot = "the USER is not root and could not remove the lists"
        return f"{cannot}: move the RUN above the USER, or call apt through sudo"
    if is_by_playwright and not is_surely_root(facts.point_of(run)):
        return "the USER is not known to be root, and Playwright calls sudo itself: write `USER root` above it if it is"
    if kept is not None:
        return f"the RUN on line {kept} leaves the same lists in its layer{_SAVES_NOTHING}"
    return _later_user(facts, run)


def why_lists_are_kept(facts: Facts, run: Run) -> str | None:
    """Why the lists would stay in the layer of a RUN that installs, if it had fetched them itself; None if not."""
    if run.outer is not run.node:
        return IN_ONBUILD
    if not is_assumed_root(run) and not any("sudo" in site.call.wrappers for site in sure_call_sites(run)):
        return "the USER is not root"
    reasons = _why_lists_stay_by_run(facts, facts.tree.stages[run.stage])
    reason = next((reasons[index] for index in range(run.index, -1, -1) if index in reasons), None)
    if reason is not None and reason.endswith(_SAVES_NOTHING):
        return reason
    return _later_user(facts, run)


def _may_sweep(facts: Facts, run: Run, call: Invocation) -> bool:
    """Whether a program of the image is named as if it removed what the image needs no more."""
    base = (call.program or "").rsplit("/", 1)[-1]
    if not _SWEEPER.fullmatch(base) or find(base) is not None:
        return False
    return not may_run_file(call) or script_run(facts, run, call) is None


def _later_user(facts: Facts, run: Run) -> str | None:
    """Who needs the lists after a RUN, or keeps them by copying, packing or listing a folder that has them."""
    point = facts.point_of(run)
    reader = later_reader(point, apt_commands.package_lists(point))
    return reader or why_contents_are_kept(point.after(), apt_commands.LISTS)


def _add_removal(facts: Facts, run: Run, script: Script, places: tuple[CallSite, ...], command: str) -> Edit:
    """At the end; where nothing can be added there, straight after apt's last call. Raises CannotAppend."""
    try:
        return append_command(facts.tree, run, command)
    except CannotAppend as error:
        last = max(i for i, site in enumerate(places) if uses_lists(site.call))
        names = {node.name for node in walk(script) if isinstance(node, Function)}
        for site in places[last + 1 :]:
            if site.call.name in names or unread_script(site.call, copied_names(facts, run.stage)):
                raise error from None
        since = places[last].simple.span.start
        if (reason := why_rest_of_run_keeps(facts, run, since, apt_commands.LISTS)) is not None:
            raise CannotAppend(reason) from None
        try:
            return insert_command_after(facts.tree, run, places[last].simple, command)
        except CannotAppend:
            raise error from None


def _command(found: tuple[Invocation, ...]) -> str:
    through_sudo = all("sudo" in call.wrappers for call in found if apt_commands.fills(call))
    return f"sudo {COMMAND}" if through_sudo else COMMAND


RULE = Rule(
    "`rm -rf /var/lib/apt/lists/*` in the layer that ran `apt-get update`",
    Safety.SAFE,
    check,
    (
        "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
    ),
    "The lists (19 MB on Debian 12) are of no use in an image: whoever installs later updates first. They go"
    " at the end of the RUN that fetched them, since a later layer saves nothing. Not where anything reads"
    " them later: an install without an update of its own in this stage, in a stage FROM it, in ONBUILD, or"
    " a script that cannot be read; with --unsafe-fixes that one alone counts whose name tells of installing,"
    " and a later install gets an update of its own where nothing between names sources or keys. Not where"
    " they lie on a cache mount. Of a RUN that only updates, in a stage that installs nothing, they go where the image"
    " starts a program: in a shell somebody may install.",
    ("https://docs.docker.com/build/building/best-practices/#apt-get",),
    why_kept=why_lists_are_kept,
)
