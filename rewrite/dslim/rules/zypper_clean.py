"""SL204: `zypper clean --all` in the layer that installed."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.facts import Facts
from dslim.findings import Finding, Rule, Safety
from dslim.rules.cleaner import Manager, verb
from dslim.rules.cleaner import check as look

_VERBS = frozenset(
    "install in update up dist-upgrade dup patch refresh ref source-install si install-new-recommends inr".split()
)
_VALUED = frozenset("-R --root -c --config -D --reposd-dir -C --cache-dir --releasever -r --repo".split())

MANAGER = Manager(
    "SL204",
    "the packages and metadata that zypper fetched stay in the layer",
    frozenset({"zypper"}),
    lambda call: verb(call, _VALUED) in _VERBS,
    lambda call: verb(call, _VALUED) in ("clean", "cc"),
    lambda facts, run, call: "zypper clean --all",
    r"/var/cache/?($|zypp\b)|^/var$",
    lambda facts, run: ("/var/cache/zypp", "/var/cache/zypper"),
    root_only=True,
    reads=lambda call: "--no-refresh" in call.args or "--no-remote" in call.args,
    declines=lambda facts, run, found: (
        "zypper works on another root or cache"
        if any(text.startswith(("--root", "-R", "--cache-dir", "-C")) for s in found for text in s.call.texts
               if s.call.name == "zypper")
        else None
    ),
)


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, which installs with zypper and leaves the cache."""
    return look(facts, (MANAGER,))


RULE = Rule(
    "SL204",
    "zypper-clean",
    "`zypper clean --all` in the layer that installed",
    Safety.SAFE,
    check,
    (
        "FROM opensuse/leap\nRUN zypper install -y git\n",
        "FROM opensuse/leap\nRUN zypper install -y git && zypper clean --all\n",
    ),
    "zypper fetches metadata that it lacks by itself. Not where a later call forbids that with `--no-refresh`.",
    ("https://en.opensuse.org/SDB:Zypper_manual_(plain)",),
)
