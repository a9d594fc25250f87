"""Of which files it is known that they are large: some 5 MB and more, the price of a form that nobody likes to read.

A layer that holds less for nothing is not worth a subshell in a RUN, or a comment paragraph inside of one.
"""

from __future__ import annotations

from functools import cache

from dslim.facts.archive_commands import is_installer
from dslim.facts.paths import lies_in
from dslim.rules.merging.file_effects import Effect
from dslim.support.lazy_regex import regex
from dslim.tools import TOOLS

#: apt's lists take 19 MB on Debian 12; rpm's metadata 130 to 710 MB (docs/rules/SL203-rpm-clean.md).
_LISTS = ("/var/lib/apt/lists", "/var/cache/apt", "/var/cache/dnf", "/var/cache/yum", "/var/cache/libdnf5")
#: A program's archive: of those that the official images' Dockerfiles fetch, the smaller ones have some MB.
_ARCHIVE = regex(
    r"\.(tar(\.\w+)?|tgz|tbz2?|txz|zip|gz|bz2|xz|7z|deb|rpm|jar|war|run|bin|iso|whl|exe|AppImage)(\.\w+)?\Z"
    r"|/node_modules\Z"
)
#: Packages that bring a compiler, a language or headers with them.
_PACKAGE = regex(
    r"package:\w+:(\.?build-?(dep|deps|dependencies|essential|base)\w*|.*-(dev|devel|headers|src)|gcc.*|g\+\+.*|clang.*"
    r"|llvm.*|cmake|git|perl|rust.*|cargo.*|go|golang.*|nodejs.*|npm|maven|gradle|ant|.*(jdk|jre)\W?.*|python[\d.]*"
    r"|mercurial|subversion|texlive.*|linux-.*|ghc.*|ruby.*|php.*|\$.*|fakeroot|.*-dbg|.*-doc|vim.*|emacs.*|gnupg2?)\Z"
)
#: Where a folder that bears its package's name is an application: all of it is stored again by a chown.
_APPLICATIONS = ("/var/www", "/opt", "/srv", "/usr/share", "/usr/lib")


def is_application_folder(path: str) -> bool:
    """Whether a folder that bears a package's name is an application that this package brings."""
    return any(lies_in(path, above) for above in _APPLICATIONS)


def is_known_to_be_large(path: str, effect: Effect) -> bool:
    """Whether what an earlier RUN left at a path (or `package:FAMILY:NAME`) is large, and goes by an effect."""
    if path.startswith("package:"):
        return effect.kind == "changes" or _PACKAGE.match(path) is not None
    if any(lies_in(path, folder) for folder in (*_LISTS, *_cache_folders())):
        return True
    names = (path, *([effect.name] if effect.name and effect.name != "*" else []))
    in_cache = any(f"/{folder}/" in f"{path}/" for folder in _home_folders())
    return in_cache or any(_ARCHIVE.search(name) or is_installer(name) for name in names)


@cache
def _folders() -> frozenset[str]:
    """The folders of caches that rows of tools/ name."""
    return frozenset(folder for tool in TOOLS for row in tool.cleanup for folder in row.folders if folder)


@cache
def _cache_folders() -> tuple[str, ...]:
    """Those with a path, but for apk's, whose index takes 3 MB, and what lies in /tmp."""
    named = (folder for folder in _folders() if folder.startswith("/") and "apk" not in folder)
    return tuple(sorted(folder for folder in named if not lies_in(folder, "/tmp")))


@cache
def _home_folders() -> tuple[str, ...]:
    """Those below a home folder."""
    return tuple(sorted(folder for folder in _folders() if not folder.startswith(("/", "~", "$", "./"))))
