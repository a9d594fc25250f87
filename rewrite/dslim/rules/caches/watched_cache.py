"""A cache that a fix would empty, and what a call does to it: fill it anew, read it, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from dslim.shell.invocations import Invocation


class Use(Enum):
    """What a call has to do with a cache: fill it anew (or empty it), read it, or nothing."""

    FILLS = "fills"
    READS = "reads"
    NONE = "none"


class WatchedCache(NamedTuple):
    """A cache that is watched: where it lies, and what each call does to it.

    `scripts`: a script that cannot be read may read the cache, and so may what is not understood or called as if it
    installed something (a manager that fetches by itself what it lacks needs no such care). `unread`: of these a script
    alone that is known not to be read, as it may work offline. `named`: a pattern of the texts of the build context
    that may read it: makefiles, package.json, scripts of other languages. `is_exempt`: some of the calls that `use`
    takes for reading do nothing, as far as is known where the question is asked from; it never says otherwise of any
    that does not read. `is_refilled_by`: whether scripts of these addresses, all of which a shell is handed by a pipe,
    fill the cache anew before they read it.
    """

    what: str
    path: str
    use: Callable[[Invocation], Use]
    scripts: bool = True
    named: str = ""
    is_exempt: Callable[[Invocation], bool] | None = None
    unread: bool = False
    is_refilled_by: Callable[[tuple[str, ...]], bool] | None = None
