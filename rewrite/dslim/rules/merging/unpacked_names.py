"""Which names an archive may unpack under, and a package's program may have, going by what they are called."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from dslim.shell import Script, commands
from dslim.shell.tree import Pipeline, Span
from dslim.shell.walk import walk
from dslim.support.lazy_regex import regex
from dslim.support.memo import once

_ADDRESS = regex(r"https?://[^\s\"']+")
_ENDING = regex(r"\.(tar(\.\w+)?|tgz|tbz2?|txz)\Z")
#: GitHub's archives of a tag hold one folder, PROJECT-TAG without a `v`.
_OF_GITHUB = regex(r"https?://github\.com/[^/]+/([^/]+)/archive/(?:refs/(?:tags|heads)/)?v?(\d?[^/]*)\.(?:tar\.\w+|tgz)\Z")
_CUT = regex(r"[-_](?=[^-_]+\Z)")
#: Parts at the end of a name that may be missing: the platform, most often.
MAX_CUTS = 4


@once
def addresses_unpacked(script: Script) -> dict[Span, str]:
    """By the place of a command that is handed a download by a pipe: the address of what it is handed."""
    found: dict[Span, str] = {}
    for node in walk(script) if "|" in script.text else ():
        if isinstance(node, Pipeline) and len(node.members) > 1:
            *before, last = node.members
            words = (word.text for one in before for simple in commands(one) for word in simple.words)
            address = next(filter(None, map(_ADDRESS.search, words)), None)
            if address is not None:
                found[last.span] = address[0]
    return found


def names_unpacked(address: str) -> Iterator[str]:
    """The names of the folder that an archive at an address may hold: its own, and with parts of its end cut off."""
    if of_github := _OF_GITHUB.match(address):
        yield f"{of_github[1]}-{of_github[2]}"
        return
    name = posixpath.basename(address)
    if ending := _ENDING.search(name):
        yield from shorter_names(name[: ending.start()])


def shorter_names(name: str) -> Iterator[str]:
    """A name, and the same without its last part, and so on: of `a-1.2-linux-x64` also `a-1.2-linux` and `a-1.2`."""
    for _ in range(MAX_CUTS):
        if len(name) < 3:
            return
        yield name
        cut = _CUT.search(name)
        if cut is None:
            return
        name = name[: cut.start()]
