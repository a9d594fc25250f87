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
            return f"it leads to {name}: dslim reads no more, and what is left may do anything"
        if name.endswith(NO_TEXT):
            return f"`{name.removesuffix(NO_TEXT)}` may do anything: it is a program, an archive or too long to be read"
        return f"`{name}` may do anything: it is not in the build context, so nobody can look"
    if read.programs:
        return f"`{read.programs[0]}` may do anything: it was downloaded, unpacked or built, so nobody can look"
    return None
