from __future__ import annotations

from pathlib import Path

import pytest
from ownership_texts import facts_of

from dslim.facts.call_sites import call_sites
from dslim.rules.ownership.requirement_lists import installs_listed_packages
from dslim.shell import Script


def is_listed(context: Path, command: str, text: str = "flask\n") -> bool:
    (context / "requirements.txt").write_text(text)
    facts = facts_of(f"FROM python:3\nWORKDIR /app\nCOPY . .\nRUN {command}\n", context)
    run = facts.all_runs[-1]
    assert isinstance(run.script, Script)
    return installs_listed_packages(facts, run, call_sites(run.script)[0], "/app")


@pytest.mark.parametrize("option", ["-r requirements.txt", "--requirement=requirements.txt", "-rrequirements.txt"])
def test_a_list_of_packages_is_read(tmp_path: Path, option: str) -> None:
    assert is_listed(tmp_path, f"pip install {option}")
    assert is_listed(tmp_path, f"pip3 install -q {option}", "# -e .\nflask==3.0.3 ; python_version > '3.8'\n")


@pytest.mark.parametrize(
    "text",
    ["-e .\n", ".\n", "-r base.txt\n", "x @ git+https://example.com/x\n", "file:x\n", "x @ file:x\n", "/src/x\n"],
)
def test_a_list_may_name_more_than_packages(tmp_path: Path, text: str) -> None:
    assert not is_listed(tmp_path, "pip install -r requirements.txt", text)


def test_a_list_that_is_not_found_is_not_known(tmp_path: Path) -> None:
    assert not is_listed(tmp_path, "pip install -r other.txt")
    assert not is_listed(tmp_path, "pip install flask")
    assert not is_listed(tmp_path, "pipenv install -r other.txt")


def test_a_list_that_the_build_writes_is_not_known(tmp_path: Path) -> None:
    assert not is_listed(tmp_path, "pip install -r requirements.txt && echo -e . >> requirements.txt")
