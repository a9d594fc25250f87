"""Chain IDs are equal exactly where a builder would share the layers."""

from __future__ import annotations

import pytest

from dslim.facts.stages import lineage
from dslim.fleet.discovery.ignore_files import ignore_rules_in
from dslim.fleet.related_files.chain_ids import chain_ids, exported_layers
from dslim.fleet.related_files.repository import image_without_tag
from dslim.syntax import parse


def ids(text: str) -> list[bytes]:
    tree = parse(text)
    return [digest for stage in chain_ids(tree, lineage(tree)) for digest in stage]


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("FROM a\nRUN b\n", "# x\nFROM  a\n\nrun  b\n", [True, True]),
        ("FROM a\nRUN b\nRUN c\n", "FROM a\nRUN x\nRUN c\n", [True, False, False]),
        ("FROM a\nRUN b\n", "FROM b\nRUN b\n", [False, False]),
        ("ARG V=1\nFROM a:$V\nRUN b\n", "FROM a:1\nRUN b\n", [True, True]),
        ("FROM a\nRUN <<E\nb\nE\n", "FROM a\nRUN <<E\nc\nE\n", [True, False]),
    ],
)
def test_equal_ids_are_equal_beginnings(one: str, other: str, equal: list[bool]) -> None:
    assert [a == b for a, b in zip(ids(one), ids(other))] == equal


def test_layers_are_those_of_stages_that_ship() -> None:
    text = "FROM a AS one\nRUN b\nFROM a AS two\nRUN c\nENV D=e\n"
    assert len(exported_layers(text, ())) == 1
    assert len(exported_layers(text, ("one",))) == 2
    assert exported_layers("no Dockerfile", ()) == set()


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("debian:12", "debian"), ("docker.io/library/Debian@sha256:1", "debian"),
        ("ghcr.io:443/a/b:1", "ghcr.io:443/a/b"), ("a/b", "a/b"),
    ],
)  # fmt: skip
def test_an_image_is_known_by_its_name(image: str, name: str) -> None:
    assert image_without_tag(image) == name


def test_the_innermost_ignore_file_decides(tmp_path_factory: pytest.TempPathFactory) -> None:
    top = tmp_path_factory.mktemp("top")
    (top / ".git").mkdir()
    (top / "sub").mkdir()
    (top / ".gitignore").write_text("*.log\n")
    (top / "sub/.gitignore").write_text("!kept.log\n")
    rules = ignore_rules_in(str(top / "sub"))
    assert rules.ignores(str(top / "sub/a.log"), False)
    assert not rules.ignores(str(top / "sub/kept.log"), False)
    assert ignore_rules_in(str(top)).ignores(str(top / "kept.log"), False)
