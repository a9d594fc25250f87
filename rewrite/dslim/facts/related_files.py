"""What the rest of a repository has to say about one Dockerfile: who continues its stages, and what it shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dslim.diagnostics.findings import Finding


class ChildStage(NamedTuple):
    """Stage number `child` of another file, which is FROM the image that a stage of this file makes.

    `target` names or numbers the stage of this file, '' for the last. `text` is the other file, `name` what
    to call it; `child_stages` are those that continue it in turn. `taken_for`: the image, where nothing but its name
    says that this file makes it; else ''.
    """

    target: str
    name: str
    text: str
    child: int
    child_stages: tuple[ChildStage, ...] = ()
    taken_for: str = ""

    @property
    def place(self) -> str:
        """The end of a reason: in which file, and what that is to this one."""
        if not self.taken_for:
            return f"in {self.name}, which is FROM it"
        return f"in {self.name}, which is FROM {self.taken_for}, by its name the image of this Dockerfile"


class LaterCommand(NamedTuple):
    """What a file beside the Dockerfile runs in a container of its image: a service of compose, a step of CI.

    `place`: the file, from the root of the repository, and the line. `text`: what runs, as a shell would be given it.
    """

    place: str
    text: str


class Region(NamedTuple):
    """Instructions that one set of files shares, as offsets into the text: what touches them stays inside.

    `frozen`: nothing touches them at all. `why`: the reason to give.
    """

    start: int
    end: int
    why: str
    frozen: bool = False


class ProtectedRegions(NamedTuple):
    """The shared regions of a file, in order and apart from each other (`shared-prefix = "keep"`)."""

    regions: tuple[Region, ...] = ()

    def refuses(self, finding: Finding) -> str | None:
        """Why the fix of a finding may not be made, or None."""
        if not self.regions:
            return None
        low, high = _extent(finding)
        for region in self.regions:
            apart = high <= region.start or low >= region.end
            inside = region.start <= low and high <= region.end
            if not apart and (region.frozen or not inside):
                return region.why
        return None

    def between(self, first: int, second: int) -> str | None:
        """Why what stands at offset `first` and at `second` may not become one, or None."""
        for region in self.regions:
            held = [region.start <= place < region.end for place in (first, second)]
            if any(held) and (region.frozen or not all(held)):
                return region.why
        return None

    def moved(self, findings: Iterable[Finding]) -> ProtectedRegions:
        """The regions where they lie after the fixes of findings, none of which is refused, were made."""
        growth = []
        for finding in findings:
            edits = finding.fix.edits if finding.fix else ()
            growth.append((_extent(finding)[0], sum(len(e.text) - (e.end - e.start) for e in edits)))
        if not growth or not self.regions:
            return self

        def shift(offset: int) -> int:
            # a finding lies wholly on one side of every end of a region: where it begins tells on which
            return offset + sum(grown for low, grown in growth if low < offset)

        return ProtectedRegions(tuple(r._replace(start=shift(r.start), end=shift(r.end)) for r in self.regions))


def _extent(finding: Finding) -> tuple[int, int]:
    places = [tuple(finding.span)]
    places += [(edit.start, edit.end) for edit in (finding.fix.edits if finding.fix else ())]
    return min(start for start, _ in places), max(end for _, end in places)


class SharedBase(NamedTuple):
    """A beginning, installs included, that a stage of this file has in common with stages of other files.

    `stage`: its number. `length`: how many instructions below FROM. `lines`: the first and the last of them with FROM,
    1-based. `files`: what to call the others.
    """

    stage: int
    length: int
    lines: tuple[int, int]
    files: tuple[str, ...]


class RelatedFiles(NamedTuple):
    """What other files of a repository have to say about one; empty for a file alone."""

    child_stages: tuple[ChildStage, ...] = ()
    protected: ProtectedRegions = ProtectedRegions()
    later_commands: tuple[LaterCommand, ...] = ()
    shared_bases: tuple[SharedBase, ...] = ()


ALONE = RelatedFiles()
