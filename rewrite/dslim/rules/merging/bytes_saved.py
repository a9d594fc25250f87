"""Whether a later RUN takes away, or stores again, bytes that an earlier one left in its layer.

Without a build nobody knows what a command writes; what counts is what it is known to write, by file_effects.py. What a
RUN has removed again itself it does not leave. A database of packages that both RUNs rewrite is a saving of its own,
small (see DATABASES): it counts only where the RUNs follow on each other. How much is saved: saving_sizes.py.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.paths import folders_above, lies_in
from dslim.facts.run import Run
from dslim.rules import TABLE
from dslim.rules.merging.file_effects import Effect, effects_of
from dslim.rules.merging.package_effects import DISTRIBUTION_FAMILIES
from dslim.rules.merging.saving_sizes import is_application_folder, is_known_to_be_large
from dslim.run_edits.join_runs import facts_of_join
from dslim.run_edits.run_script import RunScript
from dslim.shell import invocations
from dslim.support.lazy_regex import regex
from dslim.tools import TOOLS, find

#: What stands for more than itself in a pattern of names; of a set or list of names nothing is known.
_WILDCARD = regex(r"[*?]|[\[{].*[\]}]|\$.*")
_COMPRESSED = frozenset(tool.compressed_ending for tool in TOOLS if tool.compressed_ending)
#: Folders above a path that are looked at.
_MAX_DEPTH = 12


class Saving(NamedTuple):
    """Why the RUNs from number `first` to number `last` of a row save bytes as one.

    `command`: what takes something away; `what`: the path, a package, or a database. `is_small`: worth it only where
    nothing but an operator is needed. `is_large`: some 5 MB and more, by saving_sizes.py.
    """

    first: int
    last: int
    command: str
    what: str
    is_small: bool = False
    is_large: bool = False


class _Left(NamedTuple):
    """What the RUN of a number left at a path; `is_tree`: under whatever names in it; `is_guess`: if it did at all;
    `is_folder`: the path itself is a folder; `is_little`: a few bytes."""

    number: int
    path: str
    is_tree: bool
    is_guess: bool
    is_folder: bool = False
    is_little: bool = False


def savings(facts: Facts, scripts: Sequence[RunScript]) -> list[Saving]:
    """What a row of RUNs would save as one, in the order of the RUNs that save."""
    found: list[Saving] = []
    layers = _Layers()
    installed: dict[tuple[int, str], int] = {}  # the last RUN that installs from lists, by who fetched them, and which
    for number, script in enumerate(scripts):
        own = _Layers()
        for effect in effects_of(facts, script):
            if effect.kind == "writes":
                flags = effect.is_tree, effect.is_guess, effect.is_folder, effect.is_little
                own.add(_Left(number, effect.path, *flags))
                if effect.path.startswith("database:") and number and layers.has(effect.path, number - 1):
                    found.append(Saving(number - 1, number, effect.text, effect.path.partition(":")[2], is_small=True))
                continue
            if effect.kind == "opens":
                found += _archive_that_can_go(facts, scripts, number, effect, layers)
                continue
            mine = own.touched(effect)
            touched = layers.touched(effect)
            if any(left.path == effect.path and not left.is_tree for left in mine):
                # it takes away what its own RUN has put there: nobody leaves a file there by chance
                touched = [left for left in touched if not left.is_tree]
            if exact := [left for left in touched if _is_the_file_of(left, effect)]:
                touched = exact  # who wrote that file is known, and whoever may have filled its folder did not
            if effect.kind == "changes" and not effect.is_folder and is_application_folder(effect.path):
                touched = [*touched, *layers.package_named(posixpath.basename(effect.path))]
            if touched and all(left.is_little for left in touched):
                found += _of_few_bytes(number, effect, touched)
            elif touched:
                first = min(left.number for left in touched)
                is_large = any(is_known_to_be_large(left.path, effect) for left in touched if not left.is_guess)
                found.append(Saving(first, number, effect.text, _shown_path(effect), is_large=is_large))
            if effect.kind == "removes":
                own.remove(mine)
                layers.remove(touched)
            else:
                layers.remove(touched)  # it is stored again, here
                own.add(*(left._replace(number=number) for left in touched))
        if lists := _lists_needed(script, layers):
            installed[lists.number, lists.path] = number
        layers.add(*own.all())
    found += [
        Saving(first, last, "", path, is_large=True)
        for (first, path), last in installed.items()
        if _lists_can_go(facts, scripts[last].run)
    ]
    return found


def _is_the_file_of(left: _Left, effect: Effect) -> bool:
    """Whether what was left is the very file that an effect names."""
    return left.path == effect.path and not effect.name and not (left.is_tree or left.is_guess or left.is_folder)


def _of_few_bytes(number: int, effect: Effect, touched: Sequence[_Left]) -> Iterator[Saving]:
    """The saving where the RUNs straight above one wrote a few bytes each that it stores again, or removes."""
    first = number
    while any(left.number == first - 1 for left in touched):
        first -= 1
    if first < number:
        yield Saving(first, number, effect.text, _shown_path(effect), is_small=True)


def _lists_can_go(facts: Facts, run: Run) -> bool:
    """Whether the rule of package lists would remove them after a RUN, the last of a row that installs from them."""
    rule = next(listed for listed in TABLE if listed.name == "apt-lists")
    why_kept = None if rule.is_ignored(facts.options) else rule.rule.why_kept
    return why_kept is not None and why_kept(facts, run) is None


def _archive_that_can_go(
    facts: Facts, scripts: Sequence[RunScript], number: int, opened: Effect, layers: _Layers
) -> Iterator[Saving]:
    """The archive that an earlier RUN fetched and this one opens: where nothing else names it, it goes with SL220."""
    if "$" in posixpath.dirname(opened.path) and not facts.options.unsafe:
        return
    name = posixpath.basename(opened.path)
    in_file = facts.tree.text.count(name)
    for left in layers.touched(opened):
        numbers = (*_fetched_compressed(scripts, left.number, name), left.number, number)
        texts = {scripts[i].script.text for i in numbers}
        if left.path != opened.path or in_file != sum(text.count(name) for text in texts):
            continue
        if _archive_goes_then(facts, scripts[min(numbers) : number + 1]):
            is_large = is_known_to_be_large(left.path, opened)
            yield Saving(left.number, number, opened.text, opened.path, is_large=is_large)


def _archive_goes_then(facts: Facts, row: Sequence[RunScript]) -> bool:
    """Whether the rule of kept archives would remove what some RUNs fetch and open, were they one."""
    rule = next(listed for listed in TABLE if listed.name == "kept-archive")
    why_kept = None if rule.is_ignored(facts.options) else rule.rule.why_kept
    if why_kept is None:
        return False
    joined = facts_of_join(facts, row)
    run = joined.runs[row[0].run.stage][row[0].run.index]
    return run is not None and why_kept(joined, run) is None


def _fetched_compressed(scripts: Sequence[RunScript], number: int, name: str) -> Iterator[int]:
    """The RUN straight above one that takes an ending off an archive, if that names the compressed one alone."""
    before = scripts[number - 1].script.text if number else ""
    if 0 < before.count(name) == sum(before.count(name + ending) for ending in _COMPRESSED):
        yield number - 1


def _shown_path(effect: Effect) -> str:
    if effect.path.startswith("package:"):
        return effect.path.rpartition(":")[2]
    return posixpath.join(effect.path, effect.name) if effect.name else effect.path


class _Layers:
    """What RUNs left, found by the folders that it lies in."""

    def __init__(self) -> None:
        self._by_folder: dict[str, dict[_Left, None]] = {}

    def add(self, *lefts: _Left) -> None:
        for left in lefts:
            for folder in _upwards(left.path):
                self._by_folder.setdefault(folder, {})[left] = None

    def remove(self, lefts: Sequence[_Left]) -> None:
        for left in lefts:
            for folder in _upwards(left.path):
                self._by_folder.get(folder, {}).pop(left, None)

    def all(self) -> Iterator[_Left]:
        """Everything that is left, each once."""
        return (left for folder, lefts in self._by_folder.items() for left in lefts if left.path == folder)

    def package_named(self, name: str) -> list[_Left]:
        """The packages of a distribution that bear a name."""
        paths = (f"package:{family}:{name}" for family in DISTRIBUTION_FAMILIES)
        return [left for path in paths for left in self._by_folder.get(path, ())]

    def has(self, path: str, number: int) -> bool:
        """Whether the RUN of a number left something at the very path."""
        return any(left.number == number and left.path == path for left in self._by_folder.get(path, ()))

    def touched(self, effect: Effect) -> list[_Left]:
        """What a command takes away, or stores again: what lies there, and trees that reach there."""
        inside = [left for left in self._by_folder.get(effect.path, ()) if _is_meant(left, effect)]
        above = [
            left
            for folder in _upwards(posixpath.dirname(effect.path))
            for left in self._by_folder.get(folder, ())
            if left.is_tree and left.path == folder and folder != "/"
        ]
        if effect.kind == "removes" and effect.is_tree:  # a manager empties its own cache, not what another left beside
            above = []
        if effect.is_folder:  # of what the path holds nothing is stored again
            inside = [left for left in inside if left.path == effect.path and not left.is_folder]
        return inside + above


@lru_cache(maxsize=256)  # the same few paths come in RUN after RUN
def _upwards(path: str) -> tuple[str, ...]:
    """A path and the folders above it; the path alone of a package or database."""
    return (path,) if ":" in path.partition("/")[0] else (path, *islice(folders_above(path), _MAX_DEPTH))


def _is_meant(left: _Left, effect: Effect) -> bool:
    """Whether what was left in the folder of an effect has a name that the effect's pattern may mean."""
    if ":" in left.path.split("/")[0] and left.path != effect.path:
        return False
    if not effect.name or left.path == effect.path:
        return not effect.name or left.is_tree
    name = left.path[len(effect.path) :].strip("/").split("/")[0]
    # up to its first wildcard, and from its last one on: more than a hint is not needed
    parts = _WILDCARD.split(effect.name)
    return "$" in name or (name.startswith(parts[0]) and name.endswith(parts[-1]))


def _lists_needed(script: RunScript, layers: _Layers) -> _Left | None:
    """The package lists of an earlier RUN that this one installs from: as one RUN they can go at its end."""
    for call in invocations(script.script):
        tool = find(call.name)
        if tool is None or tool.family != "apt" or not tool.updates_lists:
            continue
        if tool.updates_lists in call.args:
            return None
        if "install" in call.args:
            lefts = layers.touched(Effect("removes", "/var/lib/apt/lists"))
            return max((left for left in lefts if lies_in(left.path, "/var/lib/apt/lists")), default=None)
    return None
