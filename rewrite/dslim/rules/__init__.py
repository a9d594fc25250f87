"""The rules, in the order in which one pass runs them: ownership, cleanups, merging last."""

from __future__ import annotations

from dslim.findings import Rule
from dslim.rules import merge_runs

RULES: tuple[Rule, ...] = (merge_runs.RULE,)
