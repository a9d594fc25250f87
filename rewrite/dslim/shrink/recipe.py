"""What an image is built from: the text of a Dockerfile, and the `.dockerignore` that goes with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """The text of a Dockerfile and of its ignore file.

    `ignore`: None for the one that is there, or for none.
    """

    text: str
    ignore: str | None = None


def as_recipe(made_from: Recipe | str) -> Recipe:
    """A recipe, or a text with the ignore file that is there."""
    return Recipe(made_from) if isinstance(made_from, str) else made_from
