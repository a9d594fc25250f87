"""Reads the scripts that a text of the shell runs, and those that these run in turn, from the build context."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from dslim.facts.build_context.code_given import files_of_code
from dslim.facts.build_context.compiler_wrappers import wrapper_calls
from dslim.facts.build_context.context_patterns import MAX_FILES, paths_of
from dslim.facts.build_context.file_kinds import FoundFile, texts_of_code, texts_of_file
from dslim.facts.build_context.file_lookup import find_file, find_unreadable, lies_at, may_find_files
from dslim.facts.build_context.project_calls import project_calls, start_files, starts_beside_calls, writes_start_file
from dslim.facts.build_context.read_scripts import ContextScript, ScriptsOfRun, ShellText
from dslim.facts.build_context.script_calls import BEYOND_A_BOUND, RUN_FILES, ScriptCall, script_call, with_values
from dslim.facts.build_context.side_files import side_calls
from dslim.facts.build_context.subshell_folders import Subshells
from dslim.facts.build_context.unseen_programs import ONLY_BUILD, may_be_unseen
from dslim.facts.build_context.unseen_sources import (
    FETCHED,
    may_hold_unread_files,
    may_hold_unread_makefile,
    sources_of_names,
)
from dslim.facts.nested_scripts import invocations_of, nested_texts, source_of, texts_given
from dslim.facts.paths import normal_path
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.shell import Script, Simple, commands, parse_script, walk
from dslim.shell.invocations import Invocation
from dslim.shell.tree import For, Pipeline
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.tools import find, find_interpreter
from dslim.tools.code_runners import code_runner
from dslim.tools.installers import FILES_OF_VARIABLES

#: Files of one RUN beyond which no more are read, and how deep they may call each other: what is left is unread.
MAX_SCRIPTS = 50
MAX_DEPTH = 5
#: Folders in which the files of one text are looked for.
MAX_FOLDERS = 10
_FOLDER = regex(r"(?:\bcd|\bpushd|(?:^|\s)-C|--cwd|--prefix|--directory|--working-dir)[ =]+[\"']?([\w./-]+)")
#: Ends the name of what is in the build context, but is no text.
NO_TEXT = " (no text)"
#: What only says something, whatever the program is.
_ASKS = frozenset({"--version", "-version", "-V", "--help", "-h", "version", "help"})
_LONE_VARIABLE = regex(r"[\"']?\$\{?(\w+)\}?[\"']?")
_ASSIGNED = regex(r"(?:^|[\s;&|(])([A-Za-z_]\w*)=[\"']?([^\s\"';&|()]+)")
#: What `yarn set version` writes: https://yarnpkg.com/configuration/yarnrc#yarnPath
_OFFICIAL = regex(
    r"(?:^|/)\.yarn/(?:releases/yarn-(?:berry|\d+\.\d+\.\d+[\w.-]*)\.c?js|plugins/@yarnpkg/[\w-]+\.cjs)\Z"
)
_GLOB = regex(r"[*?]|\[")
#: Programs that are given the folder of the project they build.
_TAKE_SOURCES = frozenset({"cmake", "cmake3", "meson"})
#: Kinds of files that a call names and does not change: the text that the build context has is taken.
_READ_AS_COPIED = frozenset(
    """project marked settings apt-settings hook-settings git-settings ssh-settings task-sections directives
    requirements bats shell-as-copied
    tasks-as-copied""".split()
)
#: Kinds of files that count where they are not found, whether they are needed or not: others may have brought them.
_COUNT_UNFOUND = frozenset({"program", "make"})
#: What these print for a shell to run is known elsewhere: by nested_scripts.py and run_edits/piped_installers.py.
_PRINTS = frozenset({"echo", "printf", "yes", "true", ":", "curl", "wget"})

T = TypeVar("T")


@dataclass
class ScriptReader:
    """Finds and reads the scripts that one RUN starts, and those that they start: what is found, what is unread."""

    point: Point
    run: Run
    found: dict[object, ContextScript] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    files: int = 0
    tree: Script | None = None
    here: str | None = None

    @cached_property
    def may_find_files(self) -> bool:
        """Whether any file of the build context may lie where the RUN runs."""
        return may_find_files(self.point.facts, self.run)

    def follow_all(self, level: list[ShellText]) -> ScriptsOfRun:
        """What some texts lead to, and what that leads to in turn, within bounds."""
        for _ in range(MAX_DEPTH):
            level = [found for text in level for found in self.follow(text)]
        read = tuple(self.found.values())
        if any(found for text in level for found in self.follow(text)):
            self.unread.append(f"{BEYOND_A_BOUND}{MAX_DEPTH} scripts that call each other in a row")
        return ScriptsOfRun(read, tuple(dict.fromkeys(self.unread)), tuple(dict.fromkeys(self.programs)))

    def follow_call(self, call: Invocation, folders: tuple[str, ...]) -> Iterator[ShellText]:
        """The texts that one call leads to; code that it is given counts as a script."""
        asked = script_call(self.point.facts, self.run, call)
        if asked is not None:
            yield from self.follow_files(asked, folders, call)
        yield from self._follow_project(call, folders)
        yield from self._follow_texts_given(call, folders)
        yield from self._follow_files_of_code(call, None, folders)
        if find_interpreter(call.name) is not None:
            yield from self._follow_inline_code(call, folders)

    def _follow_inline_code(self, call: Invocation, folders: tuple[str, ...]) -> Iterator[ShellText]:
        """What code starts that a call is given as an argument."""
        for word in call.argv[1:]:
            if re.search(r"[(\s]", code := source_of(word)):
                self.found["code", code] = ContextScript(f"the code that {call.name} is given", code, None)
                given = ScriptCall("code", (), is_needed=False)
                yield from texts_of_code(self, FoundFile(given, f"the code that {call.name} is given", code, folders))

    def follow(self, text: ShellText) -> Iterator[ShellText]:
        """The texts that the calls of one text lead to."""
        folders = self._folders(text)
        self.tree = text.tree
        self.here = text.here
        for inner in nested_texts(text.tree):
            if not isinstance(inner, Script):
                continue
            left = Subshells(inner)
            for simple in commands(inner):
                self.here = left.folder_at(simple.span.start, self.here)
                for call in invocations_of(simple):
                    if call.name in ("cd", "pushd"):
                        self.move(call, text)
                    yield from self._follow_call(call, simple, folders)
            yield from self._follow_text(inner, folders)

    def move(self, call: Invocation, text: ShellText) -> None:
        """After a `cd`; one to the folder of the script itself is understood too."""
        to = call.args[0] if len(call.args) == 1 else None
        if to is None and text.own and re.search(r"dirname|%/\*|BASH_SOURCE", " ".join(call.texts)):
            self.here = text.own
        elif to is None:
            to = with_values(self.run, call.texts[0].strip("\"'")) if len(call.texts) == 1 else None
            self.here = to if to is not None and to.startswith("/") and "$" not in to else None
        elif to.startswith("/"):
            self.here = normal_path(to)
        elif self.here is not None:
            self.here = normal_path(posixpath.join(self.here, to))

    def _folders(self, text: ShellText) -> tuple[str, ...]:
        below = [normal_path(posixpath.join(folder, name)) for folder in text.folders for name in _at_work(text.tree)]
        return tuple(dict.fromkeys([*text.folders, *below]))[:MAX_FOLDERS]

    def _follow_text(self, text: Script, folders: tuple[str, ...]) -> Iterator[ShellText]:
        """What a text runs that none of its calls names: what is piped into a shell, start-up files."""
        if "|" in text.text:
            yield from self._follow_pipes(text, folders)
        starts = starts_beside_calls(text)
        for name in starts.outputs:
            yield from self.follow_files(ScriptCall("shell-as-copied", (name,)), folders)
        for name in starts.start_files:
            yield from self.follow_files(ScriptCall("shell-as-copied", (name,), is_needed=False), folders)
        if starts.has_login_shell:
            if writes_start_file(self.point.facts):
                self.unread.append("the start-up file that a RUN writes")
            for asked in start_files(self.run, text.text):
                yield from self.follow_files(asked, ("/",))

    def _follow_files_of_code(
        self, call: Invocation, simple: Simple | None, folders: tuple[str, ...]
    ) -> Iterator[ShellText]:
        """The files of code in a language of its own that a program is given."""
        for asked in files_of_code(self.run, call, simple):
            values = [value for value in self._values_of(asked.names[0]) if not value.startswith("$")]
            yield from self.follow_files(asked._replace(names=tuple(values) or asked.names), folders, call)

    def _values_of(self, word: str) -> list[str]:
        """What a text gives to the variable that a word is."""
        named = _LONE_VARIABLE.fullmatch(word)
        assigned = _ASSIGNED.findall(self.tree.text) if named is not None and self.tree is not None else ()
        return [value for name, value in assigned if named is not None and name == named[1]]

    def _follow_project(self, call: Invocation, folders: tuple[str, ...]) -> Iterator[ShellText]:
        """The files of its project that a build tool runs."""
        for found in (project_calls, side_calls, wrapper_calls):
            for asked in found(self.point.facts, self.run, call):
                yield from self.follow_files(asked, folders, call)

    def _follow_texts_given(self, call: Invocation, folders: tuple[str, ...]) -> Iterator[ShellText]:
        """The texts that a call is given for a shell; of a whole script `nested_texts` finds them."""
        for text in texts_given(call):
            given = ScriptCall("commands", (text,), (f"the text that {call.written} runs",))
            yield from self._follow_commands(given, folders)

    def _follow_variable(self, call: Invocation, folders: tuple[str, ...]) -> Iterator[ShellText]:
        """What `$x` runs, by each value that the text gives to x."""
        for value in self._values_of(call.written):
            if not value.startswith("$"):
                is_needed = value.startswith("./") or value.endswith(".sh")
                yield from self.follow_files(ScriptCall("shell-as-copied", (value,), is_needed=is_needed), folders)
        if any(_GLOB.search(pattern) for pattern in self._patterns_of(call.written)):
            self.unread.append(f"what {call.written} stands for")

    def _patterns_of(self, word: str) -> list[str]:
        """The words of the loops that give a variable its values."""
        named = _LONE_VARIABLE.fullmatch(word)
        loops = walk(self.tree) if named is not None and self.tree is not None and "for " in self.tree.text else ()
        found = (loop for loop in loops if isinstance(loop, For) and named is not None and loop.name == named[1])
        return [one.text for loop in found for one in loop.words or ()]

    def _follow_call(self, call: Invocation, simple: Simple, folders: tuple[str, ...]) -> Iterator[ShellText]:
        asked = script_call(self.point.facts, self.run, call)
        yield from self._follow_project(call, folders)
        yield from self._follow_files_of_code(call, simple, folders)
        if call.name is None:
            yield from self._follow_variable(call, folders)
        if call.written == "{}":
            self.unread.append(f"what {call.wrappers[-1] if call.wrappers else 'the shell'} finds")
        if call.args[:1] in (("runner",), ("r",)) and (call.name or "").endswith("rails"):
            yield from self._follow_inline_code(call, folders)
        if asked is None:
            kind = "shell" if call.name in SHELLS else "code" if find_interpreter(call.name) is not None else ""
            if kind and call.shell_inner is None:
                for redirect in simple.redirects:
                    if redirect.op == "<" and redirect.target.literal:
                        yield from self.follow_files(ScriptCall(kind, (redirect.target.literal,)), folders)
            return
        yield from self.follow_files(asked, folders, call)

    def _follow_pipes(self, text: Script, folders: tuple[str, ...]) -> Iterator[ShellText]:
        """`cat x.sh | sh`; what is downloaded, or printed, is read elsewhere."""
        for node in walk(text):
            if not isinstance(node, Pipeline) or not isinstance(last := node.members[-1], Simple):
                continue
            for call in invocations_of(last):
                yield from self._follow_cat(node, call, folders)
            calls = [call for call in invocations_of(last) if call.name in SHELLS and call.shell_inner is None]
            if not any(all(text.startswith("-") or text == "/dev/stdin" for text in call.texts) for call in calls):
                continue
            before = [call for one in node.members[:-1] for simple in commands(one) for call in invocations_of(simple)]
            if not before or not _PRINTS.isdisjoint({call.name for call in before}):
                continue
            if before[0].name == "cat" and len(before) == 1 and None not in before[0].args:
                for name in before[0].args:
                    yield from self.follow_files(ScriptCall("shell", (name or "",)), folders)
            else:
                self.unread.append(f"what {before[0].written} hands to a shell")

    def _follow_cat(self, pipe: Pipeline, call: Invocation, folders: tuple[str, ...]) -> Iterator[ShellText]:
        """`cat x.sql | sqlite3 y`."""
        row = code_runner(call.name or "")
        first = pipe.members[0]
        if row is None or not row.reads_input or not isinstance(first, Simple):
            return
        for before in invocations_of(first):
            for name in before.args if before.name == "cat" else ():
                yield from self.follow_files(ScriptCall("marked", (name or "$",), (call.name or "",)), folders)

    def follow_files(
        self, asked: ScriptCall, folders: tuple[str, ...], call: Invocation | None = None
    ) -> Iterator[ShellText]:
        """The texts that the files lead to which something runs or reads; what is not found may count as unread."""
        if asked.kind == "commands":
            yield from self._follow_commands(asked, folders)
            return
        if asked.kind == "unread":
            if not _only_asks(call):
                self.unread.append(posixpath.basename(asked.names[0]))
            return
        if not (self.may_find_files or asked.is_needed or asked.kind in _COUNT_UNFOUND):
            return  # nothing is found, and nothing is missed
        known = False
        expected = self._folders_of_call(call)
        names = asked.names if self.may_find_files else ()
        if any("*" in name for name in names):
            names = self._paths_of_patterns(names, expected or folders[:1])
        for name in names:
            for folder in dict.fromkeys([*expected, *folders]) if not name.startswith("/") else ("/",):
                path = normal_path(posixpath.join(folder, name))
                if not lies_at(self.point.facts, self.run, path):
                    continue  # one question instead of three: of most names nothing is there
                read = find_file(self.point.facts, self.run, path, asked.kind in _READ_AS_COPIED)
                is_run = asked.kind in ("program", "code", "shell", "shell-as-copied", "marked")
                if read is None and is_run and not self._is_official(name):
                    unreadable = find_unreadable(self.point.facts, self.run, path)
                    if unreadable is not None:
                        known = True
                        self.unread.append(unreadable + NO_TEXT)
                if read is None and asked.kind == "program" and find(posixpath.basename(name)) is not None:
                    # a step may have changed it, and by its name nobody would ask what it became
                    before = find_file(self.point.facts, self.run, path, may_be_changed=True)
                    if before is not None:
                        found = FoundFile(asked, *before, (*folders, posixpath.dirname(path)))
                        yield from self._texts_of_found(found)
                if read is not None:
                    known = known or folder in expected or name.startswith("/")
                    found = FoundFile(asked, *read, (*folders, posixpath.dirname(path)))
                    yield from self._texts_of_found(found)
            if known and asked.kind == "program":
                break
        if not known and asked.kind == "program" and "/" not in (call.written if call is not None else "/"):
            for name in self._sources(posixpath.basename(asked.names[0])):
                if name not in ("", FETCHED):
                    yield from self.follow_files(ScriptCall("program", (name,), is_needed=False), folders)
        if not known and self._may_do_anything(asked, call):
            self.unread.append(posixpath.basename(asked.names[0]) if asked.kind != "make" else "the makefile")

    def _follow_commands(self, asked: ScriptCall, folders: tuple[str, ...]) -> Iterator[ShellText]:
        """Commands that a program starts by settings of the Dockerfile itself."""
        for command in asked.names:
            tree = parse_script(command)
            if isinstance(tree, Script) and tree.statements and ("command", command) not in self.found:
                self.found["command", command] = ContextScript(asked.words[0], command, tree)
                yield ShellText(tree, self.here, folders)

    def _paths_of_patterns(self, patterns: tuple[str, ...], folders: tuple[str, ...]) -> tuple[str, ...]:
        """The paths in the image that patterns below some folders name."""
        found: dict[str, None] = {}
        for folder in folders:
            for pattern in patterns:
                paths = paths_of(self.point.facts, self.run, folder, pattern)
                if paths is None:
                    self.unread.append(f"{BEYOND_A_BOUND}{MAX_FILES} files like {pattern}")
                found.update(dict.fromkeys(paths or ()))
        return tuple(found)

    def within(self, items: Sequence[T], most: int, what: str) -> Sequence[T]:
        """The first `most` of some items; where there are more, what is left out counts as unread."""
        if len(items) > most:
            self.unread.append(f"{BEYOND_A_BOUND}{most} {what}")
        return items[:most]

    def _is_official(self, name: str) -> bool:
        """Whether a file that is too long to be read is a package manager's own release, by its name."""
        return _OFFICIAL.search(name) is not None or find(posixpath.basename(name)) is not None

    def _folders_of_call(self, call: Invocation | None) -> tuple[str, ...]:
        """Where a call looks for its files: in the working directory, or in the folder that an option names."""
        if self.here is None:
            return ()
        named = _FOLDER.findall(" ".join(call.texts)) if call is not None else []
        if call is not None and call.program in _TAKE_SOURCES:
            named += [text for text in call.texts if text.startswith(("/", ".."))][:MAX_FOLDERS]
        return (self.here, *(normal_path(posixpath.join(self.here, name)) for name in named))

    def _sources(self, name: str) -> tuple[str, ...]:
        """What is put in a place by that name; nothing for a program that is known."""
        return () if find(name) is not None else sources_of_names(self.point.facts).get(name, ())

    def _may_do_anything(self, asked: ScriptCall, call: Invocation | None) -> bool:
        """Whether what was not found is something that nobody sees."""
        base = posixpath.basename(asked.names[0])
        if _only_asks(call):
            return False
        if asked.kind == "program":
            if find(base) is None and "" in self._sources(base):
                return True
            is_bare = call is not None and "/" not in call.written
            if may_be_unseen(self.point, self.tree, base if is_bare else asked.names[0]):
                self.programs.append(base)
            if is_bare:
                return asked.is_needed and not ONLY_BUILD.match(base)
        if asked.kind == "make":
            return self.tree is None or may_hold_unread_makefile(self.point, self.tree, self._folders_of_call(call))
        if asked.kind == "package":
            return asked.is_needed and (self.tree is None or may_hold_unread_files(self.point, self.tree))
        is_sourced = call is not None and call.name in RUN_FILES
        if is_sourced and asked.names[0].startswith("/") and FILES_OF_VARIABLES.search(asked.names[0]):
            return bool(self._sources(base))  # conda's or nvm's own, unless a step writes it
        if asked.kind == "shell" and asked.names[0].startswith("/etc/profile.d/"):
            return False
        is_unknown = asked.kind == "program" or find(base) is None
        return asked.is_needed and is_unknown and not ONLY_BUILD.match(base)

    def _texts_of_found(self, file: FoundFile) -> Iterator[ShellText]:
        """What a file that was found runs, each text kept as a script; nothing where it is known already."""
        if file.key in self.found:
            return
        if self.files == MAX_SCRIPTS:
            self.unread.append(f"{BEYOND_A_BOUND}{MAX_SCRIPTS} scripts")
            return
        self.files += 1
        folders = (*dict.fromkeys(file.folders[:-1]), file.folders[-1])[-MAX_FOLDERS:]
        yield from texts_of_file(self, file._replace(folders=folders))


@once
def _at_work(text: Script) -> list[str]:
    """The folders that a text names to work in, the first of them."""
    return _FOLDER.findall(text.text)[:MAX_FOLDERS]


def _only_asks(call: Invocation | None) -> bool:
    """Whether a call only has a program tell its version or its help."""
    return call is not None and len(call.texts) == 1 and call.texts[0] in _ASKS
