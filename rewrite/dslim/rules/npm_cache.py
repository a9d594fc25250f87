"""SL206: `npm cache clean --force` in the layer that installed."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.facts import Facts
from dslim.facts.calls import Call, operands
from dslim.facts.runs import Run
from dslim.facts.sites import Site
from dslim.findings import Finding, Rule, Safety
from dslim.rules.cleaner import Manager, tool, verb
from dslim.rules.cleaner import check as look

_VERBS = frozenset("install i in ins isntall add ci clean-install install-test it update up upgrade".split())
_VALUED = frozenset("--prefix -C --registry --loglevel --cache --userconfig -w --workspace --unsafe-perm".split())


def _fills(call: Call) -> bool:
    return verb(call, _VALUED) in _VERBS


def _itself(call: Call) -> bool:
    return any((arg or "").partition("@")[0] in ("npm", "n") for arg in operands(call, _VALUED)[1:])


def _declines(facts: Facts, run: Run, found: list[Site]) -> str | None:
    calls = [site.call for site in found if tool(site.call) == "npm"]
    if any(text.startswith("--cache") for call in calls for text in call.texts):
        return "the RUN chooses a cache folder"
    if any(name.lower() in ("home", "npm_config_cache") for call in calls for name, _ in call.env):
        return "the call has an environment of its own"
    if calls and _itself(calls[-1]):
        return "npm replaces itself, and whether the new one runs here is not known"
    return None


def _caches(facts: Facts, run: Run) -> tuple[str, ...]:
    user = (run.state.user or "root").partition(":")[0]
    told = run.state.env.get("npm_config_cache") or run.state.env.get("NPM_CONFIG_CACHE")
    home = run.state.env.get("HOME") or ("/root" if user in ("root", "0") else f"/home/{user}")
    return (told or f"{home}/.npm",)


MANAGER = Manager(
    "SL206",
    "npm's cache stays in the layer",
    frozenset({"npm"}),
    _fills,
    lambda call: verb(call, _VALUED) in ("cache", "uninstall") and verb(call, _VALUED) == "cache",
    lambda facts, run, call: "npm cache clean --force",
    r"\.npm\b|npm[-_]?cache|_cacache|^(~|\$HOME|\$\{HOME\}|/root|/home/[^/]+)$|(?<!/var)/\.?cache$|/npm",
    _caches,
    reads=lambda call: bool({"--offline", "--prefer-offline", "--cache-min"} & set(call.args)),
    declines=_declines,
)


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, which installs with npm and leaves the cache."""
    return look(facts, (MANAGER,))


RULE = Rule(
    "SL206",
    "npm-cache",
    "`npm cache clean --force` in the layer that installed",
    Safety.SAFE,
    check,
    (
        "FROM node:20\nCOPY package*.json ./\nRUN npm ci\n",
        "FROM node:20\nCOPY package*.json ./\nRUN npm ci && npm cache clean --force\n",
    ),
    "The cache holds a packed copy of all that went to node_modules (0.4 to 1.2 times its size), and npm fetches"
    " what it lacks. Not where a later call is told to work offline, nor where npm may be gone by the end of the RUN.",
    ("https://docs.npmjs.com/cli/commands/npm-cache",),
)
