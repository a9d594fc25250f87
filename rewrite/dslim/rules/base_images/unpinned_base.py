"""SL402: a base image that is another one tomorrow, or gone. Advice."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.image_names import Image, root_image


def check(facts: Facts) -> Iterator[Finding]:
    """Advice on the base of each stage that ships, once an image."""
    seen: set[Image] = set()
    for stage in facts.tree.stages:
        if not facts.ships(stage.index) or facts.lineage.parent[stage.index] is not None:
            continue
        image = root_image(facts, stage.index)
        if image is None or image in seen or image.digest:
            continue
        seen.add(image)
        advice = [text for text in (_tag(image), _namespace(image)) if text]
        if advice:
            yield Finding("; ".join(advice), stage.start.first_line)


def _tag(image: Image) -> str | None:
    if image.tag and image.tag != "latest":
        return None
    what = "is another image with each release" if image.tag else "names no tag, which means `latest`"
    return f"`{image}` {what}: name a version, and its digest for the same base each time"


def _namespace(image: Image) -> str | None:
    if image.host or image.official:
        return None
    return (
        f"`{image.name}` belongs to a Docker Hub account, which may change or remove it: where it is not yours,"
        " name a digest, or keep a copy"
    )


_EXAMPLE = "FROM ubuntu\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n"

RULE = Rule(
    "A base image without a version, or of a Docker Hub account",
    Safety.ADVICE,
    check,
    (_EXAMPLE, _EXAMPLE),
    "Without a tag Docker takes `latest`, which moves on to the next major release one day. A tag still moves with each"
    " rebuild of the image; only a digest (`ubuntu:24.04@sha256:...`) names one image, and then something like"
    " Renovate has to bring the security updates. Images outside Docker's official ones come and go with the"
    " account that made them. Nothing is said about a base with a digest, about other registries, or about stages"
    " that do not ship.",
    ("https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",),
)
