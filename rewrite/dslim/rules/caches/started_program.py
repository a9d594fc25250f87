"""What program a container of a stage starts: one that nobody works in, or a shell, in which somebody may install."""

from __future__ import annotations

import posixpath

from dslim.facts import Facts
from dslim.shell import Script, commands, parse_script
from dslim.shell.unwrapping import unwrap
from dslim.syntax.nodes import Instruction, Stage

#: What keeps a container up for those who come in by `docker exec`, or lets them in.
_LETS_PEOPLE_IN = frozenset(
    """ash bash dash sh zsh fish ksh csh tcsh su login sleep tail cat yes top htop true init systemd supervisord tini
    dumb-init sshd code-server byobu tmux screen watch while""".split()
)


def starts_a_program(facts: Facts, stage: Stage) -> bool:
    """Whether each image that ends in a stage, or goes on from it, is known to start a program nobody works in."""
    todo, ends = [stage.index], []
    while todo:
        index = todo.pop()
        children = facts.lineage.children(index)
        todo += children
        if not children or facts.ships(index):
            ends.append(index)
    return all(_program_at(facts, index) is not None for index in ends)


def _program_at(facts: Facts, index: int) -> str | None:
    """The program that the image of a stage starts; None where it is not known, or lets people in."""
    last: dict[str, Instruction] = {}
    for one in (*facts.lineage.ancestors(index), index):
        for node in facts.tree.stages[one].instructions:
            if node.keyword in ("CMD", "ENTRYPOINT"):
                last[node.keyword] = node
    names = [name for node in last.values() for name in _names(node)]
    return names[0] if names and _LETS_PEOPLE_IN.isdisjoint(names) and "" not in names else None


def _names(node: Instruction) -> list[str]:
    """The programs that an instruction starts, without their folders; '' for one that is not known."""
    if node.json is not None and not (len(node.json) > 2 and node.json[1].startswith("-") and "c" in node.json[1]):
        return [posixpath.basename(word) for word in node.json[:1]]
    script = parse_script(node.args if node.json is None else node.json[2])
    if not isinstance(script, Script):
        return [""]
    calls = [unwrap(simple)[-1] for simple in commands(script)]
    names = [posixpath.basename(call.program or call.name or "") for call in calls if call.name != "exec"]
    return ["" if "$" in name else name for name in names]
