"""What files of a project start, by their names."""

from __future__ import annotations

import pytest

from dslim.facts.build_context.build_descriptions import (
    directives_of,
    files_named_by_pyproject,
    folders_of_requirements,
    processes_of_build_file,
)
from dslim.facts.build_context.foreign_code import MAX_STARTS, UNKNOWN


@pytest.mark.parametrize(
    ("name", "text", "started"),
    [
        ("build.rs", 'Command::new("a").arg("-b").args(["c", "d"])', ["a -b c d"]),
        ("build.rs", 'Command::new("a")\n    .args(&["b"])', ["a b"]),
        ("build.rs", "Command::new(program)", [UNKNOWN]),
        ("build.rs", 'Command::new(env::var("CC").unwrap())', [UNKNOWN]),
        ("build.rs", '// Command::new("a")', []),
        ("main.go", 'exec.Command("a", "b")', ["a b"]),
        ("main.go", 'exec.CommandContext(ctx, "a", "b")', ["a b"]),
        ("main.go", "exec.Command(name)", [UNKNOWN]),
        ("main.go", "//go:generate a b", []),
        ("CMakeLists.txt", "execute_process(COMMAND a -b\n  COMMAND c OUTPUT_VARIABLE X)", ["a -b", "c"]),
        ("x/y.cmake", "add_custom_command(OUTPUT x COMMAND ${P} a DEPENDS b)", ["$X a"]),
        ("CMakeLists.txt", "# execute_process(COMMAND a)", []),
        ("meson.build", "run_command('a', '-b', check: true)", ["a -b"]),
        ("meson.build", "custom_target('x', command: ['a', '@INPUT@'])", ["a @INPUT@"]),
        ("pom.xml", "<executable>a</executable><arguments><argument>b</argument></arguments>", ["a b"]),
        ("pom.xml", '<exec executable="a"><arg value="b"/></exec>', ["a b"]),
        ("binding.gyp", "{'action': ['a', 'b'], 'x': '<!(c d)'}", ["a b", "c d"]),
        (".pre-commit-config.yaml", "  - id: x\n    entry: a b\n", ["a b"]),
        ("mix.exs", 'System.cmd("a", ["b"])', ["a b"]),
        ("mix.exs", "System.cmd(a, [])", [UNKNOWN]),
        ("rebar.config", '{pre_hooks, [{compile, "a b"}]}.', ["a b"]),
        ("a.rockspec", "build_command = 'a b'", ["a b"]),
        ("setup.py", "os.system('a b')", ["a b"]),
        ("setup.py", "setup(name='a')", []),
        ("pyproject.toml", "os.system('a b')", []),
    ],
)  # fmt: skip
def test_processes(name: str, text: str, started: list[str]) -> None:
    assert list(processes_of_build_file(name, text)) == started


def test_no_more_starts_than_a_bound() -> None:
    found = list(processes_of_build_file("build.rs", 'Command::new("a");\n' * (MAX_STARTS + 5)))
    assert len(found) == MAX_STARTS + 1
    assert found[-1] == UNKNOWN


def test_directives() -> None:
    assert list(directives_of("package a\n\n//go:generate a b\n// go:generate c\n")) == ["a b"]


def test_pyproject_names_a_backend_of_its_own() -> None:
    own = '[build-system]\nbuild-backend = "own.api"\nbackend-path = ["build"]\n'
    assert files_named_by_pyproject(own) == ["build/own/api.py", "build/own/api/__init__.py"]
    assert files_named_by_pyproject('[build-system]\nbuild-backend = "hatchling.build"\n') == []
    assert files_named_by_pyproject('[tool.poetry.build]\nscript = "build.py"\n') == ["build.py"]


def test_requirements_name_folders() -> None:
    text = "six==1\n-e .\n./a[x]  # ours\nfile:///opt/b\n-e git+https://example.org/x\nc/d\n"
    assert folders_of_requirements(text) == [".", "./a", "/opt/b"]
