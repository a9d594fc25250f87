"""What compose and bake files tell: Dockerfile, context, target and names, and what is not read."""

from __future__ import annotations

import builtins
from pathlib import Path

import pytest

from dslim.fleet.builds.build_files import BuildFile, clear_build_file_caches, read_build_file


def told(folder: Path, name: str, text: str) -> BuildFile:
    clear_build_file_caches()
    (folder / name).write_text(text)
    return read_build_file(str(folder / name))


def rows(folder: Path, name: str, text: str) -> list[tuple[str, str | None, str, tuple[str, ...]]]:
    """(Dockerfile, context, target, images), paths from the folder."""
    found = told(folder, name, text)
    assert found.notes == ()

    def short(path: str) -> str:
        return str(Path(path).relative_to(folder))

    return [(short(b.dockerfile), b.context and short(b.context), b.target, b.images) for b in found.builds]


def test_compose_in_its_short_and_its_long_form(tmp_path: Path) -> None:
    text = """
services:
  short: {build: ./app}
  long:
    image: corp/long:${TAG:-1}
    build:
      context: .
      dockerfile: docker/x
      target: prod
      tags: [corp/other]
  none: {image: redis}
"""
    assert rows(tmp_path, "compose.yaml", text) == [
        ("app/Dockerfile", "app", "", ()),
        ("docker/x", ".", "prod", ("corp/long:1", "corp/other")),
    ]


def test_compose_with_tags_of_its_own_and_anchors(tmp_path: Path) -> None:
    text = "x: &b\n  context: !override a\nservices:\n  s:\n    build: *b\n    ports: !reset []\n"
    assert rows(tmp_path, "compose.yml", text) == [("a/Dockerfile", "a", "", ())]


def test_a_context_that_is_no_folder_is_not_known(tmp_path: Path) -> None:
    text = "services: {s: {build: {context: 'https://example.org/x.git', dockerfile: D}}}"
    assert rows(tmp_path, "compose.yml", text) == [("D", None, "", ())]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("services: {s: {build: {dockerfile_inline: 'FROM a'}}}", "the Dockerfile inside service s is not read"),
        ("services: {s: {build: {dockerfile: '${FILE}'}}}", "what service s builds depends on variables"),
        ("services: {build: [\n", "not read: line 2: "),
        ("services: {s: {build: {? [a] : b}}}", "not read: "),
    ],
)
def test_what_is_not_read_is_told(tmp_path: Path, text: str, note: str) -> None:
    found = told(tmp_path, "compose.yml", text)
    assert found.builds == ()
    assert note in found.notes[0]


def test_compose_puts_in_what_the_env_file_beside_it_says(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# A=b\nexport WHERE=docker/php\nODD='x'\nTWICE=a\nTWICE=$b\n", "utf-8")
    text = "services: {s: {build: {context: '${WHERE}'}}, t: {build: '$ODD'}, u: {build: '$TWICE'}, v: {build: '$A'}}"
    found = told(tmp_path, "compose.yml", text)
    assert [build.dockerfile for build in found.builds] == [str(tmp_path / "docker/php/Dockerfile")]
    assert len(found.notes) == 3


@pytest.mark.parametrize(
    "text", ["build", "services: [build]", "services: {s: build}", "services: {s: {build: 1}}", ""]
)
def test_odd_compose_files_say_nothing(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, "compose.yml", text) == BuildFile()


def test_an_image_is_called_what_the_contexts_of_others_call_it(tmp_path: Path) -> None:
    compose = """
services:
  base: {build: base}
  app: {build: {context: app, additional_contexts: {corp: "service:base", docs: ./docs}}}
  job: {build: {context: job, additional_contexts: ["two=service:base"]}}
"""
    assert rows(tmp_path, "compose.yml", compose)[0] == ("base/Dockerfile", "base", "", ("corp", "two"))
    hcl = """
target "base" { context = "base" }
target "app" {
  context = "app"
  contexts = { corp = "target:base" }
}
"""
    assert rows(tmp_path, "docker-bake.hcl", hcl)[0] == ("base/Dockerfile", "base", "", ("corp",))


HCL = """
variable "TAG" { default = "latest" }
group "default" { targets = ["app"] }
target "base" {
  context = "."
  dockerfile = "docker/x"
}
target "app" {
  inherits = ["base"]
  target = "prod"
  tags = ["corp/app:${TAG}"]
}
"""
JSON = """{
  "variable": {"TAG": {"default": "latest"}},
  "target": {
    "base": {"context": ".", "dockerfile": "docker/x"},
    "app": {"inherits": ["base"], "target": "prod", "tags": ["corp/app:${TAG}"]}
  }
}"""


@pytest.mark.parametrize(("name", "text"), [("docker-bake.hcl", HCL), ("docker-bake.json", JSON)])
def test_bake_in_both_languages(tmp_path: Path, name: str, text: str) -> None:
    assert rows(tmp_path, name, text) == [
        ("docker/x", ".", "", ()),
        ("docker/x", ".", "prod", ("corp/app:latest",)),
    ]


def test_hcl_without_its_library_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *args: object, **extra: object) -> object:
        if name == "hcl2":
            raise ImportError(name)
        return real(name, *args, **extra)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refuse)
    assert "pip install dslim[bake]" in told(tmp_path, "docker-bake.hcl", HCL).notes[0]


@pytest.mark.parametrize(
    "text", ["{", "[1]", '{"target": [1]}', '{"target": {"a": 1}}', '{"target": {"a": {"inherits": ["a"]}}}']
)
def test_odd_bake_files_do_no_harm(tmp_path: Path, text: str) -> None:
    assert len(told(tmp_path, "docker-bake.json", text).builds) <= 1
    told(tmp_path, "docker-bake.hcl", text)
