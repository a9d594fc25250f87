"""The scripts of the build context that a RUN runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context
from dslim.facts.build_context.context_patterns import MAX_FILES
from dslim.facts.build_context.file_kinds import MAX_TEXTS
from dslim.facts.build_context.foreign_code import MAX_STARTS
from dslim.facts.build_context.foreign_code import MAX_TEXT as MAX_COMMAND
from dslim.facts.build_context.makefiles import MAX_LINES
from dslim.facts.build_context.makefiles import MAX_TEXT as MAX_VALUE
from dslim.facts.build_context.package_scripts import MAX_PACKAGES
from dslim.facts.build_context.script_calls import MAX_FOLDERS, MAX_TARGETS, MAX_WORKSPACES
from dslim.facts.build_context.script_reader import MAX_DEPTH, MAX_SCRIPTS
from dslim.facts.build_context.scripts_of_run import read_scripts_of_run, scripts_of_run
from dslim.facts.point import Point
from dslim.run_edits.unread_scripts import why_a_script_is_not_read
from dslim.syntax import parse


def point(folder: Path, lines: str, files: dict[str, str]) -> Point:
    """The place of the last RUN of a file, whose build context has these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    facts = Facts(parse(f"FROM debian:12\nWORKDIR /app\n{lines}\n"), Options(), open_context(str(folder)))
    return facts.point_of(facts.all_runs[-1])


def names(folder: Path, lines: str, files: dict[str, str]) -> list[str]:
    return [script.name for script in scripts_of_run(point(folder, lines, files))]


@pytest.mark.parametrize(
    "call",
    ["./a.sh", "/app/a.sh", "sh a.sh", "bash -eux a.sh x", ". ./a.sh", "sudo ./a.sh", "env X=y ./a.sh",
     "bash -c './a.sh && b'", "chmod +x a.sh && ./a.sh", "timeout 5 sh a.sh", "python3 a.sh", "perl a.sh"],
)  # fmt: skip
def test_it_is_found_however_it_is_called(tmp_path: Path, call: str) -> None:
    assert names(tmp_path, f"COPY . .\nRUN {call}", {"a.sh": "true\n"}) == ["a.sh"]


@pytest.mark.parametrize("call", ["cat a.sh", "sed -i s/a/b/ a.sh && ./a.sh", "./b.sh", "$X"])
def test_what_is_not_run_or_not_as_it_was_is_not_read(tmp_path: Path, call: str) -> None:
    assert names(tmp_path, f"COPY . .\nRUN {call}", {"a.sh": "true\n"}) == []


@pytest.mark.parametrize(
    ("mount", "call", "found"),
    [
        ("type=bind,target=/src", "/src/t/a.sh", ["t/a.sh"]),
        ("source=t,target=.", "./a.sh", ["t/a.sh"]),
        ("type=bind,source=/t/a.sh,dst=/x.sh", "sh /x.sh", ["t/a.sh"]),
        ("type=bind,from=other,target=/src", "/src/t/a.sh", []),
        ("type=cache,target=/src", "/src/t/a.sh", []),
        ("type=bind,target=/src", "/t/a.sh", []),
    ],
)
def test_through_a_bind_mount(tmp_path: Path, mount: str, call: str, found: list[str]) -> None:
    assert names(tmp_path, f"RUN --mount={mount} {call}", {"t/a.sh": "true\n"}) == found


def test_those_that_it_runs_in_turn_within_bounds(tmp_path: Path) -> None:
    files = {f"{i}.sh": f"./{i + 1}.sh\n./0.sh\n" for i in range(20)}
    assert names(tmp_path, "COPY . .\nRUN ./0.sh", files) == [f"{i}.sh" for i in range(MAX_DEPTH)]
    text = "".join(f"./{i}.sh\n" for i in range(90))
    many = {"all.sh": text, **{f"{i}.sh": "true\n" for i in range(90)}}
    assert len(names(tmp_path, "COPY . .\nRUN ./all.sh", many)) == MAX_SCRIPTS


def numbered(pattern: str, count: int, text: str = "true\n") -> dict[str, str]:
    return {pattern.format(number): text for number in range(count)}


CALL_ALL = "".join(f"./{n}.sh\n" for n in range(90))
IN_A_ROW = {f"{n}.sh": f"./{n + 1}.sh\n" for n in range(MAX_DEPTH + 1)}
IMPORTS = "".join(f"import a{n}\n" for n in range(2 * MAX_STARTS))
PROJECTS = "".join(f"./p{n}\n" for n in range(MAX_STARTS + 1))
HOOKS = " && ".join(f"git config core.hooksPath h{n}" for n in range(MAX_FILES + 1))
PATH = ":".join(f"/p{n}" for n in range(MAX_FOLDERS + 1))
#: What a RUN leads to that is more than dslim reads: (call, files of the build context, what is left unread).
BEYOND = [
    ("./all.sh", {"all.sh": CALL_ALL, **numbered("{}.sh", 90)}, f"{MAX_SCRIPTS} scripts"),
    ("./0.sh", IN_A_ROW, f"{MAX_DEPTH} scripts that call each other in a row"),
    ("go generate ./...", numbered("a{}.go", MAX_FILES + 1), f"{MAX_FILES} files like **/*.go"),
    ("just", {"justfile": "x\n" * (MAX_TEXTS + 1)}, f"{MAX_TEXTS} lines of justfile"),
    ("python3 a.py", {"a.py": IMPORTS}, f"{MAX_STARTS} files named by one script"),
    ("pip install -r r.txt", {"r.txt": PROJECTS}, f"{MAX_STARTS} projects in r.txt"),
    ("npm run x --workspaces", numbered("p/{}/package.json", 30), f"{MAX_WORKSPACES} workspaces"),
    (f"PATH={PATH} x", {"a": ""}, f"{MAX_FOLDERS} folders of PATH"),
    (f"git commit -m x && {HOOKS}", {"a": ""}, f"{MAX_FILES} folders of hooks"),
]


@pytest.mark.parametrize(("call", "files", "left"), BEYOND, ids=[left for *_, left in BEYOND])
def test_where_more_is_there_than_is_read_a_run_may_do_anything(
    tmp_path: Path, call: str, files: dict[str, str], left: str
) -> None:
    run = point(tmp_path, f"COPY . /\nCOPY . .\nRUN {call}", files)
    assert f"more than {left}" in read_scripts_of_run(run).unread
    reason = why_a_script_is_not_read(run.facts, run.facts.all_runs[-1])
    assert reason is not None
    assert "of which dslim looks at no more, and the others may do anything" in reason


@pytest.mark.parametrize(
    ("call", "files"),
    [
        ("make", {"Makefile": "all:\n" + "\ttrue\n" * MAX_LINES}),
        ("make", {"Makefile": f"A = {'x' * (MAX_VALUE + 1)}\nall:\n\ttrue\n"}),
        ("npm ci", {"package.json": '{"workspaces": [' + ", ".join(f'"p{n}"' for n in range(MAX_PACKAGES + 1)) + "]}"}),
        ("python3 a.py", {"a.py": f"os.system('true {'x' * MAX_COMMAND}')\n"}),
        ("ruby a.rb", {"a.rb": "`true`\n" * (MAX_STARTS + 1)}),
        ("go generate", {"a.go": "//go:generate true\n" * (MAX_STARTS + 1)}),
    ],
)
def test_a_file_that_is_beyond_a_bound_may_do_anything(tmp_path: Path, call: str, files: dict[str, str]) -> None:
    run = point(tmp_path, f"COPY . .\nRUN {call}", files)
    assert next(iter(files)) in " ".join(read_scripts_of_run(run).unread)


def test_a_command_in_backticks_is_read_however_long_it_is(tmp_path: Path) -> None:
    files = {"a.rb": f"`x {'y' * 1_000}`\n"}
    found = scripts_of_run(point(tmp_path, "COPY . .\nRUN ruby a.rb", files))
    assert any(script.tree is not None for script in found)


def test_many_copies_may_lead_anywhere(tmp_path: Path) -> None:
    copies = "".join(f"COPY x /p{n}/\n" for n in range(MAX_TARGETS))
    lines = f"{copies}COPY tool /opt/bin/\nENV PATH=/opt/bin:$PATH\nRUN tool"
    assert names(tmp_path, lines, {"x": "", "tool": "#!/bin/sh\ntrue\n"}) == ["tool"]


@pytest.mark.parametrize(
    ("call", "name"), [("run-parts /app/d", "run-parts"), ("ansible-playbook x.yml", "ansible-playbook")]
)
def test_a_file_of_that_name_does_not_stand_for_what_nobody_reads(tmp_path: Path, call: str, name: str) -> None:
    run = point(tmp_path, f"COPY . .\nRUN {call}", {name: "true\n"})
    assert name in read_scripts_of_run(run).unread
