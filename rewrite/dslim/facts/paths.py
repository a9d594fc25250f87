"""Paths inside an image: their normal text, and whether one lies in another.

All by the text alone, as Linux reads it, whatever system dslim runs on; no link is followed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from enum import Enum

from dslim.support.lazy_regex import regex


def normal_path(path: str) -> str:
    """The shortest text that names the same path: no `.`, no `..` that can go, no slash twice.

    POSIX lets two slashes at the start mean something else, and so `posixpath.normpath` keeps them; to Linux
    `//app` is `/app`.
    """
    found = posixpath.normpath(path)
    return found[1:] if found.startswith("//") else found


def absolute_path(path: str | None, folder: str | None) -> str | None:
    """`path`, seen from `folder`, as an absolute and normal path; None where what it needs of the two is None."""
    if path is None or (not path.startswith("/") and folder is None):
        return None
    return normal_path("/" + posixpath.join(folder or "/", path).lstrip("/"))


def lies_in(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies in it, at any depth; both normal but for slashes at the end of the folder."""
    bare = folder.rstrip("/")
    return path == folder or path.startswith(bare + "/") or (path == bare and bare != "")


def folders_above(path: str) -> Iterator[str]:
    """The folders that a normal path lies in, the nearest first: `/a` and `/` for `/a/b`, `a` for `a/b`."""
    slash = path.rfind("/")
    while slash > 0:
        path = path[:slash]
        yield path
        slash = path.rfind("/")
    if slash == 0 and path != "/":
        yield "/"


def overlap(a: str, b: str) -> bool:
    """Whether one of two paths is the other or lies in it: what changes one tree may then change the other."""
    return lies_in(a, b) or lies_in(b, a)


class Overlap(Enum):
    """How a path lies to a folder. `IN`: the folder or in it. `ABOVE`: it holds the folder, or may. `NONE`: apart."""

    IN = "in"
    ABOVE = "above"
    NONE = "none"


_CACHE = regex(r"(?i)cache|xdg|(cargo|composer|gradle|npm|pip|poetry|uv)\w{0,40}home|^(~|\$\{?HOME\b)")
_QUOTES = regex(r"[\"'\\]")
_HOME = regex(r"~(?=/|$)|\$HOME\b|\$\{HOME\}")
_AT_HOME = regex(r"~|\$HOME\b|\$\{HOME\}")
_GLOB = regex(r"[*?\[{]")


def word_overlap(text: str, folder: str, home: str | None) -> Overlap:
    """What the paths that a shell word `text` may name have to do with `folder`; `home` stands for `~` and `$HOME`."""
    path = _QUOTES.sub("", text)
    if home is not None and (found := _HOME.match(path)):
        path = home + path[found.end() :]
    if _AT_HOME.match(path) and folder.startswith("/var/"):
        return Overlap.NONE  # nobody is at home in /var/lib/apt
    if path.startswith(("~", "$")):
        # a variable: its name is all there is to judge by
        return Overlap.ABOVE if _CACHE.search(path) else Overlap.NONE
    if not path.startswith("/"):
        return Overlap.NONE
    found = _GLOB.search(path)
    if found is None and "$" not in path:
        whole = normal_path(path)
        return Overlap.IN if lies_in(whole, folder) else Overlap.ABOVE if lies_in(folder, whole) else Overlap.NONE
    cut = min(at for at in (path.find("$"), found.start() if found else -1) if at >= 0)
    head = path[:cut]
    if lies_in(normal_path(head[: head.rfind("/")] or "/"), folder):
        return Overlap.IN
    if not folder.startswith(head):
        return Overlap.NONE
    # `*` and `?` match no leading dot
    hidden = head.endswith("/") and folder[len(head) : len(head) + 1] == "." and path[cut] in "*?"
    return Overlap.NONE if hidden else Overlap.ABOVE
