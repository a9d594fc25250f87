"""What a shell remembers of where programs lie."""

from __future__ import annotations

import random

import pytest

from dslim.shell import Script, parse_script, path_lookup
from dslim.shell.path_lookup import find_stale_command_paths

COMMANDS = (
    "make a", "foo", "cp foo /usr/local/bin/", "git pull", "(git pull)", "pip install pip", "pip install x", "bar",
    "curl -O https://example.org/git-2.40.tar.gz", "apt-get install -y git", "apk add coreutils", "bar install",
    "tar -xf git.tar", "foo > /usr/bin/bar", "python3 setup.py install", "command -v make",
)  # fmt: skip


def test_stale_command_paths_are_those_that_a_look_at_all_pairs_finds() -> None:
    random_ = random.Random(7)
    for _ in range(500):
        bodies = [" && ".join(random_.choices(COMMANDS, k=random_.randrange(1, 4))) for _ in range(4)]
        scripts = [script for body in bodies if isinstance(script := parse_script(body), Script)]
        assert find_stale_command_paths(scripts, frozenset({"bar"})) == pairwise(scripts, frozenset({"bar"})), bodies


def pairwise(bodies: list[Script], fixed: frozenset[str]) -> set[int]:
    """`find_stale_command_paths` as it is meant, each script against each."""
    rows = [[(event, script) for event in path_lookup._events_of(script)] for script in bodies]
    found = set()
    for i, row in enumerate(rows):
        for at, (event, _) in enumerate(row):
            for name in event.names - fixed if event.in_own_shell else ():
                replaced = any(path_lookup._may_replace(e, name, script) for e, script in row[at:])
                for other, script in (e for later in rows[i + 1 :] for e in later):
                    if replaced and name in other.names:
                        found.add(i)
                    replaced = replaced or path_lookup._may_replace(other, name, script)
    return found


@pytest.mark.parametrize(
    ("first", "second", "is_stale"),
    [
        ("conda install -y -c conda-forge x", "conda clean -ay", False),
        ("conda install -y conda=24.1", "conda clean -ay", True),
        ("npm -v && conda install -y x", "npm ci", True),  # nodejs may come with it
        ("yarn install", "yarn build", False),
        ("yarn global add yarn", "yarn build", True),
        ("composer self-update", "composer install", True),
        ("cpanm Moo", "cpanm JSON", False),
        ("cpanm --installdeps .", "cpanm JSON", True),
        ("cpanm https://x.example/App-cpanminus-1.7.tar.gz", "cpanm JSON", True),
        ("composer global require composer/composer", "composer about", True),
        ("composer global require a/b", "composer about", False),
        ("pip install x && rm -rf ~/.cache/pip", "pip install y", False),
        ("pip install x && rm -rf /tmp/../usr/local", "pip install y", True),
        ("pip install x && rm -rf /usr/local/*", "pip install y", True),
    ],
)
def test_managers_of_packages_and_removals_of_caches_leave_programs_where_they_are(
    first: str, second: str, is_stale: bool
) -> None:
    scripts = [script for body in (first, second) if isinstance(script := parse_script(body), Script)]
    assert bool(find_stale_command_paths(scripts)) is is_stale
