"""Follows a shell text from command to command: the words of each as far as they are plain, and its folder.

What only a run tells is None: a variable that the text does not plainly set, the output of a command, a pattern.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from dslim.shell import Opaque, parse_script
from dslim.shell import tree as t
from dslim.support.lazy_regex import regex

if TYPE_CHECKING:
    from dslim.fleet.builds.build_calls import Place

#: The words of one call, the folder it runs in, and its line in the text, 1-based.
CallWithFolder = tuple[list["str | None"], "str | None", int]
#: A text of more commands than this is read no further; the body of a loop over words counts once for each.
MAX_COMMANDS = 5_000
MAX_VALUE = 4_000
#: `$(cd "$(dirname "$0")/.." && pwd)`: group 1 is what follows the folder of the script.
_SELF = r"[\"']?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?\})[\"']?"
_DIRNAME = rf"\$\(\s*dirname\s+(?:--\s+)?[\"']?(?:\$\(\s*(?:readlink\s+-f|realpath)\s+{_SELF}\s*\)|{_SELF})[\"']?\s*\)"
_DIRNAME_ALONE = regex(_DIRNAME)
_FOLDER = regex(
    rf"\$\(\s*(?:CDPATH=\S*\s+)?cd\s+(?:-P\s+)?(?:--\s+)?[\"']?(?:{_DIRNAME}|\$\{{(?:0|BASH_SOURCE(?:\[0\])?)%/\*\}})"
    r"([\w./-]*)[\"']?\s*(?:>\s*/dev/null(?:\s+2>&1)?\s*)?(?:&&|;)\s*pwd(?:\s+-P)?\s*\)"
)
_TOP = regex(r"\$\(\s*git\s+rev-parse\s+--show-toplevel\s*\)")
_PWD = regex(r"\$\(\s*pwd(?:\s+-[PL])?\s*\)|`pwd`")
#: What the systems that run workflows set to the root of the repository.
_TOPS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


class _Function(NamedTuple):
    body: t.Command
    folder: str | None


@dataclass
class _State:
    """What a shell knows at one point: its folder, those that pushd kept, variables (None: set to what is unknown)."""

    folder: str | None
    kept: list[str | None] = field(default_factory=list)
    variables: dict[str, str | None] = field(default_factory=dict)

    def copy(self) -> _State:
        return _State(self.folder, [*self.kept], dict(self.variables))


def calls_with_folders(text: str, place: Place) -> Iterator[CallWithFolder]:
    """The commands of a text in their order; none of one that cannot be read as a shell script."""
    script = parse_script(text)
    if isinstance(script, Opaque):
        return
    yield from _Reader(text, place).read(script)


class _Reader:
    """Reads one text."""

    def __init__(self, text: str, place: Place) -> None:
        self.text = text
        self.place = place
        self.count = 0
        self.functions: list[_Function] = []

    def read(self, script: t.Script) -> Iterator[CallWithFolder]:
        """Its calls: functions last, in the folder in which they are defined if the text is in it at its end too."""
        state = _State(self.place.folder, variables={**self.place.variables})
        yield from self._of_body(script.statements, state)
        for function in self.functions:
            inner = state.copy()
            inner.folder = function.folder if function.folder == state.folder else None
            yield from self._of_node(function.body, inner)

    def _of_body(self, body: Sequence[t.Statement], state: _State) -> Iterator[CallWithFolder]:
        for statement in body:
            yield from self._of_node(statement.node, state.copy() if statement.terminator == "&" else state)

    def _of_node(self, node: t.AndOr | t.Pipeline | t.Command, state: _State) -> Iterator[CallWithFolder]:
        self.count += 1
        if self.count > MAX_COMMANDS:
            return
        if isinstance(node, t.Simple):
            yield from self._of_simple(node, state)
        elif isinstance(node, t.AndOr):
            for number, item in enumerate(node.items):
                is_sure = number == 0 or node.operators[number - 1] == "&&"
                yield from self._of_node(item, state) if is_sure else self._of_branch([item], state)
        elif isinstance(node, t.Pipeline):
            for member in node.members:
                yield from self._of_node(member, state if len(node.members) == 1 else state.copy())
        elif isinstance(node, t.Group):
            yield from self._of_body(node.body, state)
        elif isinstance(node, t.Subshell):
            yield from self._of_body(node.body, state.copy())
        elif isinstance(node, t.Function):
            self.functions.append(_Function(node.body, state.folder))
        elif isinstance(node, t.For):
            yield from self._of_loop(node, state)
        else:
            for body in _bodies(node):
                yield from self._of_branch([statement.node for statement in body], state)

    def _of_branch(
        self, nodes: Sequence[t.AndOr | t.Pipeline | t.Command], state: _State
    ) -> Iterator[CallWithFolder]:
        """What may run, or not: what it changes is not known after it."""
        inner = state.copy()
        for node in nodes:
            yield from self._of_node(node, inner)
        if inner.folder != state.folder:
            state.folder = None
        for name, value in inner.variables.items():
            if state.variables.get(name) != value:
                state.variables[name] = None

    def _of_loop(self, node: t.For, state: _State) -> Iterator[CallWithFolder]:
        values = [word.literal for word in node.words] if node.words else [None]
        known = values if None not in values and len(values) <= MAX_COMMANDS else [None]
        for value in known:
            state.variables[node.name] = value
            yield from self._of_branch([statement.node for statement in node.body], state)
        state.variables[node.name] = None

    def _of_simple(self, node: t.Simple, state: _State) -> Iterator[CallWithFolder]:
        for word in node.words:
            for part in _substitutions(word):
                yield from self._of_body(part.body, state.copy())
        if not node.words:
            for item in node.assignments:
                value = self._value(item.value, state) if isinstance(item.value, t.Word) else None
                is_plain = item.op == "=" and item.subscript is None
                state.variables[item.name] = ("" if item.value is None else value) if is_plain else None
            return
        words = [self._value(word, state) for word in node.words]
        name = words[0]
        while name in ("sudo", "exec", "time", "command") and len(words) > 1:
            words, name = words[1:], words[1]
        if name in ("cd", "pushd"):
            if name == "pushd":
                state.kept.append(state.folder)
            state.folder = self._folder_after(words[1:], state)
        elif name == "popd":
            state.folder = state.kept.pop() if state.kept else None
        elif name in ("export", "local", "readonly", "declare", "typeset"):
            for given in node.words[1:]:
                self._assign(given, state)
        elif name in ("read", "getopts", "unset", "eval", "source", ".", "set", "shift", "mapfile"):
            state.variables.update(dict.fromkeys((word or "" for word in words[1:]), None))
        else:
            yield words, state.folder, self.text.count("\n", 0, node.span.start) + 1

    def _assign(self, word: t.Word, state: _State) -> None:
        """What `export A=b` sets."""
        name, is_set, text = word.text.partition("=")
        if is_set:
            value = self._value(word, state)
            state.variables[name] = value.partition("=")[2] if value is not None else self._known_text(text, state)

    def _folder_after(self, words: list[str | None], state: _State) -> str | None:
        named = [word for word in words if word not in ("-P", "-L", "--")]
        if len(named) != 1 or named[0] in (None, "-", ""):
            return None
        path = named[0] or ""
        if os.path.isabs(path):
            return os.path.normpath(path)
        return None if state.folder is None else os.path.normpath(os.path.join(state.folder, path))

    def _value(self, word: t.Word, state: _State) -> str | None:
        if word.literal is not None:
            return word.literal
        if word.unquoted_glob:
            return None
        known = self._known_text(word.text.strip("\"'"), state)
        return known if known is not None else self._of_parts(word.parts, state)

    def _known_text(self, text: str, state: _State) -> str | None:
        """The folder that a text of a usual form names: of the script, or the root of the repository."""
        if "$(" not in text and "`" not in text:
            return None
        text = text.replace("\\\n", "").strip("\"'")
        here = os.path.dirname(self.place.script) or None
        for pattern, value in ((_FOLDER, here), (_DIRNAME_ALONE, here), (_TOP, self.place.top), (_PWD, state.folder)):
            found = pattern.match(text)
            if found is None or value is None:
                continue
            rest = text[found.end() :].strip("\"'")
            if not all(char.isalnum() or char in "/._-" for char in rest):
                return None
            inside = found[1] if pattern is _FOLDER else ""
            return os.path.normpath(value + inside + rest)
        return None

    def _of_parts(self, parts: Sequence[t.Part], state: _State) -> str | None:
        out: list[str] = []
        for part in parts:
            value = self._of_part(part, state)
            if value is None or len(value) > MAX_VALUE:
                return None
            out.append(value)
        whole = "".join(out)
        return whole if len(whole) <= MAX_VALUE else None

    def _of_part(self, part: t.Part, state: _State) -> str | None:
        if isinstance(part, t.Literal):
            return None if "\\" in part.text or part.text.startswith("~") else part.text
        if isinstance(part, t.SingleQuoted):
            return part.value
        if isinstance(part, t.DoubleQuoted):
            return self._of_parts(part.parts, state)
        if isinstance(part, t.CommandSub):
            return self._known_text(self.text[part.span.start : part.span.end], state)
        if not isinstance(part, t.Param) or part.prefix or part.subscript is not None:
            return None
        return self._of_variable(part, state)

    def _of_variable(self, part: t.Param, state: _State) -> str | None:
        if part.name == "PWD" and not part.op:
            return state.folder
        if part.name in state.variables:
            known = state.variables[part.name]
            return known if not part.op or (part.op in ("-", ":-") and known) else None
        if part.name in _TOPS and not part.op:
            return self.place.top
        if part.op in ("-", ":-") and not part.name.isdigit():
            return self._value(part.arg, state) if part.arg is not None else ""
        return None


def _bodies(node: t.Command) -> Iterator[tuple[t.Statement, ...]]:
    """The bodies of what may run them or not."""
    if isinstance(node, t.If):
        for branch in node.branches:
            yield branch.condition
            yield branch.body
        yield node.orelse or ()
    elif isinstance(node, t.Loop):
        yield node.condition
        yield node.body
    elif isinstance(node, t.CFor | t.Select):
        yield node.body
    elif isinstance(node, t.Case):
        for clause in node.clauses:
            yield clause.body


def _substitutions(word: t.Word) -> Iterator[t.CommandSub]:
    todo: list[t.Part] = [] if word.literal is not None else [*word.parts]
    while todo:
        part = todo.pop(0)
        if isinstance(part, t.CommandSub):
            yield part
        elif isinstance(part, t.DoubleQuoted):
            todo += part.parts
