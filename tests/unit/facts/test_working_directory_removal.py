"""Which commands may remove, move or relink a working directory."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.call_sites import call_sites
from dslim.facts.run import Run
from dslim.facts.working_directory_removal import may_remove_shell_directory, may_remove_workdir
from dslim.shell import Script
from dslim.syntax import parse


def run_of(script: str, workdir: str) -> tuple[Run, Script]:
    run = Facts(parse(f"FROM mine\nWORKDIR {workdir}\nRUN {script}\n"), Options()).all_runs[-1]
    assert isinstance(run.script, Script)
    return run, run.script


@pytest.mark.parametrize(
    ("script", "may"),
    [
        ("rm -rf /srv/app", True),
        ("rm -rf /srv", True),
        ("rm -rf /srv/*", True),
        ("rm -rf ..", True),
        ("rm -rf $X", True),
        ("cd .. && rm -rf app", True),
        ("cd /srv; cd x; rm -rf ../app", True),
        ("cd $X && rm -rf app", True),
        ("mv /srv/app /srv/old", True),
        ("ln -sfn /other /srv/app", True),
        ("find /srv -delete", True),
        ("sh -c 'rm -rf /srv/app'", True),
        ("userdel -r app", True),
        ("rm -rf app", False),
        ("rm -f /srv/app.tar", False),
        ("rm -rf /srv/application", False),
        ("rm -rf /var/lib/apt/lists/*", False),
        ("cd /srv/app && rm -rf build", False),
        ("cd $X && rm -rf build", False),
        ("find /srv -type f -delete", False),
        ("X=$(mktemp -d); rm -rf $X", False),
    ],
)
def test_may_remove_workdir(script: str, may: bool) -> None:
    assert (may_remove_workdir(*run_of(script, "/srv/app")) is not None) is may


def test_nothing_can_remove_the_root_folder() -> None:
    assert may_remove_workdir(*run_of("rm -rf /srv $X ..", "/")) is None


@pytest.mark.parametrize(
    ("moves", "removal", "may"),
    [
        ("cd /tmp/x", "rm -rf /tmp/x", True),
        ("cd /tmp/x", "rm -rf /tmp/*", True),
        ("cd /tmp/x", "rm -rf .", True),
        ("cd x", "rm -rf /tmp/x", True),  # `x` may be a link to anywhere
        ("popd", "rm -rf /tmp/x", True),
        ("cd /tmp/x", "rm -rf /srv", True),  # the WORKDIR, if the cd was in a subshell
        ("cd /tmp/x", "rm -rf $Y", True),
        ("cd /tmp/x", "rm -rf y", False),
        ("cd /tmp/x", "rm -rf /tmp/y", False),
        ("cd /tmp/x && cd -", "rm -rf /tmp/y", False),
        ("cd /tmp/x", "rm -rf /var/cache/apt", False),
    ],
)
def test_may_remove_shell_directory(moves: str, removal: str, may: bool) -> None:
    run, script = run_of(f"{moves} && {removal}", "/srv/app")
    later = [site.call for site in call_sites(script)][-1:]
    assert (may_remove_shell_directory(run, script, later) is not None) is may
