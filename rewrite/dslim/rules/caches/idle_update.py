"""An `apt-get update` in a RUN of its own whose lists nobody needs: the RUN does nothing that stays in the image."""

from __future__ import annotations

from collections.abc import Sequence

from dslim.rules.caches import apt_commands
from dslim.shell.invocations import Invocation

MESSAGE = "`apt-get update` leaves its lists in the layer"
#: Of a RUN whose lists stay.
ALONE = f"{MESSAGE}, and the RUN does nothing else: if no later step needs the lists, delete the RUN"
#: Of one whose lists may go.
NOBODY_NEEDS = (
    f"{MESSAGE}, and the RUN does nothing else, nor does a later step need the lists: delete the RUN yourself, unless"
    " the build is to fail where the update fails"
)


def only_updates(found: Sequence[Invocation]) -> bool:
    """Whether a RUN does nothing but update."""
    return all(apt_commands.is_update(call) or call.name == "set" for call in found)
