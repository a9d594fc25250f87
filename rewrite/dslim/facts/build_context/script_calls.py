"""Which files a call runs, or reads to know what to run, by their names: scripts, makefiles, package.json."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.build_context.foreign_code import files_named_by_code
from dslim.facts.build_context.makefiles import DEFAULT_NAMES
from dslim.facts.copied_words import copied_words
from dslim.facts.paths import overlap
from dslim.facts.run import Run
from dslim.facts.variable_expansion import try_expand
from dslim.shell.builtins import BUILTINS
from dslim.shell.invocations import Invocation
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex
from dslim.support.memo import once_each
from dslim.tools import Tool, find, find_interpreter, names_where

#: Of these each option that is given alone takes the next word.
_VALUED = {
    "node": frozenset({"-r", "--require", "--import", "--loader"}),
    "python": frozenset({"-W", "-X"}),
    "perl": frozenset({"-I"}),
    "ruby": frozenset({"-I", "-r"}),
    "php": frozenset({"-d", "-c"}),
}
#: Options after which a text follows, and no file.
_INLINE = frozenset(
    "-c -e -E -r -p -pe -ne -n -le -lne -i -pi -R --eval --print --run --ri --rf --rc --re --rz".split()
)
#: Built-in commands that run a file in the shell itself.
RUN_FILES = frozenset({".", "source"})
#: Programs whose operands tell which files they run, or what they do with files of the project.
_RUN_FILES_BY_OPERANDS = (
    SHELLS
    | RUN_FILES
    | {"run-parts"}
    | names_where(lambda tool: tool.runs_from or tool.configures_systems or tool.configures_systems_by)
)
_MODULES = (".ts", ".js", ".mjs", ".cjs", ".tsx", ".mts")
_SCRIPT = regex(r".*\.(sh|bash|zsh|run)\Z")
_UNKNOWN = regex(r"[$`*?\[~]|\A\{\}")
#: Folders of PATH that are looked at: with more of them any program may be a script that nobody sees.
MAX_FOLDERS = 50
#: Places to which files are copied that are looked at: with more of them files may be copied anywhere.
MAX_TARGETS = 300
#: Projects of one repository whose package.json is read: of more of them nobody knows what they run.
MAX_WORKSPACES = 20
#: How the name of what is unread begins where more is there than is read.
BEYOND_A_BOUND = "more than "
_WORKSPACE = regex(r"workspaces?\Z|--workspaces?\b|--filter\b|-[rwFW]\Z|--recursive\Z|--include-workspace-root\Z")
_PATH = regex(r"\bPATH=[\"']?([^\s\"';&|]+)")
_ENV_PATH = regex(r"(?:\A|\s)PATH[= ]\s*[\"']?([^\s\"']+)")
_PLAIN_FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
#: Package managers' operands that name no script of the project.
_NO_SCRIPTS = frozenset(
    """config cache set get view info audit whoami login ls list root bin prefix help version link outdated prune
    pack publish exec dlx create store init self-update policies import why autoclean global
    pm upgrade remove uninstall rm un unlink owner
    -v --version""".split()
)


class ScriptCall(NamedTuple):
    """What a call runs: files, by their names, and what is asked of them.

    `names`: the files, as the call names them, or patterns below the folder it works in, of which all that are found
    count. `words`: what is asked of them. `is_needed`: one of them must be there, and what is not
    found may do anything.

    `kind`: shell, code (of another language), program (either), make, package, composer, tasks (each line may be a
    command), project (a file that a build runs), directives (what its comments ask for), requirements (of pip), bats,
    shell-as-copied or tasks-as-copied (a command that names it leaves it as it is), commands (the names are what is
    started, the words say by what), or unread.
    """

    kind: str
    names: tuple[str, ...]
    words: tuple[str, ...] = ()
    is_needed: bool = True


def script_call(facts: Facts, run: Run, call: Invocation) -> ScriptCall | None:
    """What a call runs that may stand in a file; None for a program that is known to run none."""
    if call.name in BUILTINS and not call.wrappers and call.name not in RUN_FILES and run.node.json is None:
        return None  # the shell itself does it, whatever lies in the folders of PATH
    name = posixpath.basename(call.name or call.written.strip("\"'"))
    tool, interpreter = find(name), find_interpreter(name)
    if interpreter is None and name not in _RUN_FILES_BY_OPERANDS:
        return _program_call(facts, run, call, name)
    words = tuple(with_values(run, (word or text).strip("\"'")) for word, text in zip(call.args, call.texts))
    plain = tuple(word for word in words if word and not word.startswith(("-", "+")))
    if name in SHELLS:
        return _shell_call(call, plain)
    if name in RUN_FILES:
        return ScriptCall("shell", plain[:1]) if plain else None
    if tool is not None and name == "bun" and any(word.endswith(_MODULES) for word in plain):
        return _interpreter_call(tool, words)
    if (tool is not None and _configures(tool, plain)) or (name == "run-parts" and plain):
        return ScriptCall("unread", (name,))
    if tool is not None and tool.runs_from and (tool.runs_from != "package" or words[:1] != ("x",)):
        return _project_call(facts, tool, words)
    if interpreter is not None:
        return _interpreter_call(interpreter, words)
    return _program_call(facts, run, call, name)


def _configures(tool: Tool, plain: tuple[str, ...]) -> bool:
    """Whether a program does what files in a language of their own say of a whole system."""
    return tool.configures_systems or not tool.configures_systems_by.isdisjoint(plain[:2])


def _project_call(facts: Facts, tool: Tool, words: tuple[str, ...]) -> ScriptCall | None:
    """What a program runs that a file of the project describes."""
    if tool.runs_from == "make":
        return _make_call(words)
    if tool.runs_from == "package":
        return _package_call(facts, tool.name, words)
    if tool.runs_from == "composer":
        plain = tuple(word for word in words if word and not word.startswith(("-", "+")))
        return ScriptCall("composer", tuple(_below(words, *tool.project_files)), plain, is_needed=False)
    return ScriptCall("tasks", tool.project_files, is_needed=not tool.only_builds)


def _shell_call(call: Invocation, plain: tuple[str, ...]) -> ScriptCall | None:
    if call.shell_inner is not None:
        return None
    if not call.understood:  # its text may be an argument with variables in it, which is read as one
        if any(re.search(r"\s", text) for text in call.texts):
            return None
        variables = tuple(text for text in call.texts if "$" in text)
        return ScriptCall("shell", variables[:1] or call.texts[-1:])
    if any(re.fullmatch(r"-[a-zA-Z]*s[a-zA-Z]*", text) for text in call.texts):
        return None  # it reads its input
    return ScriptCall("shell", plain[:1]) if plain else None


def _make_call(words: tuple[str, ...]) -> ScriptCall:
    if any(word.startswith(("--eval", "-E")) for word in words):
        return ScriptCall("unread", ("what make is told to evaluate",))
    files: list[str] = []
    asked: list[str] = []
    left = list(words)
    while left:
        word = left.pop(0)
        if word in ("-f", "--file", "--makefile") and left:
            files.append(left.pop(0))
        elif found := re.match(r"(?:-f|--(?:make)?file=)(.+)", word):
            files.append(found[1])
        elif left and (word in ("-C", "--directory", "-I") or (word in ("-j", "-l") and left[0].isdigit())):
            left.pop(0)
        elif not word.startswith("-"):
            asked.append(word)  # a target, or `NAME=value`
    if not {"-", "/dev/stdin", "/dev/fd/0"}.isdisjoint(files):
        return ScriptCall("unread", ("what make reads on its input",))
    return ScriptCall("make", tuple(files) or DEFAULT_NAMES, tuple(asked))


def _package_call(facts: Facts, name: str, words: tuple[str, ...]) -> ScriptCall | None:
    left = [word for word in words if word]
    asked: list[str] = []
    while left:
        word = left.pop(0)
        if word in ("--prefix", "-C", "--cwd", "--dir", "-w", "--workspace", "-F", "--filter", "--registry") and left:
            left.pop(0)
        elif not word.startswith("-"):
            asked.append(word)
    files = _below(words, "package.json")
    if any(_WORKSPACE.match(word) for word in words) and facts.context is not None:
        root = facts.context.root
        found = [*facts.context.matches("*/package.json"), *facts.context.matches("*/*/package.json")]
        if len(found) > MAX_WORKSPACES:
            return ScriptCall("unread", (f"{BEYOND_A_BOUND}{MAX_WORKSPACES} workspaces",))
        files += [posixpath.join(*path.relative_to(root).parts) for path in found]
        asked = asked[2:] if asked[:1] == ["workspace"] else asked[1:] if asked[:1] == ["workspaces"] else asked
    if asked and asked[0] in _NO_SCRIPTS:
        return None
    if name != "yarn" and any(word in ("-g", "--global", "--location=global") for word in words):
        return None
    runs = bool(asked) and (asked[0] in ("run", "run-script", "start", "test", "stop", "restart", "t"))
    return ScriptCall("package", tuple(files), tuple(asked), is_needed=runs)


def _below(words: tuple[str, ...], name: str) -> list[str]:
    """A file in the working directory, and in the folder that an option names."""
    found = [name]
    for before, word in zip(("", *words), words):
        option, equals, value = word.partition("=")
        if option in ("--prefix", "--cwd", "--dir", "--working-dir", "-d") and equals:
            found.append(posixpath.join(value, name))
        elif before in ("--prefix", "-C", "--cwd", "--dir", "--working-dir", "-d"):
            found.append(posixpath.join(word, name))
    return found


def _interpreter_call(tool: Tool, words: tuple[str, ...]) -> ScriptCall | None:
    name, language = tool.name, tool.interprets
    kind = "shell" if language in ("zsh", "ksh") else "code"
    valued = _VALUED.get(language, frozenset())
    left = list(words)
    while left:
        word = left.pop(0)
        if language == "php" and word == "-f" and left:
            return ScriptCall(kind, (left[0],))
        if name == "R":
            if word in ("-e", "CMD"):
                return ScriptCall(kind, tuple(left[1:2])) if left[:1] == ["BATCH"] else None
            if word.startswith("--file="):
                return ScriptCall(kind, (word.partition("=")[2],))
            if word == "-f" and left:
                return ScriptCall(kind, (left[0],))
        elif word == "-m" and language == "python" and left:
            path = left[0].replace(".", "/")
            return ScriptCall(kind, (f"{path}.py", f"{path}/__main__.py", f"{path}/__init__.py"), is_needed=False)
        elif word in valued and left:
            left.pop(0)
        elif word == "-":
            return None  # it reads its input, and what follows are arguments
        elif word in _INLINE:
            imported = files_named_by_code(left[0]) if left else ()
            return ScriptCall(kind, imported, is_needed=False) if imported else None
        elif language in ("deno", "bun") and word in ("run", "x", "task"):
            continue
        elif word and not word.startswith("-"):
            return ScriptCall(kind, (word,), is_needed=language not in ("deno", "bun") or "." in word)
    return None


def _program_call(facts: Facts, run: Run, call: Invocation, name: str) -> ScriptCall | None:
    written = with_values(run, call.written.strip("\"'"))
    if not written or (name == call.name == ""):
        return None
    if "/" not in written:
        if _UNKNOWN.search(written) or not re.match(r"[\w.]", written):
            return None
        folders = program_folders(facts, run)
        if len(folders) > MAX_FOLDERS:
            return ScriptCall("unread", (f"{BEYOND_A_BOUND}{MAX_FOLDERS} folders of PATH",))
        found = tuple(posixpath.join(folder, written) for folder in folders)
        found = found or (f"/usr/local/bin/{written}",)
        return ScriptCall("program", found, is_needed=_SCRIPT.match(written) is not None and find(written) is None)
    base = posixpath.basename(written)
    tool = find(base)
    # `./fetch` is a script of the project, whatever programs are called so; of `./gradlew` it is known what it does
    is_script = written == f"./{base}" and (tool is None or not tool.builds_here)
    is_needed = is_script or (_SCRIPT.match(base) is not None and tool is None)
    return ScriptCall("program", (written,), is_needed=is_needed)


def program_folders(facts: Facts, run: Run) -> tuple[str, ...]:
    """Where a program is looked for by its name: what PATH was ever given in the file, and the usual folders."""
    values = _PATH.findall(run.node.args) if "PATH=" in run.node.args else []
    own = tuple(with_values(run, folder) for value in values for folder in value.split(":"))
    return _program_folders(facts, run.stage, own, bool(run.flags))


@once_each
def _program_folders(facts: Facts, stage: int, own: tuple[str, ...], has_mounts: bool) -> tuple[str, ...]:
    """Those for a RUN of a stage with a PATH of its `own`, without the folders into which nothing can be copied."""
    named = (folder for folder in (*own, *folders_of_path(facts, stage)) if folder.startswith("/"))
    every = dict.fromkeys([*named, *_PLAIN_FOLDERS])
    return tuple(folder for folder in every if has_mounts or may_hold_copies(facts, stage, folder))


@once_each
def may_hold_copies(facts: Facts, stage: int, folder: str) -> bool:
    """Whether a COPY or ADD of a stage, or of those that it continues, may put a file into a folder."""
    return any(target is None or overlap(target, folder) for target in _targets_of_copies(facts, stage))


@once_each
def _targets_of_copies(facts: Facts, stage: int) -> tuple[str | None, ...]:
    """Where COPYs and ADDs of a stage, and of those that it continues, put files; None for an unknown place."""
    found: dict[str | None, None] = {}
    for ancestor in (*facts.lineage.ancestors(stage), stage):
        for place, node in enumerate(facts.tree.stages[ancestor].instructions):
            if node.keyword in ("COPY", "ADD"):
                found[copied_words(facts.point(ancestor, place)).target] = None
    return tuple(found) if len(found) <= MAX_TARGETS else (None,)


@once_each
def folders_of_path(facts: Facts, stage: int) -> tuple[str, ...]:
    """The folders that ENVs of a stage, and of those that it continues, give to PATH."""
    found: dict[str, None] = {}
    for ancestor in (*facts.lineage.ancestors(stage), stage):
        for node, state in zip(facts.tree.stages[ancestor].instructions, facts.states[ancestor]):
            if node.keyword == "ENV" and (value := _ENV_PATH.search(node.args)):
                words = (try_expand(word, state.env, node.escape) for word in value[1].split(":"))
                found.update((word.rstrip("/"), None) for word in words if word)
    return tuple(found)[: MAX_FOLDERS + 1]


def with_values(run: Run, text: str) -> str:
    """A word with the values of variables that ENV sets, and of HOME."""
    if "$" not in text and "~" not in text:
        return text
    env, script = run.state.env, run.node.args

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        known = run.home if name == "HOME" else env.get(name)
        return found[0] if known is None or f"{name}=" in script or f"for {name}" in script else known

    filled = re.sub(r"\$(?:\{(\w+)\}|(\w+))", value, text)
    return re.sub(r"\A~(?=/|\Z)", lambda _: run.home, filled)
