"""What `make docs` writes: parts of README.md, a page for each rule, the index of facts, and the schema of the config.

A test compares (tests/repository/test_readme.py). What else is generated gets a line in `generated`.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

import facts_index
import message_page
import rule_pages
from dslim.cli.main import main
from dslim.fleet.config.schema import config_schema

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SCHEMA = ROOT / "docs" / "dslim.schema.json"
_PART = re.compile(r"(<!-- (rules|example)(?:: (.*?))? -->\n).*?(<!-- end -->)", re.DOTALL)


def generated() -> dict[Path, str]:
    """Every file that is made, whole or in parts, and what it must hold."""
    return {
        README: rendered(README.read_text(encoding="utf-8")),
        SCHEMA: json.dumps(config_schema(), indent=2) + "\n",
        facts_index.PAGE: facts_index.page(),
        message_page.PAGE: message_page.page(),
        **rule_pages.pages(),
    }


def left_over() -> list[Path]:
    """Pages of rules that are no more."""
    return sorted(set(rule_pages.FOLDER.iterdir()) - rule_pages.pages().keys())


def rendered(text: str) -> str:
    """The README with its generated parts made anew."""
    return _PART.sub(lambda m: m[1] + _made(m[2], m[3] or "") + m[4], text)


def _made(kind: str, argument: str) -> str:
    makers: dict[str, Callable[[], str]] = {
        "rules": lambda: "\n" + rule_pages.table("docs/rules/") + "\n",
        "example": lambda: f"\n```console\n$ {argument}\n{output_of(argument)}```\n\n",
    }
    return makers[kind]()


def output_of(command: str) -> str:
    """What a dslim command prints, standard output first."""
    program, *args = shlex.split(command)
    assert program == "dslim"
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        result = CliRunner().invoke(main, args)
    finally:
        os.chdir(before)
    assert result.exit_code == 0, result.output
    return result.stdout + result.stderr


if __name__ == "__main__":
    rule_pages.FOLDER.mkdir(exist_ok=True)
    for path in left_over():
        path.unlink()
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8")
