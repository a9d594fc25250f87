"""Describes rules from their own metadata: as a table, as JSON, and one rule at length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import fill, indent
from typing import TYPE_CHECKING

from dslim.report.diff import unified_diff
from dslim.support.safe_text import json_text

if TYPE_CHECKING:
    from dslim.diagnostics.findings import Rule

Rules = Sequence["Rule"]


def as_text(rules: Rules) -> str:
    """The rules as a table in columns, one a line."""
    wide = max((len(rule.name) for rule in rules), default=0)
    return "".join(f"{r.code}  {r.name:<{wide}}  {r.safety.value:<6}  {r.summary}\n" for r in rules)


def as_markdown(rules: Rules) -> str:
    """The rules as a table in Markdown."""
    rows = [f"| {r.code} | {r.name} | {r.safety.value} | {r.summary} |\n" for r in rules]
    return "| Code | Rule | Safety | What it does |\n| --- | --- | --- | --- |\n" + "".join(rows)


def as_json(rules: Rules) -> str:
    """The rules as a JSON list of objects: code, name, safety, summary, details, example (before, after), sources."""
    objects = [
        {
            "code": rule.code,
            "name": rule.name,
            "safety": rule.safety.value,
            "summary": rule.summary,
            "details": rule.details,
            "example": {"before": rule.example[0], "after": rule.example[1]},
            "sources": list(rule.sources),
        }
        for rule in rules
    ]
    return json_text(objects, indent=2) + "\n"


FORMATS: dict[str, Callable[[Rules], str]] = {"text": as_text, "markdown": as_markdown, "json": as_json}


def explain_rule(rule: Rule) -> str:
    """One rule at length: summary, details, its example as a diff, sources."""
    before, after = rule.example
    diff = unified_diff(before, after, None, "Dockerfile") if before != after else indent(before, "    ")
    parts = [
        f"{rule.code} {rule.name} ({rule.safety.value})",
        rule.summary,
        wrap_paragraphs(rule.details),
        diff.rstrip(),
    ]
    if rule.sources:
        parts.append("Sources:\n" + "\n".join(f"  {source}" for source in rule.sources))
    return "\n\n".join(part for part in parts if part) + "\n"


def explain_in_markdown(rule: Rule) -> str:
    """One rule at length in Markdown: summary, details, its example as a diff, sources."""
    before, after = rule.example
    diff = unified_diff(before, after, None, "Dockerfile")
    parts = [f"**{rule.code} {rule.name}** ({rule.safety.value}): {rule.summary}.", wrap_paragraphs(rule.details)]
    parts.append(f"```diff\n{diff.rstrip()}\n```" if diff else f"```dockerfile\n{before.rstrip()}\n```")
    if rule.sources:
        parts.append("\n".join(f"- <{source}>" for source in rule.sources))
    return "\n\n".join(part for part in parts if part) + "\n"


def wrap_paragraphs(prose: str) -> str:
    """Prose with its paragraphs filled; those with indented lines are tables and stay."""
    paragraphs = prose.strip().split("\n\n")
    return "\n\n".join(p if "\n " in p else fill(p, 88, break_on_hyphens=False) for p in paragraphs)


def rule_as_markdown(rule: Rule) -> str:
    """One rule at length in Markdown, as an editor shows it."""
    before, after = rule.example
    example = f"```diff\n{unified_diff(before, after, None, 'Dockerfile')}```" if before != after else ""
    parts = [
        f"**{rule.code} {rule.name}** ({rule.safety.value})", rule.summary, rule.details.strip(), example,
        "\n".join(f"- <{source}>" for source in rule.sources),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"
