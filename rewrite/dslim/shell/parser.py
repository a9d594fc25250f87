"""Shell text to the typed tree: structure by tree-sitter-bash, words by words.py, and a cross-check.

The only module that knows tree_sitter. Whatever is not understood, or on which the two halves
disagree, is opaque: no rule looks into it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache

from tree_sitter import Language, Parser
from tree_sitter import Node as TSNode

from dslim.shell.tree import (
    AndOr,
    Assignment,
    Compound,
    Node,
    Opaque,
    Pipeline,
    Redirect,
    Script,
    Simple,
    Statement,
    Word,
    flat_parts,
)
from dslim.shell.words import ScanError, Token, tokens

#: A longer script is not looked into; Linux itself refuses one argument of over 128 KiB.
MAX_LENGTH = 131_072
MAX_NESTING = 150

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\[[^\]]*\])?(\+?=)")
_SIMPLE = frozenset(
    {"command", "declaration_command", "unset_command", "variable_assignment", "variable_assignments"}
)
_RESERVED = frozenset(
    "if then elif else fi for while until do done case esac { } ! [[ ]] function select coproc".split()
)
_ENDS = frozenset({";", "&", "\n", ";;", ";&", ";;&"})


class _OpaqueError(Exception):
    def __init__(self, reason: str, offset: int) -> None:
        self.reason = reason
        self.offset = offset


@cache
def _parser() -> Parser:
    import tree_sitter_bash

    return Parser(Language(tree_sitter_bash.language()))


@lru_cache(maxsize=4096)
def parse_script(text: str) -> Script | Opaque:
    """The tree of a shell script, or why there is none. Never raises."""
    if len(text) > MAX_LENGTH:
        return Opaque("the script is too long")
    if "\r" in text or "\0" in text:
        return Opaque("a carriage return in the script", max(text.find("\r"), 0))
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        return Opaque("bytes that are not UTF-8")
    try:
        return _Builder(text).script()
    except (_OpaqueError, ScanError) as error:
        return Opaque(error.reason, error.offset)
    except RecursionError:
        return Opaque("nested too deep")


class _Builder:
    """One script: its tokens, and the tree-sitter tree that groups them."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = tokens(text)
        self.comment = next((t.start for t in found if t.kind == "comment"), -1)
        self.tokens = [t for t in found if t.kind != "comment"]
        self.starts = [t.start for t in self.tokens]
        #: how many tokens the tree has accounted for, by index
        self.used = bytearray(len(self.tokens))
        self.bash_only: list[str] = []
        self.depth = 0

    def script(self) -> Script:
        """The whole text. Raises _OpaqueError."""
        if not self.tokens:
            return Script(self.text, (), (), self.comment)
        data = self.text.encode()
        self.offsets: list[int] | None = None
        if len(data) != len(self.text):
            self.offsets = _char_offsets(self.text)
        root = _parser().parse(data).root_node
        if root.has_error:
            raise _OpaqueError("the shell syntax is not understood", 0)
        statements = self.statements(root.children)
        for token, used in zip(self.tokens, self.used):
            if not used and token.text != "\n":
                raise _OpaqueError(f"{token.text[:20]!r} is not accounted for", token.start)
        return Script(self.text, statements, tuple(dict.fromkeys(self.bash_only)), self.comment)

    # offsets and tokens

    def at(self, byte: int) -> int:
        return byte if self.offsets is None else self.offsets[byte]

    def span(self, node: TSNode) -> tuple[int, int]:
        return self.at(node.start_byte), self.at(node.end_byte)

    def index(self, offset: int) -> int:
        """The index of the first token at or after `offset`."""
        return bisect_left(self.starts, offset)

    def take(self, start: int, text: str) -> Token:
        """The token at `start`, which must read `text`; it is accounted for."""
        i = self.index(start)
        if i >= len(self.tokens) or self.starts[i] != start or self.tokens[i].text != text:
            raise _OpaqueError(f"expected {text!r}", start)
        self.used[i] += 1
        return self.tokens[i]

    def between(self, start: int, end: int) -> list[Token]:
        """The tokens of `text[start:end]`, all accounted for."""
        lo, hi = self.index(start), self.index(end)
        for i in range(lo, hi):
            self.used[i] += 1
        if hi > lo and self.tokens[hi - 1].end > end:
            raise _OpaqueError("a word ends elsewhere", end)
        return self.tokens[lo:hi]

    # lists

    def statements(self, kids: list[TSNode]) -> tuple[Statement, ...]:
        """Children of a list-like node: commands, each with what ends it."""
        done: list[Statement] = []
        node: Node | None = None
        for kid in kids:
            kind = kid.type
            if kind in _ENDS:
                start, end = self.span(kid)
                if kind == "\n":
                    if node is not None:
                        done.append(Statement(node, kind, (start, start + 1)))
                        node = None
                    continue
                self.take(start, kind)
                if node is None:
                    raise _OpaqueError(f"{kind!r} ends nothing", start)
                done.append(Statement(node, kind, (start, end)))
                node = None
            elif kind == "comment":
                continue
            else:
                if node is not None:
                    self.newline(done, node, self.span(kid)[0])
                node = self.node(kid)
        if node is not None:
            done.append(Statement(node, "", (node.end, node.end)))
        return tuple(done)

    def newline(self, done: list[Statement], node: Node, before: int) -> None:
        """Two commands in a row: a line break, which tree-sitter does not show, must part them."""
        lo = self.index(node.end)
        if lo >= len(self.tokens) or self.tokens[lo].text != "\n" or self.starts[lo] >= before:
            raise _OpaqueError("two commands with nothing between", before)
        start = self.starts[lo]
        done.append(Statement(node, "\n", (start, start + 1)))

    # nodes

    def node(self, ts: TSNode) -> Node:
        """Any command."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise _OpaqueError("nested too deep", self.span(ts)[0])
        kind = ts.type
        if kind in _SIMPLE:
            found: Node = self.simple(*self.span(ts))
        else:
            builder = _BUILDERS.get(kind)
            if builder is None:
                raise _OpaqueError(f"a {kind.replace('_', ' ')}", self.span(ts)[0])
            found = builder(self, ts)
        self.depth -= 1
        return found

    def simple(self, start: int, end: int) -> Simple:
        """A simple command out of the tokens of `text[start:end]`."""
        return self.simple_of(self.between(start, end), start)

    def simple_of(self, found: list[Token], start: int) -> Simple:
        assignments: list[Assignment] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        waiting: Token | None = None
        for token in found:
            if token.kind == "operator":
                raise _OpaqueError(f"{token.text!r} inside a command", token.start)
            if token.kind == "redirect":
                if waiting:
                    raise _OpaqueError("a redirection without a target", waiting.start)
                waiting = token
                continue
            word = Word(token.text, token.start, token.end)
            self.note_word(word)
            if waiting:
                redirects.append(self.redirect(waiting, word))
                waiting = None
            elif not words and (match := _ASSIGNMENT.match(token.text)):
                assignments.append(self.assignment(match, word))
            else:
                words.append(word)
        if waiting or not found:
            raise _OpaqueError("a redirection without a target", start)
        if words and words[0].text in _RESERVED:
            # tree-sitter takes the brace of `! { a; }` for a command's name
            raise _OpaqueError(f"{words[0].text!r} where a command is expected", start)
        return Simple(tuple(assignments), tuple(words), tuple(redirects), found[0].start, found[-1].end)

    def assignment(self, match: re.Match[str], word: Word) -> Assignment:
        value = Word(word.text[match.end() :], word.start + match.end(), word.end)
        array = bool(match[2]) or value.text.startswith("(")
        if array:
            self.bash_only.append("an array")
        elif match[3] == "+=":
            self.bash_only.append("+=")
        return Assignment(match[1], match[3], value, word.start, word.end, array)

    def redirect(self, token: Token, target: Word) -> Redirect:
        op = token.text.lstrip("0123456789")
        fd = token.text[: len(token.text) - len(op)]
        if op.startswith("{"):
            fd, op = op[: op.index("}") + 1], op[op.index("}") + 1 :]
            self.bash_only.append("{fd} redirection")
        if op in ("<<", "<<-"):
            raise _OpaqueError("a here-document", token.start)
        if op in ("<<<", "&>", "&>>"):
            self.bash_only.append(op)
        return Redirect(fd, op, target, token.start, target.end)

    def note_word(self, word: Word) -> None:
        """Looks into a word: substitutions that are opaque make the whole opaque."""
        text = word.text
        if "$" not in text and "`" not in text and "(" not in text:
            return
        for part in flat_parts(word.parts):
            if part.kind in ("process", "array", "ansi") or part.op == "locale":
                self.bash_only.append(part.kind)
            if part.op and part.op[0] in "/,^@:" and part.op not in (":-", ":=", ":+", ":?"):
                self.bash_only.append("${" + part.op + "}")
            if isinstance(part.script, Opaque):
                raise _OpaqueError(f"in a substitution: {part.script.reason}", word.start)
            if part.script is not None:
                self.bash_only += part.script.bash_only
                if part.script.comment >= 0:
                    raise _OpaqueError("a comment in a substitution", word.start)

    def and_or(self, ts: TSNode) -> AndOr:
        """`list`: left-associative chains, flattened."""
        items: list[Node] = []
        operators: list[str] = []
        spans: list[tuple[int, int]] = []
        chain: list[TSNode] = []
        at = ts
        while at.type == "list":
            left, operator, right = self.three(at)
            chain += [right, operator]
            at = left
        items.append(self.node(at))
        while chain:
            operator, right = chain.pop(), chain.pop()
            start, end = self.span(operator)
            self.take(start, operator.type)
            operators.append(operator.type)
            spans.append((start, end))
            items.append(self.node(right))
        return AndOr(tuple(items), tuple(operators), tuple(spans), items[0].start, items[-1].end)

    def three(self, ts: TSNode) -> tuple[TSNode, TSNode, TSNode]:
        kids = [k for k in ts.children if k.type not in ("\n", "comment")]
        if len(kids) != 3 or kids[1].type not in ("&&", "||"):
            raise _OpaqueError("a list that is not understood", self.span(ts)[0])
        return kids[0], kids[1], kids[2]

    def pipeline(self, ts: TSNode) -> Pipeline:
        """`a | b`. A `!` binds to the whole pipeline, though tree-sitter gives it to the first member."""
        members: list[Node] = []
        operators: list[str] = []
        negated = False
        for kid in ts.children:
            if kid.type in ("|", "|&"):
                self.take(self.span(kid)[0], kid.type)
                operators.append(kid.type)
                if kid.type == "|&":
                    self.bash_only.append("|&")
            elif kid.type in ("\n", "comment"):
                continue
            else:
                node = self.node(kid)
                if not members and isinstance(node, Pipeline) and node.negated and len(node.members) == 1:
                    negated, node = True, node.members[0]
                members.append(node)
        start = self.span(ts)[0]
        if len(members) != len(operators) + 1:
            raise _OpaqueError("a pipeline that is not understood", start)
        return Pipeline(tuple(members), tuple(operators), negated, start, members[-1].end)

    def negated(self, ts: TSNode) -> Pipeline:
        """`! a`."""
        bang, inner = ts.children[0], ts.children[-1]
        start = self.span(bang)[0]
        self.take(start, "!")
        if len(ts.children) != 2:
            raise _OpaqueError("a negation that is not understood", start)
        node = self.node(inner)
        return Pipeline((node,), (), True, start, node.end)

    def redirected(self, ts: TSNode) -> Node:
        """A body with redirections. With a simple body the words after a redirection are the command's."""
        kids = ts.children
        body = ts.child_by_field_name("body")
        if body is None or body.type in _SIMPLE or (body.type == "test_command" and self.is_test(body)):
            return self.simple(*self.span(ts))
        if body.type in ("list", "pipeline", "negated_command"):
            # tree-sitter hangs a last member's redirection on the whole
            return self.redirected_last(ts, body)
        node = self.node(body)
        if not isinstance(node, Compound):
            raise _OpaqueError("a redirection that is not understood", node.end)
        end = self.span(kids[-1])[1]
        rest = self.simple_of(self.between(node.end, end), node.end)
        if rest.words or rest.assignments:
            raise _OpaqueError("words after a compound command", node.end)
        return Compound(node.kind, node.bodies, node.words, node.name, rest.redirects, node.start, rest.end)

    def redirected_last(self, ts: TSNode, body: TSNode) -> Node:
        node = self.node(body)
        tail = self.between(node.end, self.span(ts)[1])
        return self.append(node, tail)

    def append(self, node: Node, tail: list[Token]) -> Node:
        """`node` with further words and redirections for its last simple command."""
        if isinstance(node, Simple):
            more = self.simple_of([t for t in self.tokens if node.start <= t.start < node.end] + tail, node.start)
            return more
        if isinstance(node, AndOr):
            items = (*node.items[:-1], self.append(node.items[-1], tail))
            return AndOr(items, node.operators, node.operator_spans, node.start, items[-1].end)
        if isinstance(node, Pipeline):
            members = (*node.members[:-1], self.append(node.members[-1], tail))
            return Pipeline(members, node.operators, node.negated, node.start, members[-1].end)
        rest = self.simple_of(tail, node.end)
        if rest.words or rest.assignments or node.redirects:
            raise _OpaqueError("words after a compound command", node.end)
        return Compound(node.kind, node.bodies, node.words, node.name, rest.redirects, node.start, rest.end)

    def is_test(self, ts: TSNode) -> bool:
        return bool(ts.children) and ts.children[0].type == "["

    def test(self, ts: TSNode) -> Node:
        """`[ ... ]` is a simple command; `[[ ... ]]` and `(( ... ))` are looked at as a whole."""
        start, end = self.span(ts)
        if self.is_test(ts):
            return self.simple(start, end)
        if ts.children[0].type == "((":
            return self.arithmetic(ts)
        return self.whole("double-bracket", start, end)

    def whole(self, kind: str, start: int, end: int) -> Compound:
        """A construct of its own syntax: its words are kept, its operators are not looked at."""
        words = [Word(t.text, t.start, t.end) for t in self.between(start, end) if t.kind == "word"]
        for word in words:
            self.note_word(word)
        return Compound(kind, (), tuple(words), "", (), start, end)

    def arithmetic(self, ts: TSNode) -> Compound:
        start, end = self.span(ts)
        self.bash_only.append("((")
        self.between(start, end)
        inner = self.text[start + 2 : end - 2]
        if "$" in inner or "`" in inner:
            raise _OpaqueError("an expansion in (( ))", start)
        return Compound("arithmetic", (), (Word(inner, start + 2, end - 2),), "", (), start, end)

    def group(self, ts: TSNode) -> Compound:
        """`{ ...; }`, `( ... )`, and `(( ))` which tree-sitter calls a compound statement too."""
        opening, closing = ts.children[0], ts.children[-1]
        if opening.type == "((":
            return self.arithmetic(ts)
        start, end = self.span(ts)
        self.take(start, opening.type)
        body = self.statements(ts.children[1:-1])
        self.take(self.span(closing)[0], closing.type)
        if not body:
            raise _OpaqueError("an empty group", start)
        return Compound("group" if opening.type == "{" else "subshell", (body,), (), "", (), start, end)

    def keyworded(self, ts: TSNode) -> Compound:
        """if, while and until: keywords part the statement lists."""
        bodies: list[tuple[Statement, ...]] = []
        kind = ts.children[0].type
        self.parts(ts, bodies)
        start, end = self.span(ts)
        return Compound(kind, tuple(bodies), (), "", (), start, end)

    def parts(self, ts: TSNode, bodies: list[tuple[Statement, ...]]) -> None:
        waiting: list[TSNode] = []

        def close() -> None:
            if waiting:
                bodies.append(self.statements(waiting))
                waiting.clear()

        for kid in ts.children:
            kind = kid.type
            if kind in ("elif_clause", "else_clause", "do_group"):
                close()
                self.parts(kid, bodies)
            elif not kid.is_named and kind not in _ENDS:
                close()
                self.take(self.span(kid)[0], kind)
            else:
                waiting.append(kid)
        close()

    def for_loop(self, ts: TSNode) -> Compound:
        """`for x in a b; do ...; done`, and select."""
        start, end = self.span(ts)
        group = ts.children[-1]
        kind = ts.children[0].type
        if group.type != "do_group" or kind not in ("for", "select"):
            raise _OpaqueError("a loop that is not understood", start)
        if kind == "select":
            self.bash_only.append("select")
        head = self.between(start, self.span(group)[0])
        texts = [t.text for t in head if t.text != "\n"]
        while head and head[-1].text in (";", "\n"):
            head.pop()
        if len(texts) < 2 or any(t.kind != "word" for t in head) or (len(head) > 2 and head[2].text != "in"):
            raise _OpaqueError("a loop that is not understood", start)
        words = tuple(Word(t.text, t.start, t.end) for t in head[3:])
        for word in words:
            self.note_word(word)
        bodies: list[tuple[Statement, ...]] = []
        self.parts(group, bodies)
        return Compound(kind, tuple(bodies), words, head[1].text, (), start, end)

    def c_for(self, ts: TSNode) -> Compound:
        """`for ((...;...;...)); do ...; done`."""
        start, end = self.span(ts)
        group = ts.children[-1]
        self.bash_only.append("for ((")
        if group.type != "do_group":
            raise _OpaqueError("a loop that is not understood", start)
        self.between(start, self.span(group)[0])
        head = self.text[start : self.span(group)[0]]
        if "`" in head or "$(" in head or "${" in head:
            raise _OpaqueError("an expansion in for ((", start)
        bodies: list[tuple[Statement, ...]] = []
        self.parts(group, bodies)
        return Compound("cfor", tuple(bodies), (Word(head, start, start + len(head)),), "", (), start, end)

    def case(self, ts: TSNode) -> Compound:
        """`case x in a|b) ...;; esac`."""
        start, end = self.span(ts)
        bodies: list[tuple[Statement, ...]] = []
        words: list[Word] = []
        items = [k for k in ts.children if k.type == "case_item"]
        first = self.span(items[0])[0] if items else end
        head = [t for t in self.between(start, first if items else end) if t.text != "\n"]
        if not items or [t.text for t in head[:1] + head[2:]] != ["case", "in"]:
            raise _OpaqueError("a case that is not understood", start)
        words.append(Word(head[1].text, head[1].start, head[1].end))
        for item in items:
            self.case_item(item, words, bodies)
        self.take(self.span(ts.children[-1])[0], "esac")
        for word in words:
            self.note_word(word)
        return Compound("case", tuple(bodies), tuple(words), "", (), start, end)

    def case_item(self, ts: TSNode, words: list[Word], bodies: list[tuple[Statement, ...]]) -> None:
        kids = ts.children
        close = next((i for i, k in enumerate(kids) if k.type == ")"), -1)
        if close < 0:
            raise _OpaqueError("a case that is not understood", self.span(ts)[0])
        for token in self.between(self.span(ts)[0], self.span(kids[close])[1]):
            if token.kind == "word":
                words.append(Word(token.text, token.start, token.end))
            elif token.text not in ("(", "|", ")"):
                raise _OpaqueError("a pattern that is not understood", token.start)
        rest = kids[close + 1 :]
        if rest and rest[-1].type in (";;", ";&", ";;&"):
            if rest[-1].type != ";;":
                self.bash_only.append(rest[-1].type)
            self.take(self.span(rest[-1])[0], rest[-1].type)
            rest = rest[:-1]
        bodies.append(self.statements(rest))

    def function(self, ts: TSNode) -> Compound:
        """`f() { ...; }` and `function f { ...; }`."""
        start, end = self.span(ts)
        body = ts.child_by_field_name("body")
        name = ts.child_by_field_name("name")
        if body is None or name is None:
            raise _OpaqueError("a function that is not understood", start)
        head = self.between(start, self.span(body)[0])
        if head and head[0].text == "function":
            self.bash_only.append("function")
        inner = self.node(body)
        tail = self.between(inner.end, end)
        redirects = self.simple_of(tail, inner.end).redirects if tail else ()
        label = self.text[slice(*self.span(name))]
        return Compound("function", ((Statement(inner, "", (inner.end, inner.end)),),), (), label, redirects, start, end)


_BUILDERS = {
    "list": _Builder.and_or,
    "pipeline": _Builder.pipeline,
    "negated_command": _Builder.negated,
    "redirected_statement": _Builder.redirected,
    "test_command": _Builder.test,
    "compound_statement": _Builder.group,
    "subshell": _Builder.group,
    "if_statement": _Builder.keyworded,
    "while_statement": _Builder.keyworded,
    "for_statement": _Builder.for_loop,
    "c_style_for_statement": _Builder.c_for,
    "case_statement": _Builder.case,
    "function_definition": _Builder.function,
}


def _char_offsets(text: str) -> list[int]:
    """Byte offset to character offset, for every byte of the text's UTF-8."""
    table: list[int] = []
    for i, ch in enumerate(text):
        table += [i] * len(ch.encode())
    table.append(len(text))
    return table


