"""Packages for development go only where a probe passes the test, and the image that is built is smaller."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.shrink.answers import Answers
from dslim.shrink.proof import Proof
from dslim.shrink.pruned import Pruning
from dslim.shrink.recipe import Recipe, as_recipe
from dslim.syntax import parse

TEXT = "FROM node\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"


class Store:
    """Images by their text; without packages for development one has 60 bytes, else 100."""

    def __init__(self, removes_enough: bool, context: Path) -> None:
        self.job = SimpleNamespace(context=context)
        self.removes_enough = removes_enough
        self.asked: list[list[str]] = []
        self.left: set[str] = set()

    def run_in(self, image: str, words: list[str]) -> str | None:
        self.asked.append(words)
        self.left |= {"probe"} if self.removes_enough else set()
        return "probe" if self.removes_enough else None

    def remove(self, image: str) -> None:
        self.left.remove(image)


class Answered(Proof):
    """A proof whose tests and builds all say the same."""

    def __init__(self, original: Any, fails: str | None, refused: str | None) -> None:
        super().__init__(original, SimpleNamespace(), 2, lambda line: None)  # type: ignore[arg-type]
        self.fails, self.refused = fails, refused

    def why_fails(self, tag: str) -> str | None:
        return self.fails

    def why_refused(self, made_from: Recipe | str) -> str | None:
        return self.refused

    def size_of(self, made_from: Recipe | str) -> int:
        return 60 if "omit=dev" in as_recipe(made_from).text else 100


def pruning(
    text: str = TEXT, removes_enough: bool = True, fails: str | None = None, refused: str | None = None,
    context: Path = Path("/nowhere"),
) -> Any:  # fmt: skip
    facts = Facts(parse(text), Options())
    original = SimpleNamespace(
        facts=facts, store=Store(removes_enough, context), stage=facts.tree.stages[-1], tag="original",
        image=SimpleNamespace(size=50_000_000), base=SimpleNamespace(size=0),
        answers=Answers(),
    )  # fmt: skip
    return Pruning(original, Answered(original, fails, refused))  # type: ignore[arg-type]


def test_they_go_where_the_test_passes_without() -> None:
    asking = pruning()
    text, change = asking.smaller(Recipe(TEXT))
    assert text == TEXT.replace("npm ci", "npm ci --omit=dev")
    assert (change.form, change.saved) == ("prune", 40)
    assert asking.probes == 1
    (words,) = asking.original.store.asked
    assert words[-3:] == ["/app", "488", "npm prune --omit=dev"]  # a hundredth of what is added, in kilobytes
    assert not asking.original.store.left


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"removes_enough": False}, ""), ({"fails": "it needs them"}, ""), ({"text": "FROM node\nRUN true\n"}, ""),
        ({"refused": "the test fails"}, "the test fails"),
    ],
)  # fmt: skip
def test_they_stay_otherwise(more: dict[str, Any], refused: str) -> None:
    asking = pruning(**more)
    assert asking.smaller(Recipe(more.get("text", TEXT))) is None
    assert asking.refused == refused
    assert not asking.original.store.left


def test_yarn_2_has_no_such_option_and_the_command_that_it_has_is_named(tmp_path: Path) -> None:
    text = TEXT.replace("npm ci", "yarn install --immutable")
    (tmp_path / ".yarnrc.yml").write_text("nodeLinker: node-modules\n")
    asking = pruning(text, context=tmp_path)
    assert asking.smaller(Recipe(text)) is None
    assert "`yarn workspaces focus --all --production` installs otherwise than line 4 does" in asking.refused
    assert asking.probes == 0
    asking = pruning(text)
    asking.smaller(Recipe(text))
    assert asking.probes == 1
