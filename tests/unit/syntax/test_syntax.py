"""The grammar, the lexer and the nodes: lossless, and meaning what BuildKit means."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lark import Lark
from lark.exceptions import VisitError

from dslim.syntax import (
    Blank,
    Comment,
    Dockerfile,
    DockerfileSyntaxError,
    Instruction,
    decode,
    encode,
    parse,
    parser,
    print_file,
    reparse,
)
from dslim.syntax.edits import Edit, apply_edits
from dslim.syntax.grammar import make_parser, read_grammar
from dslim.syntax.lexer import DockerfileLexer
from dslim.syntax.node_builder import NodeBuilder, Parts
from dslim.syntax.parser import make_tree, read_items

#: Lines that together reach every rule of the grammar.
LINES = [
    "FROM a", "from b AS c", "RUN x \\", "RUN x `", "# comment", "  # indented", "\t", "", "y && z", "RUN <<EOF",
    "EOF", "RUN cat <<-'E' <<F 3<<G", "\tE", "F", "G", "COPY <<x /y", "x", "ENV a=b \\", "ENV a b", "LABEL a='b c'",
    'CMD ["a", "b"]', 'CMD ["a"] b', "RUN [1]", "ONBUILD RUN q <<E", "E", "E\r", "RUN x \\ \r", "\r", "\\", "`",
    "RUN --mount=type=cache,target=/x --network=none y", "# escape=`", "# syntax=docker/dockerfile:1", "#escape = \\",
    "HEALTHCHECK --interval=3s CMD [\"a\"]", "ARG", "EXPOSE", "WORKDIR /é", "\u2003RUN a", "RUN a\x85", "\\ ",
    "RUN a \\\\",
    "ONBUILD", "ONBUILD ENV x", "SHELL [\"sh\", \"-c\"]", "VOLUME /a /b", "USER x", "STOPSIGNAL 9", "MAINTAINER me",
]  # fmt: skip
FILES = st.lists(st.sampled_from(LINES), max_size=14).map("\n".join)


@given(st.tuples(st.sampled_from(["", "\ufeff"]), FILES, st.sampled_from(["", "\n", "\r\n", "\\"])).map("".join))
@example("\ufeffFROM a\r\nRUN x \\\r\n # c\r\n\r\n y\r\n")
@example("FROM a\nRUN x \\\n# last line, no line break")
def test_what_parses_prints_as_it_was(text: str) -> None:
    try:
        tree = parse(text)
    except DockerfileSyntaxError:
        return
    assert print_file(tree) == text == tree.text
    at = len(tree.bom)
    for item in tree.items:
        assert item.span.start == at
        at = item.span.end
    assert at == len(text)


@given(st.binary(max_size=60))
def test_any_bytes_survive(data: bytes) -> None:
    assert encode(decode(data)) == data
    with contextlib.suppress(DockerfileSyntaxError):
        assert encode(print_file(parse(b"FROM a\nRUN x " + data))) == b"FROM a\nRUN x " + data


def read(text: str, reader: Callable[[str], Dockerfile]) -> Dockerfile | str:
    try:
        return reader(text)
    except DockerfileSyntaxError as error:
        return str(error)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A file and edits of it that do not overlap."""
    text = draw(FILES.filter(lambda text: not isinstance(read(text, parse), str)))
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    new = st.sampled_from(["", "x", "\n", " \\\n", "RUN y\n", "# c\n", "RUN <<EOF\n", "EOF\n", "#escape=`\n", "\ufeff"])
    return text, [Edit(start, end, draw(new)) for start, end in zip(places[::2], places[1::2])]


@settings(max_examples=150, deadline=None)
@given(edited())
def test_reading_again_what_edits_touched_is_reading_all_again(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    before = parse(text)
    after = apply_edits(text, edits)
    again = read(after, lambda text: reparse(before, edits, text))
    assert (again if isinstance(again, str) else without_lines(again)) == without_lines(read(after, parse))


def without_lines(tree: Dockerfile | str) -> Dockerfile | str:
    """A tree with each instruction on line 0: after edits the lines are those of the original file."""
    if isinstance(tree, str):
        return tree

    def unnumbered(node: Instruction) -> Instruction:
        inner = node.inner and unnumbered(node.inner)
        return node._replace(line=0, end_line=0, inner=inner)

    items = [unnumbered(item) if isinstance(item, Instruction) else item for item in tree.items]
    return make_tree(tree.text, tree.bom, items, tree.escape)


@settings(max_examples=150, deadline=None)
@given(edited())
def test_lines_after_edits_are_those_of_the_original_file(case: tuple[str, list[Edit]]) -> None:
    """Checked a character at a time: each one that no edit touched still knows its line, however often it moved."""
    text, edits = case
    tree = parse(text)
    lines: list[int | None] = [text.count("\n", 0, at) + 1 for at in range(len(text))]
    for edit in reversed(edits):  # one after another, each in the text that the others have not moved yet
        after = apply_edits(tree.text, [edit])
        lines[edit.start : edit.end] = [None] * len(edit.text)
        found = read(after, lambda text, tree=tree, edit=edit: reparse(tree, [edit], text))  # type: ignore[misc]
        if isinstance(found, str):
            return
        tree = found
        assert all(line in (None, tree.line_of(at)) for at, line in enumerate(lines))
        for node in tree.instructions:
            assert lines[node.span.start] in (None, node.line)
            assert 1 <= node.line <= node.end_line <= text.count("\n") + 1


@given(FILES)
def test_the_logical_line_maps_back_to_the_source(text: str) -> None:
    try:
        tree = parse(text)
    except DockerfileSyntaxError:
        return
    for node in tree.instructions:
        for at, ch in enumerate(node.logical.text):
            assert tree.text[node.logical.source(at)] == ch
        span = node.args_span
        assert tree.text[span.start : span.end].startswith(node.args[:1])


#: Lark without a transformer: it gives its own trees.
BARE = make_parser(read_grammar())


@given(st.tuples(st.sampled_from(["", "\ufeff"]), FILES, st.sampled_from(["", "\n", "\r\n", "\\"])).map("".join))
@example("")
@example("FROM a\nRUN <<A <<B\nx\nA\nB\n")
def test_the_transformer_gives_the_same_while_lark_parses_and_on_its_tree(text: str) -> None:
    def items_of(make: Callable[[str], Parts]) -> Parts | str:
        try:
            return make(text)
        except DockerfileSyntaxError as error:
            return str(error)
        except VisitError as error:
            return str(error.orig_exc)

    builder = NodeBuilder()
    assert items_of(read_items) == items_of(lambda text: builder.transform(BARE.parse(text)))


def test_nodes_hold_plain_text_and_no_tokens_of_lark() -> None:
    def plain(value: object) -> bool:
        return all(map(plain, value)) if isinstance(value, tuple) else type(value) in (str, int, bool, type(None))

    text = "\ufeff# escape=`\n\n# c\nFROM a\nRUN <<A cat `\n# d\n <<B\nx\nA\nB\nONBUILD CMD [ \"a\" ]\n"
    parts = read_items(text)
    assert len(parts.items) == 6
    assert all(map(plain, parts.items))
    assert plain(parts.bom)


def test_the_grammar_file_is_what_parses(monkeypatch: pytest.MonkeyPatch) -> None:
    """And where grammar and lexer do not fit, that is one line with the file and the line, as any bad input is."""
    assert parse("FROM a\n\nRUN b\n")
    edited = read_grammar().replace("| BLANK | instruction", "| instruction")
    monkeypatch.setattr(parser, "dockerfile_parser", lambda: make_parser(edited, NodeBuilder()))
    assert parse("FROM a\nRUN b\n")
    with pytest.raises(DockerfileSyntaxError, match=r"^x/Dockerfile:2:1: the grammar does not") as caught:
        parse("FROM a\n\nRUN b\n", "x/Dockerfile")
    assert caught.value.line == 2


def test_the_terminals_have_an_order_where_they_overlap() -> None:
    """BLANK, COMMENT and the lines overlap by design, in the order of their priorities; nothing else may."""
    priorities = {t.name: t.priority for t in BARE.terminals}
    ordered = ["DIRECTIVE", "COMMENT", "BLANK", "CONTINUED_BACKSLASH", "LAST_LINE"]
    assert [priorities[n] for n in ordered] == sorted((priorities[n] for n in ordered), reverse=True)
    assert len({priorities[n] for n in ordered}) == len(ordered)


def test_no_two_terminals_of_one_state_collide() -> None:
    Lark(read_grammar(), parser="lalr", lexer="contextual", strict=True)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "file with no instructions"),
        ("# only a comment\n", 1, "file with no instructions"),
        ("FROM a\nRUM x\n", 2, "unknown instruction 'RUM'"),
        ("FROM a\n\nENV a\n", 3, "ENV must have two arguments"),
        ("FROM a\nLABEL a=b c\n", 2, "can't find = in"),
        ("FROM a\nRUN [1]\n", 2, "arrays must be comprised of strings only"),
        ("FROM a\nRUN cat <<E\nx\n", 2, "unterminated heredoc E"),
        ("# escape=x\nFROM a\n", 1, "invalid escape token 'x'"),
        ("# syntax=a\n# syntax=b\nFROM a\n", 2, "only one syntax parser directive"),
        ("FROM a\nRUN " + "x" * 65_536 + "\n", 2, "line greater than maximum allowed size"),
        ("FROM a\nONBUILD ENV x\n", 2, "ENV must have two arguments"),
    ],
)
def test_what_buildkit_refuses_is_told_in_one_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(DockerfileSyntaxError) as caught:
        parse(text, "some/Dockerfile")
    assert caught.value.line == line
    assert str(caught.value).startswith(f"some/Dockerfile:{line}:")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_onbuild_keeps_what_only_the_child_would_refuse() -> None:
    assert parse('FROM a\nONBUILD ["/data"]\n').instructions[1].inner is None


def test_nodes_say_what_the_file_says() -> None:
    tree = parse(
        "# syntax=docker/dockerfile:1\n# escape=`\nARG V=1\n# about\nFROM --platform=linux/amd64 debian:$V AS Base\n"
        "RUN --mount=type=cache,target=/c a `\n  # inner\n\n  && b\nONBUILD COPY --chown=1:2 x y\n"
        'FROM base\nCOPY --from=Base <<"E" <<-F /d/\n$x\nE\n\ty\n\tF\nCMD ["a", "b"]\n'
    )
    assert [d.name for d in tree.directives] == ["syntax", "escape"]
    assert tree.escape == "`"
    assert [(s.base, s.name, s.platform) for s in tree.stages] == [
        ("debian:$V", "Base", "linux/amd64"),
        ("base", None, None),
    ]
    run = tree.stages[0].instructions[1]
    assert run.args == "a   && b"
    assert [(f.name, f.value) for f in run.flags] == [("mount", "type=cache,target=/c")]
    assert [c.body for c in run.comments] == ["inner"]
    assert (run.line, run.end_line) == (6, 9)
    onbuild = tree.stages[0].instructions[2]
    assert onbuild.inner is not None
    assert onbuild.inner.keyword == "COPY"
    assert onbuild.inner.flag("chown") == "1:2"
    copy = tree.stages[1].instructions[1]
    assert [(h.name, h.body, h.expand, h.chomp) for h in copy.heredocs] == [
        ("E", "$x\n", False, False),
        ("F", "\ty\n", True, True),
    ]
    assert tree.stages[1].instructions[2].json == ("a", "b")
    kinds = {type(i) for i in tree.items}
    assert Comment in kinds
    assert Instruction in kinds
    assert Blank not in kinds


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\n" + "ONBUILD " * 5_000 + "RUN b\n",
        "FROM a\nRUN cat <<EOF " + "${a:-" * 5_000 + "}" * 5_000 + "\nEOF\n",
    ],
)
def test_what_is_nested_too_deeply_is_told(text: str) -> None:
    with pytest.raises(DockerfileSyntaxError, match=r"^<string>:2:1: nested too deeply"):
        parse(text)


def test_the_patterns_for_ascii_texts_are_ascii() -> None:
    lexer = DockerfileLexer(BARE.parser.lexer_conf)
    for escape in "\\`":
        assert lexer._scanner(escape, True).pattern.isascii()
        assert not lexer._scanner(escape, False).pattern.isascii()
