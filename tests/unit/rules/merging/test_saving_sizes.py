"""What is large enough that a form which nobody likes to read is worth it."""

from __future__ import annotations

import pytest

from dslim.rules.merging.file_effects import Effect
from dslim.rules.merging.saving_sizes import is_known_to_be_large


@pytest.mark.parametrize(
    ("path", "name", "is_large"),
    [
        ("/var/lib/apt/lists", "", True),
        ("/var/lib/apt/lists/partial", "", True),
        ("/tmp/go.tar.gz", "", True),
        ("/opt", "*.tgz", True),
        ("/root/.npm/_cacache", "", True),
        ("/srv/node_modules", "", True),
        ("package:apt:gcc-12", "", True),
        ("package:apt:libssl-dev", "", True),
        ("package:apt:curl", "", False),
        ("/etc/motd", "", False),
        ("/tmp/install.sh", "", False),
        ("/var/lib/dpkg", "", False),
    ],
)
def test_sizes(path: str, name: str, is_large: bool) -> None:
    assert is_known_to_be_large(path, Effect("removes", path, name)) is is_large
