"""What a command writes: parts of README.md, and the schema of the config. `python tests/readme.py` makes it anew."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from dslim.cli.main import main
from dslim.fleet.config.schema import schema
from dslim.report.rules import as_markdown
from dslim.rules import RULES

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SCHEMA = ROOT / "docs" / "dslim.schema.json"
_PART = re.compile(r"(<!-- (rules|example)(?:: (.*?))? -->\n).*?(<!-- end -->)", re.DOTALL)


def rendered(text: str) -> str:
    """The README with its generated parts made anew."""
    return _PART.sub(lambda m: m[1] + _made(m[2], m[3] or "") + m[4], text)


def _made(kind: str, argument: str) -> str:
    makers: dict[str, Callable[[], str]] = {
        "rules": lambda: "\n" + as_markdown(RULES) + "\n",
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
    SCHEMA.write_text(json.dumps(schema(), indent=2) + "\n", encoding="utf-8")
    README.write_text(rendered(README.read_text(encoding="utf-8")), encoding="utf-8")
