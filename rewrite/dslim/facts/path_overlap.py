"""What a path written in a RUN has to do with a folder: lies in it, holds it, or neither."""

from __future__ import annotations

from enum import Enum

from dslim.support.lazy_regex import regex
from dslim.support.posix_paths import normal_path


class Touch(Enum):
    """`IN`: the folder itself or something in it. `ABOVE`: a folder that holds it, or may. `NONE`: apart."""

    IN = "in"
    ABOVE = "above"
    NONE = "none"


_CACHE = regex(r"(?i)cache|xdg|(cargo|composer|gradle|npm|pip|poetry|uv)\w*home|^(~|\$\{?HOME\b)")
_QUOTES = regex(r"[\"'\\]")
_HOME = regex(r"~(?=/|$)|\$HOME\b|\$\{HOME\}")
_AT_HOME = regex(r"~|\$HOME\b|\$\{HOME\}")
_GLOB = regex(r"[*?\[{]")


def touch(text: str, folder: str, home: str | None) -> Touch:
    """What the shell word `text` has to do with `folder`; `home` stands for `~` and `$HOME`."""
    path = _QUOTES.sub("", text)
    if home is not None and (found := _HOME.match(path)):
        path = home + path[found.end() :]
    if _AT_HOME.match(path) and folder.startswith("/var/"):
        return Touch.NONE  # nobody is at home in /var/lib/apt
    if path.startswith(("~", "$")):
        # a variable: its name is all there is to judge by
        return Touch.ABOVE if _CACHE.search(path) else Touch.NONE
    if not path.startswith("/"):
        return Touch.NONE
    found = _GLOB.search(path)
    if found is None and "$" not in path:
        whole = normal_path(path)
        return Touch.IN if _below(whole, folder) else Touch.ABOVE if _below(folder, whole) else Touch.NONE
    cut = min(at for at in (path.find("$"), found.start() if found else -1) if at >= 0)
    head = path[:cut]
    if _below(normal_path(head[: head.rfind("/")] or "/"), folder):
        return Touch.IN
    if not folder.startswith(head):
        return Touch.NONE
    # `*` and `?` match no leading dot
    hidden = head.endswith("/") and folder[len(head) : len(head) + 1] == "." and path[cut] in "*?"
    return Touch.NONE if hidden else Touch.ABOVE


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
