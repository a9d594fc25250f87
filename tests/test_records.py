"""Our dataclass and NamedTuple against the standard library's."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
import typing
from pathlib import Path

import pytest

from dslim import records


@records.dataclass(frozen=True)
class Ours:
    a: int
    b: str = "x"
    c: tuple[int, ...] = ()
    memo: dict[str, int] = records.field(default_factory=dict, init=False, repr=False, compare=False)
    seen: list[int] = records.field(default_factory=list, init=False)

    def twice(self) -> int:
        """A method like any other."""
        return 2 * self.a


@dataclasses.dataclass(frozen=True)
class Theirs:
    a: int
    b: str = "x"
    c: tuple[int, ...] = ()
    memo: dict[str, int] = dataclasses.field(default_factory=dict, init=False, repr=False, compare=False)
    seen: list[int] = dataclasses.field(default_factory=list, init=False)


class OurTuple(records.NamedTuple):
    """With a docstring."""

    a: int
    b: str = "x"

    @property
    def both(self) -> str:
        """A property like any other."""
        return f"{self.a}{self.b}"


class TheirTuple(typing.NamedTuple):
    a: int
    b: str = "x"


@records.dataclass
class Open:
    a: int = 1


CALLS: list[tuple[tuple[object, ...], dict[str, object]]] = [
    ((1,), {}), ((1, "y", (2,)), {}), ((), {"a": 1, "c": (3,)}), ((1,), {"b": "z"}),
    ((), {}), ((1, 2, 3, 4), {}), ((1,), {"d": 1}), ((1,), {"a": 1}), ((1,), {"memo": {}}),
]  # fmt: skip


def told(cls: type, args: tuple[object, ...], more: dict[str, object]) -> object:
    try:
        return repr(cls(*args, **more)).replace("Theirs", "Ours").replace("TheirTuple", "OurTuple")
    except TypeError:
        return TypeError


@pytest.mark.parametrize(("args", "more"), CALLS)
def test_they_are_made_alike(args: tuple[object, ...], more: dict[str, object]) -> None:
    assert told(Ours, args, more) == told(Theirs, args, more)
    assert told(OurTuple, args, more) == told(TheirTuple, args, more)


def test_equal_and_hashable_by_what_is_compared() -> None:
    one, same, other = Ours(1), Ours(1), Ours(2)
    one.memo["x"] = 1
    assert one == same != other
    assert one.memo is not same.memo
    same.seen.append(1)
    assert one != same
    assert Ours(1) != Theirs(1)  # type: ignore[comparison-overlap]
    assert len({Key(1), Key(1), Key(2)}) == 2
    with pytest.raises(TypeError):
        hash(Open())


@records.dataclass(frozen=True)
class Key:
    a: int


def test_replace_keeps_the_rest() -> None:
    assert records.replace(Ours(1, "y"), a=2) == Ours(2, "y")
    assert dataclasses.replace(Ours(1, "y"), a=2) == Ours(2, "y")
    with pytest.raises(TypeError):
        records.replace(Ours(1), nothing=2)  # type: ignore[call-arg]
    assert OurTuple(1)._replace(b="z") == (1, "z")


def test_dataclasses_knows_them() -> None:
    assert dataclasses.is_dataclass(Ours)
    assert [f.name for f in dataclasses.fields(Ours)] == [f.name for f in dataclasses.fields(Theirs)]
    assert dataclasses.asdict(Ours(1)) == dataclasses.asdict(Theirs(1))


def test_tuples_are_tuples() -> None:
    a, b = pair = OurTuple(1)
    assert (a, b) == pair == (1, "x") == (pair.a, pair.b)
    assert pair < OurTuple(2)
    assert hash(pair) == hash((1, "x"))
    assert pair._asdict() == {"a": 1, "b": "x"}
    assert pair.both == "1x"
    assert OurTuple.__doc__ == "With a docstring."
    match pair:
        case OurTuple(first, second):
            assert (first, second) == pair
    with pytest.raises(AttributeError):
        pair.c = 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("value", [Ours(1, "y"), OurTuple(1)])
def test_they_can_be_copied_and_sent(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == copy.copy(value) == copy.deepcopy(value) == value


def test_what_is_not_supported_is_an_error() -> None:
    with pytest.raises(TypeError):
        records.dataclass(slots=True)
    with pytest.raises(TypeError):
        records.field(default_factory=list)


def test_it_needs_neither_dataclasses_nor_typing() -> None:
    root = Path(records.__file__).parent.parent
    code = f"import sys; sys.path.append({str(root)!r}); import dslim.records; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert not {"dataclasses", "inspect", "typing"} & set(done.stdout.split())
