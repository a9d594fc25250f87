"""Each module of the package is named by a test: a unit test that imports it, or the golden cases of its rule."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import dslim
from dslim.rules import TABLE

TESTS = Path(__file__).parents[1]
SOURCE = Path(dslim.__file__).parent
#: A rule's own file is tested by golden/<rule>/, which must be there.
RULES = {f"dslim.rules.{listed.module}": TESTS.parent / "golden" / listed.name for listed in TABLE}


def modules() -> Iterator[str]:
    """The modules that hold code: not those of a package that is a docstring."""
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if len(ast.parse(path.read_text(encoding="utf-8")).body) > 1:
            yield ".".join(("dslim", *parts)).removesuffix(".__init__")


def named() -> set[str]:
    """What tests import: modules, and where the names that they import are defined."""
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
                found |= {defined_in(node.module, alias.name) for alias in node.names}
    return found


def defined_in(package: str, name: str) -> str:
    """`dslim.facts.model` for `Facts` of dslim.facts."""
    if not package.startswith("dslim"):
        return package
    return str(getattr(getattr(import_module(package), name, None), "__module__", package))


def rows() -> set[str]:
    """The modules of tools/ that hold rows: tests/unit/tools/ goes through each row of all of them."""
    return {f"dslim.tools.{path.stem}" for path in (SOURCE / "tools").glob("*.py") if "\nROWS" in path.read_text()}


def test_each_module_is_named_by_a_test() -> None:
    missing = set(modules()) - named() - RULES.keys() - rows()
    assert sorted(missing) == [], "tests/unit/<room>/ has no test for these"


def test_each_rule_has_cases_that_change_and_cases_that_must_not() -> None:
    for module, folder in RULES.items():
        inputs = [path.parent for path in folder.rglob("input.Dockerfile")]
        changed = [path for path in inputs if (path / "output.Dockerfile").exists()]
        assert len(inputs) - len(changed) >= 3, module
        assert changed or next(r for r in TABLE if module.endswith(r.module)).rule.safety.value == "advice", module


def test_the_wheel_has_each_package() -> None:
    text = (TESTS.parent / "pyproject.toml").read_text(encoding="utf-8")
    listed = set(re.findall(r'"(dslim[\w.]*)"', text.split("packages = [")[1].split("]")[0]))
    there = {".".join(path.parent.relative_to(SOURCE.parent).parts) for path in SOURCE.rglob("__init__.py")}
    assert listed == there | {"dslim.grammar"}
