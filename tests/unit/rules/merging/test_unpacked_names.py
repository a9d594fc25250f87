"""What an archive that a pipe unpacks, or a package's program, may be called."""

from __future__ import annotations

import pytest

from dslim.rules.merging.unpacked_names import addresses_unpacked, names_unpacked, shorter_names
from one_run import run_in


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("curl -L https://x.example/a.tgz | tar xz", {"tar xz": "https://x.example/a.tgz"}),
        ("wget -qO- 'https://x.example/a.txz' | xz -d | tar x", {"tar x": "https://x.example/a.txz"}),
        ("curl https://x.example/a.tgz; tar xf a.tgz", {}),
        ("cat a.tgz | tar xz", {}),
    ],
)
def test_which_address_a_command_is_handed(text: str, addresses: dict[str, str]) -> None:
    script = run_in(f"FROM debian:12\nRUN {text}\n")[2]
    found = addresses_unpacked(script)
    assert {script.text[slice(*span)]: address for span, address in found.items()} == addresses


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("https://x.example/a-2.1-linux-x64.tar.gz", ["a-2.1-linux-x64", "a-2.1-linux", "a-2.1"]),
        ("https://github.com/x/tool/archive/refs/tags/v1.2.tar.gz", ["tool-1.2"]),
        ("https://github.com/x/tool/archive/main.tar.gz", ["tool-main"]),
        ("https://x.example/latest", []),
        ("https://x.example/a.zip", []),
    ],
)
def test_the_folder_that_an_archive_may_hold(address: str, names: list[str]) -> None:
    assert list(names_unpacked(address)) == names


def test_names_get_shorter_up_to_a_bound() -> None:
    assert list(shorter_names("php8.3-cli")) == ["php8.3-cli", "php8.3"]
    assert len(list(shorter_names("ab-" * 9 + "c"))) == 4
    assert list(shorter_names("ab")) == []
