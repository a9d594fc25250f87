"""The golden cases, and that their runner notices what is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import dslim.engine.fix_loop
import golden
from dslim.rules import RULES
from toy import TOYS

CASES = golden.read_cases()
VARIANTS = dict(golden.variants(CASES))


@pytest.mark.parametrize("name", VARIANTS)
def test_golden(name: str) -> None:
    golden.check(VARIANTS[name])


def test_every_rule_has_cases() -> None:
    """One that changes, or is advised on, and three that must not be."""
    for rule in RULES:
        own = [case for case in CASES if case.name.startswith(f"{rule.name}/")]
        hits = sum(case.before != case.after or bool(case.advice) for case in own)
        assert hits >= 1, f"{rule.name}: no case that changes"
        assert len(own) - hits >= 3, f"{rule.name}: too few that must stay"


TEXT = "# top\nFROM a\n# c\nRUN bloat\n\nRUN x \\\n  y\n"


def write_case(folder: Path, text: str = TEXT, output: str | None = None, toml: str = "") -> Path:
    case = folder / "toy" / "reason"
    case.mkdir(parents=True)
    (case / "input.Dockerfile").write_bytes(text.encode())
    if output is not None:
        (case / "output.Dockerfile").write_bytes(output.encode())
    (case / "case.toml").write_text(toml)
    return case


def read(folder: Path) -> golden.Case:
    return golden.read_case(folder, folder.parent.parent)


@pytest.fixture
def toy_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dslim.engine.fix_loop, "TABLE", TOYS)


@pytest.mark.usefixtures("toy_only")
class TestRunner:
    """The runner itself, with a rule that rewrites `RUN bloat` wherever it ships or not."""

    def test_a_case_puts_on_every_guise(self, tmp_path: Path) -> None:
        write_case(tmp_path, output=TEXT.replace("bloat", "slim"))
        found = {name.rsplit("-", 1)[1]: case for name, case in golden.variants(golden.read_cases(tmp_path))}
        assert set(found) == set(golden.TWINS)
        assert found["crlf"].after == TEXT.replace("bloat", "slim").replace("\n", "\r\n")
        assert found["backtick"].before == "# escape=`\n" + TEXT.replace("\\", "`")
        assert found["earlier_stage"].before.startswith("# top\nFROM scratch AS a-twin")
        for name in set(found) - {"later_stage"}:
            golden.check(found[name])
        with pytest.raises(AssertionError):  # the toy rule does not care what ships
            golden.check(found["later_stage"])

    def test_cases_are_found_in_groups_but_not_in_a_build_context(self, tmp_path: Path) -> None:
        case = write_case(tmp_path)
        (tmp_path / "toy/group").mkdir()
        case.rename(tmp_path / "toy/group/reason")
        (write_case(tmp_path, output=TEXT.replace("bloat", "slim")) / "context").mkdir()
        (tmp_path / "toy/reason/context/input.Dockerfile").write_text(TEXT)
        assert [found.name for found in golden.read_cases(tmp_path)] == ["toy/group/reason", "toy/reason"]

    def test_a_wrong_output_is_noticed(self, tmp_path: Path) -> None:
        with pytest.raises(AssertionError):
            golden.check(read(write_case(tmp_path, output=TEXT.replace("bloat", "slum"))))

    def test_a_change_where_none_may_be_is_noticed(self, tmp_path: Path) -> None:
        with pytest.raises(AssertionError):
            golden.check(read(write_case(tmp_path)))

    def test_a_reason_must_be_the_one_named(self, tmp_path: Path) -> None:
        case = read(write_case(tmp_path, "FROM a\nRUN keep\n", toml='why_not = "needs it"'))
        golden.check(case)
        with pytest.raises(AssertionError):
            golden.check(replace(case, why_not="something else"))

    def test_a_broken_invariant_is_noticed(self, tmp_path: Path) -> None:
        with pytest.raises(AssertionError, match="InvariantError"):
            golden.check(read(write_case(tmp_path, "FROM a\nRUN lie\n")))

    @pytest.mark.parametrize("toml", ["nonsense = 1", "context = true"])
    def test_a_case_that_is_not_well_formed_is_told(self, tmp_path: Path, toml: str) -> None:
        folder = write_case(tmp_path, toml=toml)
        with pytest.raises(ValueError, match=r"unknown keys|no folder"):
            read(folder)

    def test_an_output_equal_to_the_input_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="leave it out"):
            read(write_case(tmp_path, output=TEXT))

    def test_a_twin_is_left_out_with_a_reason(self, tmp_path: Path) -> None:
        write_case(tmp_path, toml='[skip]\ncrlf = "because"')
        assert not any(name.endswith("crlf") for name, _ in golden.variants(golden.read_cases(tmp_path)))
