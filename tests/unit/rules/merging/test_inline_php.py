"""What `php -r` fetches and removes is read from its code."""

from __future__ import annotations

import pytest

from dslim.facts.call_sites import call_sites
from dslim.rules.merging.inline_php import inline_files
from dslim.shell import Script, parse_script


@pytest.mark.parametrize(
    ("text", "fetched", "removed"),
    [
        ("""php -r "copy('https://getcomposer.org/installer', 'setup.php');" """, ("setup.php",), ()),
        ("""php -r "unlink('setup.php');" """, (), ("setup.php",)),
        ("""php -r 'copy("https://a.example/b", "/tmp/b.php"); unlink("/tmp/c");' """, ("/tmp/b.php",), ("/tmp/c",)),
        ("php setup.php --install-dir=.", (), ()),
        ("""php -r "copy('a', 'b');" """, (), ()),
    ],
)
def test_files_are_named(text: str, fetched: tuple[str, ...], removed: tuple[str, ...]) -> None:
    script = parse_script(text)
    assert isinstance(script, Script)
    assert inline_files(call_sites(script)[0].call) == (fetched, removed)
