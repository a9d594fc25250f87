"""The users and groups that a Dockerfile names."""

from __future__ import annotations

import re

from dslim.facts import Facts
from dslim.shell import Script, invocations
from dslim.tools import names_where

_OWNERS = re.compile(r"[A-Za-z_][\w.-]*")
_ACCOUNTS = names_where(lambda tool: tool.names_users)


def users_named(facts: Facts) -> frozenset[str]:
    """Words that may name a user or group: of USER, of --chown, and of commands that make or take them."""
    texts: list[str] = []
    for stage in facts.tree.stages:
        for node in stage.instructions:
            inner = node.inner or node
            texts += [inner.args] if inner.keyword == "USER" else [inner.flag("chown") or ""]
    for run in facts.all_runs:
        if isinstance(run.script, Script):
            texts += [text for call in invocations(run.script) if call.name in _ACCOUNTS for text in call.texts]
    return frozenset(name for text in texts for name in _OWNERS.findall(text))
