"""What a caller may ask of a fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Merge: TypeAlias = Literal["auto", "all", "bytes", "off"]
Builder: TypeAlias = Literal["buildkit", "buildah", "kaniko", "classic"]
CacheStyle: TypeAlias = Literal["clean", "mount"]

_CHOICES = {"merge": get_args(Merge), "builder": get_args(Builder), "cache": get_args(CacheStyle)}


@dataclass(frozen=True)
class Options:
    """Options of one run; every field changes what is written and so belongs in a cache key.

    `rules`: names or codes to run, None for all. `targets`: stages that ship beside the last one. Any collection
    of names will do; it is kept as a frozen set, or a tuple. Raises ValueError for a value that is not one of the
    choices, TypeError for one of another type.
    """

    rules: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    unsafe: bool = False
    merge: Merge = "auto"
    targets: tuple[str, ...] = ()
    builder: Builder = "buildkit"
    cache: CacheStyle = "clean"

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if (value := getattr(self, name)) not in choices:
                raise ValueError(f"{name} is {value!r}: it must be one of {', '.join(map(repr, choices))}")
        if not isinstance(self.unsafe, bool):
            raise TypeError(f"unsafe is {self.unsafe!r}: it must be True or False")
        if self.rules is not None:
            object.__setattr__(self, "rules", frozenset(_names("rules", self.rules)))
        object.__setattr__(self, "ignore", frozenset(_names("ignore", self.ignore)))
        object.__setattr__(self, "targets", tuple(_names("targets", self.targets)))


def _names(field: str, value: object) -> list[str]:
    """The names in a collection. Raises TypeError for a single text, and for what holds anything but texts."""
    found = list(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes) else None
    if found is None or not all(isinstance(name, str) for name in found):
        raise TypeError(f"{field} is {value!r}: it must be a collection of names, such as [\"apt-lists\"]")
    return found


