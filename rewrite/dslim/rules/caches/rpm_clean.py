"""SL203: `dnf clean all` in the layer that installed, and the like for yum, microdnf and tdnf."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite
from dslim.facts.run import Run
from dslim.rules.caches.manager_cleanup import check_managers
from dslim.rules.caches.managers import CleanupCode, managers
from dslim.shell.invocations import Invocation


def _command(facts: Facts, run: Run, call: Invocation) -> str | None:
    return f"{(call.program or '').removesuffix('-builddep')} clean all"


def _declines(facts: Facts, run: Run, found: list[CallSite]) -> str | None:
    texts = [text for site in found for text in site.call.texts if _is_rpm(site.call)]
    if any("--installroot" in text or "cachedir" in text for text in texts):
        return "the packages go to another root or cache"
    if re.search(r"--disablerepo[= ]\W?\*", run.node.args):
        return "all repositories may be off, where `yum clean` fails"
    swallowed = next(filter(None, (_swallowed_command(site.call) for site in found if _is_rpm(site.call))), None)
    if swallowed is not None:
        return f"`{swallowed}` stands among the packages to install: write `&&` before it"
    return None


def _swallowed_command(call: Invocation) -> str | None:
    """A cleanup that an install takes for names of packages, since no operator stands before it: yum skips those."""
    for i, (name, verb) in enumerate(zip(call.args, call.args[1:])):
        if name in _NAMES and verb == "clean":
            return " ".join(call.texts[i : i + 3])
    return None


def _is_rpm(call: Invocation) -> bool:
    return any(call.program in manager.names for manager in MANAGERS)


MANAGERS = managers("rpm-clean", {"dnf": CleanupCode(_command, declines=_declines)})
_NAMES = frozenset().union(*(manager.names for manager in MANAGERS))


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, which installs and leaves the cache."""
    return check_managers(facts, MANAGERS)


RULE = Rule(
    "`dnf clean all` (yum, microdnf, tdnf) in the layer that installed",
    Safety.SAFE,
    check,
    (
        "FROM fedora:40\nRUN dnf install -y git\n",
        "FROM fedora:40\nRUN dnf install -y git && dnf clean all\n",
    ),
    "Metadata and packages (130 to 710 MB are reported) are fetched again by whoever installs later, without"
    " being asked. Not where a later step uses them with `--cacheonly`, or where they lie on a cache mount, nor"
    " where the RUN may succeed although the manager never ran: the cleanup would then fail; nor, with dnf and yum,"
    " which keep no package, where an earlier RUN has to leave the same metadata in its layer: nothing would be saved.",
    (
        "https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command",
        "https://man7.org/linux/man-pages/man8/yum.8.html",
    ),
)
