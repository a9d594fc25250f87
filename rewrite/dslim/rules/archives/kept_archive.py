"""SL220: an archive that a RUN fetches and unpacks goes there."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import islice
from typing import NamedTuple

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety
from dslim.facts import Facts
from dslim.facts.call import Call, is_forced
from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.mounts import is_in_no_layer
from dslim.facts.paths import lies_in, normal_path
from dslim.facts.run import Run
from dslim.facts.windows import is_windows
from dslim.facts.word_values import unquoted_text
from dslim.facts.working_directory import assumed_folders
from dslim.rules.archives.archive_commands import fetched, is_archive, unpacked
from dslim.shell import Script
from dslim.shell import tree as t
from dslim.shell.errexit import is_on_from_start, may_be_on
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.syntax.edits import Edit
from dslim.tools import names_where

#: Archives of a file that are looked at: each is looked for in the whole of it.
MAX_ARCHIVES = 100
_FETCHERS = regex(r"\b(curl|wget)\b")
_CHECKS = regex(r"^(sha\d+sum|md5sum|gpg2?|cosign|minisign|file|ls|echo|test|\[|stat|du|chmod|shasum|printf)$")
#: Where what is downloaded may be there to be downloaded again.
_SERVED = regex(r"/(www|html|htdocs|webapps|public|static|srv|downloads?|files)(/|$)")
#: Commands that take all that a folder holds along.
_TAKERS = names_where(lambda tool: tool.takes_contents)
_REMOVERS = names_where(lambda tool: tool.removes_files)
#: Commands that mind no pattern without a match.
_ACCEPTS_EMPTY_PATTERNS = names_where(lambda tool: tool.accepts_empty_patterns)
#: What is not known of a word. What nothing closes, as in single quotes, goes to the end: no part is read twice.
_VARIABLE = regex(r"\$\{(\w+)\}|\$(\w+)|(?:\$?\{[^}]*(?:\}|(\Z))|\$\([^)]*(?:\)|(\Z))|`[^`]*(?:`|(\Z)))")
#: Any text, slashes too: what is not known of a word. A `*` of a pattern stays in one folder.
_ANY = "**"
_RECURSIVE = regex(r"-[a-zA-Z]*[rRa]|--recursive|--archive")
_QUOTES = regex(r"[\"'\\]")


class _Archive(NamedTuple):
    """`name` as written; `path`: absolute where that is known, else as far as it is; `get`, `open`: places in the
    list of calls.
    """

    name: str
    path: str
    get: int
    open: int


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each archive that a RUN of a stage that ships fetches, unpacks and leaves."""
    left = MAX_ARCHIVES
    for run in facts.shipped_runs:
        script = run.script if _FETCHERS.search(run.node.args) else None
        if isinstance(script, Script) and not is_windows(facts, run.stage):
            found = call_sites(script)
            folders = assumed_folders(facts, run, found)
            archives = list(islice(_archives(found, folders), left + 1))
            yield from _look(facts, run, script, archives[:left], folders)
            if len(archives) > left:
                message = "archives stay in layers after they were unpacked"
                why_not = f"only {MAX_ARCHIVES} archives of a file are looked at"
                yield Finding(message, run.outer.span, why_not=why_not)
                return
            left -= len(archives)


def _look(facts: Facts, run: Run, script: Script, archives: list[_Archive], folders: list[str]) -> Iterator[Finding]:
    found = call_sites(script)
    for archive in archives:
        if _is_removed(archive, found, folders) or is_in_no_layer(run, archive.path):
            continue
        message = f"the archive {archive.name} stays in the layer after it was unpacked"
        why_not = _reason(facts, run, archive, found) or _taken(facts, run, archive, found, folders)
        edit = why_not or _removal(run, script, archive, found)
        if isinstance(edit, str):
            yield Finding(message, run.outer.span, why_not=edit)
            continue
        known = archive.path.startswith("/") and "$" not in archive.path
        here = "/" not in archive.name.removeprefix("./") and not _SERVED.search(archive.path)
        here = here or archive.path.startswith("/tmp/")
        safety = Safety.SAFE if known and here else Safety.UNSAFE
        yield Finding(message, run.outer.span, Fix((edit,), safety, (archive.path,) if known else ()))


def _archives(found: tuple[CallSite, ...], folders: list[str]) -> Iterator[_Archive]:
    opened: dict[str, list[tuple[int, str]]] = {}
    for k, site in enumerate(found):
        told = unquoted_text(word) if (word := unpacked(site)) is not None else None
        if told is not None:
            opened.setdefault(normal_path(posixpath.join(folders[k], told)), []).append((k, told))
    for i, site in enumerate(found if opened else ()):
        name = fetched(site)
        if name is None or not is_archive(name):
            continue
        path = normal_path(posixpath.join(folders[i], name))
        rows = opened.get(path, [])
        at = bisect_left(rows, (i + 1, ""))
        if at < len(rows):
            yield _Archive(rows[at][1], path, i, rows[at][0])


def _is_removed(archive: _Archive, found: tuple[CallSite, ...], folders: list[str]) -> bool:
    """A later command of the RUN removes it, or may."""
    base = posixpath.basename(archive.path)
    for i in range(archive.open + 1, len(found)):
        if found[i].call.name not in _REMOVERS:
            continue
        for word in found[i].invocation.argv[1:]:
            text = re.sub(r"[\"'\\]", "", word.text)
            path = normal_path(posixpath.join(folders[i], text))
            if word.literal is None and "$" in text and "$" not in archive.path:
                return True
            if base in text or _fits(archive.path, path) or _fits(base, posixpath.basename(path)):
                return True
            if not text.startswith("-") and lies_in(archive.path, path):
                return True
    return False


def _fits(path: str, pattern: str) -> bool:
    """`fnmatchcase`, which compiles a pattern for each word, for words that are patterns."""
    return fnmatchcase(path, pattern) if "*" in pattern or "?" in pattern or "[" in pattern else path == pattern


def _reason(facts: Facts, run: Run, archive: _Archive, found: tuple[CallSite, ...]) -> str | None:
    """Why the archive must stay, None if it may go."""
    if run.outer is not run.node:
        return "ONBUILD: what the child's own steps need is not known"
    base = posixpath.basename(archive.path)
    for i, site in enumerate(found):
        checks = archive.get < i < archive.open and _CHECKS.match(site.call.name or "")
        if i in (archive.get, archive.open) or checks:
            continue
        if any(_names(text, base) for text in site.call.texts):
            return f"`{site.call.written}` names the archive too"
    for node in facts.tree.instructions:
        # arguments may hold a digest or a URL with the name; what takes or runs files must not
        if node is run.outer or (node.keyword in ("ENV", "ARG", "LABEL", "FROM")):
            continue
        args = (node.inner or node).args
        if (base in args or "*" in args) and any(_names(text, base) for text in re.split(r"[\s\"',;|&()=]+", args)):
            return f"the {node.keyword} on line {node.line} names the archive too"
    return None


def _taken(facts: Facts, run: Run, archive: _Archive, found: tuple[CallSite, ...], folders: list[str]) -> str | None:
    """Who copies, moves or packs the folder in which the archive lies: here, or in a later RUN or stage."""
    here = archive.open + 1
    for site, folder in zip(found[here:], folders[here:]):
        if _takes(run, site, folder, archive.path):
            return f"`{site.call.written}` takes along what lies beside the archive"
    for other, i, written, pattern in _patterns(facts):
        after = i > archive.open if other is run else other.outer.span.start > run.outer.span.start
        if after and _matches(pattern, archive.path):
            return f"`{written}` on line {other.outer.line} may name the archive"
    for other, site, folder in _taking(facts):
        if other.outer.span.start > run.outer.span.start and _takes(other, site, folder, archive.path):
            return f"`{site.call.written}` on line {other.outer.line} takes along what lies beside the archive"
    for node in facts.tree.instructions:
        if node.keyword == "COPY" and node.flag("from"):
            words = node.json or tuple(word.text for word in node.words)
            if any(word.strip("/") and _holds(posixpath.join("/", word), archive.path) for word in words[:-1]):
                return f"the COPY on line {node.line} takes along what lies beside the archive"
    return None


@once
def _patterns(facts: Facts) -> list[tuple[Run, int, str, str]]:
    """What calls are given as a pattern or by a variable: (RUN, number of the call, the call, the pattern).

    Not where it does not matter that nothing is there, as for `rm -f`. What is not known is `_ANY`.
    """
    found: list[tuple[Run, int, str, str]] = []
    for run in facts.all_runs:
        if not isinstance(run.script, Script) or not re.search(r"[*?\[{$\"']", run.script.text):
            continue
        calls = call_sites(run.script)
        for i, (site, folder) in enumerate(zip(calls, assumed_folders(facts, run, calls))):
            call = site.call
            if call.name in _ACCEPTS_EMPTY_PATTERNS or is_forced(call):
                continue
            for text in call.texts:
                if re.search(r"[*?\[{$]|\w[\"']|[\"']\w", text) and not text.startswith("-"):
                    pattern = _pattern(run, call, text)
                    if pattern is not None:
                        found.append((run, i, f"{call.written} {text}", _seen_from(folder, pattern)))
    return found


def _pattern(run: Run, call: Call, text: str) -> str | None:
    """A word as a pattern of paths; None where it is a variable alone, but for a command that removes."""
    whole = _VARIABLE.fullmatch(text.strip("\"'"))
    pattern = _with_values(run, text)
    if pattern == _ANY and whole is not None and not _is_unclosed(whole):
        return "*" if call.name in _REMOVERS else None
    return pattern


def _with_values(run: Run, text: str) -> str:
    """A word without quotes, and with what is known of its variables; `_ANY` for what is not."""
    script = run.node.args

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2] or ""
        changed = f"{name}=" in script or f"for {name}" in script or "read" in script
        return _ANY if changed else run.state.env.get(name) or _ANY

    return _QUOTES.sub("", _VARIABLE.sub(value, text))


def _is_unclosed(found: re.Match[str]) -> bool:
    """Whether nothing ends what begins there: no variable then, but characters that are meant."""
    return (found.lastindex or 0) > 2


def _seen_from(folder: str, pattern: str) -> str:
    """A pattern as an absolute one; one that starts with what is not known may be one already."""
    return pattern if pattern.startswith(_ANY) else posixpath.join(folder, pattern)


def _matches(pattern: str, path: str) -> bool:
    """Whether a pattern may name a file; where its folder is not known, by its last part, if that tells anything."""
    pattern = normal_path(pattern)
    if pattern.startswith("/") and path.startswith("/"):
        return (_ANY in pattern or pattern.count("/") == path.count("/")) and _fits(path, pattern)
    last = posixpath.basename(pattern)
    return last.strip("*") != "" and fnmatchcase(posixpath.basename(path), last)


@once
def _taking(facts: Facts) -> list[tuple[Run, CallSite, str]]:
    """The calls of a file that may take along what lies beside an archive, with the folders that they run in."""
    found: list[tuple[Run, CallSite, str]] = []
    for run in facts.all_runs:
        if isinstance(run.script, Script) and any(site.call.name in _TAKERS for site in call_sites(run.script)):
            calls = call_sites(run.script)
            places = zip(calls, assumed_folders(facts, run, calls))
            found += [(run, site, folder) for site, folder in places if site.call.name in _TAKERS]
    return found


def _takes(run: Run, site: CallSite, folder: str, path: str) -> bool:
    """Whether a call copies, moves or packs a folder in which a file lies."""
    name, texts = site.call.name, site.call.texts
    if name not in _TAKERS or (name == "tar" and not re.match(r"(-?[a-zA-Z]*c|--create)", " ".join(texts))):
        return False
    words = [text for text in texts if not text.startswith("-")]
    patterns = [_with_values(run, word) for word in (words if name in ("tar", "zip") else words[:-1])]
    if name == "cp" and not any(_RECURSIVE.match(text) for text in texts):
        patterns = [pattern for pattern in patterns if pattern != _ANY]  # one file, and no pattern that names it
    return any(_holds(_seen_from(folder, pattern), path) for pattern in patterns)


def _holds(pattern: str, path: str) -> bool:
    """Whether a path, maybe a pattern, names a folder above `path`, or all that lies there."""
    pattern = normal_path(pattern)
    last = posixpath.basename(pattern)
    if not pattern.startswith("/") and (last in (".", "*", _ANY) or not pattern.startswith(_ANY)):
        return last in (".", "*", _ANY)
    while path not in ("", "/"):
        if (_ANY in pattern or pattern.count("/") == path.count("/")) and _fits(path, pattern):
            return True
        path = posixpath.dirname(path)
    return pattern == "/"


def _names(text: str, base: str) -> bool:
    """Whether a word names a file called `base`, also by a pattern."""
    text = text.strip("\"'")
    last = text.rsplit("/", 1)[-1]
    return base in text or ("*" in last and last != "*" and fnmatchcase(base, last))


def _removal(run: Run, script: Script, archive: _Archive, found: tuple[CallSite, ...]) -> Edit | str:
    """`rm` straight after the command that unpacks, in the words of the RUN; or why there is no place."""
    site = found[archive.open]
    if site.invocation.script is not None or found[archive.get].invocation.script is not None:
        return "it is unpacked inside `sh -c`"
    word = unpacked(site)
    assert word is not None
    sudo = "sudo " if "sudo" in found[archive.get].call.wrappers else ""
    command = f"{sudo}rm -f {word.text}"  # -f: what has gone by then must not fail the build
    for i, statement in enumerate(script.statements):
        node = statement.node
        items = node.items if isinstance(node, t.AndOr) else (node,)
        if site.simple not in items:
            continue
        if statement.terminator == "&":
            return "it is unpacked in the background"
        at = items.index(site.simple)
        end = run.source_at(site.simple.span.end)
        last = i == len(script.statements) - 1
        errexit = may_be_on(script, run.state.shell, run.state.maybe_errexit)
        if isinstance(node, t.AndOr):
            if set(node.operators) != {"&&"}:
                return "it is unpacked beside `||`"
            if errexit and not last and at == len(items) - 1:
                return "under `set -e` the chain that unpacks would be let fail"
            before, after = items[at : at + 2] if at + 1 < len(items) else items[at - 1 :]
            return Edit(end, end, _joint(run, before.span, after.span, " && ") + command)
        if not errexit:
            return Edit(end, end, f" && {command}")
        if not is_on_from_start(script, run.state.shell):
            return "whether `set -e` is on is not known"
        one, two = script.statements[i - 1 :] if last else script.statements[i : i + 2]
        return Edit(end, end, _joint(run, one.span, two.span, "; ") + command)
    return "it is unpacked inside a compound command"


def _joint(run: Run, a: t.Span, b: t.Span, default: str) -> str:
    """The text between two commands: an operator, and maybe a line break with its indent."""
    start, end = run.source_at(a.end), run.source(b.start, b.start).start
    if run.has_comment(start, end):
        return default
    first = run.outer.span.start
    return "".join(run.outer.tokens)[start - first : end - first]


RULE = Rule(
    "An archive that a RUN fetches and unpacks goes there",
    Safety.SAFE,
    check,
    (
        "FROM debian:12\nWORKDIR /tmp\nRUN curl -fsSLO https://example.org/tool.tgz && tar xzf tool.tgz -C /opt\n",
        "FROM debian:12\nWORKDIR /tmp\n"
        "RUN curl -fsSLO https://example.org/tool.tgz && tar xzf tool.tgz -C /opt && rm -f tool.tgz\n",
    ),
    "What was unpacked is in the image; the archive beside it is the same once more. Safe where its name is literal,"
    " nothing else in the file names it, not even by a pattern such as `*.tar.gz`, and it lies in /tmp or in the"
    " directory where it was fetched, unless that is one which a web server shows; with --unsafe-fixes elsewhere too,"
    " and with variables in its name. tar, unzip, 7z, and packages given to dpkg, rpm, apt-get, yum and dnf.",
    ("https://docs.docker.com/build/building/best-practices/#add-or-copy",),
)
