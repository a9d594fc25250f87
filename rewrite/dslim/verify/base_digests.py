"""The base images of a Dockerfile, by the digests under which a builder has them: part of what an answer rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dslim.syntax import Dockerfile

if TYPE_CHECKING:
    from dslim.verify.builders import Builder


def base_digests(tree: Dockerfile, find: Callable[[str], str]) -> dict[str, str]:
    """`base NAME` and its digest, or the name again, for each image that a FROM of the file names without a variable.

    `find`: the digest of an image by its name, '' for one that the builder does not have.
    """
    stages = {stage.name for stage in tree.stages if stage.name}
    names = {stage.base for stage in tree.stages} - stages
    return {f"base {name}": find(name) or name for name in sorted(names) if "$" not in name}


def digest_in(builder: Builder) -> Callable[[str], str]:
    """What finds the digest of an image that a builder has."""
    if builder.name == "buildah":
        words = ["inspect", "--type", "image", "--format", "{{.FromImageID}}"]
    else:
        words = ["image", "inspect", "--format", "{{.Id}}"]
    return lambda name: builder.output_of([*words, name]).strip()
