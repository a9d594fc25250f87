"""The form in which scripts share a RUN: the plainest that runs each as alone."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.run_edits.join_forms import choose_form
from dslim.run_edits.run_script import RunScript
from dslim.shell import Script
from dslim.syntax import parse


def joined(*texts: str, shell: str = "") -> str:
    facts = Facts(parse(f"FROM debian:12\n{shell}" + "".join(f"RUN {text}\n" for text in texts)), Options())
    scripts = [RunScript(run, run.script) for run in facts.all_runs if isinstance(run.script, Script)]
    assert len(scripts) == len(texts)
    form = choose_form(scripts)
    parts = [f.before + s.script.text[f.start : f.end] + f.after for f, s in zip(form.fragments, scripts)]
    operators = [" && " if operator == "&&" else "; " for operator in form.operators]
    return form.opening + "".join(part + operator for part, operator in zip(parts, [*operators, ""]))


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["a", "b && c"], "a && b && c"),
        (["a", "b; c"], "a && { b; c; }"),
        (["a", "b || c"], "a && { b || c; }"),
        (["a", "b &"], "a && { b & }"),
        (["a;", "b"], "a && b"),
        (["cd x && a", "b"], "( cd x && a ) && b"),
        (["set -e; a", "set -e; b"], "set -e; a; b"),
        (["set -ex && a", "set -ex && b"], "set -ex && a && b"),
        (["set -e; a; b", "c"], "set -e; a; b && c"),
        (["a", "set -e; b"], "a && { set -e; b; }"),
        (["set -e; a; b || c; d", "e; f"], "set -e; ( set -e; a; b || c; d ); ( set +e; e; f )"),
    ],
)
def test_forms(texts: list[str], form: str) -> None:
    assert joined(*texts) == form


def test_under_errexit_of_shell_no_set_is_written() -> None:
    shell = 'SHELL ["/bin/sh", "-ec"]\n'
    assert joined("a", "b", shell=shell) == "a && b"
    assert "set" not in joined("a", "b; c", shell=shell)


def test_a_program_that_replaces_one_of_its_name_gets_its_own_shell() -> None:
    assert joined("pip install -U pip", "pip install x") == "( pip install -U pip ) && pip install x"
