"""What a function may ask for: five values at most, and a Point where it asks for a place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import dslim

SOURCE = Path(dslim.__file__).parent
MOST = 5


def functions(tree: ast.AST) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, set[str]]]:
    """The functions of a module, with the names of their parameters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            asked = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            yield node, {arg.arg for arg in asked} - {"self", "cls"}


def is_click_command(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """click gives a command a parameter for each of its options."""
    return any("command(" in ast.unparse(decorator) for decorator in node.decorator_list)


def complaints(text: str) -> list[str]:
    """The functions of a module that ask for too much, or for a place in three parts."""
    found = []
    for node, names in functions(ast.parse(text)):
        if len(names) > MOST and not is_click_command(node):
            found.append(f"{node.name} has {len(names)} parameters")
        if {"facts", "stage", "index"} <= names:
            found.append(f"{node.name} takes facts, stage and index: it should take a Point")
    return found


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_function_asks_for_more_than_five_values_or_for_a_place_in_three_parts(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8")) == []


def test_what_the_test_complains_of() -> None:
    assert complaints("def f(a, b, c, d, e): ...\n@cli.command('f')\ndef g(a, b, c, d, e, f): ...\n") == []
    assert complaints("class A:\n def f(self, a, /, b, c, d, *, e): ...\n") == []
    assert complaints("def f(a, b, c, /, d, *, e, g): ...") == ["f has 6 parameters"]
    assert complaints("async def f(stage, facts, index): ...") == [
        "f takes facts, stage and index: it should take a Point"
    ]  # fmt: skip
