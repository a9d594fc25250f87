"""Whether python code does no more than print, import, compute and install, by its tree."""

from __future__ import annotations

import ast
import re

from dslim.tools.inline_words import PYTHON_CALLS, PYTHON_METHODS

_LAST = frozenset(name.rpartition(".")[2] for name in PYTHON_CALLS if "." in name)
#: Modules by which code starts programs, or changes what runs.
_MODULES = frozenset(
    """subprocess multiprocessing pty pexpect sh plumbum fabric invoke ctypes signal socket socketserver http
    xmlrpc asyncio threading _thread code runpy shlex daemon""".split()
)
_PRINT = re.compile(r"\bprint\s+(?!\()([^;\n]+)")
_VARIABLE = re.compile(r"\$\{?\w+\}?|\$\([^()]*\)|`[^`]*`")


def is_harmless_python(code: str) -> bool:
    """Whether code, of python 3 or 2, only prints, imports, computes and calls what is known."""
    if _VARIABLE.search(code) and re.search(r"\$\(|`", code):
        return False
    tree = _parsed(_VARIABLE.sub("X", code).replace("\\\n", "\n"))
    return tree is not None and all(_is_harmless(node, tree) for node in ast.walk(tree))


def _parsed(code: str) -> ast.Module | None:
    for text in (code, _PRINT.sub(r"print(\1)", code)):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def _is_harmless(node: ast.AST, tree: ast.Module) -> bool:
    if isinstance(node, ast.Import):
        return all(alias.name.partition(".")[0] not in _MODULES for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] not in _MODULES and not (
            node.module == "os" and any(alias.name != "path" for alias in node.names)
        )
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and _names_builtin(node):
        return False
    return not isinstance(node, ast.Call) or _is_known_call(node.func, _imported(tree))


def _names_builtin(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> bool:
    """Whether a name that is called later is given another meaning."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(one, ast.Name) and (one.id in PYTHON_CALLS or one.id in _LAST) for one in targets)


def _imported(tree: ast.Module) -> dict[str, str]:
    """Names of modules by the names that the code gives them."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _is_known_call(function: ast.expr, imported: dict[str, str]) -> bool:
    names: list[str] = []
    node = function
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):  # a method of a text, or of what another call gave
        return bool(names) and names[0] in PYTHON_METHODS
    names.append(imported.get(node.id, node.id))
    whole = ".".join(reversed(names))
    if whole in PYTHON_CALLS or (node.id in imported and len(names) == 1 and whole.rpartition(".")[2] in _LAST):
        return True
    if whole.partition(".")[0] in ("os", "shutil", "sys"):
        return False
    return len(names) > 1 and (names[0] in PYTHON_METHODS or f"{names[1]}.{names[0]}" in PYTHON_CALLS)
