"""The arguments of `dslim verify` as a typed value, made from what click hands over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dslim.cli.build_arguments import BuildArguments
from dslim.cli.fix_arguments import options_given

if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True)
class VerifyArguments(BuildArguments):
    """Every argument of `dslim verify`, by the name of its option.

    `end_with_parent`: the process id of a run of `dslim fleet` that started it. `checkout`: URL and full revision of a
    repository that `file` lies in, `umask` for its files; `unpack`: a bundle of its work tree instead.
    """

    against: str | None
    caches: tuple[str, ...]
    each: bool
    rules: tuple[str, ...]
    ignore_rules: tuple[str, ...]
    unsafe_fixes: bool
    merge: str | None
    style: str | None
    as_json: bool
    html: str | None
    end_with_parent: int | None
    checkout: tuple[str, str] | None = None
    umask: int = -1
    unpack: str | None = None

    def given_options(self) -> dict[str, Any]:
        """The fields of Options that the command line gives. Raises UnknownRuleError."""
        return options_given(self, (self.target,) if self.target else (), _OPTION_OF_BUILDER.get(self.image_builder))


#: What the builder of an image is called by Options.builder; nothing for one that is still to be found.
_OPTION_OF_BUILDER = {"docker": "buildkit", "podman": "buildah", "buildah": "buildah"}
