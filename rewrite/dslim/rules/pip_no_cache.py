"""SL205: `pip install --no-cache-dir`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.edits import Edit
from dslim.facts import Facts
from dslim.facts.calls import Call
from dslim.facts.liveness import Use, Watched, later_reader
from dslim.facts.runs import Run
from dslim.facts.sites import Site, mounted, sites
from dslim.findings import Finding, Fix, Rule, Safety
from dslim.shell import Opaque, Word

CODE = "SL205"
MESSAGE = "pip's cache stays in the layer"
_PIP = re.compile(r"pip(-?[23](\.\d+)?)?")
_PYTHON = re.compile(r"(python|pypy)([23](\.\d+)?)?")
_VERBS = frozenset({"install", "wheel"})
_CACHE = r"(^|/)pip\b|(^|/)\.?cache$|^/root$|^/home/[^/]+$"
_RM = re.compile(r"(/root|~|\$HOME|\$\{HOME\}|/home/[^/]+)/?(\.cache(/pip(/|$)|/?\*?$)|$|\*$)|/pip-?cache")
#: pip before 6.0 knows no --no-cache-dir: what these bases install from their own archive.
_OLD = re.compile(
    r"(?i)ubuntu:?-?_?(1[0-4]\.|precise|trusty|lucid)|debian:?(\d-)?([5-8]\b|squeeze|wheezy|jessie)"
    r"|\b(trusty|precise|wheezy|jessie)\b|ubuntu-?1[0-4]\.?04|baseimage:0\.9\.|alpine:(2\.|3\.[0-2]\b)|centos:?(5|6)\b"
)


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each `pip install` in a stage that ships, which keeps its downloads."""
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        for run in facts.runs[stage.index]:
            if run is not None and "pip" in run.node.args and not isinstance(run.script, Opaque):
                yield from _look(facts, run, sites(run.script))


def _look(facts: Facts, run: Run, found: tuple[Site, ...]) -> Iterator[Finding]:
    if _is_off(facts, run) or mounted(run, _CACHE):
        return
    for i, site in enumerate(found):
        verb = _verb(site)
        if verb is None or _has_switch(site.call) or any(_cleans(later.call) for later in found[i + 1 :]):
            continue
        why_not = _reason(facts, run, site)
        if why_not is not None:
            yield Finding(CODE, MESSAGE, run.outer.span, why_not=why_not)
            continue
        at = run.source_at(verb.span.end)
        fix = Fix((Edit(at, at, " --no-cache-dir"),), Safety.SAFE, _caches(run))
        yield Finding(CODE, MESSAGE, run.outer.span, fix)


def _verb(site: Site) -> Word | None:
    """The word `install` of a pip call."""
    words = site.found.argv
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
    for word in words:
        if word.literal in _VERBS:
            return word
        if word.literal is None or not word.literal.startswith("-"):
            return None
    return None


def _has_switch(call: Call) -> bool:
    """The cache is off, or its place is chosen, by the call itself."""
    chosen = any(text.strip("\"'").startswith(("--no-cache", "--cache-dir")) for text in call.texts)
    return chosen or any(name in ("PIP_NO_CACHE_DIR", "PIP_CACHE_DIR") for name, _ in call.env)


def _is_off(facts: Facts, run: Run) -> bool:
    """By ENV, ARG, in the script, or in a configuration that an earlier step writes."""
    if "PIP_NO_CACHE_DIR" in run.state.env or "PIP_NO_CACHE_DIR" in run.node.args:
        return True
    nodes = facts.tree.stages[run.stage].instructions[: run.index]
    return any(
        re.search(r"no[-_]cache[-_]dir\s*[= ]\s*[\"']?(true|1|yes|on|false|0)", node.args, re.I) for node in nodes
    )


def _cleans(call: Call) -> bool:
    if _PIP.fullmatch(call.name or ""):
        return call.args[:2] in (("cache", "purge"),) or call.args[:1] == ("cache",)
    return call.name == "rm" and any(_RM.search(text.strip("\"'")) for text in call.texts)


def _reason(facts: Facts, run: Run, site: Site) -> str | None:
    if site.found.script is not None:
        return f"it runs inside `{site.call.wrappers[-1] if site.call.wrappers else 'sh -c'}`"
    if not site.call.understood:
        return "the call is not understood"
    if _OLD.search(facts.tree.stages[run.stage].base) or _OLD.search(_root(facts, run.stage)):
        return "the base image is old: its pip may not know --no-cache-dir"
    if "PIP_CACHE_DIR" in run.state.env or "XDG_CACHE_HOME" in run.state.env:
        return "the file chooses a cache folder of its own"
    if any("PIP_CACHE_DIR" in node.args for node in facts.tree.stages[run.stage].instructions):
        return "the file chooses a cache folder of its own"
    if re.search(r"--from=\S+\s+\S*(\.cache|/root/?\s)", facts.tree.text):
        return "another stage copies the cache"
    return later_reader(facts, run.stage, run.index, _WATCHED)


def _root(facts: Facts, stage: int) -> str:
    """The image that a stage and those it continues start from."""
    parent = facts.lineage.parent[stage]
    return facts.tree.stages[stage].base if parent is None else _root(facts, parent)


def _use(call: Call) -> Use:
    return Use.READS if call.name == "pip" and call.args[:2] == ("cache", "list") else Use.NONE


_WATCHED = Watched("pip's cache", "/root/.cache/pip", _use, scripts=False)


def _caches(run: Run) -> tuple[str, ...]:
    user = (run.state.user or "root").partition(":")[0]
    home = run.state.env.get("HOME") or ("/root" if user in ("root", "0") else f"/home/{user}")
    return (f"{home}/.cache/pip",)


RULE = Rule(
    CODE,
    "pip-no-cache",
    "`pip install --no-cache-dir`",
    Safety.SAFE,
    check,
    (
        "FROM python:3.12-slim\nRUN pip install flask\n",
        "FROM python:3.12-slim\nRUN pip install --no-cache-dir flask\n",
    ),
    "Downloads and built wheels that pip keeps for the next time, which in an image never comes. Not where"
    " ENV, ARG or a configuration turns the cache off already, where a later command of the RUN removes it, where"
    " it lies on a cache mount, or where the base is so old that its pip (before 6.0) does not know the option.",
    ("https://pip.pypa.io/en/stable/topics/caching/",),
)
