"""What a merge of two RUNs would change for them: how the reasons end why they stay apart."""

from __future__ import annotations

#: For what only a new shell has, and what a shell tells of itself.
ONE_SHELL = ", and after a merge both RUNs would share one shell"
#: For a RUN after which the next one would start another shell.
OLD_SHELL = ", and after a merge both RUNs would run in the old shell"


def of_each_run(path: str) -> str:
    """The reason for a RUN, `it`, that may change what lies at a path and is fresh in each RUN."""
    return f"it uses {path}, which is fresh in each RUN, and after a merge the second RUN would see its changes"
