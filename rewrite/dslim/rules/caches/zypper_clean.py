"""SL204: `zypper clean --all` in the layer that installed."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite
from dslim.facts.run import Run
from dslim.rules.caches.manager_cleanup import check_managers
from dslim.rules.caches.managers import CleanupCode, managers
from dslim.shell import Script, invocations
from dslim.tools.system_packages import ZYPPER_FILLS

_UNCHECKED = "--no-gpg-checks"


def _declines(facts: Facts, run: Run, found: list[CallSite]) -> str | None:
    texts = [text for site in found if site.call.name == "zypper" for text in site.call.texts]
    if any(text.startswith(("--root", "-R", "--cache-dir", "-C")) for text in texts):
        return "zypper works on another root or cache"
    if _UNCHECKED in texts and _checks_later(facts, run):
        again = f"a later zypper without `{_UNCHECKED}` would fetch the metadata again"
        return f"{again}, and may refuse what was accepted unchecked here"
    return None


def _checks_later(facts: Facts, run: Run) -> bool:
    """Whether a later zypper would fetch anew, and check, metadata that were taken unchecked."""
    later = (other for other in facts.all_runs if other.outer.span.start > run.outer.span.start)
    scripts = (other.script for other in later if isinstance(other.script, Script))
    return any(
        call.name == "zypper" and ZYPPER_FILLS.match(call) and _UNCHECKED not in call.args
        for script in scripts
        for call in invocations(script)
    )


MANAGERS = managers("zypper-clean", {"zypper": CleanupCode(declines=_declines)})


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, which installs with zypper and leaves the cache."""
    return check_managers(facts, MANAGERS)


RULE = Rule(
    "`zypper clean --all` in the layer that installed",
    Safety.SAFE,
    check,
    (
        "FROM opensuse/leap\nRUN zypper install -y git\n",
        "FROM opensuse/leap\nRUN zypper install -y git && zypper clean --all\n",
    ),
    "zypper fetches metadata that it lacks by itself. Not where a later call forbids that with `--no-refresh`,"
    " or would check what this one took with `--no-gpg-checks`; nor where an earlier RUN has to leave the same metadata"
    " in its layer, so that nothing would be saved.",
    ("https://en.opensuse.org/SDB:Zypper_manual_(plain)",),
)
