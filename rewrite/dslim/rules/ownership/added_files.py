"""Whether an ADD may unpack what it brings, of files too that the build context does not hold yet."""

from __future__ import annotations

from dslim.facts.copy_instructions import Copy, unpacks, unseen_by_add, why_unpacked
from dslim.rules.ownership.assumptions import IS_NO_ARCHIVE
from dslim.rules.ownership.change import Change


def why_add_unpacks(change: Change, copy: Copy) -> str | None:
    """Why an ADD may unpack what a change is about; None where it does not.

    That a file which the context does not hold, and whose name is no archive's, is none may be taken for granted.
    """
    facts = change.facts
    if not unpacks(facts, copy):
        return None
    unseen = unseen_by_add(facts, copy)
    if unseen and all(change.may_assume_of(source, IS_NO_ARCHIVE) for source in unseen):
        return None
    return why_unpacked(facts, copy)
