"""The rules, in the order in which one pass runs them: ownership, cleanups, merging last."""

from __future__ import annotations

from dslim.findings import Rule

RULES: tuple[Rule, ...] = ()
