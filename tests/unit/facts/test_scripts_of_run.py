"""The scripts of the build context that a RUN runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context
from dslim.facts.build_context.script_reader import MAX_DEPTH, MAX_SCRIPTS
from dslim.facts.build_context.scripts_of_run import scripts_of_run
from dslim.syntax import parse


def names(folder: Path, lines: str, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    facts = Facts(parse(f"FROM debian:12\nWORKDIR /app\n{lines}\n"), Options(), open_context(str(folder)))
    return [script.name for script in scripts_of_run(facts.point_of(facts.all_runs[-1]))]


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
