"""The variables in force: a mapping that shares with the one before it all but what is new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

    #: A leaf, or a branch of WIDTH nodes: a name lies in the one that four bits of its hash tell.
    _Node: TypeAlias = "dict[str, str | None] | tuple[_Node, ...]"

_BITS = 4
WIDTH = 1 << _BITS
#: Names in a leaf. Most files have fewer: for them it is a dictionary that is copied.
LEAF = 16
_NONE: dict[str, str | None] = {}


class Scope(Mapping["str", "str | None"]):
    """The variables of ENV and ARG in one; a value of None is set but unknown. The later of the two counts.

    With BuildKit the later one wins (`ENV A=1` and then `ARG A=2`: a RUN and a `COPY --chown` see 2, or what
    --build-arg gives; after `ARG A` alone 1, unless --build-arg gives another), with the classic builder ENV always:
    after `ENV A=1` and `ARG A` the value is not known. A child stage has ENV's value again.

    64,000 ENVs in a row, each with a dictionary of its own, took 2.3 GB.
    """

    __slots__ = ("_args", "_env")

    def __init__(self, env: _Node = _NONE, args: _Node = _NONE) -> None:
        self._env = env
        self._args = args  # name -> None where ARG set it last, "" where an ENV came after

    def with_env(self, name: str, value: str | None) -> Scope:
        """The variables after `ENV name=value`."""
        args = _put(self._args, name, "") if name in _leaf(self._args, name) else self._args
        return Scope(_put(self._env, name, value), args)

    def with_arg(self, name: str) -> Scope:
        """The variables after `ARG name`: --build-arg may say otherwise, so that the value is never sure."""
        return Scope(self._env, _put(self._args, name, None))

    def without_args(self) -> Scope:
        """The variables as a stage begins that continues this one: ARGs end with their stage."""
        return Scope(self._env)

    @property
    def args(self) -> Iterator[str]:
        """The names that ARG set, and no ENV after it."""
        return (name for name in _names(self._args) if self._is_arg(name))

    def _is_arg(self, name: str) -> bool:
        return _leaf(self._args, name).get(name, "") is None

    def __getitem__(self, name: str) -> str | None:
        return None if self._is_arg(name) else _leaf(self._env, name)[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in _leaf(self._env, name) or name in _leaf(self._args, name))

    def __iter__(self) -> Iterator[str]:
        yield from _names(self._env)
        yield from (name for name in _names(self._args) if name not in _leaf(self._env, name))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _leaf(node: _Node, name: str) -> dict[str, str | None]:
    """The leaf where the name lies, if it lies anywhere."""
    if isinstance(node, tuple):
        bits = hash(name)
        while isinstance(node, tuple):
            node, bits = node[bits % WIDTH], bits >> _BITS
    return node


def _put(node: _Node, name: str, value: str | None, depth: int = 0) -> _Node:
    if isinstance(node, tuple):
        at = (hash(name) >> _BITS * depth) % WIDTH
        return (*node[:at], _put(node[at], name, value, depth + 1), *node[at + 1 :])
    leaf = {**node, name: value}
    if len(leaf) <= LEAF or depth > 12:
        return leaf
    parts: list[dict[str, str | None]] = [{} for _ in range(WIDTH)]
    for key in leaf:
        parts[(hash(key) >> _BITS * depth) % WIDTH][key] = leaf[key]
    return tuple(parts)


def _names(node: _Node) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node
    else:
        for part in node:
            yield from _names(part)
