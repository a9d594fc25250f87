"""SL222: what go, cargo, maven, gradle and dotnet fetched to build with, in a stage that ships."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite
from dslim.facts.image_names import root_image
from dslim.facts.run import Run
from dslim.rules.caches.manager_cleanup import check_managers
from dslim.rules.caches.managers import CleanupCode, managers
from dslim.support.lazy_regex import regex

_OLD_GO = regex(r"1\.(\d|10)(\D|$)")


def _go_declines(facts: Facts, run: Run, found: list[CallSite]) -> str | None:
    image = root_image(facts, run.stage)
    if image is None or image.official != "golang" or _OLD_GO.match(image.tag):
        return "the base image is not known to have Go 1.11 or newer, which `go clean -modcache` needs"
    if facts.tree.says("vendor") or facts.tree.says("GOFLAGS"):
        return "the file tells Go where modules are to be found"
    return None


def _maven_declines(facts: Facts, run: Run, found: list[CallSite]) -> str | None:
    words = {text for site in found for text in site.call.texts}
    if words & {"install", "-o", "--offline"} or any("repo.local" in word for word in words):
        return "the RUN installs into maven's local repository, or works offline with it"
    return None


def _gradle_declines(facts: Facts, run: Run, found: list[CallSite]) -> str | None:
    return "gradle works offline" if "--offline" in run.node.args else None


MANAGERS = managers(
    "build-caches",
    {
        "go": CleanupCode(declines=_go_declines),
        "mvn": CleanupCode(declines=_maven_declines),
        "gradle": CleanupCode(declines=_gradle_declines),
    },
)


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, which builds and leaves what it fetched for that."""
    return check_managers(facts, MANAGERS)


RULE = Rule(
    "The caches of go, cargo, maven, gradle and dotnet go in the layer that built",
    Safety.UNSAFE,
    check,
    (
        "FROM golang:1.22\nCOPY . .\nRUN go build -o /usr/local/bin/app .\n",
        "FROM golang:1.22\nCOPY . .\nRUN go build -o /usr/local/bin/app . && go clean -cache -modcache\n",
    ),
    "What a build fetched is of no use to the program that it built. Unsafe, because a container that builds again, or"
    " runs its program through the tool (`go run`, `mvn spring-boot:run`), would have to fetch it again; refused where"
    " the file shows such a call. A last stage that copies only the program from the one that builds does better:"
    " stages that do not ship are left alone. Of dotnet, only `dotnet publish` is known to write all that a program"
    " needs.",
    tuple(dict.fromkeys(manager.row.documentation for manager in MANAGERS)),
)
