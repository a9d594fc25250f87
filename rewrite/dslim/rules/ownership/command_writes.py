"""Which paths one command of a RUN may write, as far as its words tell."""

from __future__ import annotations

import re
from itertools import takewhile
from posixpath import splitext
from typing import NamedTuple

from dslim.facts.call_sites import CallSite
from dslim.facts.copy_instructions import folders_made
from dslim.facts.paths import absolute_path, lies_in, overlap
from dslim.facts.run import Run
from dslim.facts.word_values import word_value
from dslim.facts.working_directory import changes_directory
from dslim.rules.ownership.change import Attribute
from dslim.shell import Word
from dslim.support.lazy_regex import regex
from dslim.tools import find, names_where

#: Commands that change the owner or the mode of files and make none -> which of the two.
_CHANGES_ATTRIBUTE: dict[str, Attribute] = {"chown": "owner", "chgrp": "owner", "chmod": "mode"}
#: Commands that write only where their own package or arguments say, and never below the empty folders.
_WRITE_OWN_FOLDERS = names_where(lambda tool: tool.writes_own_folders)
#: Commands that write only at the paths that they are given, and those that write into their directory too.
_WRITE_OPERANDS = names_where(lambda tool: tool.writes_arguments)
_WRITE_DIRECTORY = names_where(lambda tool: tool.writes_working_directory)
#: Package managers that write into folders of their own, and where those lie.
_WRITE_PREFIX = names_where(lambda tool: tool.writes_prefix)
_PREFIXES = ("/usr", "/root", "/home", "/opt", "/var")
#: Where pip clones what it installs as editable, below the directory in which it runs (pip, "VCS support").
_SOURCES = "/src"
_INTO_PROJECT = frozenset({".", "-e", "-t", "--target", "--prefix", "--editable"})
#: What writes beside a file, under its name with another ending.
_ENDINGS = {"gzip": (".gz",), "ssh-keygen": (".pub",)}
#: An option with a path as its value, in the same word.
_ATTACHED = regex(r"--[\w-]+=(.*[/$`].*)|-\w*[A-Za-z]([/$`].*)|-\w(.*/.*)")
#: What a find runs that changes the files which it finds, and none elsewhere.
_FIND_RUNS_IN_PLACE = names_where(lambda tool: tool.works_in_place)
_FIND_WRITES = regex(r"-(exec|execdir|ok|okdir|delete|fprint.*|fls)")
#: Options of sed that say how it edits; one with a suffix (`-i.bak`) is not among them.
_SED_OPTION = regex(r"-[rEnsz]*[rEnszie]\Z|--(in-place|regexp-extended|quiet|silent|null-data)\Z|--expression=")
_IN_PLACE = regex(r"-[rEnsz]*i\Z|--in-place\Z")

#: Each path is compared with each that another command names: beyond so many, a command writes anywhere.
MAX_TREES = 200


class Writes(NamedTuple):
    """Where a command may put or change something.

    `files`: paths at which it makes a file or folder. `trees`: paths that it may change with all that lies in them,
    or of which it may change one that lies above. `anywhere`: where is not known. `attribute`: what it changes, where
    that is the owner or the mode of files alone. `contents`: files that have other contents then, and the owner and
    mode that they had.
    """

    files: tuple[str, ...] = ()
    trees: tuple[str, ...] = ()
    anywhere: bool = False
    attribute: Attribute | None = None
    contents: tuple[str, ...] = ()

    def may_reach(self, path: str, attribute: Attribute) -> bool:
        """Whether something at or below `path` may be new, or have another owner (or mode, as asked) than before."""
        if any(lies_in(file, path) for file in self.files):
            return True
        if any(file != path and overlap(file, path) for file in self.contents):
            return True  # which may be a link
        if self.attribute not in (None, attribute):
            return False
        return self.anywhere or any(overlap(tree, path) for tree in self.trees)

    def goes_for(self, path: str, attribute: Attribute) -> bool:
        """Whether it changes `path` itself or what lies there, and not a folder above among much else."""
        at = [*self.files, *self.contents, *(self.trees if self.attribute in (None, attribute) else ())]
        return any(lies_in(one, path) for one in at)


NOTHING = Writes()
ANYWHERE = Writes(anywhere=True)


def writes_of(run: Run, site: CallSite, cwd: str | None) -> Writes:
    """What a command of a RUN writes; `cwd`: the directory in which it runs, where that is known."""
    files = _redirected(run, site)
    if None in files or not (site.call.name == "" or site.call.understood):
        return ANYWHERE
    writes = _by_name(run, site, cwd)
    if len(writes.trees) > MAX_TREES:
        writes = writes._replace(trees=(), anywhere=True)
    return writes._replace(files=(*(f for f in files if f), *writes.files)) if files else writes


def _redirected(run: Run, site: CallSite) -> list[str | None]:
    """The files that it is redirected into; None for one that is not known."""
    targets = [r.target for r in site.simple.redirects if not r.op.startswith(("<", ">&"))]
    return [absolute_path(word_value(target, run), None) for target in targets if target.literal != "/dev/null"]


def _by_name(run: Run, site: CallSite, cwd: str | None) -> Writes:
    """What it writes beside what it is redirected into."""
    name = site.call.name
    if name == "":
        return NOTHING
    if name == "mkdir":
        return _new_folders(run, site, cwd)
    if name in ("useradd", "adduser"):
        if makes_no_home(site.call.texts, name):
            return NOTHING
        return Writes(trees=("/home", *(t for t in site.call.texts if t.startswith("/"))))
    if name in _WRITE_OPERANDS:
        writes = _trees(named_paths(run, site, cwd))
        return writes._replace(attribute=_CHANGES_ATTRIBUTE.get(name))
    if name in _WRITE_DIRECTORY:
        paths = named_paths(run, site, cwd)
        return _trees([*paths, *(splitext(path)[0] for path in paths if path and name == "gunzip"), cwd])
    if name in _WRITE_PREFIX:
        return _installed(site, cwd)
    if _installs_for_all(site):
        return Writes(trees=_PREFIXES)
    return NOTHING if name in _WRITE_OWN_FOLDERS else ANYWHERE


def _installs_for_all(site: CallSite) -> bool:
    """Whether a package manager of projects installs programs for everybody, and nothing for a project."""
    tool, texts = find(site.call.name), site.call.texts
    is_global = not {"-g", "--global"}.isdisjoint(texts) or texts[:1] == ("global",)
    is_elsewhere = any(text.startswith(("--prefix", "--dir", "-C", "--cwd")) or "./" in text for text in texts)
    return tool is not None and tool.packages_of_project == "node_modules" and is_global and not is_elsewhere


def makes_no_home(texts: tuple[str, ...], tool: str) -> bool:
    """Whether useradd or adduser surely makes no home folder: useradd(8), adduser(8), and busybox's adduser."""
    bundles = "".join(text[1:] for text in texts if re.fullmatch(r"-[A-Za-z]+", text))
    if tool == "adduser":
        return "H" in bundles or "--no-create-home" in texts
    if "M" in bundles or "--no-create-home" in texts:
        return True
    is_system = "r" in bundles or "--system" in texts
    return is_system and "m" not in bundles and "--create-home" not in texts


def _trees(paths: list[str | None]) -> Writes:
    known = tuple(path for path in paths if path is not None)
    return Writes(trees=known) if len(known) == len(paths) else ANYWHERE


def _new_folders(run: Run, site: CallSite, cwd: str | None) -> Writes:
    """A mkdir: what is sure to be made is a folder that is known, see folders_made."""
    certain = set(folders_made(run, None if changes_directory(run) else cwd))
    writes = _trees(named_paths(run, site, cwd))
    return writes if writes.anywhere else Writes(files=tuple(p for p in writes.trees if p not in certain))


def _installed(site: CallSite, cwd: str | None) -> Writes:
    """A package manager that installs, but not the project in its directory."""
    texts = {t.strip("\"'") for t in site.call.texts}
    if texts & _INTO_PROJECT or any("./" in t for t in texts) or "install" not in texts:
        return ANYWHERE
    if not any(text.startswith(("-r", "--requirement")) for text in texts):
        return Writes(trees=_PREFIXES)
    # a requirements file may name the project around it, or clone others
    return Writes(trees=(*_PREFIXES, _SOURCES if cwd == "/" else cwd or "/"))


def edits_in_place(run: Run, site: CallSite, cwd: str | None) -> Writes | None:
    """What a `sed -i` by root writes: new contents, with the owner and mode of the old; None for any other command.

    GNU sed and busybox's give the new file both (sed/execute.c, editors/sed.c); with a suffix another file is made.
    """
    options = [text for text in site.call.texts if text.startswith("-")]
    is_known = all(map(_SED_OPTION.match, options)) and any(map(_IN_PLACE.match, options))
    if site.call.name != "sed" or not is_known or site.call.wrappers or not site.call.understood:
        return None
    if any(not redirect.op.startswith(("<", ">&")) for redirect in site.simple.redirects):
        return None
    paths = named_paths(run, site, cwd)
    known = tuple(path for path in paths if path is not None)
    return Writes(contents=known) if len(known) == len(paths) <= MAX_TREES else None


def named_paths(run: Run, site: CallSite, cwd: str | None) -> list[str | None]:
    """The paths that a command is given, up to a wildcard; None for one that is not known."""
    if site.call.name == "find":
        return _paths_of_find(run, site, cwd)
    words = site.call.argv[1:]
    operands = [w for w in words if not w.text.startswith("-")]
    if site.call.name in _CHANGES_ATTRIBUTE:
        operands = operands[1:]
    found = [_path_of(word, run, cwd) for word in operands]
    found += [_attached_path(word, run, cwd) for word in words if _ATTACHED.match(word.text)]
    found += [path + ending for path in found if path for ending in _endings_beside(site)]
    if site.call.name == "ln" and len(operands) == 1:
        found.append(cwd)
    return [*found, None] if "xargs" in site.call.wrappers else found


def _path_of(word: Word, run: Run, cwd: str | None) -> str | None:
    text = word_value(word, run)
    if text is None and word.unquoted_glob and not re.search(r"[$`~]", word.text):
        text = re.split(r"/?[*?\[{]", word.text.replace('"', ""))[0] or "/"
    return absolute_path(text, cwd)


def _attached_path(word: Word, run: Run, cwd: str | None) -> str | None:
    """The path in an option that holds its value: `-C/app`, `-fLo/app/x`, `--directory=/app`."""
    text = word_value(word, run)
    match = _ATTACHED.match(text or "")
    return absolute_path(match[1] or match[2] or match[3], cwd) if match else None


def _endings_beside(site: CallSite) -> tuple[str, ...]:
    """What a command puts behind the name of a file, for another that it makes beside it."""
    if site.call.name == "sed":
        matches = (re.fullmatch(r"-i(.+)|--in-place=(.+)", text) for text in site.call.texts)
        return tuple(m[1] or m[2] for m in matches if m)
    return _ENDINGS.get(site.call.name or "", ())


def _paths_of_find(run: Run, site: CallSite, cwd: str | None) -> list[str | None]:
    """Where a find changes something: nowhere, where it starts, or where what it runs may write."""
    words = site.call.argv[1:]
    if not any(_FIND_WRITES.fullmatch(w.text) for w in words):
        return []
    options = len(list(takewhile(lambda w: re.fullmatch(r"-[HLP]|-O\d", w.text), words)))
    starts = list(takewhile(lambda w: not re.match(r"-|[!(]|\\", w.text), words[options:]))
    found = [_path_of(word, run, cwd) for word in starts] if starts else [cwd]
    for word, following in zip(words, words[1:]):
        if re.fullmatch(r"-(exec|execdir|ok|okdir)", word.text) and following.literal not in _FIND_RUNS_IN_PLACE:
            found.append(None)
        elif re.fullmatch(r"-(fprint.*|fls)", word.text):
            found.append(_path_of(following, run, cwd))
    return found
