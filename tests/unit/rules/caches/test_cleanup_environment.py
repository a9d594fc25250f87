"""A cleanup has the environment that the install before it had, or there is none."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.call_sites import call_sites
from dslim.rules.caches.cleanup_environment import lost_at_end, prefix_of_call
from dslim.run_edits.append_command import CannotAppend
from dslim.shell import Script, parse_script
from dslim.syntax import parse


def _prefix(text: str, program: str = "npm", unread: str = "") -> str:
    (run,) = Facts(parse(f"FROM node:14\nRUN {text}\n"), Options()).all_runs
    assert isinstance(run.script, Script)
    site = next(site for site in call_sites(run.script) if site.call.name == program)
    return prefix_of_call(run, site, f"{program} clean", unread)


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("npm ci", ""),
        ("A=1 B='x y' npm ci", "A=1 B='x y' "),
        ('A="$B-${C}" npm ci', 'A="$B-${C}" '),
        ("A= sudo -E npm ci", "A= sudo -E "),
        ("CGO_ENABLED=0 A=1 npm ci", "A=1 "),
    ],
)
def test_the_prefix_of_the_install_is_that_of_the_cleanup(text: str, prefix: str) -> None:
    assert _prefix(text, unread="CGO_.*") == prefix


@pytest.mark.parametrize(
    "text",
    ["A=$(cat t) npm ci", "A=`x` npm ci", "B=1; A=$B npm ci", "XDG_CACHE_HOME=/x npm ci", "A+=1 npm ci"],
)
def test_a_value_that_may_be_another_is_not_written_again(text: str) -> None:
    with pytest.raises(CannotAppend, match=r"that is set for `npm` alone|before the command may choose"):
        _prefix(text)


@pytest.mark.parametrize(
    ("text", "in_project", "lost"),
    [
        ("npm ci && npm run build", True, None),
        ("cd x && npm ci", True, None),
        ("npm ci && cd ..", True, "changes the folder"),
        ("npm ci && cd ..", False, None),
        ("npm ci && unset T", False, "may have changed"),
        ("(T=1; npm ci)", False, "may have changed"),
        ("(cd x && npm ci)", True, "changes the folder"),
    ],
)
def test_what_changes_until_the_end_is_seen(text: str, in_project: bool, lost: str | None) -> None:
    script = parse_script(text)
    assert isinstance(script, Script)
    site = next(site for site in call_sites(script) if site.call.name == "npm")
    assert (lost or "") in (lost_at_end(script, site, in_project) or "")
    assert (lost_at_end(script, site, in_project) is None) == (lost is None)
