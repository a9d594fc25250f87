"""The images that a Dockerfile takes from, by the digests under which a builder has them: what an answer rests on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from dslim.facts.stages import global_args, resolve, source_index
from dslim.facts.variable_expansion import try_expand
from dslim.syntax import Dockerfile

if TYPE_CHECKING:
    from dslim.verify.builders import Builder


def base_names(tree: Dockerfile) -> list[str]:
    """The images that a FROM or a COPY --from of the file names, sorted; an ARG in a FROM counts with its default.

    A name that hangs on a variable without a default is not among them.
    """
    args = global_args(tree)
    found = {
        try_expand(stage.base, args, tree.escape)
        for stage in tree.stages
        if resolve(tree, stage.base, stage.index) is None
    }
    for stage in tree.stages:
        sources = {node.flag("from") for node in stage.instructions if node.keyword == "COPY"}
        found |= {name for name in sources if name and _is_image(tree, name, stage.index)}
    return sorted(name for name in found if name and name.lower() != "scratch")


def _is_image(tree: Dockerfile, name: str, stage: int) -> bool:
    return "$" not in name and not name.isdecimal() and source_index(tree, name, stage) is None


def base_digests(tree: Dockerfile, find: Callable[[str], str]) -> dict[str, str]:
    """Name and digest, or the name again, for each image of `base_names`.

    `find`: the digest of an image by its name, '' for one that the builder does not have.
    """
    return {name: find(name) or name for name in base_names(tree)}


def digest_in(builder: Builder) -> Callable[[str], str]:
    """What finds the digest of an image that a builder has; it is asked once for each name."""
    if builder.name == "buildah":
        words = ["inspect", "--type", "image", "--format", "{{.FromImageID}}"]
    else:
        words = ["image", "inspect", "--format", "{{.Id}}"]
    return cache(lambda name: builder.output_of([*words, name]).strip())
