"""Whether a word that a command removes, moves or relinks may be the working directory, or a folder above it."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from dslim.facts.paths import lies_in, normal_path
from dslim.facts.run import Run
from dslim.facts.word_values import word_value
from dslim.facts.working_directory import Whereabouts
from dslim.shell import Script, Word, walk
from dslim.shell.tree import DoubleQuoted, Literal, Simple, SingleQuoted
from dslim.support.lazy_regex import regex
from dslim.support.memo import once

#: A longer text names no path, and may name any.
MAX_PATH = 4096
#: What no image has for its WORKDIR, nor above it: caches, package lists, documentation. Not /tmp: of 23,542
#: real files 40 end with a WORKDIR below it. Of 62,424 WORKDIRs none is in a cache of these.
_NEVER = regex(
    r"(/[^/]+)*/\.(cache|npm|gem|cargo/registry|m2/repository|gradle/caches)(/|\*|\Z)"
    r"|/(var/(lib/(apt|dpkg|yum|rpm|dnf|pacman|zypp)|cache/(apt|apk|yum|dnf|man|debconf|pacman|zypp)|log)"
    r"|root/\.[a-z]+|dev|proc|tmp/downloaded_packages|opt/(mini)?conda[23]?/pkgs"
    r"|etc/(apt|yum|apk|ssh|cron\.[a-z]+|init\.d)|usr/share/(doc|man|info|locale|zoneinfo))(/|\*|\Z)"
    r"|/etc/(localtime|timezone|motd|mtab|resolv\.conf)\Z|/usr/(local/)?s?bin/[^/*]+\Z"
)
#: Below a hidden folder of a home that only the run tells: `~/.cpan/build`, as /root/.cpan/build above.
_IN_HIDDEN = regex(r"\*/\.[a-z][a-z_-]*/[^*.]")
_FILE = regex(
    r"\.(tar|gz|tgz|bz2|tbz2?|xz|zip|7z|deb|rpm|apk|sh|py|txt|conf|list|whl|jar|war|run|exe|repo|key|asc|sig|so|a"
    r"|la|html|json|ya?ml|pem|crt|md5|sha1|sha256|patch|log|gem|sql|ini|bin|iso|dmg|phar)\Z"
)
#: Stands for a WORKDIR that nobody knows; absolute, so that `..` leads out of it.
UNKNOWN_WORKDIR = "/\0WORKDIR"


class Surroundings(NamedTuple):
    """What is known where a command stands that may take a folder away.

    `folder`: the one in question, mostly the WORKDIR; UNKNOWN_WORKDIR where nobody knows it. `here`: where the shell
    may stand. `made`: variables that hold a fresh directory of their own. `fresh`: folders that the script made
    itself, since `mkdir` without -p fails for one that is there. `run`: the RUN whose own text the script is, None for
    any other.
    """

    folder: str
    made: frozenset[str]
    here: Whereabouts
    fresh: tuple[str, ...] = ()
    run: Run | None = None


def may_name_folder(word: Word, place: Surroundings, deep: bool) -> bool:
    """Whether removing what `word` names may remove the WORKDIR. Not `deep`: no directory goes, but a link may."""
    known = word_value(word, place.run) if place.run is not None and word.literal is None else None
    path, variable = (known, False) if known else _pattern(word, place.made)
    if path is None or _FILE.search(path):
        return False
    parts = [] if place.folder == UNKNOWN_WORKDIR else place.folder.strip("/").split("/")
    tail = posixpath.basename(path.rstrip("/"))
    if tail in ("", ".", ".."):
        tail = "*"
    if variable:
        return deep and _may_name_by_variable(path, tail, parts, place)  # no link by a name that only the run tells
    may_fit = not parts or any(fits_pattern(part, tail) for part in parts)
    if place.here.elsewhere and not path.startswith("/") and deep and may_fit:
        return True
    for folder in place.here.folders:
        full = normal_path(posixpath.join(folder, path))
        if any(lies_in(full, made) for made in place.fresh):
            continue
        if _holds(full, place.folder):
            return True
        anywhere = deep and not parts and not lies_in(full, UNKNOWN_WORKDIR)
        if anywhere and tail[:1] != "." and not _NEVER.match(full):
            return True
    return False


def _may_name_by_variable(path: str, tail: str, parts: list[str], place: Surroundings) -> bool:
    """The same of a path in which `*` stands for variables; `parts`: of the folder, none where nobody knows it."""
    if parts:
        return any(fits_pattern(part, tail) for part in parts) and _may_lead(path, place)
    if tail[:1] == "." or _NEVER.match(path.removeprefix("*")) or _IN_HIDDEN.match(path):
        return False
    return path[:1] in "/*" or place.here.only is None or ".." in path


def _may_lead(path: str, place: Surroundings) -> bool:
    """Whether the literal beginning of a path with variables lies on the way to the WORKDIR."""
    lead = path.split("*")[0]
    if not lead.startswith("/"):
        return True
    folder = normal_path(lead + "x").rpartition("/")[0] or "/"
    return lies_in(place.folder, folder)


def _holds(pattern: str, path: str) -> bool:
    """Whether a path pattern (`*` within one part) may name `path` or a folder above it."""
    ours, theirs = pattern.strip("/").split("/"), path.strip("/").split("/")
    if ours == [""]:
        return True
    return len(ours) <= len(theirs) and all(fits_pattern(t, o) for o, t in zip(ours, theirs))


def _pattern(word: Word, made: frozenset[str]) -> tuple[str | None, bool]:
    """The path that a word names, with `*` for what is not literal, and whether variables are in it.

    None: it lies in a directory that the body made for itself.
    """
    if word.literal is not None:
        return re.sub(r"[*?\[\]]", "?", word.literal), False
    out: list[str] = []
    variable = False
    for part in word.parts:
        for inner in part.parts if isinstance(part, DoubleQuoted) else (part,):
            if isinstance(inner, Literal):
                text = inner.text
                if not isinstance(part, DoubleQuoted):
                    text = re.sub(r"\[[^\]/]*\]|\{[^}]*\}|\?", "*", text) if len(text) <= MAX_PATH else "*"
                    if not out and text.startswith("~"):
                        text, variable = re.sub(r"~[\w.-]*", "*", text, count=1), True
                    text = re.sub(r"\\(.)", r"\1", text)
                out.append(text)
            elif isinstance(inner, SingleQuoted):
                out.append(inner.value)
            else:
                name = getattr(inner, "name", None)
                if not out and name in made:
                    return None, True
                out.append("*")
                variable = True
    return "".join(out), variable


@once
def fresh_variables(script: Script) -> frozenset[str]:
    """Variables that hold a fresh temporary directory: `X="$(mktemp -d)"`."""
    found = set()
    for node in walk(script):
        if isinstance(node, Simple):
            for item in node.assignments:
                if isinstance(item.value, Word) and "mktemp" in item.value.text:
                    found.add(item.name)
            if node.words and node.words[0].literal == "export":
                for word in node.words[1:]:
                    name, eq, value = word.text.partition("=")
                    if eq and "mktemp" in value:
                        found.add(name)
    return frozenset(found)


def fits_pattern(name: str, pattern: str) -> bool:
    """Whether a name is what a shell's pattern says."""
    if not any(mark in pattern for mark in "*?["):
        return name == pattern
    from fnmatch import fnmatchcase  # few have a pattern

    return fnmatchcase(name, pattern)
