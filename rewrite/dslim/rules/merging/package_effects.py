"""What a call of a package manager leaves and takes away: packages by name, caches and lists by path."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Literal, TypeAlias

from dslim.facts.run import Run
from dslim.shell import Invocation
from dslim.support.lazy_regex import regex
from dslim.tools import TOOLS, Tool
from dslim.tools.calls import NO_CACHE

#: (what happens, path or `package:NAME`, whether any names in the path are meant)
PackageEffect: TypeAlias = "tuple[Literal['writes', 'removes'], str, bool]"

_INSTALL = frozenset("install add i ci in create upgrade dist-upgrade full-upgrade reinstall groupinstall".split())
_REMOVE = frozenset("purge remove autoremove del erase uninstall rm un".split())
#: The database of a distribution's packages: each install or removal in a RUN of its own stores it again. Measured in
#: real builds for dpkg (/var/lib/dpkg/status, status-old, debconf's files): 0.9 MB a RUN on debian:bookworm-slim.
#: rpm's is one file of sqlite, stored again whole: of more MB, which no build here has measured.
DATABASES = {"apt": "/var/lib/dpkg", "rpm": "/var/lib/rpm"}
#: The families of the managers of distributions' packages.
DISTRIBUTION_FAMILIES = tuple(sorted({tool.family for tool in TOOLS if tool.packages == "system" and tool.family}))
#: What packages of a distribution bring that people remove later.
_DOCUMENTS = ("/usr/share/doc", "/usr/share/man", "/usr/share/info", "/usr/share/locale", "/usr/share/i18n")
_VERSION = regex(r"[=<>~@\[].*")
_VARIABLE = regex(r"\$\{?(\w+)\}?")


def package_effects(tool: Tool, call: Invocation, run: Run, folder: str) -> Iterator[PackageEffect]:
    """What one call does; `folder` is where it stands."""
    words = [text.strip("\"'") for text in call.texts]
    verb = next((word for word in words if not word.startswith("-")), "")
    family = tool.family or tool.name
    if verb in _REMOVE:
        yield from _removed(family, words, verb)
    elif verb in _INSTALL or (not verb and _installs_without_verb(tool)):
        yield from _installed(tool, family, words, folder, run)
    if verb and verb == tool.updates_lists:
        yield "writes", _lists(tool), True
    if verb in tool.clean_verbs:
        yield from (("removes", path, True) for path in tool.clean_folders)
    if verb == "prune":
        yield "removes", posixpath.join(folder, "node_modules"), True
    for row in tool.cleanup:
        paths = [path if path.startswith("/") else posixpath.join(run.home, path) for path in row.folders]
        if row.cleans is not None and row.cleans.match(call):
            yield from (("removes", path, True) for path in paths)
        elif row.fills.match(call) and not any(name in run.state.env for name in row.off):
            yield from (("writes", path, True) for path in paths)


def _installs_without_verb(tool: Tool) -> bool:
    """Whether a program that is called without any word installs, as yarn does."""
    return any("" in row.fills.verbs for row in tool.cleanup)


def _lists(tool: Tool) -> str:
    return "/var/lib/apt/lists" if tool.family == "apt" else next(iter(tool.temporary_folders), "/var/cache")


def _removed(family: str, words: list[str], verb: str) -> Iterator[PackageEffect]:
    names = [word for word in words if not word.startswith("-") and word != verb]
    yield from (("removes", f"package:{family}:{_name(word)}", False) for word in names)
    if family in DATABASES:
        yield "writes", f"database:{DATABASES[family]}", False


def _installed(tool: Tool, family: str, words: list[str], folder: str, run: Run) -> Iterator[PackageEffect]:
    names = [word for word in words if not word.startswith("-") and word not in _INSTALL]
    yield from (("writes", f"package:{family}:{_name(word)}", False) for word in names)
    if family in DATABASES:
        yield "writes", f"database:{DATABASES[family]}", False
    if tool.packages == "system":
        yield from (("writes", path, True) for path in _DOCUMENTS)
    yield from (("writes", path, True) for path in tool.packages_in)
    for option, value in zip(words, words[1:]):
        if option in ("-t", "--target", "--prefix", "--root") and value.startswith("/"):
            yield "writes", value, True
    if tool.packages_beside and not {"-g", "--global", "global"} & set(words):
        yield "writes", posixpath.join(folder, tool.packages_beside), True
    if not NO_CACHE & set(words) and "PIP_NO_CACHE_DIR" not in run.state.env:
        caches = (path for path in tool.temporary_folders if path != "/var/lib/apt")  # its lists come by an update
        yield from (("writes", path, True) for path in caches)


def _name(word: str) -> str:
    """A package's name without its version; a variable as `$NAME`."""
    return _VARIABLE.sub(r"$\1", _VERSION.sub("", word))
