"""Who keeps what a folder holds: a call that copies it, packs it, or lists it into a file.

What such a call writes has in it what lay in the folder, so that a file which goes before it is missed there.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.build_context.scripts_of_run import scripts_of_run
from dslim.facts.copied_words import copied_words
from dslim.facts.heredoc_runs import with_body
from dslim.facts.nested_scripts import invocations_of, nested_texts, source_of
from dslim.facts.paths import folders_above, lies_in, normal_path
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.stages import copied_from
from dslim.facts.working_directory import (
    ANYWHERE,
    DIRECTORY_CHANGES,
    Whereabouts,
    known_workdir,
    starts_in_own_shell,
)
from dslim.shell import Script, Simple, commands, walk
from dslim.shell import tree as t
from dslim.shell.invocations import Invocation, command_name
from dslim.support.lazy_regex import regex
from dslim.support.memo import once, once_each
from dslim.tools import find, names_where
from dslim.tools.kept_contents import DEEP_LISTERS, KEEP_INPUT, LISTERS, TO_LAST

_TAKERS = names_where(lambda tool: tool.takes_contents)
_TAKERS_OF_ALL = names_where(lambda tool: tool.takes_all)
_RECURSIVE = regex(r"-[a-zA-Z]*[rRa]|--recursive|--archive")
#: Tests of find that leave out most files, or all.
_SELECTS = frozenset("-name -iname -path -wholename -regex -perm -user -group -delete -empty -newer -size".split())
#: Verbs of git that tell of files which it does not know.
_LIST_BY_GIT = frozenset({"status", "ls-files"})
_NOWHERE = regex(r"/dev/(null|std(out|err)|tty)\Z|&")
_VARIABLE = regex(r"\$\{(\w+)\}|\$(\w+)")
_ASSIGNED = regex(r"(?:^|[\s;&|(])([A-Za-z_]\w*)=[\"']?([^\s\"';&|()]*)")
_UNKNOWN = regex(r"[$`]")
#: Stands for any folder, and all below it.
_ANYWHERE = "/**"
#: Calls in other languages than the shell's that go through folders.
_WALKS = regex(
    r"\b(?:copytree|make_archive|tarfile|zipfile|walk|listdir|scandir|rglob|iterdir|glob|opendir|readdir\w*|cpSync|copySync"
    r"|cp_r|Find|RecursiveDirectoryIterator|list\.files)\b"
)
#: What one of the calls meant here has in its text.
_NAMES = "|".join(sorted(map(re.escape, _TAKERS | _TAKERS_OF_ALL)))
_MAY_KEEP = regex(rf">|[|]|\$\(|`|\b(?:{_NAMES}|git|python\d?|perl|ruby|node|php)\b")


class _Keeper(NamedTuple):
    """A call that keeps contents. `paths`: what it takes, absolute, maybe with wildcards; `is_deep`: with all below.

    `place`: where it starts in the script of its RUN; -1 for what the RUN leads to. `code`: instead of `paths`, a text
    of another language that goes through folders which it names.
    """

    stage: int
    instruction: int
    place: int
    shown: str
    paths: tuple[str, ...] = ()
    is_deep: bool = True
    code: str = ""


def why_contents_are_kept(point: Point, path: str) -> str | None:
    """Which call from a place on copies, packs or lists a folder that holds a path; None where none is seen to."""
    facts, stage = point.facts, point.stage.index
    own, beyond = _keepers_of_path(facts, stage, path)
    keeper = own if own is not None and own.instruction >= point.index else beyond
    if keeper is not None:
        return f"{keeper.shown} works with a folder that holds what the fix would remove"
    return _why_copied_elsewhere(facts, stage, path)


@once_each
def _keepers_of_path(facts: Facts, stage: int, path: str) -> tuple[_Keeper | None, _Keeper | None]:
    """The last call of a stage that keeps a folder which holds a path, and one of the stages that continue it."""
    found = [keeper for keeper in _keepers(facts) if _takes(keeper, path)]
    own = [keeper for keeper in found if keeper.stage == stage]
    children = (keeper for keeper in found if stage in facts.lineage.ancestors(keeper.stage))
    return max(own, key=lambda keeper: keeper.instruction, default=None), next(children, None)


@once_each
def _why_copied_elsewhere(facts: Facts, stage: int, path: str) -> str | None:
    """Which COPY from a stage, or from one that continues it, puts what lies at a path at another path."""
    copied = copied_from(facts.tree)
    every = range(stage, len(facts.tree.stages)) if copied else ()
    for source_stage in (s for s in every if s == stage or stage in facts.lineage.ancestors(s)):
        for other, index in copied.get(source_stage, ()):
            copy = facts.point(other, index)
            sources, target = copied_words(copy)
            for source in sources:
                folder = normal_path(posixpath.join("/", source.rstrip("*") or "/")) if source is not None else "/"
                new = posixpath.join(target or "?", posixpath.relpath(path, folder)) if lies_in(path, folder) else path
                if normal_path(new) != path:
                    return f"the COPY on line {copy.node.line} copies a folder that holds what the fix would remove"
    return None


def why_rest_of_run_keeps(facts: Facts, run: Run, since: int, path: str) -> str | None:
    """Which call of a RUN, behind a place in its script, keeps a folder that holds a path; None where none does."""
    for keeper in _keepers_by_run(facts).get((run.stage, run.index), ()):
        if keeper.place > since and _takes(keeper, path):
            return f"{keeper.shown} works with a folder that holds what the fix would remove"
    return None


@once
def _keepers_by_run(facts: Facts) -> dict[tuple[int, int], list[_Keeper]]:
    found: dict[tuple[int, int], list[_Keeper]] = {}
    for keeper in _keepers(facts):
        found.setdefault((keeper.stage, keeper.instruction), []).append(keeper)
    return found


@once
def _keepers(facts: Facts) -> tuple[_Keeper, ...]:
    """The calls of a file that keep contents of folders, those of the scripts of the build context included."""
    return tuple(keeper for run in facts.all_runs for keeper in _keepers_of_run(facts, run))


def _keepers_of_run(facts: Facts, run: Run) -> Iterator[_Keeper]:
    place, line = facts.point_of(run), f"on line {run.outer.line}"
    workdir = known_workdir(place)
    start = Whereabouts((workdir,)) if workdir is not None else ANYWHERE
    if run.node.json:
        words = tuple(run.node.json)
        for paths, is_deep in _taken_by(words[0], words[1:], start, False):
            yield _Keeper(run.stage, run.index, -1, f"`{words[0]}` {line}", paths, is_deep)
    run = with_body(run)
    script = run.script
    if isinstance(script, Script) and _MAY_KEEP.search(script.text):
        for kept in _kept_by(script, start, run):
            yield _Keeper(run.stage, run.index, kept.place, f"`{kept.written}` {line}", *kept[2:])
    for found in scripts_of_run(place) if facts.context is not None else ():
        shown = f"{found.name}, which the RUN {line} runs,"
        if found.tree is None:
            yield _Keeper(run.stage, run.index, -1, shown, code=found.text)
        elif _MAY_KEEP.search(found.text):
            for kept in _kept_by(found.tree, start, run):
                yield _Keeper(run.stage, run.index, -1, shown, *kept[2:])


class _Kept(NamedTuple):
    """What one call of a script keeps: where the call starts, how it is written, and then as of a `_Keeper`."""

    place: int
    written: str
    paths: tuple[str, ...] = ()
    is_deep: bool = True
    code: str = ""


def _kept_by(script: Script, start: Whereabouts, run: Run) -> Iterator[_Kept]:
    """What the calls of a script keep, those of the texts that it hands to a shell included."""
    for text in nested_texts(script):
        if not isinstance(text, Script):
            continue
        here, stored, piped = start, _stored_spans(text), _piped_words(text)
        top = starts_in_own_shell(run) if "||" not in text.text else frozenset[int]()
        for simple in commands(text):
            is_stored = any(span.start <= simple.span.start and simple.span.end <= span.end for span in stored)
            for call in invocations_of(simple):
                words = tuple(_filled(word, run, text) for word in call.texts)
                if call.name in DIRECTORY_CHANGES:
                    target = words[0] if words else run.home
                    is_sure = text is run.script and simple.span.start in top
                    here = here.after(target) if is_sure else here.perhaps_after(target)
                    continue
                place = simple.span.start if text is script else -1
                folder = Whereabouts(("/",)) if "chroot" in call.wrappers else here
                fed = piped.get(simple.span.start, ()) if "xargs" in call.wrappers else ()
                if fed:
                    words += tuple(_filled(word, run, text) for word in fed)
                for paths, is_deep in _taken_by(call.name or "", words, folder, is_stored):
                    yield _Kept(place, call.written, paths, is_deep or bool(fed))
                for code in _codes_of(call):
                    yield _Kept(place, call.written, code=code)
        for loop in walk(text) if "for" in text.text else ():
            if isinstance(loop, t.For) and any(loop.span.start <= span.start <= loop.span.end for span in stored):
                named = [_filled(word.text, run, text) for word in loop.words or () if word.unquoted_glob]
                yield _Kept(loop.span.start if text is script else -1, "for", _seen(named, here), False)


def _piped_words(script: Script) -> dict[int, tuple[str, ...]]:
    """Start of a command -> the words of those before it in a pipe, which `xargs` may hand to it."""
    if "xargs" not in script.text:
        return {}
    found: dict[int, tuple[str, ...]] = {}
    for node in walk(script):
        if isinstance(node, t.Pipeline):
            words: tuple[str, ...] = ()
            for member in node.members:
                found[member.span.start] = words
                calls = invocations_of(member) if isinstance(member, Simple) else ()
                words += tuple(text for call in calls for text in call.texts if re.match(r"[\"']?[/.~$]", text))
    return found


def _codes_of(call: Invocation) -> Iterator[str]:
    tool = find(call.name)
    if tool is not None and tool.runs_scripts:
        yield from (code for word in call.argv[1:] if re.search(r"[(\s]", code := source_of(word)))


def _stored_spans(script: Script) -> list[t.Span]:
    """The parts of a script whose output goes to a file, or to a command that keeps it."""
    found = []
    writes = any(_is_written(getattr(node, "redirects", ())) for node in walk(script) if not isinstance(node, Script))
    printed = [simple.span for simple in commands(script) if command_name(simple) in ("echo", "printf")]
    for node in walk(script):
        if isinstance(node, t.CommandSub) and (writes or not any(_lies_in(node.span, span) for span in printed)):
            found.append(node.span)  # it may be in what is written, or tested: `n=$(ls | wc -l); echo $n > file`
        elif isinstance(node, t.Pipeline):
            ends = [member for member in node.members[1:] if _keeps_input(member)]
            found += [t.Span(node.span.start, ends[-1].span.start)] if ends else []
        elif not isinstance(node, Script) and _is_written(getattr(node, "redirects", ())):
            found.append(node.span)
    return found


def _lies_in(inner: t.Span, outer: t.Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _keeps_input(member: t.Node) -> bool:
    if _is_written(getattr(member, "redirects", ())):
        return True
    names = {call.name for call in invocations_of(member)} if isinstance(member, Simple) else {"while"}
    return not KEEP_INPUT.isdisjoint(names)


def _is_written(redirects: tuple[t.Redirect, ...]) -> bool:
    return any(
        r.op in (">", ">>", ">|", "&>", "&>>") and r.fd in (None, 1) and not _NOWHERE.match(r.target.text)
        for r in redirects
    )


def _taken_by(
    name: str, words: tuple[str, ...], here: Whereabouts, is_stored: bool
) -> Iterator[tuple[tuple[str, ...], bool]]:
    """(paths, whether with all below) that a call copies, packs, or lists where its output `is_stored`."""
    name = posixpath.basename(name)
    packs = words[:2] in (("-m", "tarfile"), ("-m", "zipfile"))
    if name == "git" and "add" in words:
        before, behind = words[: words.index("add")], words[words.index("add") + 1 :]
        for option, folder in zip(before, before[1:]):
            here = here.after(folder) if option == "-C" else here
        every = any(word in ("-A", "--all", "-u") for word in behind)
        yield from _of_taker(name, (".",) if every else behind, here)
    elif name in _TAKERS_OF_ALL:
        yield ("/",), True
    elif name in _TAKERS or packs:
        yield from _of_taker(name, words, here)
    elif is_stored and name == "git" and not _LIST_BY_GIT.isdisjoint(words[:3]):
        yield _seen([folder for option, folder in zip(words, words[1:]) if option == "-C"] or ["."], here), True
    elif is_stored and name in LISTERS:
        if name == "find" and not _SELECTS.isdisjoint(words):
            return
        tests = (i for i, text in enumerate(words) if name == "find" and text[:1] in "-(!\\")
        before = words[: next(tests, len(words))]
        operands = [word for word in before if not word.startswith("-")] or ["."]
        is_deep = name in DEEP_LISTERS or any(re.match(r"-[a-zA-Z]*R|--recursive", word) for word in words)
        yield _seen(operands, here), is_deep
    elif is_stored and name == "grep" and any(_RECURSIVE.match(word) for word in words):
        yield _seen([word for word in words if not word.startswith("-")][1:] or ["."], here), True
    elif is_stored and (patterns := _patterns_in(words)):
        yield _seen(patterns, here), False


def _patterns_in(words: Iterable[str]) -> list[str]:
    """The words that the shell makes names of; the value of an ARG is taken for one name."""
    return [word for word in words if word != _ANYWHERE and re.search(r"[*?\[]", word)]


def _of_taker(name: str, words: tuple[str, ...], here: Whereabouts) -> Iterator[tuple[tuple[str, ...], bool]]:
    if name in ("tar", "bsdtar"):
        packs = any(re.match(r"-[a-zA-BD-Z]*[cru]|--(create|append|update)\b", word) for word in words)
        if not packs and not re.match(r"[a-zA-Z]*[cru]", words[0] if words else "-"):
            return
    operands: list[str] = []
    folder, left = here, list(words)
    while left:
        word = left.pop(0)
        if name in ("tar", "bsdtar") and (word in ("-C", "--directory") or word.startswith("--directory=")):
            target = word.partition("=")[2] or (left.pop(0) if left else ".")
            folder = folder.after(target)
        elif not word.startswith("-"):
            operands += _seen([word.removeprefix("dir:")], folder) or ("",)  # `syft dir:/`
    if name in TO_LAST and not any(word.startswith(("-t", "--target-directory")) for word in words):
        operands = operands[:-1]
    if name in ("cp", "scp") and not any(_RECURSIVE.match(word) for word in words):
        operands = _patterns_in(operands)
    if known := tuple(filter(None, operands)):
        yield known, True


def _seen(words: list[str], here: Whereabouts) -> tuple[str, ...]:
    """Words as absolute paths, seen from each folder in which the shell may stand; those that nobody knows left out."""
    known = [word.strip("\"'") for word in words if not _UNKNOWN.search(word)]
    found = [posixpath.join(folder, word) for word in known for folder in (here.folders or ("",))]
    return tuple(dict.fromkeys(normal_path(path) for path in found if path.startswith("/")))


def _filled(word: str, run: Run, text: Script) -> str:
    """A word with the values that ENV, the home folder and the assignments of its script give to variables."""
    bare = word.strip("\"'")
    if bare[:1] == "~" and bare[1:2] in ("", "/"):
        bare = run.home + bare[1:]
    if "$" not in bare:
        return bare
    own = _assigned(text)
    first = _VARIABLE.match(bare)
    if first is not None and (name := first[1] or first[2]) not in own and run.state.env.get(name, "") is None:
        return _ANYWHERE  # an ARG: what --build-arg says

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        return own.get(name) or (run.home if name == "HOME" else run.state.env.get(name)) or found[0]

    filled = _VARIABLE.sub(value, bare)
    return filled.replace('"', "")


@once
def _assigned(script: Script) -> dict[str, str]:
    """What a script gives to each variable, the last value of each."""
    return dict(_ASSIGNED.findall(script.text))


def _takes(keeper: _Keeper, path: str) -> bool:
    if keeper.code:
        return _names_folder(keeper.code, path)
    above = [path, *folders_above(path)] if keeper.is_deep else [path, posixpath.dirname(path)]
    for pattern in keeper.paths:
        fixed = re.split(r"[*?\[]", pattern)[0]
        head = pattern if fixed == pattern else posixpath.dirname(fixed)
        if lies_in(head, path) or any(_fits(folder, pattern) for folder in above):
            return True
        if "**" in pattern and lies_in(path, posixpath.dirname(pattern.partition("**")[0] + "x")):
            return True
        if _fits(path, "/".join(pattern.split("/")[: path.count("/") + 1])):
            return True  # what the pattern names lies below
    return False


def _fits(path: str, pattern: str) -> bool:
    return path.count("/") == pattern.count("/") and (path == pattern or fnmatchcase(path, pattern))


def _names_folder(code: str, path: str) -> bool:
    """Whether a text of another language names a folder that holds a path, and goes through folders."""
    if not _WALKS.search(code):
        return False
    names = "|".join(re.escape(folder) for folder in (path, *folders_above(path)))
    return re.search(rf"[\"'](?:{names})/?(?:\*\*?)?[\"']", code) is not None
