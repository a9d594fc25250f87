"""`dslim explain RULE`."""

from __future__ import annotations

import click

from dslim.cli.terminal import put


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a rule, named by its code or name: what it rewrites, when, and why."""
    from dslim.report.rules import explanation
    from dslim.rules.lookup import rule_named

    put(explanation(rule_named(rule).rule))
