"""SL401: leaner official variants of a base image. Advice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.image_names import Image, root_image
from dslim.support.lazy_regex import regex

#: A version, and maybe the Debian release that it stands on.
_TAG = regex(r"(\d+(?:\.\d+)*)(?:-(buster|bullseye|bookworm|trixie))?")
_DEBIAN = regex(r"(wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|stable|testing|sid|unstable)()")
_LEAN = regex(r"slim|alpine|distroless|windows|nanoserver|jre|onbuild|chiseled")


class Variants(NamedTuple):
    """The leaner variants of an official image.

    `slim`: how the slim variant of `{version}` and `{suite}` is called; '' for none. `lacks`: what it does
    without. `musl`: what to know of the alpine variant; '' for none.
    """

    slim: str
    lacks: str
    musl: str = ""


_BUILD = "compilers and headers"
_SERVER = "musl instead of glibc: other locales, other DNS resolver"
# https://github.com/docker-library/official-images/tree/master/library lists every tag
VARIANTS = {
    "python": Variants("{version}-slim{suite}", _BUILD, "musl takes musllinux wheels only"),
    "node": Variants("{version}{suite}-slim", _BUILD, "native modules must be built for musl"),
    "ruby": Variants("{version}-slim{suite}", _BUILD, "native gems must be built for musl"),
    "rust": Variants("{version}-slim{suite}", "headers", ""),
    "perl": Variants("{version}-slim{suite}", _BUILD, ""),
    "debian": Variants("{version}-slim", "manual pages, documentation and translations", ""),
    "php": Variants("", "", "musl instead of glibc: iconv and locales differ"),
    "nginx": Variants("", "", _SERVER),
    "httpd": Variants("", "", _SERVER),
    "redis": Variants("", "", _SERVER),
    "postgres": Variants("", "", "musl instead of glibc: text sorts in another order"),
    "memcached": Variants("", "", _SERVER),
}
_STAGE = "a last stage (multi-stage build) FROM"
#: Images that build programs, and what the last stage may be FROM.
BUILDERS = {
    "golang": "scratch, distroless or alpine that holds only the program",
    "maven": "eclipse-temurin with a `-jre` tag that holds only the jar",
    "gradle": "eclipse-temurin with a `-jre` tag that holds only the jar",
    "gcc": "debian with a `-slim` tag that holds only the program",
    "mcr.microsoft.com/dotnet/sdk": "mcr.microsoft.com/dotnet/aspnet or .../runtime that holds only what is published",
}
_JDK = frozenset({"eclipse-temurin", "amazoncorretto", "openjdk"})


def check(facts: Facts) -> Iterator[Finding]:
    """Advice on the base of each stage that ships and is the end of its line."""
    known: dict[int, bool | None] = {}

    def says_apt(stage: int) -> bool | None:
        return any(run is not None and "apt" in run.node.args for run in facts.runs[stage]) or None

    for stage in facts.tree.stages:
        if not facts.ships(stage.index) or facts.lineage.parent[stage.index] is not None:
            continue
        image = root_image(facts, stage.index)
        uses_apt = facts.lineage.first_below(stage.index, says_apt, known)
        advice = _advice(image, uses_apt is True) if image is not None else None
        if advice:
            yield Finding(advice, stage.start.first_line)


def _advice(image: Image, uses_apt: bool) -> str | None:
    name = image.official or f"{image.host}/{image.name}"
    if _LEAN.search(image.tag):
        return None
    if name in BUILDERS:
        return f"`{image}` holds build tools, which the finished program does not need: add {_STAGE} {BUILDERS[name]}"
    if name in _JDK and "jdk" in image.tag and image.tag[:1].isdigit():
        return f"`{image}` holds the Java compiler; `eclipse-temurin` with a `-jre` tag runs what is compiled"
    variants = VARIANTS.get(name)
    if variants is None:
        return None
    pieces: list[str] = []
    if variants.slim:
        pieces.append(f"{_slim(image, variants)} does without {variants.lacks}")
    if variants.musl and not uses_apt:
        pieces.append(f"an `-alpine` tag is the smallest ({variants.musl})")
    return f"`{image}` has leaner variants: {'; '.join(pieces)}" if pieces else None


def _slim(image: Image, variants: Variants) -> str:
    found = _TAG.fullmatch(image.tag) or (_DEBIAN.fullmatch(image.tag) if image.name == "debian" else None)
    if found is None:
        return "a `-slim` tag"
    suite = f"-{found[2]}" if found[2] else ""
    return f"`{image.name}:{variants.slim.format(version=found[1], suite=suite)}`"


_EXAMPLE = 'FROM python:3.12\nCOPY app.py /\nCMD ["python", "/app.py"]\n'

RULE = Rule(
    "A base image with a leaner official variant",
    Safety.ADVICE,
    check,
    (_EXAMPLE, _EXAMPLE),
    "The base is the largest part of most images, and dslim never swaps it: whether an application needs what a lean"
    " variant leaves out shows only when it runs. `-slim` is the same Debian without compilers; `-alpine` has musl"
    " instead of glibc, so that binaries built for glibc (manylinux wheels, prebuilt native modules) do not run, and"
    " it is not mentioned where the stage calls apt. An image that compiles belongs in a stage that does not ship.",
    (
        "https://hub.docker.com/_/python#image-variants",
        "https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image",
    ),
)
