"""Reads apk's database: the packages of an Alpine image.

https://wiki.alpinelinux.org/wiki/Apk_spec#Installed_Database_V2 has the fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dslim.shrink.packages.package import Package, Packages

#: Where apk keeps its database, before version 3 and since.
DATABASES = ("/lib/apk/db/installed", "/usr/lib/apk/db/installed")
#: A name with its version (`>=1.2`, `~1`) or repository (`@edge`) still to be cut off.
_NAME = re.compile(r"[^<>=~@\s]+")
#: `apk del` takes no package away that another one needs, so their files go.
_REMOVAL = f"""set -e
for db in {' '.join(DATABASES)}; do
  [ ! -f "$db" ] || awk -v names=" $* " '
    /^P:/ {{ gone = index(names, " " substr($0, 3) " ") }}
    /^F:/ {{ folder = substr($0, 3) }}
    /^R:/ && gone {{ print "/" folder "/" substr($0, 3) }}' "$db"
done | while IFS= read -r file; do rm -f -- "$file"; done"""


def removal(names: Sequence[str]) -> list[str]:
    """The command that takes the files of packages away."""
    return ["sh", "-c", _REMOVAL, "sh", *names]


def read_apk(database: bytes) -> Packages:
    """The packages that a database holds."""
    found = {}
    for block in database.decode("utf-8", "replace").split("\n\n"):
        lines = [(line[0], line[2:]) for line in block.splitlines() if line[1:2] == ":"]
        fields = dict(lines)
        if name := fields.get("P"):
            size = fields.get("I", "0")
            needs = tuple((other,) for other in _names(fields.get("D", "")))
            provides = tuple(_names(fields.get("p", "")))
            size_known = int(size) if size.isdigit() else 0
            found[name] = Package(name, size_known, needs, provides=provides, files=tuple(_files(lines)))
    return Packages(found)


def _names(value: str) -> Iterator[str]:
    """The names of a list, without those that `!` keeps out."""
    return (match[0] for word in value.split() if not word.startswith("!") and (match := _NAME.match(word)))


def _files(lines: Sequence[tuple[str, str]]) -> Iterator[str]:
    folder = ""
    for key, value in lines:
        if key == "F":
            folder = value
        elif key == "R":
            yield f"/{folder}/{value}" if folder else f"/{value}"
