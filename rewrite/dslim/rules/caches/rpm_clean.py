"""SL203: `dnf clean all` in the layer that installed, and the like for yum, microdnf and tdnf."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.call import Call
from dslim.facts.call_sites import Site
from dslim.facts.run import Run
from dslim.rules.caches.manager_cleanup import Manager, tool, verb
from dslim.rules.caches.manager_cleanup import check as look

_BUILDDEP = {"yum-builddep": "yum", "dnf-builddep": "dnf"}
NAMES = frozenset({"yum", "dnf", "dnf5", "dnf-3", "microdnf", "tdnf", *_BUILDDEP})
PATHS = r"/var/cache/?($|(yum|dnf|libdnf5|tdnf)\b)|^/var$"
CACHES = ("/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/tdnf", "/var/lib/yum")
_VERBS = frozenset(
    "install in update upgrade up upgrade-minimal update-minimal groupinstall group localinstall reinstall builddep"
    " makecache module swap distro-sync downgrade install-n check-update groupupdate list search info"
    " rei dsync dg mc up-min grp".split()
)
_VALUED = frozenset("-c --config -x --exclude --enablerepo --disablerepo --releasever --installroot -R".split())


def _fills(call: Call) -> bool:
    return call.name in _BUILDDEP or (verb(call, _VALUED) in _VERBS and not _reads(call))


def _cleans(call: Call) -> bool:
    return verb(call, _VALUED) == "clean"


def _reads(call: Call) -> bool:
    return bool({"-C", "--cacheonly"} & set(call.args))


def _command(facts: Facts, run: Run, call: Call) -> str | None:
    return f"{_BUILDDEP.get(call.name or '', tool(call))} clean all"


def _declines(facts: Facts, run: Run, found: list[Site]) -> str | None:
    if facts.tree.says("keepcache=1") or facts.tree.says("keepcache=True"):
        return "keepcache is on: the packages are kept on purpose"
    texts = [text for site in found for text in site.call.texts if tool(site.call) in NAMES]
    if any("--installroot" in text or "cachedir" in text for text in texts):
        return "the packages go to another root or cache"
    if re.search(r"--disablerepo[= ]\W?\*", run.node.args):
        return "all repositories may be off, where `yum clean` fails"
    return None


MANAGER = Manager(
    "the packages and metadata that were fetched stay in the layer",
    NAMES,
    _fills,
    _cleans,
    _command,
    PATHS,
    lambda facts, run: CACHES,
    root_only=True,
    reads=_reads,
    declines=_declines,
)


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, which installs and leaves the cache."""
    return look(facts, (MANAGER,))


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
    " where the RUN may succeed although the manager never ran: the cleanup would then fail.",
    (
        "https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command",
        "https://man7.org/linux/man-pages/man8/yum.8.html",
    ),
)
