"""The command `dslim explain RULE`: prints what a rule rewrites, when, and why."""

from __future__ import annotations

import click

from dslim.cli.parameter_types import RULE_NAME
from dslim.cli.terminal import print_text


@click.command()
@click.argument("rule", type=RULE_NAME)
def explain(rule: str) -> None:
    """Explain a rule: what it rewrites, when, and why.

    RULE is a code or a name, the beginning of a code for all rules that have it (SL2), or the code of hadolint's
    rule (DL3009).
    """
    from dslim.report.rule_texts import explain_rule
    from dslim.rules.lookup import rules_named

    found = rules_named(rule)
    if rule.strip().upper().startswith("DL"):
        print_text(f"What hadolint's {rule.strip().upper()} asks for is done by:\n\n")
    print_text("\n".join(explain_rule(entry.rule) for entry in found))
