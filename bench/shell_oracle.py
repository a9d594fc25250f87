"""Does dslim read RUN bodies as shfmt does? `python bench/shell_oracle.py FOLDER|LIST...` prints the figures.

Compared, by byte offset, wherever both parse: the words of every command, assignments, redirects, `&&`, `||`,
`|`, `;`, `&`, `!`, and where compounds and substitutions start. Exit code 1 if anything differs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from oracles import files_of

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.shell import Opaque, Script, parse_script, walk
from dslim.shell import tree as t
from dslim.syntax import DockerfileSyntaxError, parse

#: (what, start, end) in bytes; end is 0 where only the start counts.
Fact = tuple[str, int, int]

_OURS: dict[type, str] = {
    t.Group: "{", t.Subshell: "(", t.If: "if", t.Loop: "while", t.For: "for", t.Select: "for", t.CFor: "for",
    t.Case: "case", t.Function: "function", t.DoubleBracket: "[[", t.Arithmetic: "((", t.CommandSub: "$(",
    t.ProcessSub: "<(",
}  # fmt: skip
_THEIRS = {
    "Block": "{", "Subshell": "(", "IfClause": "if", "WhileClause": "while", "ForClause": "for",
    "CaseClause": "case", "FuncDecl": "function", "TestClause": "[[", "ArithmCmd": "((", "CmdSubst": "$(",
    "ProcSubst": "<(",
}  # fmt: skip


def bodies(path: str) -> Iterator[str]:
    """The texts that a POSIX shell is given by the shell-form RUNs of a file, those of heredocs left out."""
    try:
        tree = parse(Path(path).read_bytes())
    except DockerfileSyntaxError:
        return
    for stage in Facts(tree, Options()).runs:
        for run in stage:
            if run and run.shell_name and run.node.json is None and not run.node.heredocs:
                yield run.node.args


def ours(script: Script) -> set[Fact]:
    """What dslim sees in a script."""
    widths = [0, *accumulate(len(c.encode("utf-8", "surrogateescape")) for c in script.text)]
    return {(what, widths[start], widths[end]) for what, start, end in _ours(script)}


def _ours(script: Script) -> Iterator[Fact]:
    for node in walk(script):
        if isinstance(node, t.Script):
            continue
        if isinstance(node, t.Simple):
            yield from (("word", *word.span) for word in node.words)
        elif isinstance(node, t.Assignment):
            yield ("assign", *node.span)
        elif isinstance(node, t.For | t.Select):
            yield from (("word", *word.span) for word in node.words or ())
        elif isinstance(node, t.Clause):
            yield from (("word", *word.span) for word in node.patterns)
        elif isinstance(node, t.Redirect):
            yield (node.op, *node.target.span)
        elif isinstance(node, t.AndOr):
            yield from ((op, *item.span) for op, item in zip(node.operators, node.items[1:]))
        elif isinstance(node, t.Pipeline):
            yield from ((op, *item.span) for op, item in zip(node.operators, node.members[1:]))
            if node.negated:
                yield "!", node.span.start, 0
            if node.timed:
                yield "time", node.span.start, 0
        elif isinstance(node, t.Statement) and node.terminator_span and node.terminator != "\n":
            yield node.terminator, node.terminator_span.start, 0
        if type(node) in _OURS:
            yield _OURS[type(node)], node.span.start, 0


def theirs(text: str) -> set[Fact] | None:
    """What shfmt sees in a script; None where it refuses."""
    command = [str(Path(sys.executable).with_name("shfmt")), "-ln", "bash", "--to-json"]
    run = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    return set(_theirs(json.loads(run.stdout))) if run.returncode == 0 else None


def _theirs(node: Any) -> Iterator[Fact]:
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack += item
        elif isinstance(item, dict):
            yield from _facts(item)
            stack += item.values()


def _facts(item: dict[str, Any]) -> Iterator[Fact]:
    kind = item.get("Type")
    if kind == "CallExpr" or kind == "WordIter" or "Patterns" in item:
        for word in item.get("Args") or item.get("Items") or item.get("Patterns") or ():
            yield "word", *_span(word)
        for value in item.get("Assigns") or ():
            yield "assign", *_span(value)
        if kind == "CallExpr":
            return
    if kind == "DeclClause":  # `export a=b`: words to a shell without arrays, and to us
        yield "word", *_span(item["Variant"])
        yield from (("word", *_span(arg)) for arg in item.get("Args") or ())
    elif kind == "BinaryCmd":
        start, end = _span(item["Y"])
        yield item["Op"], start, _function_end(item["Y"]) or end
    elif kind == "TimeClause":
        yield "time", _span(item)[0], 0
    if "Position" in item:  # a statement
        if item.get("Negated"):
            yield "!", item["Position"].get("Offset", 0), 0
        if "Semicolon" in item:
            operator = "&" if item.get("Background") else ";"
            yield operator, item["Semicolon"].get("Offset", 0), 0
        yield from ((redirect["Op"], *_span(redirect["Word"])) for redirect in item.get("Redirs") or ())
    # an `elif` or `else` is an IfClause too
    if kind in _THEIRS and (kind != "IfClause" or "FiPos" in item):
        yield _THEIRS[kind], _span(item)[0], 0


def _function_end(statement: dict[str, Any]) -> int:
    """Where a function's body ends: shfmt takes `f() { a; } && b` for a function of the body `{ a; } && b`.

    dash and bash run b at once. 0 for anything else.
    """
    if statement.get("Cmd", {}).get("Type") != "FuncDecl":
        return 0
    body = statement["Cmd"]["Body"]
    while body["Cmd"]["Type"] == "BinaryCmd":
        body = body["Cmd"]["X"]
    return _span(body)[1]


def _span(item: dict[str, Any]) -> tuple[int, int]:
    return item["Pos"].get("Offset", 0), item["End"].get("Offset", 0)


def main(names: list[str]) -> int:
    """Print the figures; the exit code."""
    seen: Counter[str] = Counter()
    for path in files_of(names):
        seen.update(bodies(path))
    count: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for text, times in seen.items():
        count["RUN bodies"] += times
        count["unique"] += 1
        script = parse_script(text)
        facts = None if _has_surrogates(text) else theirs(text)
        if isinstance(script, Opaque):
            count["opaque to dslim"] += times
            count["opaque, unique"] += 1
            count["opaque to dslim, read by shfmt (unique)"] += facts is not None
            reasons[script.reason] += 1
        elif facts is None:
            count["refused by shfmt alone (unique)"] += 1
        else:
            mine = ours(script)
            count["words and operators compared"] += len(mine)
            if mine == facts:
                continue
            count["differences"] += 1
            print(f"{text!r}\n    dslim alone: {sorted(mine - facts)}\n    shfmt alone: {sorted(facts - mine)}")
    for key in ("RUN bodies", "opaque to dslim", "unique", "opaque, unique", "opaque to dslim, read by shfmt (unique)",
                "refused by shfmt alone (unique)", "words and operators compared", "differences"):  # fmt: skip
        print(f"{count[key]:8} {key}")
    print(f"{100 * count['opaque to dslim'] / max(count['RUN bodies'], 1):8.2f} % of the bodies are opaque")
    for reason, times in reasons.most_common(25):
        print(f"{times:8} {reason}")
    return int(count["differences"] > 0)


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
