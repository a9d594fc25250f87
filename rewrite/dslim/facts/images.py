"""Names of images: where they come from, and what a stage starts from."""

from __future__ import annotations

from dslim.facts import Facts
from dslim.facts.expand import try_expand
from dslim.facts.stages import global_args
from dslim.records import NamedTuple


class Image(NamedTuple):
    """`host/name:tag@digest`. `host` is '' for Docker Hub; `name` of an official image has no slash."""

    host: str
    name: str
    tag: str
    digest: str

    @property
    def official(self) -> str | None:
        """The name, if it is one of Docker's official images."""
        return self.name if not self.host and "/" not in self.name else None

    def __str__(self) -> str:
        tag, digest = (f"{mark}{text}" if text else "" for mark, text in ((":", self.tag), ("@", self.digest)))
        return f"{self.host}{'/' if self.host else ''}{self.name}{tag}{digest}"


def read_image(text: str) -> Image:
    """The parts of an image's name, those that Docker fills in by itself left out."""
    rest, _, digest = text.partition("@")
    head, slash, tail = rest.partition("/")
    if not slash or not ("." in head or ":" in head or head == "localhost"):
        head, tail = "", rest
    name, _, tag = tail.partition(":")
    host = "" if head in ("docker.io", "index.docker.io", "registry-1.docker.io") else head
    return Image(host, name if host else name.removeprefix("library/"), tag, digest)


def root_image(facts: Facts, stage: int) -> Image | None:
    """The image that a stage and those it continues start from; None for scratch, and where it is not known.

    An ARG in the name counts with its default.
    """
    base = facts.tree.stages[facts.lineage.root[stage]].base
    text = try_expand(base, global_args(facts.tree), facts.tree.escape)
    return read_image(text) if text and text != "scratch" else None
