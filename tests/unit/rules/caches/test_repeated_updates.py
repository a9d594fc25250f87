"""A second `apt-get update` is one too many where nothing since the first can change what it fetches."""

from __future__ import annotations

import pytest
from cache_calls import last_run, sites_of

from dslim.rules.caches.repeated_updates import repeated_updates
from dslim.shell import Script


def count(text: str, folder: str = "/") -> int:
    """How many updates of a RUN in a folder are repeated."""
    _, run = last_run(f"WORKDIR {folder}\nRUN {text}")
    assert isinstance(run.script, Script)
    return len(repeated_updates(run, run.script, sites_of(run), {"brought.sh"}))


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("apt-get install -y curl", 1),
        ("apt-get install -y curl && make install", 0),
        ("apt-get -q install -y curl && apt-get clean", 1),
        ("apt-get install -y ca-certificates", 0),
        ("apt-get install -y gnupg", 0),
        ("apt-get install -y $MORE", 0),
        ("apt-get install -y ./x.deb", 0),
        ("add-apt-repository ppa:a/b", 0),
        ("dpkg --add-architecture i386", 0),
        ("echo x > /etc/apt/preferences", 0),
        ("curl -s https://x.example | sh", 0),
        ("brought.sh", 0),
        ("rm -rf /var/lib/apt/lists/*", 0),
        ("cp -r files/* /", 0),
        ("cp -r files /opt/files", 1),
        ("tar -xf a.tar -C/", 0),
        ("tar -xf a.tar --directory=/", 0),
        ("tar -xf a.tar", 0),
        ("tar -xf a.tar -C /opt", 1),
        ("tar -xf a.tar --directory=/opt", 1),
        ("cd / && echo x > etc/apt/x.list", 0),
        ('echo x > "$LIST"', 0),
        ("sed -i s/a/b/ $LIST", 0),
        ("sed -i s/a/b/ /opt/x", 1),
        ("ua enable esm", 0),
        ("patch -p1 < /x.patch", 0),
        ("su -c configure", 0),
        ("export http_proxy=x", 0),
    ],
)
def test_what_stands_between(between: str, expected: int) -> None:
    assert count(f"apt-get update && {between} && apt-get update && apt-get install -y jq") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apt-get update || true; apt-get update && apt-get install -y x", 0),
        ("apt-get -o A=b update && apt-get update && apt-get install -y x", 0),
        ("apt-get update && apt-get -qq update && apt-get install -y x", 1),
        ("apt-get update && sudo apt-get update && apt-get install -y x", 0),
        ("apt-get update && apt-get install -y x && apt-get update", 0),
        ("apt-get update && apt update && apt-get update && apt-get install -y x", 2),
    ],
)
def test_how_it_is_asked(text: str, expected: int) -> None:
    assert count(text) == expected


def test_a_folder_of_sources_is_no_place_for_relative_paths() -> None:
    text = "apt-get update && echo 'deb x' > x && apt-get update && apt-get install -y jq"
    assert (count(text), count(text, "/etc/apt/sources.list.d")) == (1, 0)
