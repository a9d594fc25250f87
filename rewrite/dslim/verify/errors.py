"""What can go wrong while images are built and read."""

from __future__ import annotations


class ImageError(ValueError):
    """An image archive that is broken, hostile or of an unknown kind; the message is one line."""


class BuildError(RuntimeError):
    """The builder refused a Dockerfile; the message is the builder's own output, whole."""


class NoBuilderError(RuntimeError):
    """No builder that could be used."""
