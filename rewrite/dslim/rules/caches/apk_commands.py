"""What a command does to apk's index: `/var/cache/apk` (apk-tools 2 and 3, apk(8))."""

from __future__ import annotations

import re

from dslim.rules.caches.watched_cache import Use, WatchedCache
from dslim.shell.invocations import Invocation, is_forced
from dslim.tools import names_where
from dslim.tools.system_packages import APK_VALUED

CACHE = "/var/cache/apk"
UPDATES = frozenset({"-U", "--update", "--update-cache"})
VERBS = frozenset({"add", "upgrade"})
_KNOWN = VERBS | frozenset(
    "update del fix fetch search info list policy dot index manifest verify version stats cache audit".split()
)
_READS = frozenset("add upgrade fix fetch search list policy dot version stats".split())
_QUERIES = frozenset("search list policy dot version stats".split())

#: Commands that may name apk and do not run it.
_ONLY_NAME_APK = names_where(lambda tool: tool.names_packages_only)


def verb(call: Invocation) -> str | None:
    """What apk is asked to do; '' for nothing, None where it is known only when it runs."""
    if call.name != "apk":
        return ""
    skip = False
    for arg in call.args:
        if skip:
            skip = False
        elif arg is None:
            return None
        elif arg in APK_VALUED:
            skip = True
        elif not arg.startswith("-"):
            return arg if arg in _KNOWN else None
    return ""


def is_cacheless(call: Invocation) -> bool:
    """Whether a call asks apk to keep no index."""
    return "--no-cache" in call.args


def fetches_index(call: Invocation) -> bool:
    """Whether it fetches the index and leaves it."""
    if call.name != "apk" or is_cacheless(call):
        return False
    return verb(call) == "update" or (verb(call) in _READS and bool(UPDATES & set(call.args)))


def removes_index(call: Invocation) -> bool:
    """`rm -rf /var/cache/apk/*` and the like."""
    return call.name == "rm" and any(re.search(r"^/var/cache(/apk)?(/\*?)?$", t.strip("\"'")) for t in call.texts)


def fails_without_index(call: Invocation) -> bool:
    """`rm /var/cache/apk/*` without -f, which fails where there is nothing to remove."""
    named = any(text.strip("\"'").startswith(f"{CACHE}/") for text in call.texts)
    return call.name == "rm" and named and not is_forced(call)


def index_use(call: Invocation) -> Use:
    """What a call does to the index."""
    if removes_index(call) or (call.name == "apk" and (verb(call) == "update" or fetches_index(call))):
        return Use.FILLS
    if call.name == "apk" and not is_cacheless(call):
        return Use.READS if verb(call) is None or verb(call) in _READS else Use.NONE
    if call.name != "apk" and call.name not in _ONLY_NAME_APK and "apk" in call.args:
        return Use.READS
    return Use.NONE


def query_use(call: Invocation) -> Use:
    """What a call does to an index that it does not fetch where there is none: `apk search` finds nothing then."""
    if call.name == "apk" and fetches_index(call):
        return Use.FILLS
    is_query = call.name == "apk" and verb(call) in _QUERIES and not is_cacheless(call)
    return Use.READS if is_query and not {"-I", "--installed"} & set(call.args) else Use.NONE


#: The index, for those alone who only ask what it has.
QUERIES = WatchedCache(
    "apk's index", CACHE, query_use, scripts=False, named=r"\bapk (?:-\S{1,40} ){0,9}(?:search|policy|list|version)\b"
)
INDEX = WatchedCache("apk's index", CACHE, index_use)
