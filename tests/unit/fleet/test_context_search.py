"""Which folder is the build context of a Dockerfile that no compose or bake file builds."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.fleet.builds.context_search import search_context

FILES = ("go.mod", "cmd/main.go", "docker/run.sh", "docker/app/start.sh", "docker/go.sum", "go.sum")


@pytest.fixture
def top(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("COPY . .", "docker/app"),
        ("COPY start.sh /", "docker/app"),
        ("COPY go.mod .", ""),
        ("copy --chown=1:1 go.mod \\\n  cmd/main.go \\\n  /src/", ""),
        ('ADD ["/docker/run.sh", "/"]', ""),
        ("COPY run.sh /", "docker"),
        ("COPY go.mod .\nCOPY --from=build /run.sh /\nADD https://example.com/x /\nCOPY $X *.py /", ""),
        ("COPY go.sum .", None),  # two folders above have it
        ("COPY start.sh go.mod /", "docker/app"),  # none has both: it is made before the build
        ("COPY missing /", "docker/app"),
        ("COPY ../run.sh /", "docker/app"),
        ("COPY [1, 2]", "docker/app"),
        ("COPY <<a /b\na\n", "docker/app"),
    ],
)
def test_the_folder_that_has_all_it_copies(top: Path, text: str, context: str | None) -> None:
    file = top / "docker/app/Dockerfile"
    file.write_text(f"FROM debian:12\n{text}\n")
    found = search_context(str(file), str(top))
    assert found == (None if context is None else str(top / context))


def test_no_folder_above_the_repository_counts(top: Path) -> None:
    file = top / "docker/app/Dockerfile"
    file.write_text("FROM debian:12\nCOPY go.mod .\n")
    assert search_context(str(file), str(top / "docker")) == str(top / "docker/app")
    assert search_context(str(file), str(top / "docker/app")) == str(top / "docker/app")


def test_a_file_that_is_not_there_has_its_folder(top: Path) -> None:
    assert search_context(str(top / "docker/None"), str(top)) == str(top / "docker")
