"""`apt-get update` again in one RUN, where nothing since the one before can have changed what it fetches."""

from __future__ import annotations

from collections.abc import Container, Sequence

from dslim.facts.call_sites import CallSite, is_sure
from dslim.facts.run import Run
from dslim.rules.caches import apt_commands
from dslim.rules.caches.unread_scripts import unread_script
from dslim.shell import Script
from dslim.support.lazy_regex import regex
from dslim.tools import names_where

#: What between two updates may change the sources, keys, pins, architectures or certificates by which apt fetches: a
#: place of theirs, a program that writes there, a package that brings some (`ca-certificates` too: a source that
#: could not be reached before can be after it).
_MAY_CHANGE_SOURCES = regex(
    r"(?i)\betc\b|/usr/share/keyrings|sources|apt[-_.]?(config|key|conf)|keyring|\.gpg\b|\.asc\b|\bgpg|gnupg|dirmngr"
    r"|cert|transport|architecture|repo|-release\b|dpkg|\.deb\b|proxy|\bppa\b|mirror|\bpro\b|snap\b|/var/lib/apt"
)
#: Programs that write nothing but what their words name, or the packages of a language.
_WRITE_WHAT_THEY_NAME = names_where(lambda tool: tool.writes_named_only)
_COPY = names_where(lambda tool: tool.writes_last_argument)
#: Programs that unpack into the folder of one of the options that _INTO knows.
_UNPACK = names_where(lambda tool: not {"-C", "-d"}.isdisjoint(tool.unpacks_to))
_INTO = regex(r"(?:-C|-d|--directory=?)(.*)")
#: Options of apt that change nothing of what it fetches.
_SAY_LESS = regex(r"-[yq]+\Z|-q=\d\Z|--(yes|quiet|assume-yes|fix-missing|no-install-recommends)\Z")


def repeated_updates(run: Run, script: Script, places: Sequence[CallSite], copied: Container[str]) -> list[CallSite]:
    """The updates of a RUN that fetch what an earlier one has fetched. `copied`: see `unread_script`."""
    found: list[CallSite] = []
    known: CallSite | None = None
    if _MAY_CHANGE_SOURCES.search(run.state.workdir or ""):
        return []
    last_install = max((at for at, site in enumerate(places) if apt_commands.installs(site.call)), default=-1)
    for at, site in enumerate(places):
        if apt_commands.is_update(site.call):
            if known is not None and _fetches_the_same(script, known, site):
                # an update at the end is there for its lists
                found += [site] if at < last_install else []
            else:
                known = site if is_sure(run, site) else None
        elif known is not None and _may_change_sources(site, copied):
            known = None
    return found


def _fetches_the_same(script: Script, first: CallSite, second: CallSite) -> bool:
    """Whether two updates are asked alike, and no text between them names what they depend on."""
    if _MAY_CHANGE_SOURCES.search(script.text, first.simple.span.end, second.simple.span.start):
        return False
    return second.call.script is None and _asked(first) == _asked(second) is not None


def _asked(site: CallSite) -> tuple[object, ...] | None:
    """What an update depends on: its options but for quiet ones, its environment, and the words of what starts it.

    `sudo -E` is not `sudo`. None where only the run tells.
    """
    call = site.call
    env = tuple(pair for pair in call.env if pair[0] != "DEBIAN_FRONTEND")
    before = (word.text for word in site.simple.words[: -len(call.argv)])
    words = (text for text in before if not text.startswith("DEBIAN_FRONTEND="))
    asked = (*(text for text in call.texts if not _SAY_LESS.match(text)), env, call.wrappers, call.user, *words)
    return None if None in dict(env).values() else asked


def _may_change_sources(site: CallSite, copied: Container[str]) -> bool:
    """Whether a call may leave apt with other sources, or take the lists away: unless it is known not to."""
    call = site.call
    if call.name in apt_commands.APT:
        asked = apt_commands.verb(call)
        unknown = asked is None or None in call.args or any("/" in text for text in call.texts)
        return unknown or asked in apt_commands.DISTCLEAN or asked == "edit-sources"
    if unread_script(call, copied) is not None or apt_commands.removal(call) or None in call.args:
        return True
    if any(redirect.target.literal is None for redirect in site.simple.redirects):
        return True
    if call.name in _COPY:
        return not _is_folder_of_its_own(call.texts[-1] if call.texts else "")
    if call.name in _UNPACK:
        return not any(map(_is_folder_of_its_own, _unpacked_into(call.texts)))
    return call.name not in _WRITE_WHAT_THEY_NAME


def _unpacked_into(texts: Sequence[str]) -> list[str]:
    """The folders that options of an unpacking program name."""
    named = [(match[1], after) for text, after in zip(texts, (*texts[1:], "")) if (match := _INTO.fullmatch(text))]
    return [attached or after for attached, after in named]


def _is_folder_of_its_own(text: str) -> bool:
    """Whether a word is an absolute path that is not the root."""
    path = text.strip("\"'")
    return path.startswith("/") and path.strip("/.*") != ""
