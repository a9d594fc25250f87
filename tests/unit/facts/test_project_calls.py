"""Which files of a project a build tool runs."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context import context_patterns
from dslim.facts.build_context.context import open_context
from dslim.facts.build_context.context_patterns import MAX_DEPTH, MAX_FILES, paths_of
from dslim.facts.build_context.project_calls import project_calls
from dslim.shell import Script, invocations
from dslim.syntax import parse


def asked(text: str) -> list[tuple[str, tuple[str, ...]]]:
    facts = Facts(parse(f"FROM debian:12\nRUN {text}\n"), Options())
    run = facts.all_runs[-1]
    assert isinstance(run.script, Script)
    return [(found.kind, found.names) for found in project_calls(facts, run, invocations(run.script)[-1])]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("pip install .", "project", "./setup.py"), ("pip3 install -e ./a[b,c]", "project", "./a/setup.py"),
        ("pip install 'a/b'", "project", "a/b/setup.py"), ("pip wheel file:///a", "project", "/a/setup.py"),
        ("python -m pip install /a", "project", "/a/pyproject.toml"), ("uv pip install .", "project", "./setup.py"),
        ("pip install -r a.txt", "requirements", "a.txt"), ("pip install -ra.txt", "requirements", "a.txt"),
        ("python3 -m build", "project", "setup.py"), ("python -m pytest x", "project", "**/conftest.py"),
        ("poetry install", "project", "setup.py"), ("cargo build", "project", "**/build.rs"),
        ("go generate ./...", "directives", "**/*.go"), ("go run ./a/x.go", "project", "./a/x.go"),
        ("go test ./...", "project", "**/*_test.go"), ("git commit -m x", "shell-as-copied", ".husky/pre-commit"),
        ("git config core.hooksPath h && git merge x", "shell-as-copied", "h/post-merge"),
        ("bats a.bats", "bats", "a.bats"), ("lerna run a", "package", "*/package.json"),
        ("awk -f a.awk x", "project", "a.awk"), ("gawk --file=a.awk x", "project", "a.awk"),
        ("R CMD INSTALL a", "shell", "a/configure"), ("rails runner a.rb", "project", "a.rb"),
        ("webpack --mode x", "project", "**/webpack.config.js"),
    ],
)  # fmt: skip
def test_files(text: str, kind: str, name: str) -> None:
    assert any(found[0] == kind and name in found[1] for found in asked(text)), asked(text)


@pytest.mark.parametrize(
    "text",
    [
        "pip install six", "pip install a.whl", "pip install ./a.tar.gz", "pip install -t ./a six", "pip list",
        "pip install git+https://example.org/a/b", "pip install $X", "git status", "cargo --version", "go build ./...",
        "python x.py", "awk '{print}' x", "uv python install 3.12",
    ],
)  # fmt: skip
def test_no_files(text: str) -> None:
    assert asked(text) == []


def facts_with(folder: Path, text: str, *names: str) -> Facts:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    return Facts(parse(text), Options(), open_context(str(folder)))


def test_patterns_are_looked_for_where_copies_bring_them(tmp_path: Path) -> None:
    facts = facts_with(
        tmp_path, "FROM debian:12\nCOPY src /app\nRUN x\n", "src/a/build.rs", "src/build.rs", "other/build.rs"
    )
    run = facts.all_runs[-1]
    assert sorted(paths_of(facts, run, "/app", "**/build.rs") or ()) == ["/app/a/build.rs", "/app/build.rs"]
    assert paths_of(facts, run, "/app", "*/build.rs") == ("/app/a/build.rs",)
    assert paths_of(facts, run, "/app", "setup.py") == ("/app/setup.py",)


def test_absolute_patterns(tmp_path: Path) -> None:
    facts = facts_with(tmp_path, "FROM debian:12\nCOPY x.sh /etc/profile.d/\nRUN x\n", "x.sh")
    assert paths_of(facts, facts.all_runs[-1], "/app", "/etc/profile.d/*.sh") == ("/etc/profile.d/x.sh",)


@pytest.mark.parametrize(
    ("names", "count"),
    [
        ([f"a{number}.go" for number in range(MAX_FILES)], MAX_FILES),
        ([f"a{number}.go" for number in range(MAX_FILES + 1)], None),
        (["a/" * MAX_DEPTH + "a.go"], 1),
        (["a/" * (MAX_DEPTH + 1) + "a.go"], None),
    ],
)
def test_of_more_files_than_a_bound_none_is_named(tmp_path: Path, names: list[str], count: int | None) -> None:
    facts = facts_with(tmp_path, "FROM debian:12\nCOPY . /app\nRUN x\n", *names)
    found = paths_of(facts, facts.all_runs[-1], "/app", "**/*.go")
    assert (None if found is None else len(found)) == count


def test_files_that_no_copy_brings_to_a_folder_do_not_count(tmp_path: Path) -> None:
    names = [f"a{number}" for number in range(MAX_FILES + 1)]
    facts = facts_with(tmp_path, "FROM debian:12\nCOPY . /app\nRUN x\n", *names)
    assert paths_of(facts, facts.all_runs[-1], "/app", "/etc/apt/apt.conf.d/*") == ()


def test_a_pattern_of_a_project_takes_no_long_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workspaces of package.json are patterns of others: each part of a path is compared once, whatever they are."""
    calls: list[tuple[str, str]] = []

    def compare(name: str, pattern: str) -> bool:
        calls.append((name, pattern))
        return fnmatchcase(name, pattern)

    monkeypatch.setattr(context_patterns, "fnmatchcase", compare)
    facts = facts_with(tmp_path, "FROM debian:12\nCOPY . /app\nRUN x\n", "a/" * 20 + "a")
    assert paths_of(facts, facts.all_runs[-1], "/app", "**/" * 12 + "*a" * 30 + "/b/a") == ()
    assert len(calls) < 500
