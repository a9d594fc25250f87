"""Whether a RUN may remove, move or relink the directory in which the next RUN starts, or its own shell stands.

Paths are compared as they are written: a link in the middle of one is not followed, and a variable is taken
not to hold `..`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

from dslim.facts.call_sites import sure_call_sites
from dslim.facts.nested_scripts import invocations_of, nested_texts
from dslim.facts.paths import lies_in, normal_path
from dslim.facts.run import Run
from dslim.facts.word_values import word_value
from dslim.facts.working_directory import (
    ANYWHERE,
    DIRECTORY_CHANGES,
    Whereabouts,
    possible_after,
    starts_in_own_shell,
)
from dslim.shell import Invocation, Script, Word, commands, invocations, walk
from dslim.shell.tree import DoubleQuoted, Function, Literal, Simple, SingleQuoted
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.tools import names_where
from dslim.tools.system_packages import REMOVE_VERBS

#: What no image has for its WORKDIR, nor above it: caches, package lists, documentation. Not /tmp: of 23,542
#: real files 40 end with a WORKDIR below it. Of 62,424 WORKDIRs none is in a cache of these.
#: A longer text names no path, and may name any.
MAX_PATH = 4096
_NEVER = regex(
    r"(/[^/]+)*/\.(cache|npm|gem|cargo/registry|m2/repository|gradle/caches)(/|\*|\Z)"
    r"|/(var/(lib/(apt|dpkg|yum|rpm|dnf|pacman|zypp)|cache/(apt|apk|yum|dnf|man|debconf|pacman|zypp)|log)"
    r"|root/\.[a-z]+|dev|proc|tmp/downloaded_packages|opt/(mini)?conda[23]?/pkgs"
    r"|etc/(apt|yum|apk|ssh|cron\.[a-z]+|init\.d)|usr/share/(doc|man|info|locale|zoneinfo))(/|\*|\Z)"
    r"|/etc/(localtime|timezone|motd|mtab|resolv\.conf)\Z|/usr/(local/)?s?bin/[^/*]+\Z"
)
#: Below a hidden folder of a home that only the run tells: `~/.cpan/build`, as /root/.cpan/build above.
_IN_HIDDEN = regex(r"\*/\.[a-z][a-z_-]*/[^*.]")
#: One of these words is in every text that removes, moves or relinks a folder.
_REMOVER = regex(
    r"\b(rm|rmdir|unlink|mv|ln|find|rsync|userdel|deluser|usermod|remove|purge|autoremove|autopurge|erase|del|uninstall)\b"
    r"|\bdpkg\b|\brpm\b|\bpacman\b|\bgit\b[^\n]{0,200}\b(?:clean|stash)\b"
)
_FILE = regex(
    r"\.(tar|gz|tgz|bz2|tbz2?|xz|zip|7z|deb|rpm|apk|sh|py|txt|conf|list|whl|jar|war|run|exe|repo|key|asc|sig|so|a"
    r"|la|html|json|ya?ml|pem|crt|md5|sha1|sha256|patch|log|gem|sql|ini|bin|iso|dmg|phar)\Z"
)
_CLEANS = frozenset({"clean", "stash"})
_FUNCTION = regex(r"\(\s*\)|\bfunction\b")
#: Folders below which packages, and seldom anyone else, put folders of their own.
_OF_PACKAGES = regex(r"/(etc|usr/(share|lib|libexec|include)|var/(lib|spool|cache|log))/")
_WEB_SERVERS = frozenset("apache httpd nginx lighttpd".split())
_PACKAGE_TOOLS = names_where(lambda tool: tool.packages != "")
#: Stands for a WORKDIR that nobody knows; absolute, so that `..` leads out of it.
_UNKNOWN = "/\0WORKDIR"


class _Surroundings(NamedTuple):
    """`start`: the WORKDIR, _UNKNOWN where nobody knows it. `here`: where the shell may stand.

    `made`: variables that hold a fresh directory of their own. `fresh`: folders that the script made itself, since
    `mkdir` without -p fails for one that is there. `run`: the RUN whose own text the script is, None for any other.
    """

    start: str
    made: frozenset[str]
    here: Whereabouts
    fresh: tuple[str, ...] = ()
    run: Run | None = None


def may_remove_workdir(run: Run, script: Script) -> str | None:
    """Why the WORKDIR, in which the next RUN starts, may be another folder or none after a RUN; None if it stays."""
    starts = (run.state.workdir,) if run.state.workdir else run.state.workdirs or (_UNKNOWN,)
    # nothing can remove the root
    own = run if script is run.script else None
    found = (_may_remove(script, start, start, own) for start in starts if start != "/")
    return next(filter(None, found), None)


def may_remove_folder(script: Script, folder: str, workdir: str | None, since: int = -1) -> bool:
    """Whether a script that starts in `workdir` (None: not known) may remove, move or relink another folder.

    `since`: only by the commands that stand behind this place; a function may run whenever it is called.
    """
    if since >= 0 and _FUNCTION.search(script.text):
        since = -1
    return folder != "/" and _may_remove(script, folder, workdir or _UNKNOWN, since=since) is not None


def may_remove_folders(script: Script) -> bool:
    """Whether a script may remove, move or relink any folder at all: a quick look at its text."""
    return _REMOVER.search(script.text) is not None


def _may_remove(
    script: Script, folder: str, workdir: str, run: Run | None = None, since: int = -1
) -> str | None:
    place = _Surroundings(folder, _made_here(script), Whereabouts((workdir,), _has_moving_functions(script)), run=run)
    sure = _sure_steps(run) if run is not None else frozenset()
    for text in nested_texts(script):
        if isinstance(text, str):
            if _REMOVER.search(text):
                return f"`{text[:30]}` cannot be read and may remove the working directory"
            continue
        for simple in commands(text):
            is_sure_step = text is script and simple.span.start in sure
            for call in invocations_of(simple):
                if call.name in DIRECTORY_CHANGES:
                    place = place._replace(here=_after_move(place, call, is_sure_step))
                elif call.name == "mkdir" and is_sure_step and not call.wrappers:
                    place = place._replace(fresh=(*place.fresh, *_fresh_folders(call, place)))
                elif text is script and simple.span.start <= since:
                    continue
                elif found := _loses(call, place):
                    return found
    return None


def _has_moving_functions(script: Script) -> bool:
    """Whether a function may run elsewhere than where it is written: the script has one, and changes directory."""
    if not _FUNCTION.search(script.text) or not any(isinstance(node, Function) for node in walk(script)):
        return False
    return any(call.name in DIRECTORY_CHANGES for call in invocations(script))


def _sure_steps(run: Run) -> frozenset[int]:
    """Where the commands start that have succeeded, in the RUN's own shell, before whatever stands after them.

    None where a function may run them, or what stands after them, at another time.
    """
    if not isinstance(run.script, Script) or any(isinstance(node, Function) for node in walk(run.script)):
        return frozenset()
    return starts_in_own_shell(run) & frozenset(site.simple.span.start for site in sure_call_sites(run))


def _after_move(place: _Surroundings, call: Invocation, is_sure: bool) -> Whereabouts:
    target = call.argv[1].literal if len(call.argv) == 2 and call.name in ("cd", "chdir") else None
    if not is_sure or call.wrappers or target is None or target.startswith(("-", "~")):
        return possible_after(place.here, call)
    return place.here.after(target)


def _fresh_folders(call: Invocation, place: _Surroundings) -> list[str]:
    """The folders that a `mkdir` which succeeded has made: without -p none of them was there."""
    words = [word.literal for word in call.argv[1:]]
    if place.here.only is None or any(word is None or word.startswith("-") for word in words):
        return []
    return [normal_path(posixpath.join(place.here.only, word)) for word in words if word]


#: Folders that nobody works in: caches and the like.
_CACHES = regex(r"^(/var/(lib/(apt|dpkg)|cache|log)/|(~|\$HOME|/root)/\.|/usr/share/(doc|man|locale)|-)")


def may_remove_shell_directory(run: Run, script: Script, later: Iterable[Invocation]) -> str | None:
    """Which of the `later` calls may remove the directory that the shell stands in; None if none does.

    A program that asks for its working directory (npm, yarn, composer) fails in one that is gone.
    """
    moves = [call for call in invocations(script) if call.name in DIRECTORY_CHANGES and call.script is None]
    if not moves:
        return may_remove_workdir(run, script)
    start = Whereabouts((run.state.workdir,)) if run.state.workdir is not None else ANYWHERE
    here = reduce(_seen_from_root, moves, start)
    for call in later:
        if call.name not in ("rm", "rmdir", "mv"):
            continue
        for word in call.argv[1:]:
            path = (word.literal or word.text).strip("\"'")
            if _CACHES.match(path) or _lies_below_anywhere(path, word.literal is not None):
                continue
            if path.startswith("/") and "$" not in path and _is_apart(path, here):
                continue
            return f"`{call.name} {word.text}` may remove the working directory"
    return None


def _seen_from_root(here: Whereabouts, call: Invocation) -> Whereabouts:
    """As `possible_after`; a relative `cd` may lead anywhere."""
    relative = len(call.argv) == 2 and not (call.argv[1].literal or "").startswith(("/", "-"))
    return here.perhaps_after(None) if relative else possible_after(here, call)


def _lies_below_anywhere(path: str, literal: bool) -> bool:
    """Whether a path lies below wherever the shell stands."""
    return literal and not path.startswith(("/", "~", "..")) and normal_path(path) != "."


def _is_apart(path: str, here: Whereabouts) -> bool:
    """Whether removing an absolute path, or what a glob at its end finds, leaves each folder where the shell may be."""
    path = path.rstrip("/*") or "/"
    return not here.elsewhere and path != "/" and not any(lies_in(folder, path) for folder in here.folders)


def _loses(call: Invocation, place: _Surroundings) -> str | None:
    name, args = call.name, call.argv[1:]
    options = {w.literal or "" for w in args if w.text.startswith("-")}
    letters = {letter for o in options if o[:2] != "--" for letter in o[1:]}
    if name == "rm":
        deep = bool(letters & set("rRd") or options & {"--recursive", "--dir"} or "" in options)
        if call.wrappers[-1:] == ("find",):
            return None  # judged with the find
        if "xargs" in call.wrappers and deep:
            return "`xargs rm -r` may remove the working directory"
        return _first(call, args, place, deep, "remove")
    if name in ("rmdir", "unlink", "mv"):
        if call.wrappers[-1:] == ("find",):
            return None
        if "xargs" in call.wrappers:
            return f"`xargs {name}` may remove the working directory"
        sources = args[:-1] if name == "mv" and not letters & set("tT") else args
        return _first(call, sources, place, True, "move" if name == "mv" else "remove")
    if name == "ln":
        if ("f" in letters or "--force" in options) and len(args) > 1:
            return _first(call, args[-1:], place, True, "replace")
    elif name == "find":
        return _found(call, place)
    elif name == "git" and not _CLEANS.isdisjoint(word.literal for word in args):
        return _cleaned(args, place)
    elif name == "rsync" and any(o.startswith("--delete") for o in options):
        return "`rsync --delete` may remove the working directory"
    elif name in _PACKAGE_TOOLS and REMOVE_VERBS & {word.literal for word in args}:
        return _loses_with_package(call, place)
    elif name in ("userdel", "deluser", "usermod") and (
        letters & set("rm") or options & {"--remove", "--remove-home", "--remove-all-files", "--move-home"}
    ):
        return f"`{name}` may remove or move the working directory, if that is the user's home"
    return None


def _cleaned(args: tuple[Word, ...], place: _Surroundings) -> str | None:
    """`git clean -d`, `git stash -u` above the WORKDIR, which is no folder of the repository's own then.

    git spares the folder that it is called in since 2.35, and never looks above it.
    """
    texts = [word.literal or word.text for word in args]
    named = [after for before, after in zip(texts, texts[1:]) if before == "-C"]
    folders = [posixpath.join(folder, *named) for folder in place.here.folders] or named
    unknown = place.here.elsewhere or any("$" in text for text in named)
    start = place.start
    above = any(start != normal_path(folder) and lies_in(start, normal_path(folder)) for folder in folders)
    return "`git clean` may remove the working directory" if unknown or above else None


def _loses_with_package(call: Invocation, place: _Surroundings) -> str | None:
    """Whether the WORKDIR may be a folder that a package brought and takes away again where nothing else is in it."""
    named = [word.literal or "" for word in call.argv[1:] if not word.text.startswith("-")]
    stems = {re.split(r"[\d._:=*+-]", name)[0] for name in named}
    served = place.start.startswith("/var/www/") and not stems.isdisjoint(_WEB_SERVERS)
    vendors = place.start.startswith("/opt/") and not stems.isdisjoint(place.start.lower().split("/")[2:])
    if _OF_PACKAGES.match(place.start) or served or vendors:
        return f"`{call.name}` may remove the working directory with its package"
    return None


def _first(
    call: Invocation, words: tuple[Word, ...], place: _Surroundings, deep: bool, verb: str
) -> str | None:
    for word in words:
        if not (word.text.startswith("-") and word.literal is not None) and _may_be(word, place, deep):
            return f"`{call.name} {word.text}` may {verb} the working directory"
    return None


def _found(call: Invocation, place: _Surroundings) -> str | None:
    """`find FOLDERS ... -delete`, or `-exec` of something that removes directories."""
    words = [w.literal or w.text for w in call.argv[1:]]
    runs = [words[i + 1 : i + 3] for i, w in enumerate(words) if w in ("-exec", "-execdir")]
    removes = "-delete" in words or any(
        r[:1] in (["rmdir"], ["mv"]) or (r[:1] == ["rm"] and re.match(r"-\w*[rRd]|--rec", r[-1])) for r in runs
    )
    either = bool({"-o", "-or", ",", "-not", "!"} & set(words))
    kinds = [b for a, b in zip(words, words[1:]) if a == "-type"]
    if not removes or (kinds and not either and set(kinds) <= {"f", "l", "f,l"}):
        return None
    names = [b for a, b in zip(words, words[1:]) if a in ("-name", "-iname")]
    if names and "!" not in words and "-not" not in words:
        # only folders of such a name go; no image starts in one where nothing tells
        parts = [] if place.start == _UNKNOWN else place.start.lower().split("/")
        if not any(_fits(part, name.lower()) for part in parts for name in names):
            return None
    for word in call.argv[1:]:
        if word.text[:1] in ("-", "(", "!", "\\"):
            break
        inside = word.literal in (".", "./") and place.here.only is not None  # find leaves `.` itself
        if not inside and _may_be(word, place, deep=True):
            return f"`find {word.text}` may remove the working directory"
    return None


def _may_be(word: Word, place: _Surroundings, deep: bool) -> bool:
    """Whether removing what `word` names may remove the WORKDIR. Not `deep`: no directory goes, but a link may."""
    known = word_value(word, place.run) if place.run is not None and word.literal is None else None
    path, variable = (known, False) if known else _pattern(word, place.made)
    if path is None or _FILE.search(path):
        return False
    parts = [] if place.start == _UNKNOWN else place.start.strip("/").split("/")
    tail = posixpath.basename(path.rstrip("/"))
    if tail in ("", ".", ".."):
        tail = "*"
    if variable:
        if not deep:
            return False  # a link, by a name that only the run tells
        if parts:
            return any(_fits(part, tail) for part in parts) and _may_lead(path, place)
        if tail[:1] == "." or _NEVER.match(path.removeprefix("*")) or _IN_HIDDEN.match(path):
            return False
        return path[:1] in "/*" or place.here.only is None or ".." in path
    if place.here.elsewhere and not path.startswith("/") and deep and (not parts or any(_fits(p, tail) for p in parts)):
        return True
    for folder in place.here.folders:
        full = normal_path(posixpath.join(folder, path))
        if any(lies_in(full, made) for made in place.fresh):
            continue
        if _holds(full, place.start):
            return True
        anywhere = deep and not parts and not lies_in(full, _UNKNOWN)
        if anywhere and tail[:1] != "." and not _NEVER.match(full):
            return True
    return False


def _may_lead(path: str, place: _Surroundings) -> bool:
    """Whether the literal beginning of a path with variables lies on the way to the WORKDIR."""
    lead = path.split("*")[0]
    if not lead.startswith("/"):
        return True
    folder = normal_path(lead + "x").rpartition("/")[0] or "/"
    return lies_in(place.start, folder)


def _holds(pattern: str, path: str) -> bool:
    """Whether a path pattern (`*` within one part) may name `path` or a folder above it."""
    ours, theirs = pattern.strip("/").split("/"), path.strip("/").split("/")
    if ours == [""]:
        return True
    return len(ours) <= len(theirs) and all(_fits(t, o) for o, t in zip(ours, theirs))


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
def _made_here(script: Script) -> frozenset[str]:
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


def _fits(name: str, pattern: str) -> bool:
    """Whether a name is what a shell's pattern says."""
    if not any(mark in pattern for mark in "*?["):
        return name == pattern
    from fnmatch import fnmatchcase  # few have a pattern

    return fnmatchcase(name, pattern)
