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

#: Rooms from the top of the house down; a module may import its own room and those below it. Rooms of one row
#: know nothing of each other, nor does one family of rules of another.
ROOMS = (
    {"__main__"},
    {"cli"},
    {"shrink", "lsp", "review", "proofs"},
    {"report", "fleet", "verify", "api"},
    {"engine"},
    {"rules/caches", "rules/ownership", "rules/merging", "rules/archives", "rules/base_images", "rules/contexts"},
    {"rules"},  # the table of rules, which imports each when it is used
    {"run_edits"},
    {"facts"},
    {"diagnostics"},
    {"syntax", "shell"},
    {"tools"},  # rows of plain values: the shell reads them too
    {"support", "writing"},
)
#: Third-party package -> the only place that may import it.
HOMES = {
    "click": "cli",
    "rich": "cli",
    "lark": "syntax",
    "tree_sitter": "shell/parsing/tree_sitter_check.py",
    "tree_sitter_bash": "shell/parsing/tree_sitter_check.py",
    "dockerfile_parse": "engine/second_reader.py",
    "yaml": "fleet/builds/plain_yaml.py",
    "hcl2": "fleet/builds/bake.py",
    "platformdirs": "fleet/cache",
    "distributed": "fleet/workers/dask_engine.py",
    "pyarrow": "fleet/corpus",
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


def room(name: str) -> str:
    """`rules/caches` of dslim.rules.caches.apt_lists, `engine` of dslim.engine.fix_loop."""
    parts = name.split(".")[1:]
    family = "/".join(parts[:2])
    return family if any(family in rooms for rooms in ROOMS) else parts[0]


def level(name: str) -> int | None:
    return next((i for i, rooms in enumerate(ROOMS) if name in rooms), None)


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(("dslim", *parts)).removesuffix(".__init__")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_run_one_way(path: Path) -> None:
    mine = room(module_name(path))
    ours = level(mine)
    assert ours is not None, f"{mine} has no place in the house: add it to ROOMS"
    for name in imports(path):
        if not name.startswith("dslim.") or name.startswith("dslim.grammar"):
            continue
        theirs = room(name)
        other = level(theirs)
        assert other is not None, f"{path.name} imports {name}, which is in no room"
        assert theirs == mine or other > ours, f"{path.relative_to(SOURCE)} imports {name}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    """At the top of modules: an import inside a function is made when it is called."""
    graph = {module_name(path): set(top_level_imports(path)) for path in [*modules(), SOURCE / "__init__.py"]}
    state: dict[str, bool] = {}

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " imports ".join((*way[way.index(name) :], name))
        if name in state:
            return
        for other in sorted(graph[name] & graph.keys()):
            visit(other, (*way, name))
        state[name] = True

    for name in graph:
        visit(name, ())


def top_level_imports(path: Path) -> Iterator[str]:
    package = module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # a package that is being read need not be complete for its own modules
            if node.module != package:
                yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_third_party_packages_have_one_home(path: Path) -> None:
    where = path.relative_to(SOURCE).as_posix()
    for name in imports(path):
        home = HOMES.get(name.split(".")[0])
        assert home is None or where == home or where.startswith(home + "/"), f"{where} imports {name}"


def test_the_tests_see_every_module() -> None:
    names = {str(p.relative_to(SOURCE)) for p in modules()}
    assert {"cli/main.py", "engine/fix_loop.py", "syntax/parser.py", "report/diff.py"} <= names


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
    "asyncio distributed hcl2 multiprocessing pathspec platformdirs pyarrow rich sqlite3 subprocess tomllib"
    " yaml".split()
)


#: What only a file that changes needs: the second reader of what is written.
FOR_CHANGES = {"dockerfile_parse", "json"}


@pytest.mark.parametrize(
    ("text", "changes"), [("RUN apt-get update\nRUN apt-get install -y curl\n", True), ("RUN b\n", False)]
)
def test_fixing_one_file_loads_only_what_it_needs(tmp_path: Path, text: str, changes: bool) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(f"FROM debian:12\n{text}")
    # as from a wheel: an editable install brings a finder with imports of its own
    code = f"sys.path += {[str(SOURCE.parent), sysconfig.get_path('purelib')]!r}\n"
    code += f"from dslim.cli.main import main\ntry:\n main(['fix', '-q', '--no-cache', {str(file)!r}])\n"
    code += "except SystemExit as end:\n assert not end.code"
    names = loaded(code, "-I", "-S")
    assert "dslim.engine.fix_loop" in names
    assert ("dslim.rules.caches.apt_lists" in names) == changes
    assert names & FOR_CHANGES == (FOR_CHANGES if changes else set())
    assert names & NEEDLESS == set()
    needless = {"dslim.rules.caches.pip_no_cache", "dslim.rules.ownership.changes", "dslim.fleet.cache.outcome_cache"}
    assert not needless & names


