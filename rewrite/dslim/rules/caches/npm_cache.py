"""SL206: `npm cache clean --force` in the layer that installed."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite
from dslim.facts.run import Run
from dslim.rules.caches.manager_cleanup import check_managers
from dslim.rules.caches.managers import CleanupCode, managers
from dslim.rules.caches.project_files import chooses
from dslim.shell.invocations import Invocation


def _installs_npm(call: Invocation) -> bool:
    return any(text.strip("\"'").partition("@")[0] in ("npm", "n") for text in call.texts)  # `npm@$VERSION` too


def _declines(facts: Facts, run: Run, found: list[CallSite]) -> str | None:
    calls = [site.call for site in found if site.call.program == "npm"]
    if any(text.startswith("--cache") for call in calls for text in call.texts):
        return "the RUN sets another cache folder"
    if any(_sets_cache(site.call) for site in found):
        return "the RUN sets another cache folder"
    if any(name.lower() == "npm_config_cache" for call in calls for name, _ in call.env):
        return "variables are set for the command alone (`NAME=value` before it), and the cleanup would lack them"
    if chooses(facts, run, ".npmrc", r"^\s*(cache|(prefer-)?offline)\s*="):
        return "an .npmrc in the build context may set another cache folder, or work offline"
    return None


def _sets_cache(call: Invocation) -> bool:
    """`npm config set cache=/x`, with options before it."""
    names = {text.strip("\"'").partition("=")[0] for text in call.texts}
    return call.program == "npm" and "set" in names and "cache" in names


def _command(facts: Facts, run: Run, call: Invocation) -> str | None:
    """npm's own; where npm has just replaced itself nobody knows whether the new one runs on this node.

    What npx keeps in ~/.npm is no cache that npm would empty.
    """
    if not _installs_npm(call) or _configured_cache(run):
        return "npm cache clean --force"
    return None if facts.tree.says("npx") else "rm -rf ~/.npm"


def _configured_cache(run: Run) -> str | None:
    return run.state.env.get("npm_config_cache") or run.state.env.get("NPM_CONFIG_CACHE")


MANAGERS = managers("npm-cache", {"npm": CleanupCode(_command, declines=_declines)})


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, which installs with npm and leaves the cache."""
    return check_managers(facts, MANAGERS)


RULE = Rule(
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
