"""An `apt-get update` in a RUN of its own whose lists nobody needs: the RUN does nothing that stays in the image."""

from __future__ import annotations

from collections.abc import Sequence

from dslim.diagnostics.findings import Fix, Safety
from dslim.facts import Facts
from dslim.facts.run import Run
from dslim.rules.caches import apt_commands
from dslim.run_edits.comments_between import has_comment_above
from dslim.run_edits.remove_commands import remove_instruction
from dslim.run_edits.repeated_cleanups import removes_only_below
from dslim.shell.invocations import Invocation

MESSAGE = "`apt-get update` leaves its lists in the layer"
#: Of a RUN whose lists stay.
ALONE = f"{MESSAGE}, and the RUN does nothing else: if no later step needs the lists, delete the RUN"
#: Of one whose lists may go: the RUN itself may only go with --unsafe-fixes.
NOBODY_NEEDS = (
    f"{MESSAGE}, and the RUN does nothing else, nor does a later step need the lists: delete the RUN, or have"
    " --unsafe-fixes delete it, unless the build is to fail where the update fails"
)
DELETED = "the RUN does nothing but `apt-get update`, and no later step needs the lists; without it a build succeeds"
DELETED += " where that update would fail"


def only_updates(found: Sequence[Invocation]) -> bool:
    """Whether a RUN does nothing but update."""
    return all(apt_commands.is_update(call) or call.name == "set" for call in found)


def only_updates_and_cleans(found: Sequence[Invocation]) -> bool:
    """Whether a RUN does nothing but update, and remove what that leaves."""
    return any(map(apt_commands.is_update, found)) and all(
        apt_commands.is_update(call) or call.name == "set" or _only_cleans(call) for call in found
    )


def deleted(facts: Facts, run: Run) -> Fix | None:
    """The fix that deletes the RUN, where unsafe ones are asked for; None where a comment may tell why it is there."""
    if not facts.options.unsafe or run.outer is not run.node or run.flags or has_comment_above(facts.tree, run):
        return None
    edits = remove_instruction(facts.tree, run.outer)
    return None if isinstance(edits, str) else Fix(edits, Safety.UNSAFE, (apt_commands.LISTS, "/var/cache/apt"))


def _only_cleans(call: Invocation) -> bool:
    if call.name in apt_commands.APT:
        return apt_commands.verb(call) in ("clean", "autoclean", *apt_commands.DISTCLEAN)
    return removes_only_below(call, (apt_commands.LISTS, "/var/cache/apt"), None)
