"""What files that describe a build, or are compiled, start: build.rs, CMakeLists.txt, meson.build, pom.xml.

Each by a look at its text, as foreign_code.py does it for scripts: what stands there as text is read as a command.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from dslim.facts.build_context.foreign_code import MAX_STARTS, MAX_TEXT, UNKNOWN, processes_of_code
from dslim.support.lazy_regex import regex

_TEXT = r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
_TEXTS = regex(_TEXT)
_SLASHED = regex(r"(?m)^[ \t]*//.*$")
_HASHED = regex(r"(?m)^[ \t]*#.*$")
#: `Command::new("a").arg("b").args(["c"])`
_RUST = regex(rf"\bCommand::new\(\s*&?(?:({_TEXT})\s*\))?((?:\s*\.args?\([^;]{{0,300}}?\))*)")
_GO = regex(r"\bexec\.Command(?:Context)?\(\s*(?:[\w.]+(?:\(\))?\s*,\s*(?=[\"`]))?([^;{}\n]{0,500})")
_GENERATE = regex(r"(?m)^//go:generate[ \t]+(.+)$")
_COMMAND = regex(r"\bCOMMAND\s")
#: What ends a command of CMake's execute_process, add_custom_command, add_custom_target and add_test.
_COMMAND_ENDS = regex(
    r"\)|\b(?:COMMAND|WORKING_DIRECTORY|DEPENDS|VERBATIM|COMMENT|RESULTS?_VARIABLE|OUTPUT_VARIABLE|ERROR_VARIABLE"
    r"|OUTPUT_QUIET|ERROR_QUIET|TIMEOUT|BYPRODUCTS|ENCODING|USES_TERMINAL|MAIN_DEPENDENCY|INPUT_FILE|OUTPUT_FILE"
    r"|OUTPUT_STRIP_TRAILING_WHITESPACE|COMMAND_ERROR_IS_FATAL|COMMAND_EXPAND_LISTS)\b"
)
_LONGEST_COMMAND = 2_000
_CMAKE_VALUE = regex(r"\$(?:ENV)?\{([^{}\n]{1,100})\}|\$<[^<>\n]{1,200}>")
_MESON = regex(r"\b(?:run_command|add_\w+_script)\s*\(([^)]{0,1000})|\bcommand\s*:\s*\[([^\]]{0,1000})")
_EXECUTABLE = regex(r"<executable>([^<]{1,500})</executable>|\bexecutable=\"([^\"]{1,500})\"")
_ARGUMENT = regex(r"<argument>([^<]{1,500})</argument>|<arg\s+(?:value|line)=\"([^\"]{1,500})\"")
_GYP = regex(r"['\"]action['\"]\s*:\s*\[([^\]]{0,2000})\]|<!@?\(([^)\n]{1,500})\)")
_ENTRY = regex(r"(?m)^[ \t]*(?:-[ \t]*)?entry:[ \t]*(.+)$")
_SYSTEM_CMD = regex(r"\bSystem\.(?:cmd|shell)\(([^)]{0,1000})|\bos:cmd\(([^)]{0,500})")
_HOOK = regex(r"\{\s*\w+\s*,\s*(?:\w+\s*,\s*)?\"((?:\\.|[^\"\\])+)\"\s*\}")
_LUA_COMMAND = regex(r"\b(?:build|install)_command\s*=\s*(\"[^\"\n]*\"|'[^'\n]*'|\[\[[^\]]*\]\])")


def processes_of_build_file(name: str, text: str) -> Iterator[str]:
    """The commands that a file of a project starts, by its name; UNKNOWN for one that no text tells."""
    base = posixpath.basename(name)
    read = _READERS.get(base) or _READERS.get(posixpath.splitext(base)[1]) or processes_of_code
    for number, command in enumerate(read(text)):
        if number == MAX_STARTS:
            yield UNKNOWN
            return
        if command:
            yield command if len(command) <= MAX_TEXT else UNKNOWN


def _texts_of(arguments: str) -> str:
    return " ".join(found[1:-1] for found in _TEXTS.findall(arguments))


def _of_rust(text: str) -> Iterator[str]:
    for found in _RUST.finditer(_SLASHED.sub("", text)):
        yield f"{found[1][1:-1]} {_texts_of(found[2])}".strip() if found[1] else UNKNOWN


def directives_of(text: str) -> Iterator[str]:
    """The commands that comments of a file of Go have `go generate` run; UNKNOWN for those beyond a bound."""
    for number, found in enumerate(_GENERATE.finditer(text)):
        if number == MAX_STARTS:
            yield UNKNOWN
            return
        yield found[1]


def _of_go(text: str) -> Iterator[str]:
    for found in _GO.finditer(_SLASHED.sub("", text)):
        arguments = found[1].replace("`", '"')
        yield _texts_of(arguments) if arguments.startswith('"') else UNKNOWN


def _of_cmake(text: str) -> Iterator[str]:
    code = _HASHED.sub("", text)
    for found in _COMMAND.finditer(code):
        behind = code[found.end() : found.end() + _LONGEST_COMMAND]
        end = _COMMAND_ENDS.search(behind)
        command = behind[: end.start()] if end is not None else behind
        yield " ".join(_CMAKE_VALUE.sub("$X", command).split()).replace('"', "")


def _of_meson(text: str) -> Iterator[str]:
    for found in _MESON.finditer(_HASHED.sub("", text)):
        yield _texts_of(found[1] or found[2] or "")


def _of_maven(text: str) -> Iterator[str]:
    for found in _EXECUTABLE.finditer(text):
        end = text.find("</", found.end() + 2_000)
        behind = text[found.end() : end if end > 0 else len(text)][:3_000].partition("</execution>")[0]
        yield " ".join([found[1] or found[2], *(one[1] or one[2] for one in _ARGUMENT.finditer(behind))]).strip()


def _of_gyp(text: str) -> Iterator[str]:
    for found in _GYP.finditer(_HASHED.sub("", text)):
        yield found[2] or _texts_of(found[1] or "")


def _of_hooks(text: str) -> Iterator[str]:
    yield from (found[1].strip("\"'") for found in _ENTRY.finditer(text))


def _of_elixir(text: str) -> Iterator[str]:
    for found in _SYSTEM_CMD.finditer(_HASHED.sub("", text)):
        arguments = (found[1] or found[2]).strip()
        yield _texts_of(arguments) if arguments[:1] == '"' else UNKNOWN


def _of_rebar(text: str) -> Iterator[str]:
    yield from (found[1] for found in _HOOK.finditer(text))
    yield from _of_elixir(text)


def _of_rockspec(text: str) -> Iterator[str]:
    yield from (found[1].strip("\"'[]") for found in _LUA_COMMAND.finditer(text))


_READERS: dict[str, Callable[[str], Iterator[str]]] = {
    ".rs": _of_rust, ".go": _of_go, "CMakeLists.txt": _of_cmake, ".cmake": _of_cmake, "meson.build": _of_meson,
    "pom.xml": _of_maven, "build.xml": _of_maven, ".gyp": _of_gyp, ".pre-commit-config.yaml": _of_hooks,
    ".exs": _of_elixir, ".config": _of_rebar,
    ".script": _of_rebar, ".rockspec": _of_rockspec, "pyproject.toml": lambda text: iter(()),
}  # fmt: skip
#: What pyproject.toml names of the project that a build of it runs: https://peps.python.org/pep-0517/#in-tree-build-backends
_BACKEND_PATH = regex(r"(?m)^[ \t]*backend-path\s*=\s*\[([^\]]{0,500})\]")
_BACKEND = regex(r"(?m)^[ \t]*build-backend\s*=\s*[\"']([\w.]+)")
_BUILD_SCRIPT = regex(r"(?m)^[ \t]*(?:build|script|path)\s*=\s*[\"']([\w./-]+\.py)[\"']")


def files_named_by_pyproject(text: str) -> list[str]:
    """The files that pyproject.toml has a build run: a backend of the project itself, a build script, a hook.

    Of more than MAX_STARTS one more than that.
    """
    found = [named[1] for named in _BUILD_SCRIPT.finditer(text)]
    backend = _BACKEND.search(text)
    for folders in _BACKEND_PATH.finditer(text) if backend is not None else ():
        for folder in _TEXTS.findall(folders[1]):
            path = posixpath.join(folder[1:-1], backend[1].replace(".", "/") if backend is not None else "")
            found += [f"{path}.py", f"{path}/__init__.py"]
    return found[: MAX_STARTS + 1]


#: A line of requirements.txt that installs a project from a folder.
_LOCAL = regex(
    r"(?m)^[ \t]*(?:-e[ \t]+|--editable[ =])?(?:file:(?://)?)?(\.{1,2}(?:/[\w./-]*)?|/[\w./-]+)"
    r"(?:\[[^\]\n]*\])?[ \t]*(?:[#;].*)?$"
)


def folders_of_requirements(text: str) -> list[str]:
    """The folders whose projects a requirements file has pip build; of more than MAX_STARTS one more than that."""
    return [found[1] for found in _LOCAL.finditer(text)][: MAX_STARTS + 1]
