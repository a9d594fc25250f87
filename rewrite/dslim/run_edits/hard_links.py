"""Why two RUNs must stay apart for hard links: a file that a later layer changes is copied, and the other name stays.

In one layer both names are one file: what gives `a` another owner, mode or end does so to `b` as well. Built with
overlay2: `ln a b`, and in a later RUN `chown 7 a && echo >> a`, leave b as it was; in one RUN they change it.
"""

from __future__ import annotations

from dslim.facts.nested_scripts import every_invocation
from dslim.shell import Script, walk
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.tools import names_where

#: Programs that link what they install with their store.
_LINK_WITH_STORE = names_where(lambda tool: tool.links_with_store)
#: Programs that link files which are the same.
_LINK_TWINS = frozenset({"hardlink", "rdfind", "jdupes", "hardlinkpy"})
#: What a later RUN does to one of the names alone.
_BOTH = "would change a file under both of its names"
_INSTALL = frozenset({"install", "i", "add", "ci", "create", "update", "sync", "pip", "deploy"})
#: What keeps a store off, or empties it: then no other name is left.
_WITHOUT_STORE = regex(r"--no-cache|\b(?:clean|prune)\b|\.cache\b|LINK_MODE|link-mode|--copy\b|type=cache|node-linker")
_CHANGE_ATTRIBUTES = names_where(lambda tool: tool.changes_attributes)
_CHANGE_TEXT = frozenset({"tee", "truncate", "dd", "sponge", "ed", "ex", "strip", "patchelf"})


def why_links_are_shared(first: Script, second: Script) -> str | None:
    """Why a script that changes files may not run in the layer of one that makes hard links."""
    by_hand, by_store = _makers(first)
    if not by_hand and not by_store:
        return None
    attributes, text = _changers(second)
    if by_hand and (attributes or text):
        return f"`{by_hand}` makes hard links, and after a merge `{attributes or text}` {_BOTH}"
    if by_store and attributes and not _WITHOUT_STORE.search(first.text) and not _WITHOUT_STORE.search(second.text):
        return f"`{by_store}` links its store with what it installs, and after a merge `{attributes}` {_BOTH}"
    return None


@once
def _makers(script: Script) -> tuple[str, str]:
    """(what makes hard links, what links its store with what it installs) as written; '' for nothing."""
    by_hand = by_store = ""
    for call in every_invocation(script):
        if _links(call):
            by_hand = by_hand or call.written
        elif call.program in _LINK_WITH_STORE and not _INSTALL.isdisjoint(call.args):
            by_store = by_store or f"{call.written} {call.texts[0]}"
    return by_hand, by_store


def _links(call: Invocation) -> bool:
    short = "".join(text[1:] for text in call.texts if text[:1] == "-" and text[:2] != "--")
    if call.name == "ln":
        return "s" not in short and "--symbolic" not in call.texts and len(call.argv) > 1
    if call.name == "cp":
        return "l" in short or "--link" in call.texts
    return call.name in _LINK_TWINS or (call.name == "rsync" and any("--link-dest" in text for text in call.texts))


@once
def _changers(script: Script) -> tuple[str, str]:
    """(what changes owners or modes, what writes into files that may be there) as written; '' for nothing."""
    attributes = text = ""
    for call in every_invocation(script):
        if call.name in _CHANGE_ATTRIBUTES:
            attributes = attributes or call.written
        elif call.name in _CHANGE_TEXT:
            text = text or call.written
    for node in walk(script):
        for redirect in () if isinstance(node, Script) else getattr(node, "redirects", ()):
            if redirect.op in (">", ">>", ">|", "&>", "&>>") and not redirect.target.text.startswith("/dev/"):
                text = text or f"{redirect.op} {redirect.target.text}"
    return attributes, text
