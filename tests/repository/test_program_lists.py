"""What is known of programs stands in tools/: no other module keeps a list of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import dslim
from dslim.tools import TOOLS, Tool

SOURCE = Path(dslim.__file__).parent
#: How many programs of any kind are a list. A few are one decision of one module: what `cp` and `mv` have in common.
MANY = 5


def is_manager(tool: Tool) -> bool:
    """Whether a program installs packages, fills a cache, or runs what a project says."""
    return bool(
        tool.packages or tool.cleanup or tool.mount or tool.installs_from_index or tool.runs_from or tool.updates_itself
    )


PROGRAMS = {tool.name for tool in TOOLS if len(tool.name) > 1}
MANAGERS = {tool.name for tool in TOOLS if is_manager(tool)} - {"at"}
#: (module, name that the list is given to) -> why it stands there and not in tools/.
REASONS = {
    # code about single programs, by their names: a table of functions
    ("rules/merging/file_effects.py", "_BY_NAME"): "functions that read the words of one program each",
    ("rules/ownership/command_observers.py", "_BY_NAME"): "functions that read the words of one program each",
    ("rules/caches/build_caches.py", "MANAGERS"): "code of one program each beside its row",
    ("rules/caches/tool_caches.py", "MANAGERS"): "code of one program each beside its row",
    ("rules/caches/mount_table.py", "_MOUNT_CODE"): "code of one program each beside its row",
    ("shell/wrappers.py", "WRAPPERS"): "how a wrapper's command is found, which the shell's reader needs of each",
    ("run_edits/inline_code.py", "_INLINE"): "languages, by the options after which code stands",
    ("run_edits/inline_code.py", "_WORDS"): "languages, by the words of tools/inline_words.py",
    ("facts/build_context/script_calls.py", "_VALUED"): "languages, by the options of their interpreters",
    # names that are those of images, packages, folders or variables as well
    ("facts/official_images.py", "OFFICIAL"): "names of images",
    ("rules/base_images/base_image.py", "VARIANTS"): "names of images",
    ("facts/paths.py", "_CACHE"): "names of variables",
    ("facts/removed_paths.py", "_NEVER"): "names of folders",
    ("facts/working_directory_removal.py", "_CACHES"): "names of folders",
    ("shell/path_lookup.py", "_NO_PROGRAMS"): "names of folders",
    ("rules/caches/conda_clean.py", "ends"): "parts of the names of folders",
    ("rules/merging/package_effects.py", "DATABASES"): "families of package managers",
    ("run_edits/replaced_shell.py", "_OWNERS"): "families of package managers",
    ("facts/build_context/script_calls.py", "_NO_SCRIPTS"): "verbs of package managers",
    ("facts/build_context/file_kinds.py", "OF_ONE_TEXT_EACH"): "kinds of files",
    ("facts/build_context/file_kinds.py", "_READERS"): "kinds of files",
    ("facts/build_context/project_calls.py", "_READERS"): "functions that read the words of one program each",
    # the module's own decision, which its comment gives the reason of
    ("shell/builtins.py", "*"): "builtins of shells, which tools/ knows too where they are programs",
    ("rules/caches/apt_commands.py", "_NAMED"): "apt's own: how a text that cannot be read names a call of it",
    ("rules/caches/started_program.py", "_LETS_PEOPLE_IN"): "what an image starts for people to come in",
    ("rules/caches/docker_clean.py", "_CALLS"): "apt's own: how a text names a call of it",
    ("facts/working_directory_removal.py", "_REMOVER"): "a first look at a text: verbs of package managers with them",
    ("shrink/forms/two_stages.py", "_MAKE_USERS"): "what the second stage repeats as it stands",
    ("facts/folders_shown.py", "_FAIL_WITHOUT_FILES"): "POSIX, chapter Utilities",
    ("rules/caches/cache_use.py", "_NEVER_FAIL"): "commands that succeed with the words that stand there",
    ("facts/build_context/script_reader.py", "_PRINTS"): "whose output other functions know",
    ("facts/build_context/unseen_sources.py", "_RUN_GENERATORS"): "whose words may name a generator",
    ("run_edits/changed_user.py", "_REWRITE"): "what changes the text of a file",
    ("rules/ownership/bytes_saved.py", "_STORE_AGAIN"): "what may store a file again",
    ("rules/ownership/runtime_owner.py", "_MAKERS"): "for an advice, as far as it needs to know",
    ("rules/ownership/command_observers.py", "_FIND_RUNS"): "of what works in place, what knows no owner",
    ("rules/ownership/command_observers.py", "MAKE_NO_SETUID"): "five added to what the table says",
    ("shrink/forms/package_lists.py", "_ONLY_PACKAGES"): "what leaves nothing beside packages",
}  # fmt: skip


def lists(text: str) -> Iterator[tuple[str, int, set[str]]]:
    """(name that it is given to, line, programs in it) of each list in a module: displays, and words to be split."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        words: list[str] = []
        if isinstance(node, ast.Set | ast.List | ast.Tuple):
            words = [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
        elif isinstance(node, ast.Dict):
            words = [k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
            words = _text(node.func.value).split()
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "regex":
            found = re.findall(r"\(([\w|.\[\]-]+)\)|\A([\w|.-]+)\Z", _text(node.args[0]))
            words = [word for groups in found for group in groups for word in group.split("|")]
        else:
            continue
        if programs := set(words) & PROGRAMS:
            yield _given_to(node), node.lineno, programs


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _given_to(node: ast.AST) -> str:
    """The name of the constant that a value is part of; '' in a function."""
    at: ast.AST | None = node
    while at is not None and not isinstance(at, ast.FunctionDef):
        if isinstance(at, ast.Assign | ast.AnnAssign):
            target = at.targets[0] if isinstance(at, ast.Assign) else at.target
            return ast.unparse(target)
        at = getattr(at, "parent", None)
    return ""


def complaints(where: str, text: str) -> list[str]:
    """The lists of a module that name two managers, or many programs, and have no reason."""
    return [
        f"{where}:{line}: {name or 'a list'} names {', '.join(sorted(programs))}"
        for name, line, programs in lists(text)
        if len(programs & MANAGERS) > 1 or len(programs) >= MANY
        if not {(where, name), (where, "*")} & REASONS.keys()
    ]


MODULES = [path for path in sorted(SOURCE.rglob("*.py")) if "tools" not in path.parts]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_module_keeps_a_list_of_programs_of_its_own(path: Path) -> None:
    where = path.relative_to(SOURCE).as_posix()
    found = complaints(where, path.read_text(encoding="utf-8"))
    assert found == [], "make it a column of the rows in tools/, or say in REASONS why it is this module's own"


@pytest.mark.parametrize(("where", "name"), REASONS)
def test_each_reason_is_needed(where: str, name: str) -> None:
    found = lists((SOURCE / where).read_text(encoding="utf-8"))
    assert any(name in ("*", given) for given, _, _ in found)


@pytest.mark.parametrize(
    "text",
    [
        '_PACKAGES = frozenset({"npm", "yarn"})',
        '_TASKS = {"rake": ("Rakefile",), "ant": ("build.xml",)}',
        'LEAVE_NOTHING = frozenset("cat ls which stat du".split())',
        'def f(name):\n    return name in ("apt-get", "pip3")',
        '_BUILDS = regex(r"(cargo|gradle)[\\\\d.]*")',
    ],
)
def test_a_list_that_comes_back_is_found(text: str) -> None:
    assert len(complaints("rules/new.py", text)) == 1


def test_a_few_commands_are_no_list() -> None:
    assert complaints("rules/new.py", 'x = name in ("cp", "mv", "ln")\ny = {"RUN", "COPY"}') == []
