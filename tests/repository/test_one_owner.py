"""One module prints, and one opens the files of others: no other may."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import dslim

SOURCE = Path(dslim.__file__).parent


def test_what_is_printed_is_printed_in_one_module() -> None:
    """Nothing but cli/terminal.py prints, and nothing but support/safe_text.py makes JSON that is to be read."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        where = path.relative_to(SOURCE).as_posix()
        if where == "cli/terminal.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found += [f"{where}:{node.lineno}: {name}" for name in [ast.unparse(node.func)] if _prints(name, where)]
            if isinstance(node, ast.Attribute) and ast.unparse(node) in PRINTING_VALUES:
                found.append(f"{where}:{node.lineno}: {ast.unparse(node)}")
    assert found == []


PRINTING_VALUES = {"sys.stdout.buffer", "sys.stderr.buffer", "sys.__stdout__", "sys.__stderr__"}


PRINTERS = re.compile(
    r"print|pprint\..*|(?:sys\.)?(?:stdout|stderr)\.(?:buffer\.)?write(?:lines)?|(?:click\.)?(?:echo|secho|style|confirm"
    r"|prompt|echo_via_pager)|\w+\.show|warnings\.warn|logging\..*|traceback\.print_\w+|os\.(?:write|system)|faulthandler\..*"
)


#: Where bytes are written that nobody reads on a terminal -> why.
ELSEWHERE = {("fleet/cache/trust.py", "os.write"): "the user's own secret, into a new file"}


def _prints(name: str, where: str) -> bool:
    if (where, name) in ELSEWHERE:
        return False
    makes_json = name == "json.dumps" and where.startswith(("cli/", "report/", "verify/report/"))
    return PRINTERS.fullmatch(name) is not None or makes_json


def test_the_structural_test_sees_what_prints() -> None:
    names = ("print", "click.echo", "sys.stdout.write", "error.show", "logging.warning")
    assert all(_prints(name, "engine.py") for name in names)
    assert _prints("json.dumps", "report/new.py")


#: Where a file may be opened beside support/reading.py -> why.
OURS = {
    ("cli/terminal.py", "os.open"): "/dev/null, to write to",
    ("cli/terminal.py", "sys.stdin"): "the messages of an editor, which lsp/connection.py bounds",
    ("syntax/grammar.py", "open"): "the grammar of our own package",
    ("fleet/cache/outcome_cache.py", "open"): "our own modules, for their hash",
    ("fleet/workers/child_process.py", "open"): "new files in a folder of our own",
    ("fleet/cache/trust.py", "os.open"): "the user's own secret, without following a link",
    ("proofs/run_many.py", "open"): "a new file in a folder of our own",
    ("support/git/bundle.py", "open"): "new files in a folder of our own, and what we wrote there",
    ("support/output_file.py", "open"): "a new file beside the one that is written",
    ("support/git/program.py", "open"): "files in a directory of our own, to write to",
    ("shrink/trace/opened_files.py", "open"): "the kernel's own list of mounts",
    ("shrink/trace/fanotify.py", "os.open"): "the place of a mount, to be watched",
    ("verify/image/archive.py", "target.open"): "a new file in our own work folder",
    ("verify/image/archive.py", "archive.open"): "a member of an archive, which open_file opened",
    ("verify/image/json_documents.py", "archive.open"): "a member of an archive, which open_file opened",
}


#: The writer opens by descriptors the file that was read, to compare it, and files of its own.
WRITER = {"support/atomic_write.py", "support/folders.py", "support/private_folder.py"}


def _opens(path: Path) -> Iterator[tuple[int, str]]:
    """The calls of a module that open a file, or read one by its path."""
    names = {"open", "fdopen", "read_text", "read_bytes", "FileIO", "mmap"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.stdin":
            yield node.lineno, "sys.stdin"
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name.rpartition(".")[2] in names:
                yield node.lineno, name


def test_one_function_reads_what_is_not_ours() -> None:
    found = [
        f"{where}:{line}: {name}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, name in _opens(path)
        if (where := path.relative_to(SOURCE).as_posix()) not in {"support/reading.py", *WRITER}
        and (where, name) not in OURS
    ]
    assert found == []
    assert list(_opens(SOURCE / "support/reading.py")), "the check would notice nothing"
