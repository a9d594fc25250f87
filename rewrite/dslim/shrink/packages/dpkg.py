"""Reads dpkg's database: the packages of a Debian or Ubuntu image.

https://manpages.debian.org/stable/dpkg-dev/deb-control.5 has the fields of `status`; `info/NAME.list` has the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dslim.shrink.packages.package import Package, Packages

#: Where dpkg keeps its database.
FOLDER = "/var/lib/dpkg"
#: A name with its architecture (`:any`) and version (`(>= 1.2)`) still to be cut off.
_NAME = re.compile(r"[a-z0-9][a-z0-9+.-]*")


def read_dpkg(files: Mapping[str, bytes]) -> Packages:
    """The packages that a database holds; `files`: path below FOLDER -> content, of `status` and `info/*.list`."""
    status = files.get("status", b"").decode("utf-8", "replace")
    found: dict[str, Package] = {}
    for fields in _stanzas(status):
        name = fields.get("package", "")
        if name and fields.get("status", "").split()[2:] == ["installed"]:
            found[name] = _package(name, fields, files)
    return Packages(found)


def _package(name: str, fields: Mapping[str, str], files: Mapping[str, bytes]) -> Package:
    listed = files.get(f"info/{name}.list") or files.get(f"info/{name}:{fields.get('architecture', '')}.list") or b""
    paths = [path for path in listed.decode("utf-8", "replace").splitlines() if path not in ("", "/.")]
    needs = (*_groups(fields.get("pre-depends", "")), *_groups(fields.get("depends", "")))
    size = fields.get("installed-size", "0")
    return Package(
        name,
        int(size) * 1024 if size.isdigit() else 0,
        needs,
        _groups(fields.get("recommends", "")),
        tuple(other for group in _groups(fields.get("provides", "")) for other in group),
        fields.get("essential") == "yes" or fields.get("protected") == "yes",
        tuple(paths),
    )


def _stanzas(text: str) -> Iterator[dict[str, str]]:
    """The fields of each paragraph, by name in small letters; a continued line belongs to the field above."""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        fields: dict[str, str] = {}
        last = ""
        for line in paragraph.splitlines():
            if line[:1] in (" ", "\t"):
                fields[last] = f"{fields.get(last, '')}\n{line.strip()}"
                continue
            name, colon, value = line.partition(":")
            if colon:
                last = name.strip().lower()
                fields[last] = value.strip()
        if fields:
            yield fields


def _groups(value: str) -> tuple[tuple[str, ...], ...]:
    """`a (>= 1) | b:any, c` as ((a, b), (c,))."""
    groups = []
    for part in value.split(","):
        names = (_NAME.match(alternative.strip()) for alternative in part.split("|"))
        if group := tuple(match[0] for match in names if match):
            groups.append(group)
    return tuple(groups)
