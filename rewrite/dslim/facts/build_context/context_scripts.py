"""The scripts of the build context that one call of a RUN runs, and the files that it reads to know what to do."""

from __future__ import annotations

import posixpath

from dslim.facts import Facts
from dslim.facts.build_context.file_lookup import find_file, runs_scripts
from dslim.facts.instruction_state import join_workdir
from dslim.facts.paths import normal_path
from dslim.facts.run import Run
from dslim.facts.working_directory import changes_directory
from dslim.shell import Opaque, Script, parse_script
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.tools import find, find_interpreter

#: Files of the context that one call may lead to, and folders of one RUN in which they are looked for.
MAX_FILES, MAX_FOLDERS = 30, 10
#: How a text names another file that it runs or includes.
_WORD = regex(r"[\w./-]+")
_SCRIPTS = (".sh", ".bash", ".py", ".pl", ".rb", ".js", ".mjs", ".cjs", ".php", ".mk")
_CD = regex(r"(?:\bcd|(?:^|\s)-C|--cwd|--prefix|--directory)[ =]+([\w./-]+)")
_KNOWN_WHEN_IT_RUNS = regex(r"[$`*?\[~]")
_SHEBANG = regex(r"#!\s*(/usr)?/bin/(env\s+)?(-S\s+)?(ba|da|a)?sh\b")


def script_run(facts: Facts, run: Run, call: Invocation) -> tuple[str, Script] | None:
    """(name in the context, tree) of the shell script that a call of `run` runs; None where it cannot be read."""
    found = None if find_interpreter(call.name) is not None else text_run(facts, run, call)
    if found is None:
        return None
    tree = shell_of(found[1])
    return None if tree is None else (found[0], tree)


def text_run(facts: Facts, run: Run, call: Invocation) -> tuple[str, str] | None:
    """(name in the context, text) of the script, in whatever language, that a call of `run` runs; None if unknown."""
    path = _path(run, call)
    return None if path is None else find_file(facts, run, path)


def shell_of(text: str) -> Script | None:
    """The tree of a script's text; None where it is for another program than a shell, or cannot be read."""
    if text.startswith("#!") and not _SHEBANG.match(text):
        return None
    tree = parse_script(text)
    return None if isinstance(tree, Opaque) else tree


def texts_run(facts: Facts, run: Run, call: Invocation) -> list[tuple[str, str]]:
    """(name, text) of the files of the build context that a call reads to know what to do, and of those they name.

    Makefiles, package.json, scripts in any language: as far as they are found, for a search in their text.
    """
    if facts.context is None:
        return []
    workdir = run.state.workdir or "/"
    folders = [workdir, *(normal_path(posixpath.join(workdir, to)) for to in _CD.findall(run.node.args)[:MAX_FOLDERS])]
    todo = [posixpath.join(folder, file) for file in files_of(call) for folder in folders]
    found: dict[str, str] = {}
    seen: set[str] = set()
    while todo and len(found) < MAX_FILES and len(seen) < 10 * MAX_FILES:
        path = normal_path(todo.pop(0))
        if path in seen:
            continue
        seen.add(path)
        known = find_file(facts, run, path, may_be_changed=True)
        if known is not None and known[0] not in found:
            found[known[0]] = known[1]
            todo += [posixpath.join(workdir, to) for to in dict.fromkeys(_files_named(known[1]))][:MAX_FILES]
    return list(found.items())


def may_run_file(call: Invocation) -> bool:
    """Whether what a call does may stand in a file of the build context."""
    return bool(files_of(call))


def _files_named(text: str) -> list[str]:
    """The words of a text that are names of scripts."""
    return [word for word in _WORD.findall(text) if word.startswith("./") or word.endswith(_SCRIPTS)]


def files_of(call: Invocation) -> list[str]:
    """The files that a call reads to know what to do, as it names them."""
    name = (call.name or "").rsplit("/", 1)[-1]
    tool = find(name)
    if tool is not None and tool.project_files:
        # `make -f build.mk`
        named = (word for word in _plain_words(call) if "." in word) if tool.runs_from == "make" else ()
        return [*tool.project_files, *named]
    if runs_scripts(name):
        return _plain_words(call)[:1]
    written = call.written.strip("\"'")
    if not written or _KNOWN_WHEN_IT_RUNS.search(written):
        return []
    if "/" in written:
        return [written]
    return [f"/usr/local/bin/{written}", f"/usr/bin/{written}"] if find(written) is None else []


def _plain_words(call: Invocation) -> list[str]:
    """The words of a call that are no options and mean what they say."""
    words = (text.strip("\"'") for text in call.texts)
    return [word for word in words if word and not word.startswith(("-", "+")) and not _KNOWN_WHEN_IT_RUNS.search(word)]


def _path(run: Run, call: Invocation) -> str | None:
    """The absolute path of the file that a call runs as a script."""
    if runs_scripts(call.name):
        files = [text for text in call.texts if not text.startswith(("-", "+"))]
        written = files[0] if files else ""
    else:
        written = call.written
    written = written.strip("\"'")
    if not written or _KNOWN_WHEN_IT_RUNS.search(written):
        return None
    if written.startswith("/"):
        return normal_path(written)
    if "/" not in written and not runs_scripts(call.name):
        return f"/usr/local/bin/{written}"
    return None if changes_directory(run) else join_workdir(run.state.workdir, written)
