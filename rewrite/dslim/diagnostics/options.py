"""What a caller may ask of a fix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Merge: TypeAlias = 'Literal["all", "bytes", "off"]'
Builder: TypeAlias = 'Literal["buildkit", "buildah", "kaniko", "classic"]'
CacheStyle: TypeAlias = 'Literal["clean", "mount"]'


@dataclass(frozen=True)
class Options:
    """Options of one run; every field changes what is written and so belongs in a cache key.

    `rules`: names or codes to run, None for all. `targets`: stages that ship beside the last one.
    """

    rules: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    unsafe: bool = False
    merge: Merge = "all"
    targets: tuple[str, ...] = ()
    builder: Builder = "buildkit"
    cache: CacheStyle = "clean"
