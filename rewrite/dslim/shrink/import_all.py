"""Imports all code that a run may come to, before its first build."""

from __future__ import annotations

import pkgutil
from importlib import import_module

#: The rooms whose modules are imported when they are first needed.
_ROOMS = ("tools", "shell", "syntax", "facts", "run_edits", "rules", "engine", "report", "verify", "shrink")


def import_all() -> None:
    """Import these rooms whole.

    A run takes up to an hour. Where dslim is upgraded meanwhile, or its checkout moves, what is imported late is of
    another version, and the run ends with an ImportError or AttributeError after all its builds.
    """
    for room in _ROOMS:
        package = import_module(f"dslim.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
