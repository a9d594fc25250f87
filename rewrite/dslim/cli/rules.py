"""The command `dslim rules`: lists the rules."""

from __future__ import annotations

import click

from dslim.cli.parameter_types import OneOf
from dslim.cli.terminal import print_text


@click.command()
@click.option(
    "--format", "form", type=OneOf(["text", "markdown", "json"]), default="text", show_default=True
)
def rules(form: str) -> None:
    """List the rules, in the order in which they run."""
    from dslim.report.rule_texts import FORMATS
    from dslim.rules import RULES

    print_text(FORMATS[form](RULES))
