"""Whether a RUN runs a script that cannot be read: one from a clone, a download, an archive, another image."""

from __future__ import annotations

from dslim.facts import Facts
from dslim.facts.build_context.script_calls import BEYOND_A_BOUND
from dslim.facts.build_context.script_reader import NO_TEXT
from dslim.facts.build_context.scripts_of_run import read_scripts_of_run
from dslim.facts.run import Run


def why_a_script_is_not_read(facts: Facts, run: Run) -> str | None:
    """Why a RUN may do what nobody sees: it runs a script that is not, or not as it was, in the build context."""
    read = read_scripts_of_run(facts.point_of(run))
    for name in read.unread:
        if name.startswith(BEYOND_A_BOUND):
            return f"it leads to {name}, of which dslim looks at no more, and the others may do anything"
        if name.endswith(NO_TEXT):
            return f"{_not_known(name.removesuffix(NO_TEXT))}, since it is a program, an archive or too long to be read"
        if name.startswith("what "):
            return f"{name} is not known, and may do anything"
        return f"{_not_known(name)}, since dslim cannot read it in the build context"
    if read.programs:
        return f"{_not_known(read.programs[0])}, since it was downloaded, unpacked or built"
    return None


def _not_known(name: str) -> str:
    """The start of a reason for something that dslim cannot look at, by its name or by words for it."""
    return f"what {name if ' ' in name else f'`{name}`'} does is not known"
