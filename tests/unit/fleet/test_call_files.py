"""What CI files, makefiles, scripts and devcontainer.json say about the context in which a Dockerfile is built."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from dslim.fleet.builds import call_files, repository_files, shell_folders
from dslim.fleet.builds.build_calls import Place, builds_of_shell
from dslim.fleet.builds.build_files import clear_build_file_caches
from dslim.fleet.builds.call_files import build_calls_of
from dslim.fleet.builds.context_search import search_context
from dslim.fleet.builds.devcontainers import without_comments
from dslim.fleet.builds.plain_yaml import load_yaml
from dslim.fleet.builds.workflows import builds_of_workflow
from dslim.tools.image_builders import IMAGE_BUILDERS

ACTION = "jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with: {%s}\n"
RUN = "jobs:\n  a:\n    %s\n    steps:\n      - run: |\n          %s\n"


@pytest.fixture
def top(tmp_path: Path) -> Path:
    clear_build_file_caches()
    for name in ("docker/Dockerfile", "app/src/a", "docker/run.sh", "run.sh"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "docker/Dockerfile").write_text("FROM debian:12\nCOPY . /srv\n")
    return tmp_path


def write(top: Path, name: str, text: str) -> None:
    (top / name).parent.mkdir(parents=True, exist_ok=True)
    (top / name).write_text(text)


def shell(text: str, top: str = "/r", **variables: str) -> list[tuple[str, str | None]]:
    return [(c.dockerfile, c.context) for c in builds_of_shell(text, Place("/r/b.sh", top, "/r", variables))]


D = "/r/docker/Dockerfile"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("docker build -t x -f docker/Dockerfile .", [(D, "/r")]),
        ("docker build docker", [(D, "/r/docker")]),
        ("docker build .", [("/r/Dockerfile", "/r")]),
        ("docker buildx build --push --platform=linux/amd64 --file=docker/Dockerfile -t a:b . | tee log", [(D, "/r")]),
        ("podman build -f docker/Dockerfile --squash app", [(D, "/r/app")]),
        ("buildah bud --layers -f docker/Dockerfile .", [(D, "/r")]),
        ("sudo docker image build -f docker/Dockerfile .", [(D, "/r")]),
        ("/kaniko/executor --context dir:///r --dockerfile /r/docker/Dockerfile --no-push", [(D, "/r")]),
        ("cd docker && docker build -f Dockerfile ..", [(D, "/r")]),
        ("(cd docker; docker build .); docker build app", [(D, "/r/docker"), ("/r/app/Dockerfile", "/r/app")]),
        ("pushd docker\ndocker build .\npopd\ndocker build app", [(D, "/r/docker"), ("/r/app/Dockerfile", "/r/app")]),
        ("cd \"$(dirname \"$0\")/docker\"\ndocker build .", [(D, "/r/docker")]),
        ('HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\ndocker build -f "$HERE/docker/Dockerfile" "$HERE"',
         [(D, "/r")]),
        ("cd $(git rev-parse --show-toplevel)/docker; docker build $(pwd)", [(D, "/r/docker")]),
        ("C=app\nF=docker/Dockerfile\ndocker build -f $F ${C}", [(D, "/r/app")]),
        ("docker build -f ${F:-docker/Dockerfile} .", [(D, "/r")]),
        ("for i in docker app; do docker build -f $i/Dockerfile .; done",
         [(D, "/r"), ("/r/app/Dockerfile", "/r")]),
        ("build() { docker build -f docker/Dockerfile .; }\nbuild", [(D, "/r")]),
        ('docker build "$@" -f docker/Dockerfile .', [(D, "/r")]),
        # the Dockerfile is known, and its context is not
        ("docker build -f docker/Dockerfile $C", [(D, None)]),
        ("docker build -f /r/docker/Dockerfile $(pick)", [(D, None)]),
        ("if x; then C=.; else C=app; fi; docker build -f docker/Dockerfile $C", [(D, None)]),
        # which Dockerfile is built is not known
        ("docker build $OPTIONS .", []),
        ("docker build -f $F .", []),
        ("C=.\nread C\ndocker build $C", []),
        ("cd $X\ndocker build -f docker/Dockerfile .", []),
        ("x || cd docker\ndocker build -f Dockerfile .", []),
        ("build() { docker build .; }\ncd docker\nbuild", []),
        ("docker build --unheard-of x -f docker/Dockerfile .", []),
        ("docker build https://example.com/a.git", []),
        ("docker build -f - . < docker/Dockerfile", []),
        ("docker run build .", []),
        ("echo docker build .", []),
        ("docker build .; )", []),
    ],
)  # fmt: skip
def test_what_a_shell_text_builds(text: str, found: list[tuple[str, str | None]]) -> None:
    assert shell(text) == found


@pytest.mark.parametrize(
    ("name", "text", "context"),
    [
        ("Makefile", "image:\n\tdocker build -t x -f docker/Dockerfile .\n", ""),
        ("Makefile", "D = docker\nimage:\n\tcd $(D) && docker build -f Dockerfile ../app\n", "app"),
        ("Makefile", "image:\n\tdocker build -f docker/Dockerfile $(CURDIR)/app\n", "app"),
        ("Makefile", "image:\n\tdocker build -f docker/Dockerfile $(shell pwd)\n", ""),
        ("Makefile", "C = .\nC = app\nimage:\n\tdocker build -f docker/Dockerfile $(C)\n", None),
        ("docker/Makefile", "image:\n\t@docker build -f Dockerfile ..\n", ""),
        ("build.sh", "#!/bin/sh\ndocker build -f docker/Dockerfile app\n", "app"),
        ("docker/build.sh", 'cd "$(dirname "$0")/.." && docker build -f docker/Dockerfile .\n', ""),
        ("docker/build.sh", "docker build -f docker/Dockerfile .\n", "docker"),  # nobody knows where it starts
        (".github/workflows/a.yml", ACTION % "context: ., file: docker/Dockerfile", ""),
        (".github/workflows/a.yml", ACTION % "file: ./docker/Dockerfile", ""),
        (".github/workflows/a.yaml", ACTION % "context: docker", "docker"),
        (".github/workflows/a.yml", ACTION % "context: '{{defaultContext}}:docker'", "docker"),
        (".github/workflows/a.yml", ACTION % "context: '${{ github.workspace }}/app', file: docker/Dockerfile", "app"),
        (".github/workflows/a.yml", ACTION % "context: '${{ inputs.c }}', file: docker/Dockerfile", None),
        (".github/workflows/a.yml", ACTION % "context: app, file: '${{ inputs.f }}'", "docker"),
        (".github/workflows/a.yml", RUN % ("env: {C: app}", "docker build -f docker/Dockerfile $C"), "app"),
        (".github/workflows/a.yml",
         RUN % ("defaults: {run: {working-directory: docker}}", "docker build -f Dockerfile .."), ""),
        (".github/workflows/a.yml",
         RUN % ("strategy: {matrix: {d: [docker, app]}}", "docker build -f ${{ matrix.d }}/Dockerfile ."), ""),
        (".github/workflows/a.yml",
         RUN % ("strategy: {matrix: {include: [{f: docker/Dockerfile, c: app}]}}",
                "docker build -f ${{ matrix.f }} ${{ matrix.c }}"), "app"),
        (".github/workflows/a.yml", RUN % ("x: 1", "docker build -f docker/Dockerfile ${{ toJSON(x) }}"), None),
        (".github/workflows/a.yml",
         "jobs: {a: {steps: [{uses: actions/checkout@v4, with: {path: p}}, {uses: docker/build-push-action@v6,"
         " with: {file: docker/Dockerfile, context: app}}]}}", "docker"),
        (".gitlab-ci.yml", "variables: {C: app}\nb:\n  script:\n    - docker build -f docker/Dockerfile $C\n", "app"),
        (".gitlab-ci.yml",
         "b:\n  before_script: [cd docker]\n  script: [['docker build -f Dockerfile ..']]\n", ""),
        (".gitlab-ci.yml",
         "b:\n  script:\n  - executor --context $CI_PROJECT_DIR --dockerfile $CI_PROJECT_DIR/docker/Dockerfile\n", ""),
        (".devcontainer/devcontainer.json", '{"build": {"dockerfile": "../docker/Dockerfile", "context": ".."}}', ""),
        ("docker/devcontainer.json", '{// it\n "dockerFile": "Dockerfile", /* up */ "context": "..",\n}', ""),
        ("docker/devcontainer.json", '{"build": {"dockerfile": "Dockerfile", "context": "${localEnv:C}"}}', None),
        ("docker/devcontainer.json", '{"build": ', "docker"),
        (".github/workflows/a.yml", "docker build: [", "docker"),
    ],
)  # fmt: skip
def test_the_context_that_a_file_gives(top: Path, name: str, text: str, context: str | None) -> None:
    write(top, name, text)
    notes: dict[str, None] = {}
    found = search_context(str(top / "docker/Dockerfile"), str(top), notes)
    assert found == (None if context is None else os.path.normpath(top / context))
    assert [*notes] if context is None else not notes


def test_two_contexts_are_told(top: Path) -> None:
    write(top, "Makefile", "a:\n\tdocker build -f docker/Dockerfile .\n")
    write(top, "build.sh", "docker build docker\n")
    notes: dict[str, None] = {}
    assert search_context(str(top / "docker/Dockerfile"), str(top), notes) is None
    assert [*notes] == [
        "docker/Dockerfile: the build context is taken for unknown: Makefile builds it in .; build.sh builds it in"
        " docker (--context gives it)"
    ]


def test_a_context_outside_of_the_repository_is_not_known(top: Path) -> None:
    (top / "out").symlink_to("/usr")
    write(top, "Makefile", "a:\n\tdocker build -f docker/Dockerfile out\n")
    assert search_context(str(top / "docker/Dockerfile"), str(top)) is None
    clear_build_file_caches()
    write(top, "Makefile", "a:\n\tdocker build -f docker/Dockerfile ..\n")
    assert search_context(str(top / "docker/Dockerfile"), str(top)) is None


def test_no_link_is_followed_and_no_long_file_read(top: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.yml").write_text(ACTION % "context: ., file: docker/Dockerfile")
    (top / ".github").mkdir()
    (top / ".github/workflows").symlink_to(outside)
    (top / "Makefile").symlink_to(outside / "a.yml")
    (top / "build.sh").write_text("docker build -f docker/Dockerfile .\n" + "#" * repository_files.MAX_BYTES)
    os.mkfifo(top / ".gitlab-ci.yml")
    assert build_calls_of(str(top / "docker/Dockerfile"), str(top)) == []


def test_who_has_all_he_copies_reads_nothing(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(call_files, "build_calls_of", read)
    file = top / "docker/Dockerfile"
    for text in ("FROM debian:12\n", "FROM debian:12\nCOPY run.sh /\n", "FROM debian:12\nCOPY $X /\n"):
        file.write_text(text)
        assert search_context(str(file), str(top)) == str(top / "docker")


def test_a_loop_in_loops_is_read_to_a_bound() -> None:
    words = " ".join(f"w{n}" for n in range(400))
    text = f"for a in {words}; do for b in {words}; do for c in {words}; do docker build $a; done; done; done"
    assert len(shell(text)) < shell_folders.MAX_COMMANDS


def test_a_matrix_is_read_to_a_bound() -> None:
    axes = {f"a{n}": [*range(50)] for n in range(6)}
    job = {"strategy": {"matrix": axes}, "steps": [{"run": "docker build -f a${{ matrix.a0 }} ."}]}
    assert [*builds_of_workflow(json.dumps({"jobs": {"a": job}}), "/r")] == []


def test_comments_of_json_go_and_texts_stay() -> None:
    assert json.loads(without_comments('{"a": "//b", /* , */ "c": ["d,]", 1,], // e\n}')) == {
        "a": "//b",
        "c": ["d,]", 1],
    }


def test_yaml_is_plain_values() -> None:
    assert load_yaml("a: &x [1, !reset b]\nc: *x\n") == {"a": [1, "b"], "c": [1, "b"]}
    with pytest.raises(ValueError, match="line 2"):
        load_yaml("a: [\n")


@pytest.mark.parametrize("name", IMAGE_BUILDERS)
def test_no_option_of_a_builder_is_of_two_kinds(name: str) -> None:
    builder = IMAGE_BUILDERS[name]
    kinds = [builder.file, builder.context, builder.valued, builder.flags]
    assert sum(map(len, kinds)) == len(frozenset().union(*kinds))


def test_a_folder_is_listed_once_for_all_its_dockerfiles(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    def counted(folder: str) -> list[str]:
        listed.append(folder)
        return repository_files.names_in(folder)

    monkeypatch.setattr(call_files, "names_in", counted)
    for number in range(3):
        build_calls_of(str(top / f"docker/{number}.Dockerfile"), str(top))
    assert listed.count(str(top / "docker")) == 1
