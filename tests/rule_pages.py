"""The pages of docs/rules/: one for each rule and an index, made from what the rules and the golden cases say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import golden
from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from dslim.facts.ignore_comments import HADOLINT
from dslim.report.diff import unified_diff
from dslim.report.rule_texts import wrap_paragraphs
from dslim.rules import TABLE, ListedRule

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "rules"
_WIKI = "https://github.com/hadolint/hadolint/wiki"
#: What a reason says of one Dockerfile: two that differ in these alone are of one kind.
_DETAILS = re.compile(r"`[^`]*`|\(lines? \d+\)|/[\w./*-]+|\d+")
_SAFETY = {
    Safety.SAFE: "**Safe**: on by default. For every build that succeeded before, the image has the same config and the"
    " same files; a build that failed fails as before.",
    Safety.UNSAFE: "**Unsafe**: made only with `--unsafe-fixes`, because the proof would need something that dslim"
    " cannot see; the reason stands above. Read the diff.",
    Safety.ADVICE: "**Advice**: shown with `-v`, never applied, and without a bearing on the exit code.",
}


def file_name(entry: ListedRule) -> str:
    """The name of a rule's page in docs/rules/: `SL201-apt-lists.md`."""
    return f"{entry.code}-{entry.name}.md"


def pages() -> dict[Path, str]:
    """Every file of docs/rules/, and what it must hold."""
    return {FOLDER / "README.md": index()} | {FOLDER / file_name(entry): page(entry) for entry in TABLE}


def table(folder: str) -> str:
    """A table of all rules, each with a link to its page; `folder`: the way there, with its slash, or nothing."""
    rows = [
        f"| [{e.code}]({folder}{file_name(e)}) | {e.name} | {e.rule.safety.value} | {e.rule.summary} |\n" for e in TABLE
    ]
    return "| Code | Rule | Safety | What it does |\n| --- | --- | --- | --- |\n" + "".join(rows)


def index() -> str:
    """The page with the list of rules, in the order of one pass."""
    return (
        "# Rules\n\n"
        "In the order in which one pass asks them. [semantics.md](../semantics.md) says what *safe*, *unsafe* and"
        " *advice* promise. These pages are made by `make docs` from the rules and from the golden cases.\n\n"
        + table("")
    )


def page(entry: ListedRule) -> str:
    """The page of one rule."""
    rule = entry.rule
    sections = [
        f"# {rule.code} {rule.name}",
        f"{rule.summary}.",
        f"## What and why\n\n{wrap_paragraphs(rule.details)}",
        f"## Example\n\n{_example(rule)}",
        f"## Fix safety\n\n{_safety(rule)}",
        _declines(rule),
        _hadolint(rule),
        f"## To keep it off\n\nA line `# dslim: ignore[{rule.name}] reason` above an instruction, or"
        f" `dslim fix --ignore-rule {rule.name}`.",
        "## More\n\n" + "\n".join(_links(entry)),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _example(rule: Rule) -> str:
    before, after = rule.example
    parts = []
    if rule.example_options.cache != Options().cache:
        parts.append(f"With `--style=cache-{rule.example_options.cache}`:")
    if rule.example_files:
        parts.append("With these in the build context: " + ", ".join(f"`{name}`" for name in rule.example_files) + ".")
    if rule.example_siblings:
        parts.append("With these beginning like it: " + ", ".join(f"`{name}`" for name in rule.example_siblings) + ".")
    if before == after:
        parts.append(f"Advice is given on:\n\n```dockerfile\n{before}```")
    else:
        parts.append(f"```diff\n{unified_diff(before, after, None, 'Dockerfile')}```")
    return "\n\n".join(parts)


def _safety(rule: Rule) -> str:
    lost = sorted({path for found in _examples_fixes(rule) if found.fix for path in found.fix.caches})
    if not lost:
        return _SAFETY[rule.safety]
    names = ", ".join(f"`{path}`" for path in lost)
    return f"{_SAFETY[rule.safety]}\n\nIn the example the image loses what lies in these, and nothing else: {names}."


def _examples_fixes(rule: Rule) -> Sequence[Finding]:
    if rule.example_files or rule.safety is Safety.ADVICE:
        return ()  # it concerns ownership and modes, not what lies in a cache
    return fix_text(rule.example[0], _options(rule)).applied


def _options(rule: Rule) -> Options:
    return replace(rule.example_options, rules=frozenset({rule.code}), unsafe=rule.safety is Safety.UNSAFE)


def _declines(rule: Rule) -> str:
    rows = [f"- {reason} ([case](../../{folder}))" for reason, folder in _reasons().get(rule.code, {}).values()]
    if not rows:
        return ""
    head = "What `dslim fix --why-not` says, each with a golden case that shows it:"
    return f"## When it declines\n\n{head}\n\n" + "\n".join(rows)


@cache
def _reasons() -> dict[str, dict[str, tuple[str, str]]]:
    """Code of a rule -> kind of reason -> the words of the first golden case for it, and that case's folder."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    codes = {entry.name: entry.code for entry in TABLE}
    for case in golden.read_cases():
        code = codes.get(case.name.split("/")[0])
        if case.why_not is None or code is None:
            continue
        context = open_context(str(case.context)) if case.context else None
        for refused in fix_text(case.before, case.options, context, case.name).refused:
            if refused.rule == code and case.why_not in (refused.why_not or ""):
                reason = refused.why_not or ""
                kind = _DETAILS.sub("", reason)
                found.setdefault(code, {}).setdefault(kind, (escaped(reason), f"golden/{case.name}"))
                break
    return found


def escaped(reason: str) -> str:
    """A reason as one line of Markdown: nothing in it but code in backquotes has a meaning there."""
    parts = re.split(r"(`[^`]*`)", " ".join(reason.split()))
    return "".join(part if part.startswith("`") else re.sub(r"([*_<\[\]])", r"\\\1", part) for part in parts)


def _hadolint(rule: Rule) -> str:
    theirs = [code for code, ours in HADOLINT.items() if ours == rule.code]
    if not theirs:
        return ""
    names = ", ".join(f"[{code}]({_WIKI}/{code})" for code in theirs)
    return (
        f"## hadolint\n\n{names}. A `# hadolint ignore={theirs[0]}` above an instruction keeps this rule off it too."
        " [hadolint.md](../hadolint.md) says where the two differ."
    )


def _links(entry: ListedRule) -> Iterator[str]:
    for source in entry.rule.sources:
        yield f"- <{source}>"
    module = f"rewrite/dslim/rules/{entry.module.replace('.', '/')}.py"
    yield f"- The rule: [{module}](../../{module})"
    if (ROOT / "golden" / entry.name).is_dir():
        yield f"- Its cases: [golden/{entry.name}](../../golden/{entry.name})"
    yield "- All rules: [docs/rules](README.md)"
