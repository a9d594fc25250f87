"""Paths by their text: `pathlib` and `fnmatch` are the other opinion."""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dslim.facts.paths import Overlap, absolute_path, lies_in, normal_path, overlap, word_overlap

NAMES = st.sampled_from(["a", "b", "ab", "a.b", ".a", "var", "lib"])
PATHS = st.lists(NAMES, max_size=4).map(lambda parts: "/" + "/".join(parts))
WRITTEN = st.lists(st.one_of(NAMES, st.sampled_from(["", ".", ".."])), max_size=6).map("/".join)
PATTERNS = st.lists(st.sampled_from(["a", "a*", "*", "?", ".*", "var", "l[ij]b", "*b"]), min_size=1, max_size=4)


@given(PATHS, PATHS)
def test_lies_in_is_what_pathlib_says_of_normal_paths(path: str, folder: str) -> None:
    assert lies_in(path, folder) == PurePosixPath(path).is_relative_to(folder)
    assert lies_in(path, folder + "/") == lies_in(path, folder)
    assert lies_in(path.lstrip("/"), folder) is False  # a relative path is in no absolute folder


@given(PATHS, PATHS, PATHS)
def test_lies_in_is_an_order(a: str, b: str, c: str) -> None:
    assert lies_in(a, a)
    assert lies_in(a, "/")
    assert not (lies_in(a, b) and lies_in(b, c)) or lies_in(a, c)
    assert not (lies_in(a, b) and lies_in(b, a)) or a == b


@given(PATHS, PATHS)
def test_two_paths_overlap_where_one_is_among_the_parents_of_the_other(a: str, b: str) -> None:
    above = [{PurePosixPath(path), *PurePosixPath(path).parents} for path in (a, b)]
    assert overlap(a, b) == overlap(b, a) == (PurePosixPath(a) in above[1] or PurePosixPath(b) in above[0])


def test_a_longer_name_is_another_folder() -> None:
    assert not lies_in("/var/library", "/var/lib")
    assert lies_in("/var/lib", "/var/lib/")
    assert not lies_in("/", "/var")
    assert not lies_in("", "/")


@given(WRITTEN)
def test_normal_path_is_stable_and_as_normpath_but_for_two_slashes(path: str) -> None:
    found = normal_path(path)
    assert normal_path(found) == found
    assert not found.startswith("//")
    assert found == posixpath.normpath(path.replace("//", "/") if path.startswith("//") else path).replace("//", "/")


@given(WRITTEN, st.none() | PATHS)
def test_absolute_path(path: str, folder: str | None) -> None:
    found = absolute_path(path, folder)
    if folder is None and not path.startswith("/"):
        assert found is None
        return
    assert found is not None
    assert found.startswith("/")
    assert normal_path(found) == found
    assert ".." not in found.split("/")
    if ".." not in path.split("/"):
        start = PurePosixPath("/") if path.startswith("/") else PurePosixPath(folder or "/")
        assert found == str(start / path.lstrip("/"))


def test_what_is_not_known_has_no_absolute_path() -> None:
    assert absolute_path(None, "/app") is None
    assert absolute_path("x", None) is None
    assert absolute_path("/x/../y", None) == "/y"
    assert absolute_path("../../x", "/app") == "/x"


@given(PATHS, PATHS)
def test_a_literal_word_overlaps_as_its_path_does(path: str, folder: str) -> None:
    expected = Overlap.IN if lies_in(path, folder) else Overlap.ABOVE if lies_in(folder, path) else Overlap.NONE
    assert word_overlap(path, folder, None) is word_overlap(f'"{path}"/', folder, "/root") is expected


@given(PATTERNS, PATHS)
def test_a_pattern_that_finds_a_folder_or_one_above_it_is_not_apart(pattern: list[str], folder: str) -> None:
    parts = folder.strip("/").split("/")[: len(pattern)]
    found = len(parts) == len(pattern) and all(
        fnmatchcase(part, want) and (part[:1] != "." or want[:1] == ".") for part, want in zip(parts, pattern)
    )
    if found and folder != "/":
        assert word_overlap("/" + "/".join(pattern), folder, None) is not Overlap.NONE


LISTS = "/var/lib/apt/lists"


@pytest.mark.parametrize(
    ("word", "folder", "expected"),
    [
        (LISTS, LISTS, "in"),
        (f"{LISTS}/", LISTS, "in"),
        (f"{LISTS}/*", LISTS, "in"),
        (f'"{LISTS}"/*', LISTS, "in"),
        (f"{LISTS}/$x", LISTS, "in"),
        (f"{LISTS}/partial/*.gz", LISTS, "in"),
        ("/var/lib/apt", LISTS, "above"),
        ("/var/lib/apt/*", LISTS, "above"),
        ("/var/lib/{apt,dpkg}/lists", LISTS, "above"),
        ("/var/lib/$x", LISTS, "above"),
        ("/", LISTS, "above"),
        ("/var/../var/lib/apt/", LISTS, "above"),
        ("/var/lib/apt/listsx", LISTS, "none"),
        ("/var/lib/apt/listsx*", LISTS, "none"),
        ("/var/lib/dpkg/*", LISTS, "none"),
        ("-rf", LISTS, "none"),
        ("~/.cache/pip", "/root/.cache/pip", "in"),
        ("$HOME/.cache/pip/*", "/root/.cache/pip", "in"),
        ("${HOME}/.cache", "/root/.cache/pip", "above"),
        ("~", "/root/.cache/pip", "above"),
        ("/root/*", "/root/.cache/pip", "none"),
        ("/root/.*", "/root/.cache/pip", "above"),
        ("/root/.c*", "/root/.cache/pip", "above"),
        ("$PIP_CACHE_DIR", "/root/.cache/pip", "above"),
        ("$GNUPGHOME", "/root/.cache/pip", "none"),
        ("${CARGO_HOME}", "/root/.cargo/registry", "above"),
        ("$BUILD", "/root/.cache/pip", "none"),
        ("~user/.cache", "/root/.cache/pip", "above"),
        ("~user/.cache", LISTS, "none"),
    ],
)
def test_what_a_word_has_to_do_with_a_folder(word: str, folder: str, expected: str) -> None:
    assert word_overlap(word, folder, "/root").value == expected
