"""The command `dslim explain RULE`: prints what a rule rewrites, when, and why."""

from __future__ import annotations

import click

from dslim.cli.terminal import print_text


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a rule, named by its code or name: what it rewrites, when, and why."""
    from dslim.report.rule_texts import explain_rule
    from dslim.rules.lookup import rule_named

    print_text(explain_rule(rule_named(rule).rule))
