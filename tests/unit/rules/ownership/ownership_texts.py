"""Dockerfiles of a few lines, and the chown or chmod in them."""

from __future__ import annotations

from pathlib import Path

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import Context
from dslim.rules.ownership.change import CHMOD, CHOWN, Change
from dslim.rules.ownership.changes import changes
from dslim.syntax import parse


def facts_of(text: str, context: Path | None = None, options: Options | None = None) -> Facts:
    """The facts of a text, which whoever asks about its changes must hold."""
    return Facts(parse(text, "Dockerfile"), options or Options(), Context(context) if context else None)


def last_change(facts: Facts) -> Change:
    """The last chown, chgrp or chmod of the last stage."""
    return changes(facts, facts.tree.stages[-1], CHOWN | CHMOD)[-1]
