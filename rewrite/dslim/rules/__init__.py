"""The rules, in the order in which one pass runs them: ownership, cleanups, merging last."""

from __future__ import annotations

from dslim.findings import Rule
from dslim.rules import apt_lists

RULES: tuple[Rule, ...] = (apt_lists.RULE,)
