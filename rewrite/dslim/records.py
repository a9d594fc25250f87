"""`dataclass` and `NamedTuple` as this program uses them, at a tenth of the price.

A run of `dslim fix FILE` defines a hundred classes of values. The standard library compiles text for each: a frozen
dataclass takes 520 µs to define, a NamedTuple 64. Here it is 9, since classes with as many fields share one
template, in which only the names are changed. And `dataclasses` takes 7 ms to import (inspect, ast, dis), typing 2.

For a type checker they are the standard library's, and so for `dataclasses.replace`, `fields` and `asdict`. What
they do without: `frozen` is enforced by the type checker alone, `slots` and the like are not known, and a field with
a `default_factory` is no parameter of `__init__`.
"""

from __future__ import annotations

from functools import cache, partial
from operator import attrgetter, itemgetter
from types import FunctionType

try:
    from _collections import _tuplegetter  # type: ignore[import-not-found]  # a third faster than a property
except ImportError:

    def _tuplegetter(index: int, text: str) -> object:
        return property(itemgetter(index))


#: `new(Class, (a, b))` is `Class(a, b)` of a named tuple without a Python frame, for where very many are made.
new = tuple.__new__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import CodeType
    from typing import Any


class _Made:
    """A field that `default_factory` gives anew for each value."""

    def __init__(
        self, *, default_factory: Callable[[], object], init: bool, repr: bool = True, compare: bool = True
    ) -> None:
        if init:
            raise TypeError("a field with a default_factory must have init=False")
        self.default_factory = default_factory
        self.repr = repr
        self.compare = compare


class _Fields:
    """What a record has: `names` in order, those `made` by a factory, and what gives the `compared` ones."""

    def __init__(self, cls: type) -> None:
        self.names = tuple(cls.__annotations__)
        self.made = {name: one for name, one in vars(cls).items() if isinstance(one, _Made)}
        self.given = [name for name in self.names if name not in self.made]
        compared = [name for name in self.names if name not in self.made or self.made[name].compare]
        self.compared: Any = attrgetter(*compared) if compared else type


class _Described:
    """`__dataclass_fields__`, made by dataclasses for whoever has loaded it."""

    def __get__(self, _: object, owner: Any) -> object:
        from dataclasses import field, make_dataclass

        told: list[Any] = []
        for name, kind in owner.__annotations__.items():
            if made := owner.__record__.made.get(name):
                told.append((name, kind, field(**vars(made), init=False)))
            elif name in vars(owner):
                told.append((name, kind, field(default_factory=partial(getattr, owner, name))))
            else:
                told.append((name, kind))
        return make_dataclass(owner.__name__, told).__dataclass_fields__  # type: ignore[attr-defined]


def _dataclass(cls: Any = None, *, frozen: bool = False) -> Any:
    """As `dataclasses.dataclass`."""
    if cls is None:
        return lambda cls: _dataclass(cls, frozen=frozen)
    space = vars(cls)
    known = cls.__record__ = _Fields(cls)
    given, made = known.given, known.made
    cls.__init__ = _function(
        _init_template(len(given), len(made)),
        {f"p{i}": name for i, name in enumerate(given)} | {f"f{i}": name for i, name in enumerate(made)},
        tuple(space[name] for name in given if name in space),
        {f"m{i}": one.default_factory for i, one in enumerate(made.values())},
    )
    cls.__eq__ = _equals
    cls.__hash__ = _hashed if frozen else None
    if "__repr__" not in space:
        cls.__repr__ = _shown
    cls.__replace__ = _changed
    cls.__dataclass_fields__ = _Described()
    for name in made:
        delattr(cls, name)
    return cls


def _equals(self: Any, other: Any) -> object:
    if type(self) is not type(other):
        return NotImplemented
    return self is other or self.__record__.compared(self) == self.__record__.compared(other)


def _hashed(self: Any) -> int:
    return hash(self.__record__.compared(self))


def _shown(self: Any) -> str:
    known = self.__record__
    told = (name for name in known.names if name not in known.made or known.made[name].repr)
    return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in told)})"


def _changed(self: Any, **changes: object) -> Any:
    return type(self)(**{name: getattr(self, name) for name in self.__record__.given} | changes)


def _replace(value: Any, **changes: object) -> Any:
    """As `dataclasses.replace`."""
    return value.__replace__(**changes)


class _Tuples(type):
    """Makes the classes of named tuples."""

    def __new__(meta, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> _Tuples:
        names = tuple(space.get("__annotations__", ()))
        defaults = tuple(space.pop(name) for name in names if name in space)
        space.update((name, _tuplegetter(i, "")) for i, name in enumerate(names))
        space["__slots__"] = ()
        if names:
            parameters = {f"p{i}": name for i, name in enumerate(names)}
            space["_fields"] = space["__match_args__"] = names
            space["__new__"] = _function(_new_template(len(names)), parameters, defaults, {"new": new})
        return super().__new__(meta, name, bases, space)


class _NamedTuple(tuple[object, ...], metaclass=_Tuples):
    """As `typing.NamedTuple`."""

    _fields = tuple[str, ...]()

    def _replace(self, **changes: object) -> _NamedTuple:
        made = new(type(self), map(changes.pop, self._fields, self))
        if changes:
            raise TypeError(f"no fields: {list(changes)}")
        return made

    def _asdict(self) -> dict[str, object]:
        return dict(zip(self._fields, self))

    def __getnewargs__(self) -> tuple[object, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in zip(self._fields, self))})"


@cache
def _init_template(parameters: int, made: int) -> CodeType:
    """`__init__`: p0, p1 ... become attributes, and what m0(), m1() ... give become f0, f1 ..."""
    names = [f"p{i}" for i in range(parameters)]
    lines = [f"self.{name} = {name}" for name in names] + [f"self.f{i} = m{i}()" for i in range(made)]
    return _compiled(f"def made({', '.join(['self', *names])}):\n " + "\n ".join(lines or ["pass"]))


@cache
def _new_template(parameters: int) -> CodeType:
    """`__new__` of a tuple of p0, p1 ..."""
    names = "".join(f"p{i}, " for i in range(parameters))
    return _compiled(f"def made(cls, {names}):\n return new(cls, ({names}))")


def _compiled(text: str) -> CodeType:
    space: dict[str, Any] = {}
    exec(text, space)
    code: CodeType = space["made"].__code__
    return code


def _function(
    template: CodeType, names: Mapping[str, str], defaults: tuple[object, ...], known: dict[str, Any]
) -> FunctionType:
    """The template under other names, with defaults for its last parameters, and with the globals that it knows."""

    def renamed(old: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(name, name) for name in old)

    code = template.replace(co_varnames=renamed(template.co_varnames), co_names=renamed(template.co_names))
    return FunctionType(code, known, "", defaults)


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace
    from typing import NamedTuple as NamedTuple
else:
    dataclass, field, replace, NamedTuple = _dataclass, _Made, _replace, _NamedTuple
