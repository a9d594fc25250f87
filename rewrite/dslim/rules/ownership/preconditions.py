"""What must hold of a chown or chmod itself, whatever the COPYs before it bring."""

from __future__ import annotations

import re

from dslim.diagnostics.findings import Safety
from dslim.facts.base_image import base_starts_as_other
from dslim.facts.copy_instructions import Copy
from dslim.facts.mounts import why_in_no_layer
from dslim.facts.paths import lies_in
from dslim.facts.run import Run
from dslim.facts.users import is_surely_root, odd_names
from dslim.facts.windows import WINDOWS, is_windows
from dslim.rules.ownership.assumptions import if_all
from dslim.rules.ownership.change import Change
from dslim.rules.ownership.sudo import is_sure_to_run
from dslim.shell import Opaque, state_changes
from dslim.shell.tree import AndOr

#: An owner with its group, or an octal mode, that a flag of a COPY can have as it is written.
_IS_PLAIN = re.compile(r"[\w.-]+:[\w.-]+|0?[0-7]{3}")
#: Folders that are symbolic links in many images: a chown -R of the link does not go where a COPY does.
_LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/var/run", "/var/lock", "/usr/tmp", "/usr/local/man")


def why_chown_unfit(change: Change) -> str | None:
    """Why a chown cannot be judged; None where it can."""
    if reason := _why_uncertain(change, "chown"):
        return reason
    odd = odd_names(change.point, tuple(re.findall(r"[\w.-]+", change.spec)))
    if odd and (odd.isdigit() or "." in odd):
        return f"a user or group is called {odd}, which could be read as a number"
    if reason := _why_not_plain(change, "chown"):
        return reason
    if not (is_surely_root(change.point) or change.by_sudo or depends_on_base_user(change)):
        return "it is not known whether the RUN runs as root: write `USER root` above the RUN if root runs it"
    for path in change.paths:
        if path == "/" or any(lies_in(path, link) for link in _LINKS):
            return f"{path} may be a symbolic link"
        if reason := why_in_no_layer(change.run, path):
            return reason
    return None


def why_chmod_unfit(change: Change, copies: list[Copy]) -> str | None:
    """Why a chmod of copied files cannot be judged; None where it can."""
    if reason := _why_uncertain(change, "chmod"):
        return reason
    if change.mode is None:
        return "the mode is known only when the chmod runs"
    if reason := _why_not_plain(change, "chmod"):
        return reason
    script = change.run.script
    if isinstance(script, Opaque) or any(change.kind == "umask" for change in state_changes(script)):
        return "the RUN sets a umask"
    if change.by_sudo and not is_sure_to_run(change):
        return "it is not known whether sudo runs it without a password: write `USER root` above the RUN"
    is_known = change.by_sudo or is_surely_root(change.point) or _is_owner(change.run, copies)
    if not (is_known or depends_on_base_user(change)):
        return "it is not known whether the RUN runs as root: write `USER root` above the RUN if root runs it"
    return next((reason for path in change.paths if (reason := why_in_no_layer(change.run, path))), None)


def depends_on_base_user(change: Change) -> bool:
    """Whether a change succeeds for root alone, and only the base image's USER says who runs it.

    As anybody else it fails, and so does the build. Its fix is for --unsafe-fixes: a build that failed would succeed.
    """
    if change.by_sudo or change.run.state.user_set or is_surely_root(change.point):
        return False
    return not base_starts_as_other(change.facts, change.stage)


def safety_of(change: Change) -> Safety:
    """How far a fix of a change may be trusted."""
    return Safety.UNSAFE if change.assumptions is not None or depends_on_base_user(change) else Safety.SAFE


def condition_of(change: Change) -> str:
    """What a fix of a change takes for granted: the end of a message, empty where that is nothing."""
    conditions = change.assumptions.shown if change.assumptions is not None else []
    user = ["the base image's USER is root"] if depends_on_base_user(change) else []
    return if_all((*user, *conditions))


def _why_uncertain(change: Change, what: str) -> str | None:
    """Why nothing can be said of a change; `what`: how to call it."""
    if is_windows(change.facts, change.stage.index):
        return WINDOWS
    if change.unread:
        return change.unread
    if change.certain or (_is_on_main_path(change) and change.may_assume(f"the {what} always runs, and succeeds")):
        return None
    value = change.spec if what == "chown" else change.mode
    lift = f": write --{what}={value} on the COPY if it always does" if _IS_PLAIN.fullmatch(value or "") else ""
    return f"the {what} may not run, or may fail, although the RUN succeeds{lift}"


def _is_on_main_path(change: Change) -> bool:
    """Whether a change is a statement of its RUN, or an item of one beside which `&&` alone stands."""
    script = change.run.script
    if isinstance(script, Opaque):
        return False
    for statement in script.statements:
        items = statement.node.items if isinstance(statement.node, AndOr) else (statement.node,)
        at = next((number for number, item in enumerate(items) if item is change.simple), None)
        if at is not None:
            beside = statement.node.operators[: at + 1] if isinstance(statement.node, AndOr) else ()
            return all(operator == "&&" for operator in beside) and statement.terminator != "&"
    return False


def why_path_unknown(text: str) -> str:
    """Why nobody can tell what lies at a path as it is written."""
    is_glob = re.search(r"[*?\[]", text) is not None and text.startswith("/")
    lift = "name the files one by one" if is_glob else "write its absolute path, or a WORKDIR in this stage"
    return f"what {text} stands for is known only when the image is built: {lift}"


def _why_not_plain(change: Change, what: str) -> str | None:
    """Why it is not known what a change goes for; `what`: how to call it."""
    if unknown := [t for t in change.targets if t.path is None]:
        return why_path_unknown(unknown[0].text)
    if change.simple.redirects or change.simple.assignments:
        return f"the {what} has redirections"
    return None


def _is_owner(run: Run, copies: list[Copy]) -> bool:
    """Whether the RUN's user, who need not be root, owns what the COPYs brought."""
    if not run.state.user_set:
        return False  # the base image's: as any but root the chmod of root's files fails, and a COPY --chmod would not
    flags = [copy.node.flag("chown") for copy in copies]
    return run.state.user is not None and all((flag or "").partition(":")[0] == run.state.user for flag in flags)
