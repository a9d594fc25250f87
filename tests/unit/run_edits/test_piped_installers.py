"""Which downloads are run without a look at them."""

from __future__ import annotations

import pytest

from dslim.run_edits.piped_installers import why_an_installer_is_not_read
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
    assert "cannot be read" in (why(text) or "")


@pytest.mark.parametrize(
    "text",
    ["curl https://a.example/x | tar xz", "curl https://a.example/x | sh y.sh", "echo curl; echo a | sh",
     "curl -fsSL https://get.docker.com | sh", "curl get.docker.com | sh", 'sh -c "$(wget -O- https://sh.rustup.rs)"',
     "curl -LsSf https://astral.sh/uv/install.sh | env A=b sh", "curl https://a.example/x | python3 -m json.tool"],
)  # fmt: skip
def test_what_is_known_or_runs_nothing(text: str) -> None:
    assert why(text) is None
