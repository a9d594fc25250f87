"""docs/facts.md: what can be asked about a Dockerfile, made from the docstrings of dslim.facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import dslim

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "facts.md"
SOURCE = Path(dslim.__file__).parent / "facts"
_HEAD = """# Facts

What can be asked about a Dockerfile: each public class and function of `dslim.facts`, by module. Look here before you
write a helper; a question has one owner. This page is made by `make docs` from the docstrings.
"""


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(_module(path) for path in modules())


def modules() -> list[Path]:
    """The modules of the room, those of its folder build_context last."""
    found = [path for path in SOURCE.rglob("*.py") if path.name != "__init__.py"]
    return sorted(found, key=lambda path: (len(path.parts), path))


def name_of(path: Path) -> str:
    """`dslim.facts.build_context.context` of its path."""
    return ".".join(("dslim", *path.relative_to(SOURCE.parent).with_suffix("").parts))


def _module(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    rows = "".join(_rows(tree))
    return f"\n## {name_of(path)}\n\n{_first_line(tree)}\n" + (f"\n{rows}" if rows else "")


def _rows(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield f"- `{_signature(node)}`: {_first_line(node)}\n"
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield f"- `{node.name}`: {_first_line(node)}\n"
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    is_property = any("property" in ast.unparse(mark) for mark in inner.decorator_list)
                    yield f"  - `.{inner.name if is_property else _signature(inner)}`: {_first_line(inner)}\n"


def _signature(node: ast.FunctionDef) -> str:
    names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs) if arg.arg != "self"]
    return f"{node.name}({', '.join(names)})"


def _first_line(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> str:
    text = ast.get_docstring(node)
    assert text, f"{getattr(node, 'name', 'a module')} has no docstring"
    return text.split("\n", 1)[0]
