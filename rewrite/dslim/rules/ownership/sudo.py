"""What sudo runs as root where the USER is another, and whether it is sure to do so."""

from __future__ import annotations

from dslim.facts.call_sites import sure_call_sites
from dslim.rules.ownership.change import Change
from dslim.shell.invocations import Invocation


def runs_by_sudo(call: Invocation) -> bool:
    """Whether sudo runs a call as root, and nothing else stands before it."""
    return call.wrappers == ("sudo",) and call.user in (None, "root") and call.understood


def is_sure_to_run(change: Change) -> bool:
    """Whether sudo lets the user of a chown run it: it ran another for the same user, or that is taken for granted.

    Else the build fails at the sudo, and without it would not.
    """
    if not change.by_sudo:
        return False
    return _ran_before(change) or change.may_assume(f"sudo runs {change.tool} without a password")


def _ran_before(change: Change) -> bool:
    """Whether a RUN before a change has sudo run the same program, for the same user and in the same stage."""
    runs = (change.point.at(index).own_run for index in range(change.run.index))
    earlier = [run for run in runs if run is not None and run.state.user == change.run.state.user is not None]
    calls = (site.call for run in earlier for site in sure_call_sites(run))
    return any(call.name == change.tool and runs_by_sudo(call) for call in calls)
