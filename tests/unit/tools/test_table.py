"""The table of programs: one row a program, each with its manual, each verb in a golden case."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import dslim.tools
from dslim.rules import TABLE
from dslim.shell.invocations import Invocation, exec_invocation
from dslim.tools import TOOLS, cleanups, find, find_interpreter, find_versioned, folders_emptied, mounts, names_where
from dslim.tools.caches import Cleanup
from dslim.tools.calls import Calls, manual, operands, words
from dslim.tools.tool import Tool

GOLDEN = Path(__file__).parents[3] / "golden"
CLEANUPS = [(names, row) for rule in sorted({r.rule for t in TOOLS for r in t.cleanup})
            for row, names in cleanups(rule).items()]  # fmt: skip


def call(text: str) -> Invocation:
    return exec_invocation(tuple(text.split()))


def test_each_program_has_one_row() -> None:
    assert [name for name, count in Counter(tool.name for tool in TOOLS).items() if count > 1] == []


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_each_row_has_a_link_to_its_manual(tool: Tool) -> None:
    assert re.fullmatch(r"https://[\w.-]+\.\w+(/[^\s\"]*)?", tool.documentation)
    assert all(row.documentation.startswith("https://") for row in tool.cleanup)


def test_no_column_is_empty() -> None:
    empty = [column for column in Tool._fields if not any(getattr(tool, column) for tool in TOOLS)]
    assert empty == []


@pytest.mark.parametrize("column", [c for c in Tool._fields if c not in ("name", "documentation")])
def test_each_column_is_read_by_somebody(column: str) -> None:
    source = Path(dslim.tools.__file__).parents[1]
    readers = [p for p in source.rglob("*.py") if p.name != "tool.py" and f"tool.{column}" in p.read_text()]
    assert readers or column in ("installs_from_index",)


def test_a_row_is_found_by_its_name_alone() -> None:
    assert find("pnpm") is not None
    assert find("pnpm ") is find("/usr/bin/pnpm") is find("no-such-program") is find(None) is None


@pytest.mark.parametrize(
    ("name", "row", "language"),
    [
        ("python3.12", "python", "python"), ("python3", "python3", "python"), ("pypy3", "pypy", "python"),
        ("lua5.4", "lua", "lua"), ("nodejs", "nodejs", "node"), ("pip3.11", "pip", ""), ("7z", "7z", ""),
        ("python.py", None, ""), ("3.12", None, ""), (None, None, ""),
    ],
)  # fmt: skip
def test_a_version_in_a_name_is_none_of_the_program(name: str | None, row: str | None, language: str) -> None:
    found, interpreter = find_versioned(name), find_interpreter(name)
    assert (found.name if found is not None else None) == row
    assert (interpreter.interprets if interpreter is not None else "") == language


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool.runs_from], ids=lambda tool: tool.name)
def test_what_runs_from_a_file_says_what_the_file_is_called(tool: Tool) -> None:
    assert tool.runs_from in ("make", "package", "composer", "tasks")
    assert tool.project_files


def test_names_are_those_of_the_programs_of_which_something_holds() -> None:
    assert names_where(lambda tool: tool.distribution == "alpine") == {"apk"}


def test_programs_share_a_cache() -> None:
    assert ("conda", "mamba", "micromamba") in cleanups("conda-clean").values()
    assert cleanups("no-such-rule") == {}
    assert {row.name for row in mounts()} >= {"apt", "pip", "npm", "go"}


def test_each_cleanup_is_that_of_a_rule() -> None:
    assert {row.rule for tool in TOOLS for row in tool.cleanup} <= {entry.name for entry in TABLE}


@pytest.mark.parametrize(("names", "row"), CLEANUPS, ids=lambda value: "" if isinstance(value, Cleanup) else value[0])
def test_a_cleanup_is_known_for_one(names: tuple[str, ...], row: Cleanup) -> None:
    """Or dslim would add it again at each run."""
    command = row.command.replace("{program}", names[0]).replace("{folder}", "/usr/local/bundle/cache")
    name, _, rest = command.partition(" ")
    if name == "rm":
        assert any(re.search(row.paths, re.sub(r"[\"'*]", "", word).rstrip("/")) for word in rest.split())
    else:
        assert name == names[0]
        assert row.cleans is not None
        assert row.cleans.match(call(command))
        assert not row.fills.match(call(command))


def cases(rule: str) -> Iterator[str]:
    for path in (GOLDEN / rule).glob("*/input.Dockerfile"):
        yield path.read_text()


@pytest.mark.parametrize(("names", "row"), CLEANUPS, ids=lambda value: "" if isinstance(value, Cleanup) else value[0])
def test_each_verb_is_exercised_by_a_golden_case(names: tuple[str, ...], row: Cleanup) -> None:
    """As the verb of a call of one of the programs, in a case of the rule."""
    texts = re.split(r"[\n;&|()]+", " ".join(cases(row.rule)).replace("\\\n", " ").replace("RUN ", "\n"))
    calls = [call(text) for text in texts if text.split() and text.split()[0] in names]
    missing = [verb for verb in sorted(row.fills.verbs) if not any(_only(row.fills, verb).match(c) for c in calls)]
    assert missing == []


def _only(calls: Calls, verb: str) -> Calls:
    return calls._replace(verbs=frozenset({verb}))


@pytest.mark.parametrize(
    ("calls", "text", "is_one"),
    [
        (Calls(words("install")), "x install y", True),
        (Calls(words("install")), "x remove install", False),
        (Calls(words("install"), anywhere=True), "x remove install", True),
        (Calls(words("install"), valued=words("--dir")), "x --dir install y", False),
        (Calls(words("install"), valued=words("--dir")), "x --dir y install", True),
        (Calls(frozenset({"pip install"})), "x pip install y", True),
        (Calls(frozenset({"pip install"})), "x pip", False),
        (Calls(frozenset({""})), "x --silent", True),
        (Calls(words("clean"), options=words("-cache")), "x clean", False),
        (Calls(words("clean"), options=words("-cache")), "x clean -cache", True),
        (Calls(words("install"), unless=words("--offline")), "x install --offline", False),
        (Calls(words("install"), unless_in="no-cache"), "x install --args=--no-cache-dir", False),
        (Calls(letters="S", no_letters="c"), "x -Syu y", True),
        (Calls(letters="S", no_letters="c"), "x -Scc", False),
        (Calls(letters="S"), "x --Sync", False),
        (Calls(operand=True), "x -v", False),
        (Calls(operand=True), "x y", True),
        (Calls(), "x", False),
        (Calls(bare=True), "x", True),
    ],
)
def test_calls_are_told_by_verb_and_options(calls: Calls, text: str, is_one: bool) -> None:
    assert calls.match(call(text)) == is_one


def test_a_quoted_option_is_one_too() -> None:
    name, verb, option = call('x install "--offline"').argv
    quoted = Invocation((name, verb, option._replace(literal=None)))
    assert not Calls(words("install"), unless=words("--offline")).match(quoted)


def test_operands_are_the_arguments_that_are_no_options() -> None:
    assert list(operands(("-o", "a", None, "-", "--b=c", "d"), words("-o"))) == [None, "-", "d"]


def test_the_manual_of_a_program_that_debian_has() -> None:
    assert manual("dpkg") == "https://manpages.debian.org/dpkg"


def test_who_empties_a_cache_says_so_by_the_first_operand() -> None:
    assert folders_emptied("yum", ("-y", "clean", "all")) == ("/var/cache/yum", "/var/cache/dnf")
    assert folders_emptied("apt-get", ("install", "-y", "clean")) is None
    assert folders_emptied("make", ("clean",)) is None
