"""Form S: the build goes into a stage of its own, and the image takes what it made and the packages that it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dslim.facts import Facts
from dslim.facts.run import Run
from dslim.shell import Invocation, Script, Word, commands, invocations
from dslim.shrink.forms.artefacts import Artefacts
from dslim.shrink.forms.install_calls import InstallCall
from dslim.shrink.forms.package_lists import NewList, check_only_installs, list_edits
from dslim.shrink.forms.user_numbers import Accounts, numbered
from dslim.shrink.packages.managers import MANAGERS
from dslim.syntax.edits import Edit, apply_edits
from dslim.syntax.nodes import Dockerfile, Instruction, Stage
from dslim.tools import find

#: Seen by nothing but the finished image: they move to the second stage.
_OF_THE_IMAGE = frozenset(
    {"CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL", "LABEL", "MAINTAINER", "VOLUME", "ONBUILD"}
)
#: Seen by RUN and COPY too: they stand in both stages.
_OF_BOTH = frozenset({"ENV", "ARG", "WORKDIR", "USER", "SHELL"})
_MAKE_USERS = frozenset({"useradd", "groupadd", "adduser", "addgroup", "usermod", "chpasswd", "passwd", "chage"})
#: What stands in such a RUN beside them: `echo app:word | chpasswd`.
_BESIDE = frozenset({"echo", "printf", "set", "true"})
#: What package managers do to lists and to what is installed already.
_OF_LISTS = frozenset({"update", "makecache", "clean", "autoclean", "autoremove"})
_UPGRADES = frozenset({"upgrade", "dist-upgrade", "full-upgrade", "distro-sync"})
_LISTS = ("/var/lib/apt/lists", "/var/cache/")
#: Paths that a `cp` may name before nobody would read it.
MAX_PATHS = 40
#: Paths that are copied one by one, rather than by way of a folder that holds them all.
MAX_COPIES = 6


class NotInTwoStages(Exception):
    """The file cannot be split; the message says why."""


@dataclass(frozen=True)
class Split:
    """What becomes of each instruction of a stage. `made`: the nodes whose work the second stage copies.

    `runs_of_lists`: those that only have a package manager fetch its lists, remove them, or upgrade what there is.
    """

    stage: Stage
    runs_of_packages: dict[int, tuple[InstallCall, ...]]  # by the place of the RUN in the stage
    runs_of_users: frozenset[int]
    made: tuple[int, ...]
    runs_of_lists: frozenset[int] = frozenset()
    upgrades: bool = False


def split_stage(facts: Facts, stage: Stage, installs: Sequence[InstallCall]) -> Split:
    """Says of each instruction of a stage what it is for. Raises NotInTwoStages."""
    if facts.lineage.parent[stage.index] is not None:
        raise NotInTwoStages("the stage continues another one of the file")
    packages: dict[int, tuple[InstallCall, ...]] = {}
    for install in installs:
        if install.run.stage == stage.index:
            packages[install.run.index] = (*packages.get(install.run.index, ()), install)
    made: list[int] = []
    users, lists = set[int](), set[int]()
    for i, node in enumerate(stage.instructions):
        if node.keyword in ("FROM", *_OF_THE_IMAGE, *_OF_BOTH) or i in packages:
            continue
        run = facts.runs[stage.index][i]
        if run is not None and _only_makes_users(run):
            users.add(i)
        elif run is not None and _is_of_lists(run):
            lists.add(i)
        else:
            made.append(i)
    _check_order(stage, packages, made)
    upgrades = any(word.literal in _UPGRADES for i in lists for word in _words(facts.runs[stage.index][i]))
    return Split(stage, packages, frozenset(users), tuple(made), frozenset(lists), upgrades)


def _check_order(stage: Stage, packages: Collection[int], made: Sequence[int]) -> None:
    if not made:
        raise NotInTwoStages("nothing is made beside packages")
    first = made[0]
    if late := next((i for i in packages if i > first), None):
        node, early = stage.instructions[late], stage.instructions[first]
        if any(stage.instructions[i].keyword == "RUN" for i in made if i < late) or _may_be_of_apt(early):
            raise NotInTwoStages(f"line {early.line} may be needed by the packages of line {node.line}")
    for node in stage.instructions[: made[-1]]:
        if node.keyword == "VOLUME":
            raise NotInTwoStages(f"line {node.line} declares a VOLUME before all is made")


def _may_be_of_apt(node: Instruction) -> bool:
    return "/etc" in node.args or "/usr/share/keyrings" in node.args or node.args.rstrip().endswith((" /", " ./"))


def _only_makes_users(run: Run) -> bool:
    calls = _plain_calls(run)
    names = {call.name for call in calls}
    return bool(names & _MAKE_USERS) and names <= _MAKE_USERS | _BESIDE


def _is_of_lists(run: Run) -> bool:
    calls = [call for call in _plain_calls(run) if call.name not in ("set", "true")]
    return bool(calls) and all(_call_is_of_lists(call) for call in calls)


def _call_is_of_lists(call: Invocation) -> bool:
    words = [text for text in call.texts if not text.startswith("-")]
    if call.name == "rm":
        return all(word.startswith(_LISTS) for word in words)
    tool = find(call.name)
    is_manager = tool is not None and tool.packages == "system" and tool.family in MANAGERS
    return is_manager and len(words) == 1 and words[0] in _OF_LISTS | _UPGRADES


def _plain_calls(run: Run) -> list[Invocation]:
    """The calls of a RUN; none where it cannot be read, has options, or writes into a file by itself."""
    if not isinstance(run.script, Script) or run.flags:
        return []
    if any(simple.redirects for simple in commands(run.script)):
        return []
    return list(invocations(run.script))


def _words(run: Run | None) -> list[Word]:
    return [word for call in _plain_calls(run) for word in call.argv] if run is not None else []


@dataclass(frozen=True)
class SecondStage:
    """What the second stage needs.

    `lists`: the packages that its RUNs install. `accounts`: the numbers that users get, none where nothing would shift
    them.
    """

    artefacts: Artefacts
    lists: Sequence[NewList]
    accounts: Accounts = field(default_factory=Accounts)


def in_two_stages(facts: Facts, split: Split, second: SecondStage, is_root: bool) -> str:
    """The Dockerfile in two stages. `is_root`: USER is root at the end of the build. Raises NotInTwoStages."""
    tree, artefacts = facts.tree, second.artefacts
    if artefacts.removed:
        raise NotInTwoStages(f"the build removes {artefacts.removed[0]}, which the base or a package brings")
    if not artefacts.paths:
        raise NotInTwoStages("nothing is left of what is made")
    if len(artefacts.paths) > MAX_PATHS:
        raise NotInTwoStages(f"what is made lies in {len(artefacts.paths)} places, more than {MAX_PATHS}")
    if any(set(path) & set(" '\"$*?[\\") for path in artefacts.paths):
        raise NotInTwoStages("a path that is made holds characters of the shell")
    text, newline, stage = tree.text, tree.newline, split.stage
    name = _free_name(tree)
    last_made = stage.instructions[split.made[-1]]
    from_line = text[stage.start.span.start : stage.start.span.end].rstrip("\r\n")
    moved = [node for node in stage.instructions if node.keyword in _OF_THE_IMAGE and node.line < last_made.line]
    blocks = [_with_comments(tree, node) for node in moved]
    end_of_from = stage.start.span.end
    body = apply_edits(text[: last_made.span.end], [Edit(start, end, "") for start, end in blocks])[end_of_from:]
    build = [_named(from_line, stage, name), body.rstrip("\r\n")]
    build += [] if is_copied_plainly(artefacts) else [_collect(artefacts, newline, is_root)]
    final = [from_line, *_final_stage(facts, split, second, name)]
    final += [text[start:end].rstrip("\r\n") for start, end in blocks]
    rest = text[last_made.span.end :]
    return text[: stage.start.span.start] + newline.join([*build, "", *final, ""]) + rest


def _with_comments(tree: Dockerfile, node: Instruction) -> tuple[int, int]:
    """Where an instruction stands, with the comments straight above it."""
    start = node.span.start
    for comment in reversed([c for c in tree.comments if not c.inner and c.span.end <= node.span.start]):
        if comment.span.end != start:
            break
        start = comment.span.start
    return start, node.span.end


def _final_stage(facts: Facts, split: Split, second: SecondStage, name: str) -> Iterator[str]:
    """The second stage up to what it copies."""
    text, stage = facts.tree.text, split.stage
    for i, node in enumerate(stage.instructions[: split.made[-1] + 1]):
        if node.keyword in ("FROM", *_OF_THE_IMAGE):
            continue
        if i in split.runs_of_packages:
            run = _with_packages(text, node, [new for new in second.lists if new.install.run.index == i])
            if run:
                yield run
        elif i in split.runs_of_lists:
            if split.upgrades or not all(new.is_empty for new in second.lists):
                yield _text_of(text, node)
        elif i in split.runs_of_users:
            made = facts.runs[stage.index][i]
            assert made is not None
            yield _edited(text, node, numbered(made, second.accounts))
        elif i not in split.made:
            yield _text_of(text, node)
        elif i == split.made[-1]:
            yield from _copies(second.artefacts, name)
            if second.artefacts.sees_linker_cache:
                yield "RUN ldconfig"


def is_copied_plainly(artefacts: Artefacts) -> bool:
    """Whether a COPY of each path gives what is there: folders and files in no folder of another owner or mode."""
    return artefacts.is_plain and len(artefacts.paths) <= MAX_COPIES


def _copies(artefacts: Artefacts, name: str) -> Iterator[str]:
    """The COPYs of what was made: a folder to its own place, files into the folder that they lie in."""
    if not is_copied_plainly(artefacts):
        yield f"COPY --from={name} /.out/ /"
        return
    by_folder: dict[str, list[str]] = {}
    for path in artefacts.paths:
        target = path if path in artefacts.plain_folders else f"{path.rpartition('/')[0]}/"
        by_folder.setdefault(target, []).append(path)
    for target, paths in by_folder.items():
        yield f"COPY --from={name} {' '.join(paths)} {target}"


def _with_packages(text: str, node: Instruction, lists: Sequence[NewList]) -> str | None:
    """A RUN that installs only what is kept; None where nothing is left of it. Raises NotShorter."""
    if all(new.is_empty for new in lists):
        check_only_installs(lists[0].install)
        return None
    return _edited(text, node, list_edits(text, lists))


def _edited(text: str, node: Instruction, edits: Iterable[Edit]) -> str:
    """An instruction with edits that lie inside it."""
    start, end = node.span
    moved = [Edit(edit.start - start, edit.end - start, edit.text) for edit in edits]
    return apply_edits(text[start:end], moved).rstrip("\r\n")


def _collect(artefacts: Artefacts, newline: str, is_root: bool) -> str:
    """The RUN that puts what was made into one folder, with the owners and modes of the folders above it.

    From `/` and by relative paths: of two absolute ones cp looks for the folders above in the working directory.
    """
    paths = [path.lstrip("/") for path in artefacts.paths]
    break_ = f" \\{newline}      "
    listed = " ".join(paths) if len(" ".join(paths)) < 80 else break_.join(["", *paths]).lstrip()
    run = f"RUN cd / && mkdir .out && cp -a --parents {listed} .out"
    return run if is_root else f"USER root{newline}{run}"


def _named(from_line: str, stage: Stage, name: str) -> str:
    """A FROM with another name for its stage."""
    words = from_line.split()
    upper = [word.upper() for word in words]
    if stage.name is not None and "AS" in upper:
        words = words[: upper.index("AS")]
    return " ".join([*words, "AS" if words[0].isupper() else "as", name])


def _free_name(tree: Dockerfile) -> str:
    taken = {stage.name.lower() for stage in tree.stages if stage.name}
    return next(name for name in ("build", *(f"build-{i}" for i in range(2, 1000))) if name not in taken)


def _text_of(text: str, node: Instruction) -> str:
    return text[node.span.start : node.span.end].rstrip("\r\n")
