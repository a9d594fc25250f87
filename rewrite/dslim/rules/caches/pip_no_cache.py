"""SL205: `pip install --no-cache-dir`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, call_sites, sure_call_sites
from dslim.facts.first_match_cache import FirstMatch, first_before
from dslim.facts.image_names import root_base
from dslim.facts.kept_contents import why_rest_of_run_keeps
from dslim.facts.mounts import has_cache_mount
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.windows import WINDOWS, is_windows
from dslim.rules.caches.later_mentions import first_needing, later_need
from dslim.rules.caches.later_readers import later_reader
from dslim.rules.caches.watched_cache import Use, WatchedCache
from dslim.run_edits.append_command import CannotAppend, append_command
from dslim.run_edits.repeated_cleanups import (
    find_repeated_cleanups,
    remove_repeated_cleanups,
    removes_only_below,
)
from dslim.shell import Opaque, Script, Word
from dslim.shell.invocations import Invocation
from dslim.shell.wrappers import SHELLS, WRAPPERS
from dslim.support.lazy_regex import regex
from dslim.support.memo import once, once_a_stage
from dslim.support.reading import as_text, read_file
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Dockerfile, Stage

_OFF = regex(r"(?i)no[-_]cache[-_]dir(?:\s*=\s*|[^\S ]* \s*)[\"']?(true|1|yes|on|false|0)")
MESSAGE = "pip's cache stays in the layer"
AFTERWARDS = f"{MESSAGE}; the fix deletes it afterwards, since this base's old pip builds no wheels with --no-cache-dir"
_PIP = regex(r"pip(-?[23](\.\d+)?)?")
#: Also where the build has the last word: nothing else takes `-m pip`.
_PYTHON = regex(r"(python|pypy)([23](\.\d+)?)?|(python|pypy)?-?(\$\w+|\$\{\w+\})")
_VERBS = frozenset({"install", "wheel", "download"})
#: What starts a command with the HOME that it has itself.
_KEEP_HOME = SHELLS | {
    name for name, how in WRAPPERS.items() if not (how.user or how.user_option or how.user_operand or how.assignments)
}
#: Options before the verb whose value is the next word.
_VALUED = frozenset(
    "--trusted-host --proxy --cert --client-cert --log --timeout --retries --exists-action --python --use-feature"
    " --use-deprecated --keyring-provider --progress-bar".split()
)
_CACHE = r"(^|/)pip\b|(^|/)\.?cache$|^/root$|^/home/[^/]+$"
_RM = regex(r"(/root|~|\$HOME|\$\{HOME\}|/home/[^/]+)/?(\.cache(/pip(/|$)|/?\*?$)|$|\*$)|/pip-?cache")
#: pip before 6.0 knows no --no-cache-dir: what these bases install from their own archive.
_OLD = regex(
    r"(?i)ubuntu:?-?_?(1[0-4]\.|precise|trusty|lucid)|debian:?(\d-)?([5-8]\b|squeeze|wheezy|jessie)"
    r"|\b(trusty|precise|wheezy|jessie)\b|ubuntu-?1[0-4]\.?04|baseimage:0\.9\.|alpine:(2\.|3\.[0-2]\b)|centos:?(5|6)\b"
)
#: pip before 19.1 builds no wheels of source packages where it has no cache (pip 18.1, commands/install.py:
#: `if wheel and options.cache_dir`), so that other files are installed: these bases have such a pip, and there the
#: cache goes afterwards.
_NO_WHEELS = regex(
    r"(?i)ubuntu:?-?_?(1[5-8]\.|xenial|bionic|artful|cosmic)|debian:?(9|10)\b|\b(stretch|buster|xenial|bionic)\b"
    r"|ubuntu-?1[5-8]\.?04|(centos|rockylinux|almalinux|oraclelinux)(/\w+)?:?(centos)?[78]\b|ubi[78]\b|rhel[78]\b"
    r"|alpine:?3\.[3-9]\b|amazonlinux:(2|1)\b|fedora:?(2\d|30)\b|leap:(42|15\.[0-2])"
)
#: The official images of Python bring a pip of their own, whatever distribution they are made of: one from 2019 or
#: before in these versions, and 6.0 or newer in all.
_OF_PYTHON = r"(?:(?:[\w.-]+/)*library/)?python:"
_PYTHON_IMAGE = regex(_OF_PYTHON + r"(?!\$)")
_PYTHON_WITHOUT_WHEELS = regex(
    _OF_PYTHON + r"(2\.7\.\d\b|2\.7\.1[0-6]|3\.[0-4]\b|3\.5\.[0-7]\b|3\.6\.[0-8]\b|3\.7\.[0-3]\b)"
)
#: What PyPI has as wheels for any machine, with nothing else that they require.
_WHEELS = frozenset("pip setuptools wheel six".split())
_UPGRADES = frozenset("-U --upgrade -q --quiet".split())
_VERSION = regex(r"[=<>~!]")
#: From the last `pip install` before the last `-U` before `pip`: nothing is looked through twice.
_UPGRADE = regex(
    r"pip(?:(?!pip)\S)*\s+install\s(?:(?!pip(?:(?!pip)\S)*\s+install\s)[^&;|])*(?:-U|--upgrade)\b"
    r"(?:(?!(?:-U|--upgrade)\b)[^&;|])*\bpip([^\w=<~.-]|$)|get-pip\.py|ensurepip"
)


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each `pip install` in a stage that ships, which keeps its downloads."""
    for run in facts.shipped_scripts:
        if "pip" in run.node.args and isinstance(run.script, Script):
            yield from _findings_of_run(facts, run, call_sites(run.script))


def _findings_of_run(facts: Facts, run: Run, found: tuple[CallSite, ...]) -> Iterator[Finding]:
    if _is_off(facts, run) or has_cache_mount(run, _CACHE):
        return
    if is_windows(facts, run.stage):
        if any(_verb_word(site.call) is not None and not _fills_no_cache(site.call) for site in found):
            yield Finding(MESSAGE, run.outer.span, why_not=WINDOWS)
        return
    if again := _remove_repeated(facts, run, run.script, found):
        fix = Fix(again, Safety.SAFE, _cache_folders(run))
        yield Finding("pip's cache is emptied more than once in one RUN", run.outer.span, fix)
        return
    last_clean = max((i for i, site in enumerate(found) if _removes_cache(site.call)), default=-1)
    open_ones = [
        (i, site, verb)
        for i, site in enumerate(found)
        if i >= last_clean and (verb := _verb_word(site.call)) is not None and not _fills_no_cache(site.call)
    ]
    fixable = []
    names: FirstMatch[str] = FirstMatch()
    for i, site, verb in open_ones:
        why_not = _objection(facts, run, site) or _naming_call(facts, run, found, i + 1, names)
        why_not = why_not or _kept_in_run(facts, run, site)
        if why_not is not None:
            yield Finding(MESSAGE, run.outer.span, why_not=why_not)
        else:
            fixable.append((site, verb))
    if fixable and _needs_cache(facts, run, [site for site, _ in fixable]):
        yield _clean_afterwards(facts, run, [site for site, _ in fixable])
        return
    for site, verb in fixable:
        at = run.source_at((_text_offset(site) or 0) + verb.span.end)
        fix = Fix((Edit(at, at, " --no-cache-dir"),), Safety.SAFE, _cache_folders(run))
        yield Finding(MESSAGE, run.outer.span, fix)


def _remove_repeated(
    facts: Facts, run: Run, script: Script | Opaque, found: tuple[CallSite, ...]
) -> tuple[Edit, ...]:
    """Without the cleanups that the same command follows later in the RUN: merging RUNs brings them together."""
    if isinstance(script, Opaque):
        return ()
    folders = _cache_folders(run)
    repeated = find_repeated_cleanups(run, script, found, _removes_cache, _installs)
    going = [
        one
        for one in repeated
        if removes_only_below(one.site.call, folders, run.home)
        and first_needing((site.call for site in one.between), folders, run.home) is None
    ]
    return remove_repeated_cleanups(facts.tree, run, going)


def _installs(call: Invocation) -> bool:
    return _verb_word(call) is not None


def _text_offset(site: CallSite) -> int | None:
    """Where in the RUN's text the call's own begins: 0, or inside the quotes of a `sh -c '...'`; None if escapes or
    more than one pair of quotes lie between."""
    inner = site.call.script
    if inner is None:
        return 0
    for word in site.simple.words:
        if word.text[:1] in ("'", '"') and word.text[1:-1] == inner.text and word.text[-1] == word.text[0]:
            return word.span.start + 1
    return None


def _kept_in_run(facts: Facts, run: Run, site: CallSite) -> str | None:
    """What copies, packs or lists the cache behind an install in its own RUN."""
    folders = (folder for folder in _cache_folders(run) if folder.startswith("/"))
    since = site.simple.span.start
    return next(filter(None, (why_rest_of_run_keeps(facts, run, since, folder) for folder in folders)), None)


def _needs_cache(facts: Facts, run: Run, found: list[CallSite]) -> bool:
    """Whether pip may install other files where it has no cache, or not know the option: an old one, or one of two."""
    if _is_old(facts, run):
        # there is a new one too, and it is the one that is called (pip, pip3) where that was given the option before
        known = _first_with_option(facts, facts.tree.stages[run.stage])
        return not all(known.get(_program(site), run.index) < run.index for site in found)
    base = root_base(facts, run.stage)
    builds_no_wheels = _PYTHON_WITHOUT_WHEELS.match if _PYTHON_IMAGE.match(base) else _NO_WHEELS.search
    if all(_installs_wheels(site.call) for site in found) or not builds_no_wheels(base):
        return False
    return first_before(facts.point_of(run), _upgrades_pip) is None


def _installs_wheels(call: Invocation) -> bool:
    """Whether all that a call installs are wheels for any machine, so that nothing is built with a cache either."""
    words = [text.strip("\"'") for text in call.texts]
    names = words[words.index("install") + 1 :] if "install" in words else []
    names = [_VERSION.split(name)[0].lower() for name in names if name not in _UPGRADES]
    return bool(names) and all(name in _WHEELS for name in names)


def _program(site: CallSite) -> str:
    """How a call names pip: `pip3`, `python3 -m pip`."""
    call = site.call
    is_module = "-m" in call.texts and "pip" in call.texts
    return " ".join((call.written, *call.texts[: call.texts.index("pip") + 1])) if is_module else call.written


@once_a_stage
def _first_with_option(facts: Facts, stage: Stage) -> dict[str, int]:
    """How RUNs of a stage name the pips that were surely given --no-cache-dir, and the first RUN that did."""
    found: dict[str, int] = {}
    for run in filter(None, facts.runs[stage.index]):
        for site in sure_call_sites(run) if "--no-cache-dir" in run.node.args else ():
            if _verb_word(site.call) is not None and "--no-cache-dir" in site.call.args:
                found.setdefault(_program(site), run.index)
    return found


def _is_old(facts: Facts, run: Run) -> bool:
    bases = (facts.tree.stages[run.stage].base, root_base(facts, run.stage))
    return not any(map(_PYTHON_IMAGE.match, bases)) and any(map(_OLD.search, bases))


def _is_upgraded(facts: Facts, run: Run) -> bool:
    """A new pip was installed by the end of the RUN."""
    return bool(_UPGRADE.search(run.node.args)) or first_before(facts.point_of(run), _upgrades_pip) is not None


def _upgrades_pip(point: Point) -> bool | None:
    return True if _UPGRADE.search(point.node.args) else None


def _clean_afterwards(facts: Facts, run: Run, found: list[CallSite]) -> Finding:
    """The cache goes at the end of the RUN, which is right whatever pip it is."""
    changing = [name for site in found for name in site.call.wrappers if name not in _KEEP_HOME]
    if changing or any(name == "HOME" for site in found for name, _ in site.call.env):
        name = changing[-1] if changing else "HOME="
        why_not = f"under `{name}` it is not known whose home folder holds the cache"
        return Finding(MESSAGE, run.outer.span, why_not=why_not)
    try:
        edit = append_command(facts.tree, run, "rm -rf ~/.cache/pip")
    except CannotAppend as error:
        return Finding(MESSAGE, run.outer.span, why_not=str(error))
    return Finding(AFTERWARDS, run.outer.span, Fix((edit,), Safety.SAFE, _cache_folders(run)))


def _verb_word(call: Invocation) -> Word | None:
    """The word `install` of a pip call."""
    words = call.argv
    name = re.sub(r"[\"']", "", (words[0].literal or words[0].text) if words else "").rsplit("/", 1)[-1]
    words = words[1:]
    if _PYTHON.fullmatch(name):
        flags = 0
        while flags < len(words) and words[flags].text.startswith("-") and words[flags].literal != "-m":
            flags += 1
        if [w.literal for w in words[flags : flags + 2]] != ["-m", "pip"]:
            return None
        words = words[flags + 2 :]
    elif not _PIP.fullmatch(name):
        return None
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.literal in _VERBS:
            return word
        elif word.literal is None or not word.literal.startswith("-"):
            return None
        else:
            skip = word.literal in _VALUED
    return None


def _has_switch(call: Invocation) -> bool:
    """The cache is off, or its place is chosen, by the call itself."""
    chosen = any(text.strip("\"'").startswith(("--no-cache", "--cache-dir")) for text in call.texts)
    return chosen or any(name in ("PIP_NO_CACHE_DIR", "PIP_CACHE_DIR") for name, _ in call.env)


def _fills_no_cache(call: Invocation) -> bool:
    """Whether a call keeps nothing: the cache is off or elsewhere, or all it installs are wheels that lie there."""
    if _has_switch(call):
        return True
    words = [text.strip("\"'") for text in call.texts]
    if "--no-index" not in words or "install" not in words:
        return False
    operands = [word for word in words[words.index("install") + 1 :] if not word.startswith("-")]
    return bool(operands) and all(word.endswith(".whl") for word in operands)


def _is_off(facts: Facts, run: Run) -> bool:
    """By ENV, ARG, in the script, or in a configuration that an earlier step writes."""
    if "PIP_NO_CACHE_DIR" in run.state.env or "PIP_NO_CACHE_DIR" in run.node.args:
        return True
    return first_before(facts.point_of(run), _turns_cache_off) is not None


def _turns_cache_off(point: Point) -> bool | None:
    """An instruction that writes or brings a configuration of pip which turns the cache off."""
    facts, node = point.facts, point.node
    if node.keyword in ("COPY", "ADD") and facts.context is not None:
        for word in node.operands:
            path = facts.context.find(word) if word.endswith(("pip.conf", "pip.ini")) else None
            try:
                if path is not None and _OFF.search(as_text(read_file(path, "script").data)):
                    return True
            except (OSError, UnicodeDecodeError):
                continue
    return True if _OFF.search(node.args) else None


def _removes_cache(call: Invocation) -> bool:
    if _PIP.fullmatch(call.name or ""):
        return call.args[:2] in (("cache", "purge"), ("cache", "remove"))
    return call.name == "rm" and any(_RM.search(text.strip("\"'")) for text in call.texts)


def _objection(facts: Facts, run: Run, site: CallSite) -> str | None:
    if _text_offset(site) is None:
        return f"the command runs inside `{site.call.wrappers[-1] if site.call.wrappers else 'sh -c'}`"
    if not site.call.understood:
        return "the call is not understood"
    if _is_old(facts, run) and not _is_upgraded(facts, run):
        return "the base image is old: its pip keeps no cache, and does not know --no-cache-dir"
    if "PIP_CACHE_DIR" in run.state.env or "XDG_CACHE_HOME" in run.state.env:
        return "the file sets another cache folder"
    if _chooses_folder(facts, facts.tree.stages[run.stage]):
        return "the file sets another cache folder"
    if _is_copied(facts.tree):
        return "another stage copies the cache"
    return later_reader(facts.point_of(run), _PIP_CACHE)


@once_a_stage
def _chooses_folder(facts: Facts, stage: Stage) -> bool:
    return any("PIP_CACHE_DIR" in node.args for node in stage.instructions)


@once
def _is_copied(tree: Dockerfile) -> bool:
    return re.search(r"--from=\S+\s+\S*(\.cache|/root/?\s)", tree.text) is not None


def _naming_call(facts: Facts, run: Run, found: tuple[CallSite, ...], start: int, names: FirstMatch[str]) -> str | None:
    """Who names the cache from call `start` on, and may fail where pip made none."""
    folders, home = _cache_folders(run), run.home

    def ask(i: int) -> str | None:
        call = found[i].call
        return first_needing((call,), folders, home, run.state.workdir) if not _verb_word(call) else None

    if (naming := names.first(0, start, len(found), ask)) is not None:
        return f"`{naming[1]}` uses the folder of the cache"
    return later_need(facts, run, folders, home)


def _cache_use(call: Invocation) -> Use:
    return Use.READS if call.name == "pip" and call.args[:2] == ("cache", "list") else Use.NONE


_PIP_CACHE = WatchedCache("pip's cache", "/root/.cache/pip", _cache_use, scripts=False)


def _cache_folders(run: Run) -> tuple[str, ...]:
    return (f"{run.home}/.cache/pip",)


RULE = Rule(
    "`pip install --no-cache-dir`",
    Safety.SAFE,
    check,
    (
        "FROM python:3.12-slim\nRUN pip install flask\n",
        "FROM python:3.12-slim\nRUN pip install --no-cache-dir flask\n",
    ),
    "Downloads and built wheels that pip keeps for the next time, which in an image never comes. Not where"
    " ENV, ARG or a configuration turns the cache off already, where a later command of the RUN removes it, where"
    " it lies on a cache mount, or where the base is so old that its pip (before 6.0) does not know the option. Where"
    " the base is known to have a pip before 19.1, the cache goes at the end of the RUN instead: such a pip builds"
    " no wheels without a cache, and would install other files.",
    (
        "https://pip.pypa.io/en/stable/topics/caching/",
        "https://github.com/pypa/pip/blob/18.1/src/pip/_internal/commands/install.py#L326",
    ),
)
