"""Why a call of rm, mv, ln, find, git, rsync or a package manager may take the working directory away."""

from __future__ import annotations

import posixpath
import re

from dslim.facts.paths import lies_in, normal_path
from dslim.facts.removed_paths import UNKNOWN_WORKDIR, Surroundings, fits_pattern, may_name_folder
from dslim.shell import Invocation, Word
from dslim.support.lazy_regex import regex
from dslim.tools import names_where
from dslim.tools.system_packages import REMOVE_VERBS

_CLEANS = frozenset({"clean", "stash"})
#: Folders below which packages, and seldom anyone else, put folders of their own.
_OF_PACKAGES = regex(r"/(etc|usr/(share|lib|libexec|include)|var/(lib|spool|cache|log))/")
_WEB_SERVERS = frozenset("apache httpd nginx lighttpd".split())
_PACKAGE_TOOLS = names_where(lambda tool: tool.packages != "")


def why_call_removes(call: Invocation, place: Surroundings) -> str | None:
    """Why a call may remove, move or relink the folder that `place` is about; None where it does not."""
    name, args = call.name, call.argv[1:]
    options = {w.literal or "" for w in args if w.text.startswith("-")}
    letters = {letter for o in options if o[:2] != "--" for letter in o[1:]}
    if name == "rm":
        deep = bool(letters & set("rRd") or options & {"--recursive", "--dir"} or "" in options)
        if call.wrappers[-1:] == ("find",):
            return None  # judged with the find
        if "xargs" in call.wrappers and deep:
            return "`xargs rm -r` may remove the working directory"
        return _why_words_remove(call, args, place, deep, "remove")
    if name in ("rmdir", "unlink", "mv"):
        if call.wrappers[-1:] == ("find",):
            return None
        if "xargs" in call.wrappers:
            return f"`xargs {name}` may remove the working directory"
        sources = args[:-1] if name == "mv" and not letters & set("tT") else args
        return _why_words_remove(call, sources, place, True, "move" if name == "mv" else "remove")
    if name == "ln":
        if ("f" in letters or "--force" in options) and len(args) > 1:
            return _why_words_remove(call, args[-1:], place, True, "replace")
    elif name == "find":
        return _why_find_removes(call, place)
    elif name == "git" and not _CLEANS.isdisjoint(word.literal for word in args):
        return _why_git_removes(args, place)
    elif name == "rsync" and any(o.startswith("--delete") for o in options):
        return "`rsync --delete` may remove the working directory"
    elif name in _PACKAGE_TOOLS and REMOVE_VERBS & {word.literal for word in args}:
        return _why_package_removes(call, place)
    elif name in ("userdel", "deluser", "usermod") and (
        letters & set("rm") or options & {"--remove", "--remove-home", "--remove-all-files", "--move-home"}
    ):
        return f"`{name}` may remove or move the working directory, if that is the user's home"
    return None


def _why_git_removes(args: tuple[Word, ...], place: Surroundings) -> str | None:
    """`git clean -d`, `git stash -u` above the WORKDIR, which is no folder of the repository's own then.

    git spares the folder that it is called in since 2.35, and never looks above it.
    """
    texts = [word.literal or word.text for word in args]
    named = [after for before, after in zip(texts, texts[1:]) if before == "-C"]
    folders = [posixpath.join(folder, *named) for folder in place.here.folders] or named
    unknown = place.here.elsewhere or any("$" in text for text in named)
    paths = [normal_path(folder) for folder in folders]
    above = any(place.folder != path and lies_in(place.folder, path) for path in paths)
    return "`git clean` may remove the working directory" if unknown or above else None


def _why_package_removes(call: Invocation, place: Surroundings) -> str | None:
    """The folder may be one that a package brought, and takes away again where nothing else is in it."""
    named = [word.literal or "" for word in call.argv[1:] if not word.text.startswith("-")]
    stems = {re.split(r"[\d._:=*+-]", name)[0] for name in named}
    served = place.folder.startswith("/var/www/") and not stems.isdisjoint(_WEB_SERVERS)
    vendors = place.folder.startswith("/opt/") and not stems.isdisjoint(place.folder.lower().split("/")[2:])
    if _OF_PACKAGES.match(place.folder) or served or vendors:
        return f"`{call.name}` may remove the working directory with its package"
    return None


def _why_words_remove(
    call: Invocation, words: tuple[Word, ...], place: Surroundings, deep: bool, verb: str
) -> str | None:
    """Why what a call names may be the folder. Not `deep`: it takes links and files away, no folders."""
    for word in words:
        if not (word.text.startswith("-") and word.literal is not None) and may_name_folder(word, place, deep):
            return f"`{call.name} {word.text}` may {verb} the working directory"
    return None


def _why_find_removes(call: Invocation, place: Surroundings) -> str | None:
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
        parts = [] if place.folder == UNKNOWN_WORKDIR else place.folder.lower().split("/")
        if not any(fits_pattern(part, name.lower()) for part in parts for name in names):
            return None
    for word in call.argv[1:]:
        if word.text[:1] in ("-", "(", "!", "\\"):
            break
        here = place.here.only
        # find leaves `.` itself; and nothing below the folder is above it
        inside = word.literal in (".", "./") and here is not None and lies_in(here, place.folder)
        if not inside and may_name_folder(word, place, deep=True):
            return f"`find {word.text}` may remove the working directory"
    return None
