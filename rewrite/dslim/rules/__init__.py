"""The rules, in the order in which one pass runs them: ownership, cleanups, merging last."""

from __future__ import annotations

from dslim.findings import Rule
from dslim.rules import apt_lists, copy_chown, idle_chown, late_cleanup, merge_runs, update_alone

RULES: tuple[Rule, ...] = (
    idle_chown.RULE,
    copy_chown.RULE,
    late_cleanup.RULE,
    update_alone.RULE,
    apt_lists.RULE,
    merge_runs.RULE,
)
