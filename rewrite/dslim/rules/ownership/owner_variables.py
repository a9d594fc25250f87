"""Variables in the owner of a chown: at the COPY they must mean what they mean when the chown runs."""

from __future__ import annotations

from dslim.facts.base_image import known_base
from dslim.facts.image_names import root_base
from dslim.facts.official_images import names_user
from dslim.rules.ownership.change import Change
from dslim.rules.ownership.owners import Owner
from dslim.syntax.nodes import Instruction


def why_variable_differs(owner: Owner, change: Change, copy: Instruction, index: int) -> str | None:
    """Why a variable in an owner may mean something else at a COPY, or nothing; `index`: its place in the stage.

    What an ENV of the base image says counts for `COPY --chown` too.
    """
    for name in owner.variables:
        if reason := _why_differs(name, owner, change, copy, index):
            return reason
    return None


def _why_differs(name: str, owner: Owner, change: Change, copy: Instruction, index: int) -> str | None:
    for node in change.stage.instructions[index : change.run.index]:
        if node.keyword in ("ARG", "ENV") and name in node.args:
            return f"${name} is set on line {node.line}, after the {copy.keyword}"
    if name not in change.run.state.env:
        unknown = f"${name} is set in no ENV or ARG of the file, and what the base image sets it to is not known"
        return None if is_set_by_base(name, owner, change) else unknown
    if name not in change.point.at(index).state.env:
        return f"${name} is not set before the {copy.keyword}"
    defaults = _defaults(name, change)
    if not any(defaults):
        return f"${name} may be empty"
    if any(":" in value or "$" in value for value in defaults):
        return f"${name} may hold user and group"
    return None


def is_set_by_base(name: str, owner: Owner, change: Change) -> bool:
    """Whether an ENV of the base image sets a variable of an owner, and no line of the file, to a user or group.

    What nobody knows of the image may be taken for granted; of Docker's official ones it is known that none does.
    """
    if name in change.run.state.env:
        return False
    is_group = owner.group is not None and owner.group.strip("${}") == name
    if names_user(root_base(change.facts, change.stage.index), name, is_group):
        return True
    is_official = known_base(change.facts, change.stage) is not None
    return not is_official and change.may_assume(_set_by_base(owner, change))


def _set_by_base(owner: Owner, change: Change) -> str:
    """The condition for all variables of an owner that the file does not set."""
    *first, last = [name for name in dict.fromkeys(owner.variables) if name not in change.run.state.env]
    if not first:
        return f"the base image sets {last}, to a number or to a user or group that it has"
    return f"the base image sets {', '.join(first)} and {last}, each to a number or to a user or group that it has"


def _defaults(name: str, change: Change) -> list[str]:
    """The values that ARGs give a variable: those of its stage before a change, and those before the first FROM."""
    stage, first = change.stage, change.facts.tree.stages[0].instructions[0]
    outside = [node for node in change.facts.tree.instructions if node.span.start < first.span.start]
    nodes = [node for node in (*outside, *stage.instructions[: change.run.index]) if node.keyword == "ARG"]
    return [w.text[len(name) + 1 :] for n in nodes for w in n.words if w.text.startswith(name + "=")]
