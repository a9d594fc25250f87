"""The build context as evidence: what a COPY would take, with its modes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Context:
    """The build context of one Dockerfile: the folder that `docker build` sends."""

    root: Path


def open_context(folder: str) -> Context | None:
    """The context in a folder, None where there is no such folder."""
    root = Path(folder)
    return Context(root) if root.is_dir() else None
