"""Differences that a slimming rewrite may make, each a named rule. Merging may make none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from tracing.model import Event


@dataclass(frozen=True, slots=True)
class Allowance:
    """One kind of command that may be there on one side only.

    `commands`: a pattern on the words of a call, joined by one blank: such a call is not compared.
    `never_fail`: shell globs on the same text: the plan never fails them (one side has them, so their
    failure would part the traces). `flags`: words that are no part of a call.
    """

    name: str
    commands: str | None = None
    never_fail: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    def drops(self, argv: tuple[str, ...]) -> bool:
        """Whether this call may be missing on one side."""
        return self.commands is not None and re.match(self.commands, " ".join(argv)) is not None


_HOMES = r"(/root|~)/\.(cache|npm)"
_CACHES = rf"({_HOMES}|/var/lib/apt/lists|/var/cache/(apk|apt|yum|dnf|libdnf5|zypp))"
ALLOWANCES = MappingProxyType({
    a.name: a
    for a in (
        Allowance("cache-removal", rf"rm -[rf]+( {_CACHES}\S*)+$", ("'rm -r'*", "'rm -f'*")),
        Allowance(
            "package-clean",
            r"((apt-get|apt|aptitude|yum|dnf|microdnf|tdnf|zypper|conda|mamba|micromamba)"
            r"( -\S+)* (auto)?clean\b"
            r"|(npm|yarn|pip3?|composer) cache (clean|clear|purge)\b|pnpm store prune\b)",
            ("*' clean'*", "*' autoclean'*", "*' cache '*", "*' store prune'*"),
        ),
        Allowance("ownership", r"(chown|chmod|chgrp)\b", ("'chown '*", "'chmod '*", "'chgrp '*")),
        Allowance("no-cache-flags", flags=("--no-cache-dir", "--no-cache", "--no-document", "--clean")),
    )
})  # fmt: skip


def filtered(events: Iterable[Event], allowances: Iterable[Allowance]) -> tuple[Event, ...]:
    """The events that have to be the same on both sides."""
    allowed = tuple(allowances)
    flags = {flag for a in allowed for flag in a.flags}
    kept = []
    for event in events:
        argv = tuple(word for word in event.argv if word not in flags)
        if not any(a.drops(argv) for a in allowed):
            kept.append(event._replace(argv=argv))
    return tuple(kept)
