"""Reads what `rpm -qa` prints of the packages of an image: of Fedora, Red Hat and their kind.

https://rpm.org/docs/latest/man/rpm-queryformat.7 has the tags. Its database is read by rpm itself, in the image: it has
three formats, none of them documented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.shrink.packages.package import Package, Packages

_FORMAT = (
    r"P%{NAME}\nS%{SIZE}\n[R%{REQUIRENAME}\n]",
    r"[W%{RECOMMENDNAME}\n]",
    r"[V%{PROVIDENAME}\n][F%{FILENAMES}\n]",
)
#: The command that lists all packages; rpm before 4.12 knows nothing that is only recommended.
QUERIES = (
    ("rpm", "--query", "--all", "--queryformat", "".join(_FORMAT)),
    ("rpm", "--query", "--all", "--queryformat", _FORMAT[0] + _FORMAT[2]),
)
#: The words of a requirement of several names: https://rpm-software-management.github.io/rpm/manual/boolean_dependencies.html
_OPERATORS = frozenset({"and", "or", "if", "else", "unless", "with", "without"})
_COMPARISONS = frozenset({"=", "<", ">", "<=", ">="})
#: Keys of repositories, which stand among the packages.
_NO_PACKAGES = frozenset({"gpg-pubkey"})


def read_rpm(printed: str) -> Packages:
    """The packages that one of QUERIES printed."""
    found: dict[str, Package] = {}
    for block in re.split(r"^P", printed, flags=re.MULTILINE)[1:]:
        name, *lines = block.splitlines()
        if name not in _NO_PACKAGES:
            found[name] = _package(name, lines)
    wanted = {name for p in found.values() for group in p.needs for name in group if name.startswith("/")}
    return Packages({name: _with_paths(package, wanted) for name, package in found.items()})


def _package(name: str, lines: list[str]) -> Package:
    def values(kind: str) -> list[str]:
        return [line[1:] for line in lines if line[:1] == kind and line[1:] != "(none)"]

    sizes = [int(size) for size in values("S") if size.isdigit()]
    return Package(
        name,
        sum(sizes),
        tuple((other,) for value in values("R") for other in names_required(value)),
        tuple((other,) for value in values("W") for other in names_required(value)),
        tuple(dict.fromkeys(values("V"))),
        files=tuple(values("F")),
    )


def names_required(value: str) -> Iterator[str]:
    """All names in a requirement: of `(a >= 1 if b)` both, so that rather too much is taken for needed."""
    if not value.startswith("("):
        yield value
        return
    words = iter(value.split())
    for word in words:
        if word in _COMPARISONS:
            next(words, None)  # the version
        elif (name := _without_outer(word)) and name not in _OPERATORS:
            yield name


def _without_outer(word: str) -> str:
    """A name without the parentheses around the whole: `b))` is b, and `lib(x)` stays."""
    word = word.lstrip("(")
    while word.endswith(")") and word.count(")") > word.count("("):
        word = word[:-1]
    return word


def _with_paths(package: Package, wanted: set[str]) -> Package:
    """The package as one that provides those of its files that another one needs by their paths."""
    own = set(package.files)
    paths = sorted(path for path in wanted if path in own or f"/usr{path}" in own)
    if not paths:
        return package
    provides = (*package.provides, *paths)
    return Package(package.name, package.size, package.needs, package.recommends, provides, files=package.files)
