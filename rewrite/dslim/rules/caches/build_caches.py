"""SL222: what go, cargo, maven and gradle fetched to build with, in a stage that ships."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.call import Call
from dslim.facts.call_sites import Site
from dslim.facts.image_names import root_image
from dslim.facts.run import Run
from dslim.rules.caches.manager_cleanup import Manager, always, verb
from dslim.rules.caches.manager_cleanup import check as look
from dslim.support.lazy_regex import regex

_OLD_GO = regex(r"1\.(\d|10)(\D|$)")


def _verbs(names: str) -> Callable[[Call], bool]:
    asked = frozenset(names.split())
    return lambda call: bool(asked & {arg or "" for arg in call.args})


def _builds(call: Call) -> bool:
    """A call that does more than to say who it is."""
    return bool(call.args) and not {"-v", "--version", "-version", "--help", "--stop", "wrapper"} & set(call.args)


def _home(run: Run, *folders: str) -> tuple[str, ...]:
    return tuple(f"{run.home}/{folder}" for folder in folders)


def _go_declines(facts: Facts, run: Run, found: list[Site]) -> str | None:
    image = root_image(facts, run.stage)
    if image is None or image.official != "golang" or _OLD_GO.match(image.tag):
        return "nothing shows that it is Go 1.11 or newer, which knows `go clean -modcache`"
    if facts.tree.says("vendor") or facts.tree.says("GOFLAGS"):
        return "the file tells Go where modules are to be found"
    return None


def _maven_declines(facts: Facts, run: Run, found: list[Site]) -> str | None:
    words = {text for site in found for text in site.call.texts}
    if words & {"install", "-o", "--offline"} or any("repo.local" in word for word in words):
        return "maven installs into its repository, or works offline"
    return None


ROWS = (
    # https://pkg.go.dev/cmd/go#hdr-Remove_object_files_and_cached_files
    Manager(
        "the modules and objects that Go built with stay in the layer",
        frozenset({"go"}),
        lambda call: verb(call) in ("build", "get", "install", "mod", "test", "run"),
        # without these it is about the package in the working directory
        lambda call: verb(call) == "clean" and bool({"-cache", "-modcache"} & set(call.args)),
        always("go clean -cache -modcache"),
        r"go/pkg|go-build|^/go$|\.cache$",
        lambda facts, run: ("/go/pkg/mod", *_home(run, ".cache/go-build", "go/pkg/mod")),
        reads=lambda call: True,
        declines=_go_declines,
        safety=Safety.UNSAFE,
    ),
    # https://doc.rust-lang.org/cargo/guide/cargo-home.html: all of these two are fetched again when missing
    Manager(
        "the crates that cargo built with stay in the layer",
        frozenset({"cargo"}),
        _verbs("build install fetch test check run update"),
        lambda call: False,
        always('rm -rf "${CARGO_HOME:-$HOME/.cargo}/registry" "${CARGO_HOME:-$HOME/.cargo}/git"'),
        r"cargo|/registry",
        lambda facts, run: ("/usr/local/cargo/registry", "/usr/local/cargo/git", *_home(run, ".cargo/registry")),
        reads=lambda call: True,
        safety=Safety.UNSAFE,
    ),
    # https://maven.apache.org/guides/introduction/introduction-to-repositories.html
    Manager(
        "the artifacts that maven built with stay in the layer",
        frozenset({"mvn", "mvnw"}),
        _builds,
        lambda call: "dependency:purge-local-repository" in call.args,
        always('rm -rf "$HOME/.m2/repository"'),
        r"\.m2",
        lambda facts, run: _home(run, ".m2/repository"),
        reads=lambda call: True,
        declines=_maven_declines,
        safety=Safety.UNSAFE,
    ),
    # https://docs.gradle.org/current/userguide/directory_layout.html
    Manager(
        "what gradle fetched to build with stays in the layer",
        frozenset({"gradle", "gradlew"}),
        _builds,
        lambda call: False,
        always('rm -rf "${GRADLE_USER_HOME:-$HOME/.gradle}/caches"'),
        r"\.gradle",
        lambda facts, run: _home(run, ".gradle/caches"),
        reads=lambda call: True,
        declines=lambda facts, run, found: "gradle works offline" if "--offline" in run.node.args else None,
        safety=Safety.UNSAFE,
    ),
)


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, which builds and leaves what it fetched for that."""
    return look(facts, ROWS)


RULE = Rule(
    "The caches of go, cargo, maven and gradle go in the layer that built",
    Safety.UNSAFE,
    check,
    (
        "FROM golang:1.22\nCOPY . .\nRUN go build -o /usr/local/bin/app .\n",
        "FROM golang:1.22\nCOPY . .\nRUN go build -o /usr/local/bin/app . && go clean -cache -modcache\n",
    ),
    "What a build fetched is of no use to the program that it built. Unsafe, because a container that builds again, or"
    " runs its program through the tool (`go run`, `mvn spring-boot:run`), would have to fetch it again; refused where"
    " the file shows such a call. A last stage that copies only the program from the one that builds does better:"
    " stages that do not ship are left alone.",
    (
        "https://pkg.go.dev/cmd/go#hdr-Remove_object_files_and_cached_files",
        "https://doc.rust-lang.org/cargo/guide/cargo-home.html",
    ),
)
