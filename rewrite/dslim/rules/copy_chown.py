"""SL301 copy-chown: COPY and `RUN chown -R` become `COPY --chown`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.edits import Edit
from dslim.facts import Facts
from dslim.facts.hazards import calls
from dslim.facts.ownership import (
    OFFICIAL,
    Copy,
    absolute,
    base_name,
    exists,
    has_parent,
    known_workdir,
    may_hold,
    read_copy,
)
from dslim.facts.runs import Run
from dslim.findings import Finding, Fix, Rule, Safety
from dslim.rules.dropping import drop_instruction
from dslim.shell import Invocation, Opaque
from dslim.syntax.nodes import Stage

CODE = "SL301"
_OWNER = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*|\d+):([A-Za-z_][A-Za-z0-9_-]*|\d+)\Z")


def check(facts: Facts) -> Iterator[Finding]:
    """Every RUN in a shipping stage that is one recursive chown of what a COPY before it brought."""
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        for run in facts.runs[stage.index]:
            if run is not None and run.outer is run.node and not isinstance(run.script, Opaque):
                for call in calls(run.script):
                    if call.name == "chown":
                        yield from _look(facts, stage, run, call)


def _look(facts: Facts, stage: Stage, run: Run, call: Invocation) -> Iterator[Finding]:
    words = [w.literal for w in call.argv[1:]]
    operands = [w for w in words if w is None or not w.startswith("-")]
    options = {w for w in words if w and w.startswith("-")}
    workdir = known_workdir(facts, stage, run.index)
    paths = [absolute(w, workdir) for w in operands[1:]]
    copies = [c for i in range(1, run.index) if (c := read_copy(facts, stage, i))]
    hit = [c for c in copies if c.target in paths and c.target is not None]
    if not hit or not operands or operands[0] in ("root", "root:root", "0", "0:0"):
        return
    message = f"`chown` stores again what the COPY on line {hit[0].node.line} brought"
    reason = _reason(facts, stage, run, operands, options, paths, hit)
    if reason:
        yield Finding(CODE, message, run.outer.span, why_not=reason)
    else:
        yield Finding(CODE, message, run.outer.span, fix=_fix(facts, stage, run, hit[0], operands[0] or ""))


def _reason(
    facts: Facts, stage: Stage, run: Run, operands: list[str | None], options: set[str], paths: list[str | None],
    hit: list[Copy],
) -> str | None:
    """Why the owner cannot be given by the COPY."""
    copy = hit[0]
    index = next(i for i, n in enumerate(stage.instructions) if n is copy.node)
    script = run.script
    if isinstance(script, Opaque) or len(list(calls(script))) != 1 or len(script.statements) != 1:
        return "the RUN does more than the chown"
    if not script.text.startswith("chown ") or run.flags or "|" in script.text:
        return "the RUN does more than the chown"
    if len(hit) != 1 or len(paths) != 1 or copy.target is None:
        return f"{len(hit)} COPYs and {len(paths)} paths are in play"
    if facts.options.builder != "buildkit":
        return f"builder {facts.options.builder} treats --chown otherwise"
    if options - {"-R", "--recursive"} or not options:
        return "only a plain `chown -R` is understood"
    if run.index != index + 1:
        return f"{stage.instructions[index + 1].keyword} on line {stage.instructions[index + 1].line} stands between"
    if copy.node.flags or copy.node.keyword != "COPY" or copy.node.json is not None:
        return "the COPY has flags, or is an ADD"
    state = facts.states[stage.index][run.index]
    if state.user_set and state.user not in ("root", "0"):
        return "USER is not root: the chown may not be allowed"
    return _owner_reason(facts, stage, index, operands[0]) or _tree_reason(facts, stage, index, copy)


def _owner_reason(facts: Facts, stage: Stage, index: int, owner: str | None) -> str | None:
    match = _OWNER.match(owner or "")
    if not match:
        return f"{owner or 'the owner'} does not name a user and a group"
    for name, kind in ((match[1], "user"), (match[2], "group")):
        if not name.isdigit() and not _is_known(facts, stage, index, name):
            return f"{kind} {name} is not known to exist before the COPY (BuildKit would take root)"
    return None


def _is_known(facts: Facts, stage: Stage, index: int, name: str) -> bool:
    """Whether a user and its group of this name surely exist before instruction `index`."""
    base = base_name(facts, stage)
    if base is not None and name in (*OFFICIAL[base], "root", "daemon", "nobody") and name != "nobody":
        return True
    return base is not None and name == "www-data" and base in ("debian", "ubuntu", "php", "python", "node")


def _tree_reason(facts: Facts, stage: Stage, index: int, copy: Copy) -> str | None:
    """Why the chown may touch more or less than the COPY brings."""
    assert copy.target is not None
    if not has_parent(facts, stage, index, copy.target):
        return f"the COPY would make folders above {copy.target}, and own them"
    if reason := may_hold(facts, stage, index, copy.target, frozenset()):
        return reason
    if facts.context is None:
        return "the build context is not known: a file may be setuid"
    for source in copy.sources or ("?",):
        if facts.context.special_bits(source) is not False:
            return f"whether {source} holds a setuid file is not known"
    return None


def _fix(facts: Facts, stage: Stage, run: Run, copy: Copy, owner: str) -> Fix:
    """`--chown` on the COPY; of the chown what the COPY does not do: the folder itself, if it was there."""
    assert copy.target is not None
    node = copy.node
    at = node.logical.source(node.args_start)
    edits = [Edit(at, at, f"--chown={owner} ")]
    index = run.index - 1
    dropped = drop_instruction(facts, run.outer)
    if exists(facts, stage, index, copy.target) or isinstance(dropped, str):
        span = run.source(0, len(run.node.args))
        edits.append(Edit(span.start, span.end, f"chown {owner} {copy.target}"))
    else:
        edits += dropped
    return Fix(tuple(edits), Safety.SAFE)


RULE = Rule(
    code=CODE,
    name="copy-chown",
    summary="COPY and `RUN chown -R` become `COPY --chown`",
    safety=Safety.SAFE,
    check=check,
    example=(
        "FROM node:20\nWORKDIR /app\nCOPY src .\nRUN chown -R node:node /app\n",
        "FROM node:20\nWORKDIR /app\nCOPY --chown=node:node src .\nRUN chown node:node /app\n",
    ),
    example_files=("src/main.js",),
    details=(
        "A chown in a RUN stores every file a second time. `COPY --chown` gives the owner at once. Done where "
        "all that the chown touches is known to come from that COPY, user and group exist before it (BuildKit "
        "takes an unknown user for root, without an error), no file is setuid, and the folders above exist "
        "already, since the COPY would own those that it makes. A folder that was there before keeps a chown of "
        "its own, which stores no file."
    ),
    sources=("https://docs.docker.com/reference/dockerfile/#copy---chown---chmod",),
)
