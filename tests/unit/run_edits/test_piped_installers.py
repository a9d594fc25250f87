"""Which downloads are run without a look at them."""

from __future__ import annotations

import pytest

from dslim.run_edits.piped_installers import (
    addresses_piped,
    downloads_that_run,
    installers_that_update_first,
    updates_apt,
    why_an_installer_is_not_read,
)
from dslim.shell.tree import Pipeline
from one_run import run_in


def why(text: str) -> str | None:
    return why_an_installer_is_not_read(run_in(f"FROM debian:12\nRUN {text}\n")[2])


@pytest.mark.parametrize(
    "text",
    ["curl https://a.example/x | sh", "wget -O- https://a.example/x | gunzip | bash -e", "curl $URL | sh",
     "bash -c 'curl https://a.example/x | sh -s -- y'", 'eval "$(curl https://a.example/x)"', "curl a.example | zsh",
     "curl https://get.docker.com.a.example/ | sh", "curl https://a.example/get.docker.com | sh",
     "curl https://a.example/x | perl - App::cpanminus", "curl https://a.example/x | python3 - --version 2"],
)  # fmt: skip
def test_what_may_do_anything(text: str) -> None:
    assert "is not known, since dslim" in (why(text) or "")


@pytest.mark.parametrize(
    "text",
    ["curl https://a.example/x | tar xz", "curl https://a.example/x | sh y.sh", "echo curl; echo a | sh",
     "curl -fsSL https://get.docker.com | sh", "curl get.docker.com | sh", 'sh -c "$(wget -O- https://sh.rustup.rs)"',
     "curl -L https://cpanmin.us | perl - App::cpanminus", "curl https://sdk.cloud.google.com | bash",
     "curl -LsSf https://astral.sh/uv/install.sh | env A=b sh", "curl https://a.example/x | python3 -m json.tool"],
)  # fmt: skip
def test_what_is_known_or_runs_nothing(text: str) -> None:
    assert why(text) is None


@pytest.mark.parametrize(
    ("text", "updates"),
    [
        ("curl -fsSL https://deb.nodesource.com/setup_20.x | bash -", True),
        ("wget -qO- https://get.docker.com | sh", True),
        ("curl -s https://packagecloud.io/install/repositories/github/git-lfs/script.deb.sh | bash", True),
        ("curl https://get.docker.com.a.example/ | sh", False),
        ("curl https://deb.nodesource.com/gpgkey | sh", False),
        ("curl https://sh.rustup.rs | sh", False),
    ],
)
def test_which_installers_update_apt(text: str, updates: bool) -> None:
    (part,) = downloads_that_run(run_in(f"FROM debian:12\nRUN {text}\n")[2])
    assert updates_apt(part) is updates


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("curl -L https://a.example/x | sudo -E bash -", ("https://a.example/x",)),
        ("(curl https://a.example; wget -O- https://b.example) | sh", ("https://a.example", "https://b.example")),
        ("curl https://a.example/x | tar xz", ()),
        ("echo https://a.example/x | sh", ()),
        ("! curl https://a.example/x | sh", ()),
    ],
)
def test_which_addresses_a_shell_is_handed(text: str, addresses: tuple[str, ...]) -> None:
    node = run_in(f"FROM debian:12\nRUN {text}\n")[2].statements[0].node
    assert isinstance(node, Pipeline)
    assert addresses_piped(node) == addresses


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("a && curl https://get.docker.com | bash - && b", True),
        ("curl https://get.docker.com | bash -; b", True),
        ("a && curl https://get.docker.com | bash -; b", False),
        ("a || curl https://get.docker.com | bash -", False),
        ("curl https://b.example/x | bash -", False),
        ("curl https://get.docker.com | tar xz", False),
    ],
)
def test_where_an_installer_that_updates_surely_ran(text: str, is_known: bool) -> None:
    script = run_in(f"FROM debian:12\nRUN {text}\n")[2]
    found = installers_that_update_first(script)
    assert [script.text[slice(*span)] for span in found] == (["bash -"] if is_known else [])
