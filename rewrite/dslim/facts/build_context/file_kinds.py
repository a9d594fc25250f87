"""What a file of the build context leads to when something runs it or reads it: by its kind, one function a kind."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from dslim.facts.build_context.build_descriptions import (
    directives_of,
    files_named_by_pyproject,
    folders_of_requirements,
    processes_of_build_file,
)
from dslim.facts.build_context.code_given import files_included
from dslim.facts.build_context.command_settings import (
    commands_of_git_settings,
    commands_of_hook_settings,
    commands_of_ssh_settings,
)
from dslim.facts.build_context.context_scripts import shell_of
from dslim.facts.build_context.foreign_code import MAX_STARTS, UNKNOWN, files_named_by_code, processes_of_code
from dslim.facts.build_context.makefiles import read_makefile, texts_of_targets
from dslim.facts.build_context.package_scripts import composer_scripts, folders_of_packages, package_scripts
from dslim.facts.build_context.project_calls import python_project
from dslim.facts.build_context.read_scripts import ContextScript, ShellText
from dslim.facts.build_context.script_calls import ScriptCall
from dslim.facts.build_context.side_files import (
    commands_of_apt_settings,
    files_of_settings,
    lines_of_tasks,
    sections_of_tasks,
)
from dslim.shell import Opaque, Script, parse_script
from dslim.support.lazy_regex import regex
from dslim.tools.code_runners import code_runner

if TYPE_CHECKING:
    from typing import TypeAlias

    from dslim.facts.build_context.script_reader import ScriptReader

    #: What yields the texts that a file leads to.
    ReadFile: TypeAlias = "Callable[[ScriptReader, FoundFile], Iterator[ShellText]]"

#: Texts of makefiles, of package.json and of files of tasks that one RUN may lead to.
MAX_TEXTS = 2_000
#: Kinds of files of which each text that runs is a script of its own.
OF_ONE_TEXT_EACH = frozenset({"make", "package", "composer"})
_BATS_TEST = regex(r"(?m)^[ \t]*@test[ \t].*\{[ \t]*$")
#: `App\\Hook::run`, in the file of its class.
_METHOD = regex(r"(?:\w+\\)*(\w+)::\w+")
#: Files of a project that may name others of it to be taken in.
_SCRIPT_ENDINGS = (".py", ".rb", ".js", ".cjs", ".mjs", ".ts", ".php", ".pl", ".PL", "Rakefile", "Gemfile")


class FoundFile(NamedTuple):
    """A file of the build context that a call leads to.

    `asked`: what the call asks of it. `folders`: where the files that it names may lie, its own folder last.
    """

    asked: ScriptCall
    name: str
    text: str
    folders: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """Under which the file is kept; one that is run in several ways is several scripts."""
        is_by_words = self.asked.kind in OF_ONE_TEXT_EACH
        return self.name, self.asked.kind, self.asked.words if is_by_words else ()


def texts_of_file(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """The texts of the shell that a file leads to; what is read of it is kept by the reader as scripts."""
    return _READERS[file.asked.kind](reader, file)


def texts_of_code(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """What a script of another language than the shell's starts, and the files of its own that it takes in."""
    yield from _texts_of_starts(reader, file, processes_of_code(file.text))
    yield from _texts_of_named_files(reader, file)


def _of_script(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """A script: of the shell, or of another language."""
    tree = shell_of(file.text)
    reader.found[file.key] = ContextScript(file.name, file.text, tree)
    if tree is None:
        yield from texts_of_code(reader, file)
    else:
        yield ShellText(tree, reader.here, file.folders, file.folders[-1])


def _of_code(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    _keep(reader, file)
    yield from texts_of_code(reader, file)


def _of_bats(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """Tests of bats: shell, but for the line that each begins with."""
    text = _BATS_TEST.sub("test_of_bats() {", file.text.replace("#!/usr/bin/env bats", ""))
    yield from _of_script(reader, file._replace(text=text))


def _of_marked(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """A file of code of which only the marks are known by which it starts a program."""
    _keep(reader, file)
    program = file.asked.words[0]
    row = code_runner(program)
    if row is None:
        return
    if re.search(row.starts, file.text):
        reader.unread.append(f"what {file.name} starts")
    for other in files_included(row, file.text, program):
        yield from reader.follow_files(other, file.folders)


def _of_requirements(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """The projects of python that a requirements file names by their folders."""
    _keep(reader, file)
    for folder in reader.within(folders_of_requirements(file.text), MAX_STARTS, f"projects in {file.name}"):
        yield from reader.follow_files(python_project(folder), file.folders)


def _of_tasks(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """A file of tasks, in a language of its own: each line may be a command. A Rakefile is code."""
    _keep(reader, file)
    if posixpath.basename(file.name).lower().startswith("rake"):
        yield from texts_of_code(reader, file)
    else:
        yield from _texts_of_lines(reader, file)


def _of_task_sections(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """pyproject.toml and the like, of which some sections give names to commands."""
    _keep(reader, file)
    yield from _texts_of_lines(reader, file._replace(text=sections_of_tasks(file.text)))


def _of_settings(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    _keep(reader, file)
    for name in files_of_settings(file.text):
        yield from reader.follow_files(ScriptCall("program", (name,), is_needed=False), file.folders)


def _of_settings_with(commands: Callable[[str], Iterable[str]]) -> ReadFile:
    """How a file of settings is read of which `commands` finds what its program starts."""

    def texts(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
        _keep(reader, file)
        yield from _texts_of_starts(reader, file, commands(file.text))

    return texts


def _of_directives(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """A file of which only what its comments ask for runs."""
    reader.found[file.key] = ContextScript(file.name, "", None)
    yield from _texts_of_starts(reader, file, directives_of(file.text))


def _of_project(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """What a file of a project starts, and the files of its own that it names."""
    _keep(reader, file)
    if posixpath.basename(file.name) == "pyproject.toml":
        files = reader.within(files_named_by_pyproject(file.text), MAX_STARTS, f"files named by {file.name}")
        if files:
            beside = tuple(posixpath.join(file.folders[-1], name) for name in files)
            yield from reader.follow_files(ScriptCall("code", beside, is_needed=False), file.folders)
        return
    yield from _texts_of_starts(reader, file, processes_of_build_file(file.name, file.text))
    if file.name.endswith(_SCRIPT_ENDINGS):
        yield from _texts_of_named_files(reader, file)


def _of_makefile(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """The recipes of the targets that are made, those of included makefiles among them."""
    asked = file.asked
    reader.found[file.key] = ContextScript(file.name, "", None)
    try:
        makefile = read_makefile(file.text)
        if not makefile.is_plain:
            reader.unread.append(file.name)
            return
        given = dict(word.split("=", 1) for word in asked.words if "=" in word)
        makefile = makefile._replace(values={**makefile.values, **given})
        texts = list(texts_of_targets(makefile, [word for word in asked.words if "=" not in word]))
    except ValueError:
        reader.unread.append(file.name)
        return
    included = [name for name in makefile.included if not re.search(r"[$*]", name)]
    if len(included) < len(makefile.included):
        reader.unread.append(f"what {file.name} includes")
    for name in included:
        yield from reader.follow_files(ScriptCall("make", (name,), asked.words), file.folders)
    yield from _texts_kept_apart(reader, file, texts)


def _of_package(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """The scripts of package.json that are run, and those of the packages that it names by their folders."""
    asked = file.asked
    reader.found[file.key] = ContextScript(file.name, "", None)
    try:
        texts = list(package_scripts(file.text, asked.words))
        folders = list(folders_of_packages(file.text, asked.words))
    except ValueError:
        reader.unread.append(file.name)
        return
    for folder in folders:
        there = ScriptCall("package", (posixpath.join(folder, "package.json"),), asked.words, is_needed=False)
        yield from reader.follow_files(there, (file.folders[-1],))
    yield from _texts_kept_apart(reader, file, texts)


def _of_composer(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """The scripts of composer.json that are run."""
    reader.found[file.key] = ContextScript(file.name, "", None)
    try:
        texts = list(composer_scripts(file.text, file.asked.words))
    except ValueError:
        reader.unread.append(file.name)
        return
    methods = [found[1] for text in texts if (found := _METHOD.fullmatch(text))]
    if methods:
        files = tuple(f"**/{name}.php" for name in dict.fromkeys(methods))
        yield from reader.follow_files(ScriptCall("code", files, is_needed=False), file.folders[-1:])
        texts = [text for text in texts if not _METHOD.fullmatch(text)]
    yield from _texts_kept_apart(reader, file, texts)


def _keep(reader: ScriptReader, file: FoundFile) -> None:
    reader.found[file.key] = ContextScript(file.name, file.text, None)


def _texts_kept_apart(reader: ScriptReader, file: FoundFile, texts: list[str]) -> Iterator[ShellText]:
    """Texts of a file, each of which is a script of its own, run in the folder of the file."""
    here = file.folders[-1]
    for number, text in enumerate(dict.fromkeys(texts)):
        tree = parse_script(text)
        if number >= MAX_TEXTS or isinstance(tree, Opaque):
            reader.unread.append(file.name)
            return
        if tree.statements:
            reader.found[file.key, number] = ContextScript(file.name, text, tree)
            yield ShellText(tree, here, file.folders, here)


def _texts_of_lines(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """The lines of a file, each of which may be a command."""
    lines = reader.within(lines_of_tasks(file.name, file.text), MAX_TEXTS, f"lines of {file.name}")
    for number, line in enumerate(lines):
        tree = parse_script(line)
        if isinstance(tree, Script) and tree.statements:
            reader.found[file.name, "line", number] = ContextScript(file.name, tree.text, tree)
            yield ShellText(tree, reader.here, file.folders, file.folders[-1])


def _texts_of_starts(reader: ScriptReader, file: FoundFile, started: Iterable[str]) -> Iterator[ShellText]:
    """The commands that a file starts."""
    for number, text in enumerate(started):
        if text == UNKNOWN:
            reader.unread.append(f"what {file.name} starts")
            continue
        tree = parse_script(text)
        if isinstance(tree, Script) and tree.statements:
            reader.found[file.name, "starts", number] = ContextScript(file.name, text, tree)
            yield ShellText(tree, reader.here, file.folders, file.folders[-1])


def _texts_of_named_files(reader: ScriptReader, file: FoundFile) -> Iterator[ShellText]:
    """What the files lead to that a text of code names."""
    for name in reader.within(files_named_by_code(file.text), MAX_STARTS, "files named by one script"):
        kind = "program" if name.endswith((".sh", ".bash")) else "code"
        yield from reader.follow_files(ScriptCall(kind, (name,), is_needed=False), file.folders)


#: What reads a file of each kind (`ScriptCall.kind`).
_READERS: dict[str, ReadFile] = {
    "shell": _of_script,
    "program": _of_script,
    "shell-as-copied": _of_script,
    "code": _of_code,
    "bats": _of_bats,
    "marked": _of_marked,
    "requirements": _of_requirements,
    "tasks": _of_tasks,
    "tasks-as-copied": _of_tasks,
    "task-sections": _of_task_sections,
    "settings": _of_settings,
    "apt-settings": _of_settings_with(commands_of_apt_settings),
    "hook-settings": _of_settings_with(commands_of_hook_settings),
    "git-settings": _of_settings_with(commands_of_git_settings),
    "ssh-settings": _of_settings_with(commands_of_ssh_settings),
    "directives": _of_directives,
    "project": _of_project,
    "make": _of_makefile,
    "package": _of_package,
    "composer": _of_composer,
}
