"""No regular expression is made of what is read, but for a short list of those that are bounded in another way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import dslim

ROOT = Path(dslim.__file__).parent
COMPILERS = frozenset({"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
#: Each makes an expression of its argument.
GLOBS = frozenset({"fnmatch", "fnmatchcase", "translate"})
#: module:function -> why nobody can make it take long. A glob of fnmatch tries no star again once what follows it was
#: found; what is escaped whole, or is a row of a table of ours, is no pattern of others.
EXCEPTIONS = {
    "facts/build_context/context.py:_go_pattern": "fnmatch, without classes",
    "facts/build_context/file_lookup.py:_from": "fnmatch",
    "rules/caches/cache_use.py:reader_among_scripts": "the caller writes it out",
    "facts/build_context/context_patterns.py:_context_files": "fnmatch",
    "facts/build_context/file_search.py:file_with_pattern": "the caller writes it out, names escaped whole",
    "facts/build_context/code_given.py:files_included": "a row of tools/",
    "facts/build_context/file_kinds.py:_of_marked": "a row of tools/",
    "run_edits/inline_code.py:why_inline_code_forbids": "a row of tools/",
    "facts/kept_contents.py:_fits": "fnmatch",
    "facts/kept_contents.py:_names_folder": "escaped whole",
    "facts/mounts.py:has_cache_mount": "a row of tools/",
    "facts/removed_paths.py:fits_pattern": "fnmatch",
    "fleet/config/config_file.py:line_of_key": "escaped whole",
    "facts/archive_commands.py:_only": "the caller writes it out",
    "facts/archive_commands.py:_value": "the caller writes it out",
    "rules/archives/archive_names.py:may_be_one": "fnmatch",
    "rules/archives/archive_readers.py:_list_that_names": "the caller writes it out, the name escaped whole",
    "rules/archives/archive_readers.py:_line_of_heredoc": "the caller writes it out, the name escaped whole",
    "rules/archives/archive_readers.py:_why_read_at_run_time": "the caller writes it out, the name escaped whole",
    "rules/archives/archive_users.py:fits": "fnmatch",
    "rules/archives/copied_archive.py:_names": "fnmatch",
    "rules/archives/copied_archive.py:_stands_for": "fnmatch",
    "rules/archives/copied_archive.py:_wildcard_for_several": "fnmatch",
    "rules/archives/archive_users.py:_may_name": "fnmatch",
    "rules/archives/archive_users.py:_names_file": "fnmatch",
    "rules/ownership/chmod_of_wildcards.py:_named_by": "fnmatch, of a name without classes",
    "rules/caches/apt_recommends.py:_is_missing": "a row of a table of ours",
    "rules/caches/cache_mount.py:_run_time_objection": "a row of tools/",
    "rules/archives/archive_readers.py:why_read_by_a_file": "the caller writes it out, the name escaped whole",
    "rules/archives/archive_readers.py:_variables_that_name": "the caller writes it out, the name escaped whole",
    "rules/caches/later_readers.py:_makes": "escaped whole",
    "rules/caches/cache_use.py:text_reads": "the caller writes it out",
    "rules/caches/cache_use.py:why_command_reads": "the caller writes it out",
    "rules/caches/cleanup_environment.py:prefix_of_call": "a row of tools/",
    "rules/caches/manager_cleanup.py:_empties_cache": "a row of tools/",
    "rules/caches/project_files.py:_is_shown": "a row of tools/",
    "rules/caches/project_files.py:chooses": "the caller writes it out",
    "shell/path_lookup.py:_builds_itself": "escaped whole",
    "support/lazy_regex.py:__getattr__": "compiles what modules of ours write out",
    "support/runner_commands.py:_pattern": "words of a table of ours",
    "syntax/lexer.py:_scanner": "terminals of the grammar",
    "syntax/nodes.py:finds": "the caller writes it out",
    "syntax/words.py:_quoted_word": "one of two escape characters",
    "verify/image/compare.py:_matches_pattern": "fnmatch: options of the command line",
}


def compiled() -> Iterator[tuple[str, str]]:
    """(module:function, text of the argument) of each pattern in a function that is not written out there."""
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for call in ast.walk(function):
                    if isinstance(call, ast.Call) and call.args and makes_pattern(call) and is_made(call.args):
                        yield f"{path.relative_to(ROOT).as_posix()}:{function.name}", ast.unparse(call)


def makes_pattern(call: ast.Call) -> bool:
    """Whether a call compiles a pattern: a function of `re`, `regex` of ours, or of fnmatch."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="re"), attr=name):
            return name in COMPILERS
        case ast.Attribute(value=ast.Name(id="fnmatch"), attr=name) | ast.Name(id=name):
            return name in GLOBS or name == "regex"
    return False


def is_made(args: list[ast.expr]) -> bool:
    """Whether a pattern is neither written out nor a constant of the module."""
    pattern = args[0]
    return not isinstance(pattern, ast.Constant) and not (isinstance(pattern, ast.Name) and pattern.id.isupper())


def test_no_pattern_is_made_of_what_is_read() -> None:
    found = dict(compiled())
    assert {place: text for place, text in found.items() if place not in EXCEPTIONS} == {}
    assert EXCEPTIONS.keys() - found.keys() == set()


def test_no_replacement_is_made_of_what_is_read() -> None:
    """A backslash in one is a reference: `USER \\\\` had a home that was none."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match call:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr="sub" | "subn"), args=[_, new, *_]):
                    pass
                case ast.Call(func=ast.Attribute(attr="sub" | "subn"), args=[new, *_]):
                    pass
                case _:
                    continue
            if not isinstance(new, (ast.Constant, ast.Lambda)) and ast.unparse(new) != "value":  # a function
                found.append(f"{path.relative_to(ROOT).as_posix()}: {ast.unparse(call)}")
    assert found == []
