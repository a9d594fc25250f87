"""Each module, public class and public function says what it is in a first line that needs no other file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import dslim

SOURCE = Path(dslim.__file__).parent
#: Words of the program's own, which only who wrote them understands.
RIDDLES = re.compile(r"\b(said|told|brought|onward|heirs?|blind|heeds|fences?|leak|twin|neighbours|liveness)\b")


def described(tree: ast.Module) -> Iterator[tuple[str, str | None]]:
    """The name and docstring of a module, and of what it has that others may use."""
    yield "the module", ast.get_docstring(tree)
    yield from _members(tree.body, "")


def _members(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, str | None]]:
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            if "overload" not in {ast.unparse(decorator) for decorator in node.decorator_list}:
                yield prefix + node.name, ast.get_docstring(node)
            if isinstance(node, ast.ClassDef):
                yield from _members(node.body, f"{node.name}.")


def complaints(text: str) -> list[str]:
    """What is wrong with the first lines of a module's docstrings."""
    found = []
    for name, text_of in described(ast.parse(text)):
        first = (text_of or "").partition("\n")[0]
        if not first:
            found.append(f"{name} has no docstring")
        elif not first.endswith((".", "?")):
            found.append(f"the first line of {name} goes on in the next: {first}")
        elif re.match(r"(The same|As above|As `|Itself|`[\w.]+`(, `\w+`)*: )", first):
            found.append(f"the first line of {name} needs another one beside it: {first}")
        elif riddle := RIDDLES.search(first):
            found.append(f"{riddle[0]!r} in the first line of {name}: {first}")
    return found


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_first_lines_are_sentences_that_stand_alone(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "def f(): ...",
        '"""Reads files."""\ndef f(): ...',
        '"""Reads files,\nand writes them."""',
        '"""Reads files."""\nclass A:\n    """`x`: what is read."""',
        '"""Reads files."""\ndef f():\n    """The same for folders."""',
        '"""What the heirs of a file are."""',
    ],
)
def test_what_the_test_complains_of(text: str) -> None:
    assert complaints(text)


def test_names_that_begin_with_an_underscore_may_do_without() -> None:
    assert complaints('"""Reads files."""\ndef _f(): ...\nclass _A:\n    def g(self): ...') == []
