"""Names of images: their parts, and which image a stage starts from."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dslim.facts.stages import global_args
from dslim.facts.variable_expansion import try_expand
from dslim.support.lazy_regex import regex

if TYPE_CHECKING:
    from dslim.facts import Facts

#: Where Docker's official images are too, with the same content: by architecture
#: (https://github.com/docker-library/official-images#architectures-other-than-amd64), in mirrors of Amazon and Google
#: (https://docs.aws.amazon.com/AmazonECR/latest/public/docker-official-images.html,
#: https://cloud.google.com/artifact-registry/docs/pull-cached-dockerhub-images), and at those who make them.
_OFFICIAL_ELSEWHERE = regex(
    r"((amd64|i386|arm32v[567]|arm64v8|ppc64le|riscv64|s390x|mips64le|public\.ecr\.aws/docker/library"
    r"|mirror\.gcr\.io(/library)?)/(?P<name>[^/]+)"
    r"|(registry\.fedoraproject\.org|quay\.io/fedora)/(?P<fedora>fedora)|quay\.io/centos/(?P<centos>centos)"
    r"|(quay\.io/)?rockylinux/(?P<rocky>rockylinux)|(ghcr\.io/)?archlinux/(?P<arch>archlinux))\Z"
)


class Image(NamedTuple):
    """`host/name:tag@digest`. `host` is '' for Docker Hub; `name` of an official image has no slash."""

    host: str
    name: str
    tag: str
    digest: str

    @property
    def official(self) -> str | None:
        """The name, if it is one of Docker's official images, also where a mirror has it."""
        if not self.host and "/" not in self.name:
            return self.name
        found = _OFFICIAL_ELSEWHERE.match(self.repository)
        return next(filter(None, found.groupdict().values())) if found else None

    @property
    def repository(self) -> str:
        """`host/name`, without the host for Docker Hub."""
        return f"{self.host}/{self.name}" if self.host else self.name

    def __str__(self) -> str:
        tag, digest = (f"{mark}{text}" if text else "" for mark, text in ((":", self.tag), ("@", self.digest)))
        return f"{self.repository}{tag}{digest}"


@lru_cache(maxsize=64)  # each round over a file asks of its bases again
def read_image(text: str) -> Image:
    """The parts of an image's name, those that Docker fills in by itself left out.

    dockerfile-parse reads no parts: its `image_from` gives the name as a FROM has it (see engine/second_reader.py).
    """
    rest, _, digest = text.strip("\"'").partition("@")  # quotes are the Dockerfile's
    head, slash, tail = rest.partition("/")
    if not slash or not ("." in head or ":" in head or head == "localhost"):
        head, tail = "", rest
    name, _, tag = tail.partition(":")
    host = "" if head in ("docker.io", "index.docker.io", "registry-1.docker.io") else head
    return Image(host, name if host else name.removeprefix("library/"), tag, digest)


def root_base(facts: Facts, stage: int) -> str:
    """What the FROM names, as it is written, that a stage and those it continues start from."""
    return facts.tree.stages[facts.lineage.root[stage]].base


def root_image(facts: Facts, stage: int) -> Image | None:
    """The image that a stage and those it continues start from; None for scratch, and where it is not known.

    An ARG in the name counts with its default.
    """
    text = try_expand(root_base(facts, stage), global_args(facts.tree), facts.tree.escape)
    return read_image(text) if text and text != "scratch" else None
