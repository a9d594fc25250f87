"""What make hands to a shell."""

from __future__ import annotations

import pytest

from dslim.facts.build_context.makefiles import read_makefile, texts_of_targets

PLAIN = (
    "all: one two\n\techo all\none:\n\techo one\ntwo: one | order\n\t@-echo two\norder:\n\techo order\n"
    "own:\n\techo own\n"
)


def texts(text: str, *asked: str) -> set[str]:
    return set(texts_of_targets(read_makefile(text), asked))


def test_a_target_and_what_it_needs() -> None:
    assert texts(PLAIN) == {"echo all", "echo one", "echo two", "echo order"}
    assert texts(PLAIN, "two") == {"echo two", "echo one", "echo order"}
    assert texts(PLAIN, "own") == {"echo own"}


def test_all_that_is_there_where_a_target_is_not_found() -> None:
    assert texts(PLAIN, "some") == texts(PLAIN) | {"echo own"}
    assert "echo b" in texts("all: a.o\n\techo a\n%.o: %.c\n\techo b\n")
    assert "echo b" in texts(".DEFAULT_GOAL := b\na:\n\techo a\nb:\n\techo b\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("D = /x\nall:\n\trm -rf $(D)/y\n", "rm -rf /x/y"),
        ("D = $(E)\nE := /x\nall:\n\trm ${D}\n", "rm /x"),
        ("D = a\nD += b\nall:\n\techo $(D)\n", "echo a b"),
        ("all:\n\techo $$HOME $@ $(notdir $(X))\n", "echo $HOME $X $X"),
        ("all:\n\t$(MAKE) -C x\n", "make -C x"),
        ("all:\n\ta && \\\n\tb\n", "a && \\\n b"),
        ("all: ; echo a\n", "echo a"),
        ("X := $(shell echo (a))\nall:\n\tb\n", "echo (a)"),
        ("X != echo a\nall:\n\tb\n", "echo a"),
        ("define go\necho a\necho b\nendef\nall:\n\t$(go)\n", "echo b"),
        ("all: $(P)\nP = q\nq:\n\techo q\n", "echo q"),
    ],
)
def test_values_and_functions(text: str, found: str) -> None:
    assert found in texts(text)


def test_what_it_includes_and_another_shell() -> None:
    assert read_makefile("include a.mk b.mk\n-include c.d\n").included == ("a.mk", "b.mk")
    assert read_makefile("SHELL := /bin/bash\n").is_plain
    assert not read_makefile("SHELL = /usr/bin/python3\n").is_plain


def test_values_that_grow_are_bounded() -> None:
    text = "A0 = x\n" + "".join(f"A{i} = $(A{i - 1})$(A{i - 1})\n" for i in range(1, 200)) + "all:\n\techo $(A199)\n"
    assert max(map(len, texts(text))) <= 50_000
