"""What a COPY of the whole build context brought in vain: asked of the texts, the trace and the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dslim.shrink.idle_context import IdleContext, names_word, root_copies
from dslim.shrink.images.file_tree import FileTree
from dslim.shrink.job import context_texts, sent_context
from dslim.shrink.original import Original
from dslim.shrink.packages.package import Package, Packages
from dslim.shrink.proof import Proof
from dslim.shrink.recipe import Recipe
from dslim.shrink.trace.opened_files import OpenedFiles
from dslim.shrink.untouched import untouched_by
from dslim.verify.image.entries import Entry

TEXT = "FROM debian\nWORKDIR /srv\nCOPY . .\nRUN apt-get install -y app\n"
FILES = {  # 7 bytes: a folder
    "/srv": 7, "/srv/.git": 500_000, "/srv/docs": 7, "/srv/docs/a.md": 200, "/srv/run": 9, "/srv/LICENSE": 1,
    "/usr/bin/app": 5,
}  # fmt: skip


class Store:
    """Images are the sets of paths that they lack."""

    def __init__(self) -> None:
        self.images: dict[str, frozenset[str]] = {"original": frozenset()}
        self.job = SimpleNamespace(target=None)
        self.work = Path()

    def run_in(self, image: str, words: list[str]) -> str:
        self.images["probe"] = frozenset(words[3:])
        return "probe"

    def remove(self, image: str) -> None:
        del self.images[image]


class Test:
    description, identity, seconds = "a test", "", 1.0
    __test__ = False

    def __init__(self, *needs: str) -> None:
        self.needs = frozenset(needs)

    def run(self, store: Store, image: str) -> Any:
        return SimpleNamespace(passed=not store.images[image] & self.needs, reason="gone")


def original(text: str = TEXT) -> Any:
    made = Original(Store(), text)  # type: ignore[arg-type]
    entries = {p: Entry(p[1:], "d" if size == 7 else "f", size=size) for p, size in FILES.items()}
    packages = Packages({"app": Package("app", files=("/usr/bin/app",))})
    vars(made).update(tag="original", files=FileTree(entries), packages=packages, base_packages=frozenset())
    return made


def idle(test: Test, opened: set[str] | None = None, text: str = TEXT, **texts: str) -> Any:
    made = original(text)
    trace = OpenedFiles(opened) if opened is not None else None
    asked = IdleContext(made, Proof(made, test, 1, lambda line: None), trace)  # type: ignore[arg-type]
    found = asked.among([".git", "docs", "run", "LICENSE", ".idea"], "*.tmp\n", texts)
    assert set(made.store.images) == {"original"}
    return found


def test_names_that_nobody_asks_for_are_idle() -> None:
    found = idle(Test())
    assert (found.names, found.size, found.kept) == ((".git", "docs"), 500_207, {})
    assert found.is_worth_it


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (lambda: idle(Test("/srv/docs")), "without it the test fails"),
        (lambda: idle(Test(), {"/srv/docs/a.md"}), "the test opens /srv/docs/a.md"),
        (lambda: idle(Test(), start="cat docs/a.md"), "start names `docs`"),
        (lambda: idle(Test(), text=TEXT + "RUN cat docs/a.md\n"), "the Dockerfile names `docs`"),
    ],
)
def test_a_name_that_somebody_asks_for_is_kept(run: Callable[[], Any], why: str) -> None:
    found = run()
    assert found.names == (".git",)
    assert found.kept == {"docs": why}


def test_a_name_counts_where_it_is_no_part_of_another() -> None:
    assert all(names_word(text, "docs") for text in ("docs", "a/docs/b", "x docs", '"docs"'))
    assert not any(names_word(text, "docs") for text in ("mydocs", "docs2", "docs-x", "a.docs", ""))
    assert names_word("git clone .git", ".git")
    assert not names_word("https://x/app.git", ".git")


@pytest.mark.parametrize(
    ("text", "folders"),
    [
        (TEXT, ["/srv"]),
        ("FROM a AS b\nCOPY ./ /x/\nFROM b\nADD . /y\nCOPY --from=b . /z\nCOPY src /v\n", ["/x", "/y"]),
        ('FROM a\nCOPY ["/", "/opt"]\n', ["/opt"]),
    ],
)
def test_copies_of_the_whole_context(text: str, folders: list[str]) -> None:
    assert list(root_copies(original(text))) == folders


def test_what_the_test_never_touched_is_listed_where_it_was_traced() -> None:
    assert untouched_by(original(), None) == ()
    assert untouched_by(original(), OpenedFiles({"/srv/run", "/usr/bin/app"})) == (
        "/srv/.git", "/srv/LICENSE", "/srv/docs/a.md",
    )  # fmt: skip
    assert "the package app" in untouched_by(original(), OpenedFiles({"/srv/run"}))


def test_the_ignore_file_that_counts(tmp_path: Path) -> None:
    job: Any = SimpleNamespace(
        context=tmp_path, dockerfile=tmp_path / "web", builder=SimpleNamespace(is_classic=False)
    )
    (tmp_path / "a.py").write_text("print()\n")
    assert sent_context(job).ignore_path == str(tmp_path / ".dockerignore")
    (tmp_path / ".dockerignore").write_text("a\n")
    assert sent_context(job).ignore == "a\n"
    (tmp_path / "web.dockerignore").write_bytes(b"b\r\n")
    assert (sent_context(job).ignore, sent_context(job).ignore_path) == ("b\r\n", str(tmp_path / "web.dockerignore"))
    assert sent_context(job).top == (".dockerignore", "a.py", "web.dockerignore")
    job.builder.is_classic = True
    assert sent_context(job).ignore_path == ""
    (tmp_path / "page.html").write_text("<i class='size'>\n")
    assert context_texts(tmp_path, ["a.py", "none", "x.md", "page.html"]) == {"a.py": "print()\n"}
    assert Recipe("a") == Recipe("a", None)
