"""Advice as a user meets it: shown when asked for, and otherwise one word in the summary."""

from __future__ import annotations

from click.testing import CliRunner, Result

from dslim.cli.main import main

TEXT = "FROM ubuntu\nRUN true\n"


def run(*args: str, text: str = TEXT) -> Result:
    return CliRunner().invoke(main, ["fix", "-", *args], input=text)


def test_advice_is_counted_and_changes_no_exit_code() -> None:
    result = run("--check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 piece of advice with -v." in result.stderr


def test_advice_is_told_with_v() -> None:
    result = run("-v")
    assert "<stdin>:1: advice: SL402 unpinned-base: `ubuntu` names no tag" in result.stderr
    assert "piece of advice" not in result.stderr


def test_advice_heeds_ignore_comments_of_ours_and_of_hadolint() -> None:
    for comment in ("# dslim: ignore[unpinned-base]", "# hadolint ignore=DL3006", "# dslim: ignore-file"):
        result = run("-v", text=f"{comment}\n{TEXT}")
        assert "names no tag" not in result.stderr, comment


def test_advice_of_a_rule_that_is_left_out_is_not_given() -> None:
    assert "advice" not in run("--ignore-rule=unpinned-base").stderr


def test_the_style_of_caches_is_chosen_on_the_command_line() -> None:
    text = "FROM python:3.12-slim\nRUN pip install flask\n"
    assert "--no-cache-dir" in run(text=text).stdout
    mounted = run("--style=cache-mount", text=text).stdout
    assert "--mount=type=cache,id=pip-python-3.12-slim,target=/root/.cache/pip" in mounted
    assert "--no-cache-dir" not in mounted
