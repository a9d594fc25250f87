"""A RUN with all that is in force when it runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dslim.facts.instruction_state import State
from dslim.shell import Opaque, Script, parse_script
from dslim.support.memo import once
from dslim.syntax.nodes import Dockerfile, Flag, Instruction, Span

if TYPE_CHECKING:
    from typing import TypeAlias

    Scripts: TypeAlias = dict[str, Script | Opaque]

#: Why a rule leaves what an ONBUILD stores.
IN_ONBUILD = "the RUN is in an ONBUILD, and what the images FROM this one need is not known"
POSIX_SHELLS = frozenset({"sh", "bash", "dash", "ash"})


@once
def scripts(tree: Dockerfile) -> Scripts:
    """The RUN texts of a file that were read already, here or in the file that this one was made of."""
    return {}


def read_script(text: str, known: Scripts) -> Script | Opaque:
    """The tree of a shell text, parsed only if it is not among the `known` ones."""
    found = known.get(text)
    if found is None:
        found = known[text] = parse_script(text)
    return found


@dataclass(frozen=True)
class Run:
    """One RUN of a stage with what is in force when it runs; also one that an ONBUILD stores, which is then `node`.

    `stage` and `index` say where: the stage's number, and the instruction's place in it. `known`: see `scripts`.
    """

    outer: Instruction
    node: Instruction
    stage: int
    index: int
    state: State
    known: Scripts

    @cached_property
    def script(self) -> Script | Opaque:
        """The shell text as a tree; opaque with its reason where no rule may look inside."""
        node = self.node
        if node.json is not None:
            return Opaque("it is in exec form, which no shell runs", 0)
        if node.heredocs:
            return Opaque("it is a heredoc", 0)
        if self.shell_name is None:
            return Opaque("it runs in a shell that is none of sh, bash, dash and ash", 0)
        if node.args.lstrip().startswith('["'):
            return Opaque("it begins like an exec form", 0)
        return read_script(node.args, self.known)

    @cached_property
    def shell_name(self) -> str | None:
        """`sh`, `bash`, `dash` or `ash` in force, None for any other."""
        shell = self.state.shell
        name = shell[0].rsplit("/", 1)[-1] if shell else ""
        return name if name in POSIX_SHELLS and "\\" not in shell[0] else None

    @property
    def home(self) -> str:
        """The home folder of the RUN's user, as far as the file tells."""
        user = (self.state.user or "root").partition(":")[0]
        return self.state.env.get("HOME") or ("/root" if user in ("root", "0") else f"/home/{user}")

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The RUN's own flags: `--mount=...`, `--network=...`, `--security=...`."""
        return self.node.flags

    def source(self, start: int, end: int) -> Span:
        """The span in the file of `script.text[start:end]`."""
        base = self.node.args_start
        return self.node.logical.span(base + start, base + end)

    def has_comment(self, start: int, end: int) -> bool:
        """Whether a comment of the Dockerfile begins between two places of the file, inside the instruction."""
        return any(start <= comment.span.start < end for comment in self.outer.comments)

    def source_at(self, offset: int) -> int:
        """The place in the file straight after the script's character before `offset`."""
        base = self.node.args_start
        return self.node.logical.source_end(base + offset)
