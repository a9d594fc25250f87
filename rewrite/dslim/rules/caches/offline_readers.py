"""Whether a package manager may work later with nothing but what it has in its cache."""

from __future__ import annotations

import re
from functools import cache

from dslim.facts import Facts
from dslim.rules.caches.watched_cache import Use, WatchedCache
from dslim.shell.invocations import Invocation
from dslim.support.memo import once
from dslim.syntax.nodes import Dockerfile

#: How files and variables tell a package manager to be content with what it has in its cache.
OFFLINE = (
    r"(?i)--(prefer-)?offline\b|(\b|_)offline(_mode)?[\"']?\s*[=:]\s*[\"']?(true|1|yes)|set (prefer-)?offline"
    r"|--no-index\b"
    r"|NO_INDEX\s*=|--cacheonly\b|--immutable-cache|--only-if-cached|ENABLE_NETWORK\s*[=:]\s*\W?(0|false)"
    r"|DISABLE_NETWORK\s*=|GOPROXY\s*=\s*off"
)
_OFFLINE_SET = (
    r"(?i)_(prefer_)?offline(_mode)?[= ]|NO_INDEX[= ]|ENABLE_NETWORK[= ]|DISABLE_NETWORK[= ]|GOPROXY[= ]\W?off"
    r"|\bconfig\b[^\n;&|]{0,100}\s(?:prefer-)?(?:enable)?offline(?:Mode)?[= ](?!\W?(?:false|0))"
)


def why_offline_later(facts: Facts) -> str | None:
    """Why a variable of the file, or a RUN's flag, may leave a package manager nothing but its cache."""
    if facts.tree.finds(_OFFLINE_SET) or _has_network_none(facts.tree):
        return "the file tells a package manager to work offline, or runs steps without a network"
    return None


@once
def _has_network_none(tree: Dockerfile) -> bool:
    return any(flag.name == "network" and flag.value == "none" for n in tree.instructions for flag in n.flags)


@cache
def cache_of_programs(programs: frozenset[str], unread: bool) -> WatchedCache:
    """The cache of some programs, which whoever works offline reads later; `unread`: scripts nobody can read too."""

    def use(call: Invocation) -> Use:
        is_offline = call.program in programs and any(re.match(OFFLINE, text) for text in call.texts)
        return Use.READS if is_offline else Use.NONE

    return WatchedCache("the cache", "/nowhere", use, scripts=False, named=OFFLINE, unread=unread)
