"""Makefiles, package scripts and scripts of any language in the build context are read for who needs a cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import Context
from dslim.facts.build_context.context_scripts import MAX_FILES, texts_run
from dslim.facts.build_context.file_search import file_with_pattern, may_run_file
from dslim.shell import Script, invocations
from dslim.syntax import parse


def _names(folder: Path, files: dict[str, str], command: str) -> list[str]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    text = f"FROM debian:12\nWORKDIR /src\nCOPY . .\nRUN {command}\n"
    facts = Facts(parse(text), Options(), Context(folder))
    (run,) = facts.all_runs
    assert isinstance(run.script, Script)
    return [name for call in invocations(run.script) for name, _ in texts_run(facts, run, call)]


@pytest.mark.parametrize(
    ("files", "command", "found"),
    [
        ({"Makefile": "x"}, "make deps", ["Makefile"]),
        ({"a/Makefile": "x"}, "make -C a", ["a/Makefile"]),
        ({"a/build.mk": "x"}, "cd a && make -f build.mk", ["a/build.mk"]),
        ({"package.json": "{}"}, "yarn build", ["package.json"]),
        ({"x.py": "import y"}, "python3.11 x.py", ["x.py"]),
        ({"x.pl": "z"}, "perl -w x.pl", ["x.pl"]),
        ({"tool": "#!/usr/bin/env node\n"}, "./tool", ["tool"]),
        ({"Makefile": "all:\n\t./a.sh", "a.sh": "node b.js", "b.js": "z"}, "make", ["Makefile", "a.sh", "b.js"]),
        ({"a.sh": "./a.sh"}, "sh a.sh", ["a.sh"]),
        ({"Makefile": "x"}, "echo make", []),
    ],
)
def test_the_files_that_a_call_leads_to_are_found(
    tmp_path: Path, files: dict[str, str], command: str, found: list[str]
) -> None:
    assert _names(tmp_path, files, command) == found


def test_no_more_files_are_read_than_a_bound(tmp_path: Path) -> None:
    files = {f"{i}.sh": f"./{i + 1}.sh" for i in range(2 * MAX_FILES)}
    assert len(_names(tmp_path, files, "sh 0.sh")) == MAX_FILES


def test_a_pattern_is_looked_for_in_each(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("all:\n\tnpm ci --offline\n")
    facts = Facts(parse("FROM a\nCOPY . /\nRUN make\n"), Options(), Context(tmp_path))
    (run,) = facts.all_runs
    assert isinstance(run.script, Script)
    (call,) = invocations(run.script)
    assert may_run_file(call)
    assert file_with_pattern(facts, run, call, "--offline") == "Makefile"
    assert file_with_pattern(facts, run, call, "--no-index") is None
