"""Imports run one way, and start-up loads only what a command needs."""

from __future__ import annotations

import ast
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

import dslim

SOURCE = Path(dslim.__file__).parent

#: Rooms from the top of the house down; a module may import its own room and those below it.
ROOMS = (
    {"__main__", "api"},
    {"cli"},
    {"report", "fleet", "verify", "writing", "config"},
    {"engine"},
    {"laws"},
    {"rules"},
    {"facts"},
    {"syntax", "shell"},
    {"grammar"},
    {"support"},
)
#: Plain values that every room may import, and that import nothing but each other (types aside).
VALUES = {"findings", "neighbours", "once", "options", "outcome", "patterns"}
#: Third-party package -> the only place that may import it.
HOMES = {
    "click": "cli",
    "rich": "cli",
    "lark": "syntax",
    "tree_sitter": "shell/parsing/parse.py",
    "tree_sitter_bash": "shell/parsing/parse.py",
    "dockerfile_parse": "facts",
    "yaml": "fleet/builds/compose.py",
    "hcl2": "fleet/builds/bake.py",
    "platformdirs": "fleet/cache/store.py",
}


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports at run time, at the top or inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "dslim")


def modules() -> list[Path]:
    return sorted(p for p in SOURCE.rglob("*.py") if p != SOURCE / "__init__.py")


def room(module: str) -> str:
    return module.removesuffix(".py").split(".")[0]


def level(name: str) -> int | None:
    return next((i for i, rooms in enumerate(ROOMS) if name in rooms), None)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_run_one_way(path: Path) -> None:
    mine = room(path.relative_to(SOURCE).parts[0])
    assert mine in VALUES or level(mine) is not None, f"{mine} has no place in the house: add it to ROOMS"
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "dslim" or len(parts) < 2:
            continue
        theirs = parts[1]
        if theirs in VALUES or theirs == mine:
            continue
        if mine in VALUES:
            assert theirs == "syntax", f"{path.name} imports {name}"
            continue
        ours, other = level(mine), level(theirs)
        assert ours is not None
        assert other is not None, f"{path.name} imports {name}, which is in no room"
        assert other > ours, f"{path.relative_to(SOURCE)} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_third_party_packages_have_one_home(path: Path) -> None:
    where = path.relative_to(SOURCE).as_posix()
    for name in imports(path):
        home = HOMES.get(name.split(".")[0])
        assert home is None or where == home or where.startswith(home + "/"), f"{where} imports {name}"


def test_the_tests_see_every_module() -> None:
    names = {str(p.relative_to(SOURCE)) for p in modules()}
    assert {"cli/main.py", "engine.py", "syntax/parser.py", "report/diff.py"} <= names


def loaded(code: str, *how: str) -> set[str]:
    program = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, *how, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_start_up_loads_no_parser() -> None:
    heavy = {"lark", "tree_sitter", "rich", "dockerfile_parse", "pathspec", "difflib", "json"}
    assert not loaded("import dslim.cli.main") & heavy
    fix = "from dslim.engine.fix_loop import fix_text; fix_text('FROM a\\nRUN b > c\\nRUN d\\n')"
    assert "tree_sitter" in loaded(fix), "the check above would not notice anything"


#: What `dslim fix FILE` must not load: it costs more than a rule does. (Lark itself loads hashlib, logging, pickle,
#: shutil and tempfile.)
NEEDLESS = set(
    "asyncio dockerfile_parse hcl2 json multiprocessing pathspec platformdirs rich sqlite3 subprocess tomllib"
    " yaml".split()
)


def test_fixing_one_file_loads_only_what_it_needs(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n")
    # as from a wheel: an editable install brings a finder with imports of its own
    code = f"sys.path += {[str(SOURCE.parent), sysconfig.get_path('purelib')]!r}\n"
    code += f"from dslim.cli.main import main\ntry:\n main(['fix', '-q', '--no-cache', {str(file)!r}])\n"
    code += "except SystemExit as end:\n assert not end.code"
    names = loaded(code, "-I", "-S")
    assert {"dslim.engine.fix_loop", "dslim.rules.caches.apt_lists"} <= names
    assert names & NEEDLESS == set()
    assert not {"dslim.rules.caches.pip_no_cache", "dslim.rules.ownership.changes", "dslim.fleet.cache.packing", "dslim.fleet.cache.store"} & names


