"""SL221: `apt-get install --no-install-recommends`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.image_names import root_image
from dslim.facts.official_images import has_build_packages
from dslim.facts.run import Run
from dslim.facts.windows import is_windows
from dslim.rules.caches.apt_commands import verb
from dslim.shell import Script
from dslim.shell.invocations import Invocation, operands
from dslim.support.memo import once_each
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Dockerfile
from dslim.tools import find
from dslim.tools.system_packages import APT_VALUED

MESSAGE = "packages that are only recommended are installed too"


class _Need(NamedTuple):
    """`packages` bring `recommended` only as a recommendation, and `sign` in the file shows that it is used."""

    packages: tuple[str, ...]
    recommended: str
    sign: str
    why: str


# `apt-cache show PACKAGE | grep Recommends` on bookworm and jammy
_NEEDS = (
    _Need(("curl", "wget", "git"), "ca-certificates", r"https://", "the file fetches over https"),
    _Need(("git",), "openssh-client|ssh", r"git@|ssh://", "the file clones over ssh"),
    _Need(("gcc",), "libc6-dev|g\\+\\+|build-essential|[\\w.+]+-dev", r"", "a compiler needs the headers of libc"),
    _Need(
        ("software-properties-common",), "gnupg|gpg-agent|dirmngr", r"add-apt-repository|apt-key", "keys are fetched"
    ),
    _Need(("xvfb",), "xauth", r"xvfb-run", "xvfb-run calls xauth"),
    _Need(
        ("r-base",), "r-base-dev|build-essential", r"install\.packages|install2\.r|BiocManager", "R compiles packages"
    ),
)


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each `apt-get install` in a stage that ships, which takes recommended packages too."""
    if "Install-Recommends" in facts.tree.text:
        return
    for run in facts.shipped_runs:
        if "apt" in run.node.args and isinstance(run.script, Script) and not is_windows(facts, run.stage):
            for site in call_sites(run.script):
                yield from _findings_of_call(facts, run, site)


def _findings_of_call(facts: Facts, run: Run, site: CallSite) -> Iterator[Finding]:
    call = site.call
    tool = find(call.name)
    if tool is None or tool.family != "apt" or not tool.no_recommends or verb(call) != "install":
        return
    if any("install-recommends" in text for text in call.texts):
        return
    packages = [text for text in operands(call, APT_VALUED)[1:] if text != "install"]
    if not packages:
        return
    why_not = _why_needed(facts, run, site, call)
    if why_not is not None:
        yield Finding(MESSAGE, run.outer.span, why_not=why_not)
        return
    word = next(word for word in site.call.argv if word.literal == "install")
    at = run.source_at(word.span.end)
    yield Finding(MESSAGE, run.outer.span, Fix((Edit(at, at, f" {tool.no_recommends}"),), Safety.UNSAFE))


def _why_needed(facts: Facts, run: Run, site: CallSite, call: Invocation) -> str | None:
    """Why the recommended packages are known, or likely, to be needed."""
    if site.call.script is not None:
        return "the command runs inside `sh -c`"
    image = root_image(facts, run.stage)
    full = image is not None and has_build_packages(image)
    for need in _NEEDS:
        package = next((arg for arg in call.args if arg and arg.partition("=")[0] in need.packages), None)
        if package is not None and not full and _is_missing(facts.tree, need):
            what = need.recommended.split("|")[0]
            return f"`{package}` only recommends {what}, and {need.why}: install {what} by name"
    return None


@once_each
def _is_missing(tree: Dockerfile, need: _Need) -> bool:
    """Whether the file names the sign of the need, and not what is recommended."""
    text = "\n".join((node.inner or node).args for node in tree.instructions if node.keyword != "LABEL")
    named = rf"(^|\s)({need.recommended})(?=[\s=]|$)"
    return re.search(need.sign, text) is not None and re.search(named, text, re.MULTILINE) is None


RULE = Rule(
    "`apt-get install --no-install-recommends`",
    Safety.UNSAFE,
    check,
    (
        "FROM debian:12\nRUN apt-get update && apt-get install -y python3-pip && rm -rf /var/lib/apt/lists/*\n",
        "FROM debian:12\n"
        "RUN apt-get update && apt-get install --no-install-recommends -y python3-pip && rm -rf /var/lib/apt/lists/*\n",
    ),
    "The largest saving that there is in many images: python3-pip takes 452 MB with what it recommends, and 70 MB"
    " without. And the one most likely to break something: what a package recommends is what most of its users need."
    " Unsafe for that reason; read the diff, and add what you miss by name. Refused where the file shows that something"
    " recommended is needed: ca-certificates beside curl, wget or git and an https address, libc6-dev beside gcc,"
    " openssh-client, gnupg, xauth, R's compilers.",
    (
        "https://docs.docker.com/build/building/best-practices/#apt-get",
        "https://www.debian.org/doc/debian-policy/ch-relationships.html#binary-dependencies-depends-recommends-suggests-enhances-pre-depends",
    ),
)
