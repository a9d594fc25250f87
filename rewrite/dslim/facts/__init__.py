"""What is known of one file and of what lies around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dslim.facts.model import Facts as Facts
    from dslim.facts.model import facts_of as facts_of


def __getattr__(name: str) -> object:
    # with the facts come the shell's tree and tables: whoever only asks the build context needs none of it
    if name not in ("Facts", "facts_of"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dslim.facts import model

    return getattr(model, name)
