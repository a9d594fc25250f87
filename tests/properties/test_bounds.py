"""What grows has a bound, and what was read once is not read again."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts import Facts, run
from dslim.facts.variable_expansion import try_expand
from dslim.shell import Script, parse_script
from dslim.syntax import parse


def facts_of(*lines: str) -> Facts:
    return Facts(parse("\n".join(("FROM debian:12", *lines)) + "\n"), Options())


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("ENV A=$A$A", False),
        ("ENV A=${A}x", True),
        ("ENV B=1", True),
    ],
)
def test_a_value_that_grows_without_bound_is_not_known(line: str, known: bool) -> None:
    facts = facts_of("ENV A=1234567890", *[line] * 60)
    value = facts.states[0][-1].env["A"]
    assert (value is not None) is known
    assert len(value or "") <= 4096


@pytest.mark.parametrize("pattern", ["*a*a*a*a*a*a*b", "*" * 50 + "b", "*a*b"])
@pytest.mark.parametrize("operator", ["#", "##", "%", "%%", "/", "//"])
def test_a_pattern_that_would_try_all_places_has_an_answer(operator: str, pattern: str) -> None:
    text = f"${{A{operator}{pattern}{'/x' if '/' in operator else ''}}}"
    assert try_expand(text, {"A": "a" * 4000}) == "a" * 4000


def test_a_stage_with_too_much_to_look_at_is_left_alone_and_told() -> None:
    text = "FROM debian:12\n" + "COPY a /srv/a\n" * 300 + "RUN chown -R www-data /srv/a\n" * 300
    refused = [finding for finding in fix_text(text, Options(merge="off")).refused if finding.rule == "SL301"]
    assert [finding.line for finding in refused] == list(range(302, 602))
    assert all("more steps" in (finding.why_not or "") for finding in refused)


def test_volumes_and_folders_have_a_bound() -> None:
    many = facts_of(*[f"VOLUME /v{i}" for i in range(150)], *["VOLUME /v1"] * 9).states[0][-1]
    assert len(many.volumes) == 101
    assert many.volumes[-1] == ""
    assert facts_of(*["WORKDIR some"] * 2_000).states[0][-1].workdir is None


def test_each_run_text_is_parsed_once_whatever_the_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counted(text: str) -> object:
        parsed.append(text)
        return parse_script(text)

    monkeypatch.setattr(run, "parse_script", counted)
    lines = [f"RUN apt-get update && apt-get install -y x{i}\nCOPY a /srv/{i}\n" for i in range(400)]
    outcome = fix_text("FROM debian:12\n" + "".join(lines))
    assert len(outcome.steps) >= 1
    assert len(parsed) == len(set(parsed)) == 800  # as they were, and with the cleanup


def test_a_pipeline_that_tree_sitter_would_take_a_gigabyte_for_is_not_read() -> None:
    assert isinstance(parse_script("a | " * 400 + "a"), Script)
    assert "a pipeline of over" in getattr(parse_script("a | " * 40_000 + "a"), "reason", "")
