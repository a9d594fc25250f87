"""Files that a program runs though no word of its call names them: those of settings, of variables, of hooks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dslim.facts import Facts
from dslim.facts.build_context.command_settings import commands_of_git_setting
from dslim.facts.build_context.script_calls import ScriptCall, may_hold_copies, with_values
from dslim.facts.copied_words import copied_words
from dslim.facts.paths import overlap
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.support.memo import once, once_each
from dslim.tools import find, names_where
from dslim.tools.project_code import GIT_VERBS
from dslim.tools.side_files import (
    APT_HOOKS,
    COMMAND_SETTINGS,
    CUSTOMIZE,
    HOOKS,
    MAKES,
    NAMES_OF_PROGRAMS,
    PYTHONS,
    SETTINGS,
    START_GIT,
    TASK_FILES,
    TASK_RUNNERS,
    VALUED_BY_JAVA,
    VARIABLES,
)

#: What those settings name: a release or a plugin of yarn, the shell of package scripts, a module for node.
_NAMED_BY_SETTINGS = regex(
    r"(?m)^[ \t]*(?:yarnPath:|yarn-path|-?[ \t]{0,9}path:|script-shell\s*=|scriptShell:)\s*[\"']?([\w./-]+)"
    r"|(?:--require|--import|-r)[= ]([\w./-]+)"
)
_APT_HOOK = regex(
    r"(?i)\b(?:pre|post)-(?:invoke|install-pkgs)[\w:-]{0,50}\s{0,9}"
    r"(?:\{([^}]{0,2000})\}|\"([^\"]{0,2000})\"|=[\"']?([^\n\"']{0,2000}))"
)
_REMOVES = regex(r"\A\s{0,20}(?:rm\s{1,9}-r?f\s[^;&|]{0,2000}(?:\|\|\s{0,9}true\s{0,9})?)?\Z")
_QUOTED = regex(r"\"((?:\\.|[^\"\\])*)\"")
_GIT_HOOK = regex(r"\.git/hooks/|init\.templateDir|\bgit\s[^\n;&|]{0,300}--template")
_TASK_SECTION = regex(
    r"(?ms)^\[(?:tool\.[\w.-]{0,100}(?:scripts|tasks)[\w.-]{0,100}|scripts|envs\.[\w.-]{0,100}scripts)\][ \t]*$"
    r"(.*?)(?=^\[|\Z)"
)
#: What stands before a command in files of tasks: `- cmd: x`, `commands = x`, `@x`, `test = "x"`, `"test": "x"`.
_TASK_LINE = regex(
    r"^\s*(?:-\s*)?(?:(?:cmd|cmds|sh|command|commands)\s*[:=]\s*|[\w.-]+\s{0,20}=\s{0,20}(?:\{\s{0,20}\w+\s{0,20}=\s{0,20})?[\"']"
    r"|\"[^\"]+\"\s*:\s*\")?@?"
)
#: Programs of which an argument may be the name of what they run.
_RUN_ARGUMENTS = names_where(lambda tool: tool.runs_arguments) | {"su", "entr"}
#: Programs that run files which no word of their call names, whatever the environment says.
_HAVE_SIDE_FILES = (
    _RUN_ARGUMENTS | {"git", "java", "deno"} | SETTINGS.keys() | {name for programs, _, _ in HOOKS for name in programs}
)
_WILDCARD = regex(r"[*?\[]")
_READ_COMMAND_SETTINGS = frozenset(name for _, programs, _ in COMMAND_SETTINGS for name in programs)
#: `git config --global credential.helper cache`, `git -c core.fsmonitor=true`
_GIT_SET = regex(
    r"\bgit\s(?:[^\n;&|]{0,200}\s)?(?:-c\s+|config\s+(?:-\S+\s+){0,9})[\"']?([a-zA-Z]+)\.([\w.-]+?)[\"']?(?:\s+|=)"
    r"(\"[^\"\n]*\"|'[^'\n]*'|[^\s\"';&|]+)"
)
_SET_TO_PATH = regex(r"(?:\A|\s)([A-Za-z_]\w*)[= ][\"']?\.{0,2}/")
_PROGRAM_PATH = regex(r"\.{0,2}/[\w./-]+")
#: Where files lie that python runs whenever it starts: https://docs.python.org/3/library/site.html
_PYTHON_START = regex(r"(?:site|dist)-packages|(?:site|user)customize|\.pth\b")
_WRITES_PYTHON_START = regex(r"(?:site|user)customize\.py|\bimport\b[^\n]{0,300}\.pth\b")
#: Names that COPYs give, of which no more are looked at.
MAX_NAMES = 60


def side_calls(facts: Facts, run: Run, call: Invocation) -> Iterator[ScriptCall]:
    """The files that a call runs beside those that it names."""
    name = posixpath.basename(call.name or call.written.strip("\"'"))
    if _variables_named(facts):
        yield from _of_variables(facts, run, call, name)
    yield from _of_variables_that_name_programs(facts, run, call, name)
    if PYTHONS.fullmatch(name) and (start := _python_start_files(facts, run.stage)):
        yield start
    if name in _READ_COMMAND_SETTINGS or (name in START_GIT and _brings_settings_of_git(facts)):
        yield from _of_command_settings(facts, run, name)
    if not TASK_RUNNERS.isdisjoint(call.wrappers) or name == "poe":
        yield ScriptCall("task-sections", TASK_FILES, is_needed=False)
    if name in _HAVE_SIDE_FILES:
        yield from _of_program(facts, run, call, name)


def _of_program(facts: Facts, run: Run, call: Invocation, name: str) -> Iterator[ScriptCall]:
    """The files that a program runs by its settings, its hooks and its arguments."""
    if name in SETTINGS:
        yield ScriptCall("settings", SETTINGS[name], is_needed=False)
    for programs, folders, kind in HOOKS:
        if name in programs:
            for folder in folders:
                if names := _names_copied_to(facts, run.stage, folder):
                    yield ScriptCall(kind, names, is_needed=False)
    if name in APT_HOOKS and _has_apt_hooks(facts):
        yield ScriptCall("unread", ("a hook of apt",))
    if name == "git" and not GIT_VERBS.isdisjoint(call.args[:6]) and _has_git_hooks(facts):
        yield ScriptCall("unread", ("a hook of git",))
    if name in _RUN_ARGUMENTS:
        for text in call.texts:
            if "/" in text and re.fullmatch(r"[\w./-]+", path := with_values(run, text.strip("\"'"))):
                yield ScriptCall("shell-as-copied", (path,), is_needed=False)
    if name == "java" and _runs_a_class(call):
        yield ScriptCall("unread", ("the class that java runs",))
    if name == "deno" and call.args[:1] == ("task",):
        yield ScriptCall("tasks", ("deno.json", "deno.jsonc", "package.json"), is_needed=False)


def _of_command_settings(facts: Facts, run: Run, name: str) -> Iterator[ScriptCall]:
    """The settings that say which commands a program starts: files, and what RUNs of the file itself set of git."""
    reader = "git" if name in START_GIT else name
    for kind, programs, files in COMMAND_SETTINGS:
        if reader in programs:
            yield ScriptCall(kind, tuple(with_values(run, file) for file in files), is_needed=False)
    if reader == "git" and (started := _commands_set_for_git(facts)):
        yield ScriptCall("commands", started, ("git's settings",), is_needed=False)


@once
def _brings_settings_of_git(facts: Facts) -> bool:
    """Whether a file brings settings of git or ssh by their name, or sets such."""
    text = facts.tree.text
    return "gitconfig" in text or ".ssh" in text or "ssh_config" in text or bool(_commands_set_for_git(facts))


@once
def _commands_set_for_git(facts: Facts) -> tuple[str, ...]:
    """What git may start by the settings that RUNs, and its variables, give it."""
    found: dict[str, None] = {}
    for node in facts.tree.instructions if "git" in facts.tree.text else ():
        for section, key, value in _GIT_SET.findall(node.args):
            found.update(dict.fromkeys(commands_of_git_setting(section.lower(), key.lower(), value)))
    return tuple(found)[:MAX_NAMES]


def _of_variables_that_name_programs(facts: Facts, run: Run, call: Invocation, name: str) -> Iterator[ScriptCall]:
    """The programs that others start, by variables of the environment: an editor, a pager, a compiler."""
    tool = find(name)
    if tool is not None and tool.reads_known_variables:
        return
    own = tuple((variable, value) for variable, value in call.env if NAMES_OF_PROGRAMS.search(variable))
    for _, value in (*((variable, run.state.env.get(variable)) for variable in _program_variables(facts)), *own):
        if value and (found := _PROGRAM_PATH.match(value)):
            yield ScriptCall("shell-as-copied", (found[0],), is_needed=False)


@once
def _program_variables(facts: Facts) -> tuple[str, ...]:
    """The variables that a file sets to the path of a program which others start; few files have any."""
    found: dict[str, None] = {}
    for node in facts.tree.instructions:
        if node.keyword in ("ENV", "ARG"):
            names = (name for name in _SET_TO_PATH.findall(node.args) if NAMES_OF_PROGRAMS.search(name))
            found.update(dict.fromkeys(names))
    return tuple(found)[:MAX_NAMES]


@once_each
def _python_start_files(facts: Facts, stage: int) -> ScriptCall | None:
    """What python runs whenever it starts, of what is put into its folders: sitecustomize.py, lines of .pth files."""
    if not _PYTHON_START.search(facts.tree.text):
        return None
    found: dict[str, None] = {}
    for ancestor in (*facts.lineage.ancestors(stage), stage):
        for place, node in enumerate(facts.tree.stages[ancestor].instructions):
            if node.keyword == "RUN" and _WRITES_PYTHON_START.search(node.args):
                return ScriptCall("unread", ("what python runs when it starts",))
            if node.keyword in ("COPY", "ADD") and node.flag("from") is None and _PYTHON_START.search(node.args):
                point = facts.point(ancestor, place)
                target = copied_words(point).target
                names = [posixpath.join(target or "/", name) for name in _names_of_copy(point, target or "/") if name]
                found.update(dict.fromkeys([*names, target or ""]))
    starts = [name for name in found if name.endswith((*CUSTOMIZE, ".pth"))]
    return ScriptCall("code", tuple(starts[:MAX_NAMES]), is_needed=False) if starts else None


def _runs_a_class(call: Invocation) -> bool:
    """Whether java is given a class by its name, as those are that a RUN compiles, or a jar of the class path has."""
    given = [text for before, text in zip(("", *call.texts), call.texts) if before not in VALUED_BY_JAVA]
    plain = [text for text in given if not text.startswith("-")]
    named = any(text.startswith(("-jar", "-version", "--version", "-Djarmode")) for text in given)
    return bool(plain) and not named and not plain[0].endswith(".java")


def _of_variables(facts: Facts, run: Run, call: Invocation, name: str) -> Iterator[ScriptCall]:
    """The files that variables of the environment have a program take in."""
    own, known = dict(call.env), run.state.env
    given = {one: own.get(one, known.get(one)) for one in _variables_named(facts)}
    for variable, readers, pattern in VARIABLES:
        value = given.get(variable)
        if value and (not readers or name in readers):
            for file in pattern.findall(value):
                yield from _file_of_variable(variable, file, given)
    if name in MAKES and (makefiles := tuple((given.get("MAKEFILES") or "").split())):
        yield ScriptCall("make", makefiles)
    if PYTHONS.fullmatch(name) and (value := given.get("PYTHONPATH")):
        # an empty entry is the folder that it stands in
        files = tuple(posixpath.join(folder or ".", file) for folder in value.split(":") for file in CUSTOMIZE)
        yield ScriptCall("code", files, is_needed=False)


def _file_of_variable(variable: str, file: str, given: dict[str, str | None]) -> Iterator[ScriptCall]:
    if variable == "PERL5OPT":
        folders = (given.get("PERL5LIB") or ".").split(":")
        file = file.replace("::", "/") + ".pm"
        yield ScriptCall("code", tuple(posixpath.join(folder, file) for folder in folders), is_needed=False)
    elif variable == "APT_CONFIG":
        yield ScriptCall("apt-settings", (file,), is_needed=False)
    elif variable == "BASH_ENV":
        yield ScriptCall("shell-as-copied", (file,), is_needed=False)
    elif variable.startswith("GIT"):
        yield ScriptCall("program", (file,), is_needed=False)
    else:
        yield ScriptCall("code", (file, f"{file}.js", f"{file}.rb"), is_needed=False)


def files_of_settings(text: str) -> list[str]:
    """The files that the settings of a package manager name to be run."""
    found = [one or other for one, other in _NAMED_BY_SETTINGS.findall(text)]
    return [file for file in found if "/" in file or "." in file][:MAX_NAMES]


def commands_of_apt_settings(text: str) -> Iterator[str]:
    """The commands that apt and dpkg run before or after they work, by their settings."""
    for braces, quoted, plain in _APT_HOOK.findall(text):
        yield from _QUOTED.findall(braces) if braces else (quoted or plain,)


def sections_of_tasks(text: str) -> str:
    """Of pyproject.toml and the like, the sections that give names to commands."""
    return "\n".join(_TASK_SECTION.findall(text))


def lines_of_tasks(name: str, text: str) -> list[str]:
    """The lines of a file of tasks, without what stands before and behind a command in one."""
    text = re.sub(r"[{}]", "\n", text) if name.endswith((".json", ".jsonc")) else text
    return [_TASK_LINE.sub("", line).strip().rstrip(",}").strip("\"'") for line in text.splitlines()]


_NAMES = (*(name for name, _, _ in VARIABLES), "MAKEFILES", "PYTHONPATH", "PERL5LIB")


@once
def _variables_named(facts: Facts) -> tuple[str, ...]:
    """Those of the variables that a file names: few files have any, and to ask for each at every call is a square."""
    return tuple(name for name in _NAMES if name in facts.tree.text)


@once
def _has_apt_hooks(facts: Facts) -> bool:
    """Whether the file itself writes settings of apt or dpkg that run more than an `rm -f` of packages."""
    return not all(map(_REMOVES.match, commands_of_apt_settings(facts.tree.text.replace('\\"', '"'))))


@once
def _has_git_hooks(facts: Facts) -> bool:
    """Whether an instruction puts a hook into a repository, or takes a template for new ones."""
    return any(_GIT_HOOK.search(node.args) for node in facts.tree.instructions)


@once_each
def _names_copied_to(facts: Facts, stage: int, folder: str) -> tuple[str, ...]:
    """The paths that files of the build context may have in a folder, by what COPYs and the files are called."""
    if facts.context is None or not may_hold_copies(facts, stage, folder):
        return ()
    found: dict[str, None] = {}
    for ancestor in (*facts.lineage.ancestors(stage), stage):
        for place, node in enumerate(facts.tree.stages[ancestor].instructions):
            if node.keyword in ("COPY", "ADD") and node.flag("from") is None:
                found.update(dict.fromkeys(_names_of_copy(facts.point(ancestor, place), folder)))
    tail = folder.rpartition("/")[2]
    for name in facts.context.files(".") or ():
        if f"{tail}/" in name:
            found[posixpath.basename(name)] = None
    return tuple(f"{folder}/{name}" for name in list(found)[:MAX_NAMES] if name not in ("", ".", ".."))


def _names_of_copy(copy: Point, folder: str) -> Iterator[str]:
    """What a COPY may call a file in a folder, by its words; those that a pattern stands for are looked up."""
    sources, target = copied_words(copy)
    if target is not None and not overlap(target, folder):
        return
    for word in (*sources, target):
        if word is not None and _WILDCARD.search(word) and copy.facts.context is not None:
            yield from (path.name for path in copy.facts.context.matches(word)[:MAX_NAMES])
        elif word is not None:
            yield posixpath.basename(word.rstrip("/"))
