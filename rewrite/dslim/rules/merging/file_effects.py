"""What the commands of a RUN write, remove and change, as far as their words tell: evidence of bytes, never proof.

A path that only the run knows (`mktemp`, a variable of the script) is left out. A command counts for a writer of a path
only where it is known to write what it is given there: `cp` reads its sources, an unknown program its arguments.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Literal, NamedTuple

from dslim.facts import Facts
from dslim.facts.archive_commands import decompressed, is_installer, self_unpacking, unpacked
from dslim.facts.base_image import deletes_packages
from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.paths import normal_path
from dslim.facts.run import Run
from dslim.facts.word_values import word_value
from dslim.facts.working_directory import assumed_folders
from dslim.rules.merging.inline_php import inline_files
from dslim.rules.merging.package_effects import package_effects
from dslim.rules.merging.unpacked_names import addresses_unpacked, names_unpacked, shorter_names
from dslim.run_edits.run_script import RunScript
from dslim.shell import Invocation, Word
from dslim.shell.builtins import BUILTINS
from dslim.support.lazy_regex import regex
from dslim.tools import find, names_where

#: Of more effects than this of one RUN the rest is not looked at: each is held against those of the RUNs above it.
MAX_EFFECTS = 200


class Effect(NamedTuple):
    """One path that a command writes, removes, opens as an archive, or stores again by a change of owner or content.

    `path`: normal; it begins with `?` where the folder is not known, and may hold variables as `$NAME`. `name`: a
    pattern of what is meant in the folder `path`, '' for the path itself. `is_tree`: a write of any names in it.
    `text`: the command, for people. `is_guess`: nothing in the command says that it writes there. `is_folder`: a write
    that makes a folder of that path; a change of the path itself alone, without what lies below it. `is_little`: of a
    few bytes that an echo is redirected into.
    """

    kind: Literal["writes", "removes", "changes", "opens"]
    path: str
    name: str = ""
    is_tree: bool = False
    text: str = ""
    is_guess: bool = False
    is_folder: bool = False
    is_little: bool = False


#: Commands that leave no bytes worth a layer.
_LEAVE_NOTHING = BUILTINS | names_where(lambda tool: tool.writes_little)
#: Folders in which anything may lie: that a program stands there says nothing of what it writes.
_BROAD = frozenset("/ /usr /usr/local /etc /opt /var /root /home /tmp /srv".split())
#: What builds make where they stand.
_BUILT = ("node_modules", "target", "build", "dist", "out", "vendor", "__pycache__", ".venv", "venv", ".cache")
#: Options of many programs that name what they write.
_OUTPUT = regex(r"--?(o|O|out|output|outfile|output-document|output-dir|dest|destination|prefix|install-dir|root)")
_OUTPUT_ATTACHED = regex(r"(?:--(?:out|output|output-document|dest|prefix|install-dir|root)=|-o(?=[/.$]))(.+)")
_ADDRESS = regex(r"[\"']?(https?|ftp)://.*")
_ARCHIVE = regex(r"\.(tar(\.\w+)?|tgz|tbz2?|txz|zip|gz|bz2|xz|deb|rpm)\Z")
_EXTRACTS = regex(r"-?[a-zA-Z]*x|--(extract|get)\b")
_HOME = regex(r"(~|\$HOME|\$\{HOME\})(?=/|\Z)")
_VARIABLE = regex(r"\$\{?(\w+)\}?")
_RECURSIVE = regex(r"-[a-zA-Z]*R|--recursive\Z")
#: How much of a command a message shows.
_SHOWN = 60


def effects_of(facts: Facts, script: RunScript) -> tuple[Effect, ...]:
    """What a RUN does to paths, in the order of its text."""
    found: list[Effect] = []
    sites = call_sites(script.script)
    for site, folder in zip(sites, assumed_folders(facts, script.run, sites)):
        for effect in _Reader(facts, script, site, folder).effects():
            found.append(effect)
            if len(found) == MAX_EFFECTS:
                return tuple(found)
    return tuple(found)


class _Reader(NamedTuple):
    """One call in its folder."""

    facts: Facts
    script: RunScript
    site: CallSite
    folder: str

    @property
    def call(self) -> Invocation:
        return self.site.call

    @property
    def run(self) -> Run:
        return self.script.run

    def effects(self) -> Iterator[Effect]:
        """What the call does, what it is redirected into with it."""
        call = self.call
        name = posixpath.basename(call.program or "")
        found = (*self._named(name), *self._redirected(name), *self._opens())
        text = _shown(" ".join((call.written, *call.texts))) if found else ""
        for effect in found:
            yield effect._replace(text=text)

    def _opens(self) -> Iterator[Effect]:
        """The archive that it unpacks or installs, or that is an installer which unpacks itself."""
        word = unpacked(self.site)
        if word is None:
            script = self_unpacking(self.site)
            word = script if script is not None and is_installer(script.text.strip("\"'")) else None
        if word is not None and (archive := self.path(word)):
            yield Effect("opens", archive)

    def _decompresses(self) -> Iterator[Effect]:
        """The compressed files that go, and those in their place."""
        for word, name in decompressed(self.site):
            if (path := self.path(word)) and (inner := self.as_path(name)):
                yield Effect("removes", path)
                yield Effect("writes", inner)

    def _redirected(self, name: str) -> Iterator[Effect]:
        """The files that it is redirected into."""
        if name in ("cat", ""):
            return
        is_little = name in ("echo", "printf")
        for redirect in self.site.simple.redirects:
            if not redirect.op.startswith(("<", ">&")) and redirect.target.literal != "/dev/null":
                for effect in self._writes([redirect.target], is_tree=False):
                    yield effect._replace(is_little=is_little)

    def _named(self, name: str) -> Iterator[Effect]:
        call = self.call
        if "xargs" in call.wrappers or not call.understood:
            return
        if name in _BY_NAME:
            yield from _BY_NAME[name](self)
            return
        tool = find(name)
        if tool is not None and tool.compressed_ending:
            yield from self._decompresses()
            return
        if tool is not None and (tool.undoes or tool.cleanup or tool.temporary_folders or tool.packages):
            deletes_archives = deletes_packages(self.facts, self.facts.tree.stages[self.run.stage])
            for kind, path, is_tree in package_effects(tool, call, self.run, self.folder):
                if not (deletes_archives and path == "/var/cache/apt"):
                    yield Effect(kind, path, "", is_tree)
                if kind == "writes" and path.startswith("package:") and self.facts.tree.says("setcap"):
                    names = shorter_names(path.rpartition(":")[2])
                    yield from (Effect("writes", f"/usr/bin/{name}", is_guess=True) for name in names)
            if tool.packages or tool.family:
                return
        if name not in _LEAVE_NOTHING:
            yield from self._unknown()

    def _unknown(self) -> Iterator[Effect]:
        """A program that is not known: what its options call an output, and what builds make where they stand."""
        words = self.call.argv[1:]
        for word, following in zip(words, (*words[1:], None)):
            if following is not None and _OUTPUT.fullmatch(word.text) and not following.text.startswith("-"):
                yield from self._writes([following], is_tree=True)
            elif (attached := _OUTPUT_ATTACHED.fullmatch(word.text)) and (path := self.as_path(attached[1])):
                yield Effect("writes", path, is_tree=True)
        if self.folder not in _BROAD:
            yield from _built_in(self.folder)

    # what the words of a call name

    def operands(self, valued: str = "") -> list[Word]:
        """The words that are no options; `valued` are the options whose value is the next word."""
        found: list[Word] = []
        skip = False
        for word in self.call.argv[1:]:
            if skip:
                skip = False
            elif word.text.startswith("-") and len(word.text) > 1:
                skip = word.text in valued.split()
            else:
                found.append(word)
        return found

    def option(self, *names: str) -> Word | None:
        """The value of an option that stands as a word of its own behind it."""
        words = self.call.argv[1:]
        return next((b for a, b in zip(words, words[1:]) if a.text in names), None)

    def path(self, word: Word) -> str | None:
        """The path that a word names, wildcards as they are; None for one that only the run tells."""
        known = word_value(word, self.run)
        return self.as_path(known if known is not None else word.text)

    def as_path(self, text: str) -> str | None:
        """The path that a text names, with `$NAME` for its variables; None for one that only the run tells."""
        text = text.replace('"', "").replace("'", "")
        if home := _HOME.match(text):
            text = self.run.home + text[home.end() :]
        if not text or "`" in text or "$(" in text or re.search(r"\$(?!\{?\w+\}?)|\$\{\w+[^}\w]", text):
            return None
        own = {change.what for change in self.script.shell_changes}
        if any(name[1] in own for name in _VARIABLE.finditer(text)):
            return None
        plain = _VARIABLE.sub(r"$\1", text)
        return plain if plain.startswith("$") else _below(self.folder, plain)

    def _writes(self, words: Sequence[Word], is_tree: bool) -> Iterator[Effect]:
        for word in words:
            if path := self.path(word):
                yield Effect("writes", path, is_tree=is_tree)

    def _touches(self, kind: Literal["removes", "changes"], words: Sequence[Word]) -> Iterator[Effect]:
        for word in words:
            if (path := self.path(word)) is None:
                continue
            folder, pattern = _folder_and_pattern(path)
            if folder != "/" or path.count("/") == 1:  # of `/*/name` nobody knows where it lies
                yield Effect(kind, folder, pattern)

    # by name

    def removes(self) -> Iterator[Effect]:
        """What `rm` and its like remove: every operand."""
        return self._touches("removes", self.operands())

    def changes(self) -> Iterator[Effect]:
        """What `chown` and `chmod` change: all but the first operand."""
        paths = self.operands()[0 if "--reference" in " ".join(self.call.texts) else 1 :]
        is_recursive = any(map(_RECURSIVE.match, self.call.texts))
        for effect in self._touches("changes", paths):
            yield effect if is_recursive or effect.name else effect._replace(is_folder=True)

    def rewrites(self) -> Iterator[Effect]:
        """What `strip` and `upx` write again: every operand."""
        return self._touches("changes", self.operands())

    def gives_capabilities(self) -> Iterator[Effect]:
        """The files that `setcap` stores again: every second operand."""
        if not {"-v", "-h"} & set(self.call.texts):
            for word in self.operands("-n")[1::2]:
                if path := self.path(word):
                    yield Effect("changes", path)

    def moves(self) -> Iterator[Effect]:
        """`mv` stores what it moves a second time."""
        words = self.operands("-t --target-directory")
        if len(words) > 1:
            yield from self._touches("removes", words[:-1])
            yield from self.copies()

    def copies(self) -> Iterator[Effect]:
        """What `cp`, `install` and `rsync` write: the last operand, and the names of the others in it."""
        words = self.operands("-m -o -g --mode --owner --group")
        target = self.option("-t", "--target-directory") or (words[-1] if len(words) > 1 else None)
        if target is None or (into := self.path(target)) is None:
            return
        yield Effect("writes", into, is_tree=into not in _BROAD)
        for word in words:
            if word is not target and (path := self.path(word)):
                yield Effect("writes", posixpath.join(into, posixpath.basename(path)), is_tree=True)

    def downloads(self) -> Iterator[Effect]:
        """What `curl` and `wget` write: the file that is named, or the last part of the address."""
        target = self.option("-o", "--output", "-O", "--output-document")
        into = self.option("-P", "--directory-prefix", "--output-dir")
        named_by_address = "curl" not in (self.call.name or "") or any(
            re.fullmatch(r"-[a-zA-Z]*O|--remote-name", text) for text in self.call.texts
        )
        if target is not None and not _ADDRESS.match(target.text) and target.text != "-":
            yield from self._writes([target], is_tree=False)
        for text in self.call.texts:
            if attached := _OUTPUT_ATTACHED.fullmatch(text):
                yield from (Effect("writes", path) for path in [self.as_path(attached[1])] if path)
            elif re.fullmatch(r"-[a-zA-Z]+[oO]", text) and (after := self.option(text)) is not None:
                yield from self._writes([after] if not _ADDRESS.match(after.text) else [], is_tree=False)
            elif named_by_address and _ADDRESS.match(text):
                name = posixpath.basename(text.strip("\"'").split("?")[0])
                folder = self.path(into) if into is not None else self.folder
                if name and folder and (path := self.as_path(posixpath.join(folder, name))):
                    yield Effect("writes", path)

    def clones(self) -> Iterator[Effect]:
        """What `git clone` writes: the folder that is named, or that of the address; else the folder it stands in."""
        words = self.operands("-b --branch --depth -C -c --config -o --origin --reference -j --jobs")
        verb = words[0].text if words else ""
        if verb != "clone" or len(words) < 2:
            if verb in ("checkout", "pull", "submodule", "fetch", "lfs"):
                yield Effect("writes", self.folder, is_tree=self.folder not in _BROAD)
            return
        name = posixpath.basename(words[1].text.strip("\"'").rstrip("/")).removesuffix(".git")
        path = self.path(words[2]) if len(words) > 2 else self.as_path(name)
        if path:
            yield Effect("writes", path, is_tree=True, is_folder=True)

    def unpacks(self) -> Iterator[Effect]:
        """What `tar` and `unzip` write in the folder that is named, most often below the archive's name."""
        texts = self.call.texts
        if self.call.name == "tar" and not any(map(_EXTRACTS.match, (*texts[:1], *(t for t in texts if t[:1] == "-")))):
            target = self.option("-f", "--file", *[t for t in texts if re.fullmatch(r"-?[a-zA-Z]*c[a-zA-Z]*f", t)])
            yield from self._writes([target] if target is not None else [], is_tree=False)
            return
        into = self.option("-C", "-d", "--directory")
        folder = self.path(into) if into is not None else self.folder
        attached = next((m[1] for t in texts if (m := re.fullmatch(r"(?:--directory=|-C)(.+)", t))), None)
        folder = self.as_path(attached) if attached else folder
        if not folder:
            return
        yield Effect("writes", folder, is_tree=folder not in ("/", "/usr", "/etc", "/var"))
        if (address := addresses_unpacked(self.script.script).get(self.site.simple.span)) is not None:
            for name in names_unpacked(address):
                if path := self.as_path(posixpath.join(folder, name)):
                    yield Effect("writes", path, is_tree=True, is_guess=True)
        for text in texts:
            if _ARCHIVE.search(text.strip("\"'")):
                stem = _ARCHIVE.sub("", posixpath.basename(text.strip("\"'")))
                for name in (stem, *islice(shorter_names(stem), 1, None)):
                    if path := self.as_path(posixpath.join(folder, name)):
                        yield Effect("writes", path, is_tree=True, is_guess=name is not stem)

    def writes_operands(self) -> Iterator[Effect]:
        """What `tee` and `virtualenv` write: every operand."""
        return self._writes(self.operands(), is_tree=True)

    def finds(self) -> Iterator[Effect]:
        """What `find` removes or changes: all where it starts, if it deletes or changes what it finds."""
        words = [word.text for word in self.call.argv[1:]]
        runs = {b for a, b in zip(words, words[1:]) if a in ("-exec", "-execdir")}
        kind: Literal["removes", "changes"] | None = None
        if "-delete" in words or "rm" in runs:
            kind = "removes"
        elif runs & {"chown", "chmod", "chgrp", "strip"}:
            kind = "changes"
        if kind is None:
            return
        starts = [w for w in self.call.argv[1:] if not w.text.startswith("-")]
        for word in starts:
            if re.match(r"[!(]|\\", word.text) or word.text in runs:
                break
            if path := self.path(word):
                yield Effect(kind, path, "*")
            if self.call.argv.index(word) + 1 < len(self.call.argv):
                following = self.call.argv[self.call.argv.index(word) + 1]
                if following.text.startswith("-"):
                    break

    def purges_locales(self) -> Iterator[Effect]:
        """What `localepurge` removes."""
        yield Effect("removes", "/usr/share/locale", "*")

    def python(self) -> Iterator[Effect]:
        """What `python` writes by `-m venv DIR` and `python -m pip ...`; any other is an unknown program."""
        words = self.call.argv[1:]
        if len(words) > 2 and words[0].text == "-m" and words[1].text in ("venv", "virtualenv"):
            yield from self._writes(words[-1:], is_tree=True)
        elif len(words) > 1 and words[0].text == "-m" and words[1].text == "pip":
            tool = find("pip")
            assert tool is not None
            inner = Invocation(self.call.argv[2:], self.call.wrappers, self.call.user, self.call.env)
            for kind, path, is_tree in package_effects(tool, inner, self.run, self.folder):
                yield Effect(kind, path, "", is_tree)
        else:
            yield from self._unknown()


    def php(self) -> Iterator[Effect]:
        """What `php -r` fetches and removes; any other is an unknown program."""
        files = inline_files(self.call)
        for name in files.fetched:
            yield from (Effect("writes", path) for path in (self.as_path(name),) if path)
        for name in files.removed:
            yield from (Effect("removes", path) for path in (self.as_path(name),) if path)
        if files == ((), ()):
            yield from self._unknown()


_BY_NAME: dict[str, Callable[[_Reader], Iterator[Effect]]] = {
    **dict.fromkeys(("rm", "rmdir", "unlink", "shred"), _Reader.removes),
    **dict.fromkeys(("chown", "chmod", "chgrp"), _Reader.changes),
    **dict.fromkeys(("strip", "upx"), _Reader.rewrites),
    **dict.fromkeys(("cp", "install", "rsync", "scp"), _Reader.copies),
    **dict.fromkeys(("curl", "wget", "aria2c"), _Reader.downloads),
    **dict.fromkeys(("tar", "unzip", "bsdtar"), _Reader.unpacks),
    **dict.fromkeys(("tee", "virtualenv"), _Reader.writes_operands),
    **dict.fromkeys(("python", "python3"), _Reader.python),
    "php": _Reader.php,
    "mv": _Reader.moves,
    "setcap": _Reader.gives_capabilities,
    "git": _Reader.clones,
    "find": _Reader.finds,
    "localepurge": _Reader.purges_locales,
}


@lru_cache(maxsize=256)  # most calls of a file stand in the same few folders
def _built_in(folder: str) -> tuple[Effect, ...]:
    """What a build may make in a folder where it stands."""
    return tuple(Effect("writes", _below(folder, name), is_tree=True, is_guess=True) for name in _BUILT)


def _below(folder: str, name: str) -> str:
    """A name in the folder that a call stands in."""
    return normal_path(posixpath.join(_VARIABLE.sub(r"$\1", folder), name))


def _folder_and_pattern(path: str) -> tuple[str, str]:
    """The folder up to the first wildcard of a path, and the pattern of the names in it; ('path', '') without any."""
    parts = path.split("/")
    for i, part in enumerate(parts):
        if i and re.search(r"[*?\[{]", part):  # the first is '', or the `?` of a folder that is not known
            # what a pattern leads to in deeper folders may be anything there
            return "/".join(parts[:i]) or "/", part if i == len(parts) - 1 else "*"
    return path, ""


def _shown(text: str) -> str:
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= _SHOWN else line[: _SHOWN - 3].rstrip() + "..."
