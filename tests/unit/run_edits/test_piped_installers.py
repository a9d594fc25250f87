"""Which downloads are run without a look at them."""

from __future__ import annotations

import pytest

from dslim.run_edits.piped_installers import downloads_that_run, updates_apt, why_an_installer_is_not_read
from one_run import run_in


def why(text: str) -> str | None:
    return why_an_installer_is_not_read(run_in(f"FROM debian:12\nRUN {text}\n")[2])


@pytest.mark.parametrize(
    "text",
    ["curl https://a.example/x | sh", "wget -O- https://a.example/x | gunzip | bash -e", "curl $URL | sh",
     "bash -c 'curl https://a.example/x | sh -s -- y'", 'eval "$(curl https://a.example/x)"', "curl a.example | zsh",
     "curl https://get.docker.com.a.example/ | sh", "curl https://a.example/get.docker.com | sh"],
)  # fmt: skip
def test_what_may_do_anything(text: str) -> None:
    assert "may do anything" in (why(text) or "")


@pytest.mark.parametrize(
    "text",
    ["curl https://a.example/x | tar xz", "curl https://a.example/x | sh y.sh", "echo curl; echo a | sh",
     "curl -fsSL https://get.docker.com | sh", "curl get.docker.com | sh", 'sh -c "$(wget -O- https://sh.rustup.rs)"',
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
