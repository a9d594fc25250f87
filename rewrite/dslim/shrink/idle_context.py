"""Finds what a COPY of the whole build context takes along and neither the test nor a text asks for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dslim.facts.build_context.ignore_lines import VERSION_CONTROL, is_wanted, kind_of
from dslim.shrink.original import Original
from dslim.shrink.proof import Proof
from dslim.shrink.smallest_set import smallest_set
from dslim.shrink.trace.opened_files import OpenedFiles

#: Bytes below which nobody would add lines to an ignore file, unless the history of a repository lies in the image.
MIN_SIZE = 100_000


@dataclass(frozen=True)
class IdleNames:
    """What of the build context the image does not need.

    `names`: at the top of the context, that may go. `size`: bytes of theirs in the image. `kept`: name -> why.
    """

    names: tuple[str, ...] = ()
    size: int = 0
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_worth_it(self) -> bool:
        """Whether somebody would write lines for them."""
        return self.size >= MIN_SIZE or any(name in VERSION_CONTROL.names[:3] for name in self.names)


class IdleContext:
    """Asks, for one original, which names at the top of its build context the image does not need."""

    def __init__(self, original: Original, proof: Proof, opened: OpenedFiles | None) -> None:
        self.original = original
        self.proof = proof
        self.opened = opened
        self.probes = 0

    def among(self, names: Sequence[str], ignore: str, texts: Mapping[str, str]) -> IdleNames:
        """What of `names` may go. `ignore`: the ignore file as it is; `texts`: those of the context, by their names."""
        folders = list(root_copies(self.original))
        files = self.original.files
        found: dict[str, tuple[str, ...]] = {}
        for name in names:
            paths = tuple(path for folder in folders if (path := posixpath.join(folder, name)) in files)
            if paths and kind_of(name) is not None and not is_wanted(ignore, name):
                found[name] = paths
        kept = {name: why for name, paths in found.items() if (why := self._why_kept(name, paths, texts))}
        idle = [name for name in found if name not in kept]
        for name in self._needed(idle, found):
            kept[name] = "without it the test fails"
        idle = [name for name in idle if name not in kept]
        gone = [path for name in idle for path in found[name]]
        size = sum(entry.size for path, entry in files.entries.items() if _below(path, gone))
        return IdleNames(tuple(idle), size, kept)

    def _why_kept(self, name: str, paths: Sequence[str], texts: Mapping[str, str]) -> str | None:
        ours = {"the Dockerfile": "\n".join(node.args for node in self.original.facts.tree.instructions)}
        for where, text in {**ours, **texts}.items():
            if kind_of(where.partition("/")[0]) is None and names_word(text, name):
                return f"{where} names `{name}`"
        if self.opened is not None:
            return next((f"the test opens {path}" for path in sorted(self.opened.paths) if _below(path, paths)), None)
        return None

    def _needed(self, names: Sequence[str], paths: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        def passes(kept: Sequence[str]) -> bool:
            return self._passes([name for name in names if name not in kept], paths)

        return smallest_set(names, passes) if names else ()

    def _passes(self, gone: Sequence[str], paths: Mapping[str, Sequence[str]]) -> bool:
        if not gone:
            return True
        doomed = [path for name in gone for path in paths[name]]
        question = ("passes without paths", str(self.proof.repeat), *doomed)
        return self.original.answers.ask(question, lambda: self._passes_without(doomed))

    def _passes_without(self, paths: Sequence[str]) -> bool:
        self.probes += 1
        return self.proof.passes_after(["rm", "-rf", "--", *paths])


def names_word(text: str, word: str) -> bool:
    """Whether a text holds a word that is not a part of a longer name: `docs` of `cat docs/a`, not of `mydocs`."""
    parts = text.split(word)
    return any(_is_apart(before[-1:], "_.-") and _is_apart(after[:1], "_-") for before, after in zip(parts, parts[1:]))


def _is_apart(letter: str, of_names: str) -> bool:
    return not letter or not (letter.isalnum() or letter in of_names)


def root_copies(original: Original) -> Iterator[str]:
    """The folders of the image into which a COPY or ADD puts all of the build context."""
    facts = original.facts
    for index in (*facts.lineage.ancestors(original.stage.index), original.stage.index):
        for i, node in enumerate(facts.tree.stages[index].instructions):
            words = node.operands
            is_copy = node.keyword in ("COPY", "ADD") and node.flag("from") is None
            if is_copy and any(posixpath.normpath("/" + word.lstrip("/")) == "/" for word in words[:-1]):
                yield posixpath.normpath(posixpath.join(facts.states[index][i].workdir or "/", words[-1]))


def _below(path: str, tops: Sequence[str]) -> bool:
    return any(path == top or path.startswith(f"{top}/") for top in tops)
