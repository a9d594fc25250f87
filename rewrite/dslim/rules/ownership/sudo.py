"""What sudo runs as root where the USER is another, and whether it is sure to do so."""

from __future__ import annotations

from dslim.facts.call_sites import CallSite, sure_call_sites
from dslim.rules.ownership.change import CHMOD, CHOWN, Change
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex

#: What takes sudo away, or from a user the right to it.
_MAY_END_IT = regex(r"sudoers|/etc\b|remove|purge|\bdel\b|deluser|gpasswd|usermod|passwd")


def runs_by_sudo(call: Invocation) -> bool:
    """Whether sudo runs a call as root, and nothing else stands before it."""
    return call.wrappers == ("sudo",) and call.user in (None, "root") and call.understood


def is_sure_to_run(change: Change) -> bool:
    """Whether sudo runs a chown or chmod: it ran one for the same user before, or that is taken for granted.

    Else the build fails at the sudo, and without it would not.
    """
    if not change.by_sudo:
        return False
    return _ran_before(change) or change.may_assume(f"sudo runs {change.tool} without a password")


def _ran_before(change: Change) -> bool:
    """Whether a RUN before a change has sudo run such a program, for the same user and in the same stage.

    And no line since says that sudo, or what the user may do with it, goes.
    """
    user = change.run.state.user
    above = (change.point.at(index).own_run for index in range(change.run.index - 1, -1, -1))
    same_user = (run for run in above if run is not None and run.state.user == user is not None)
    proof = next((run for run in same_user if any(map(_is_by_sudo, sure_call_sites(run)))), None)
    if proof is None:
        return False
    return not any(_MAY_END_IT.search(node.args) for node in change.stage.instructions[proof.index : change.run.index])


def _is_by_sudo(site: CallSite) -> bool:
    return site.call.name in CHOWN | CHMOD and runs_by_sudo(site.call)
