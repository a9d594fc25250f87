"""The folder that a shell is in, where subshells change it."""

from __future__ import annotations

from dslim.facts.build_context.subshell_folders import Subshells
from dslim.shell import Script, parse_script


def test_a_subshell_ends_in_the_folder_it_began_in() -> None:
    text = "a; (cd /x; b); c"
    script = parse_script(text)
    assert isinstance(script, Script)
    folders = Subshells(script)
    assert folders.folder_at(text.index("a"), "/") == "/"
    assert folders.folder_at(text.index("cd"), "/") == "/"
    assert folders.folder_at(text.index("b"), "/x") == "/x"
    assert folders.folder_at(len(text) - 1, "/x") == "/"
