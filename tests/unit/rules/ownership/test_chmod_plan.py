"""A chmod after COPYs: the files that it changes, the modes that they have, and who can give them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ownership_texts import facts_of, last_change

from dslim.facts import Facts
from dslim.facts.copy_instructions import copies_before
from dslim.rules.ownership import chmod_of_files, chmod_of_trees
from dslim.rules.ownership.bytes_saved import LITTLE
from dslim.rules.ownership.copied_files import (
    CopiedFile,
    chmods_of_copies,
    files_of,
    find_copied_file,
    is_copied_folder,
)
from dslim.rules.ownership.copy_mode import (
    MovedMode,
    has_mode_already,
    mode_before,
    why_changed_between,
    why_not_by_copy,
    why_not_earlier,
    written_mode,
)
from dslim.rules.ownership.preconditions import why_chmod_unfit
from dslim.syntax.edits import apply_edits

#: What is told where the user is not known.
FROM_ELSEWHERE = "the COPY on line 2 takes /x/b from another stage or image"
NEW_FOLDER = "the COPY may create /app, which would get the mode too: make /app with a WORKDIR above the COPY"
ROOT_UNKNOWN = "it is not known whether the RUN runs as root: write `USER root` above the RUN if root runs it"


@pytest.fixture
def context(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    for name, mode in (("src/a", 0o644), ("run", 0o755), ("plain", 0o644)):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(mode)
    return tmp_path


def file_at(facts: Facts, path: str) -> CopiedFile | str:
    change = last_change(facts)
    return find_copied_file(path, change, copies_before(change.point))


def test_the_last_copy_that_brought_a_file(context: Path) -> None:
    facts = facts_of("FROM debian:12\nCOPY run /bin/x/\nCOPY plain /bin/x/run\nCOPY src /y\nRUN chmod 1 /z\n", context)
    found = file_at(facts, "/bin/x/run")
    assert isinstance(found, str)  # whether that is a file or a folder is not known
    facts = facts_of("FROM debian:12\nCOPY run /x/\nCOPY run plain /x/\nCOPY src /y\nRUN chmod 1 /z\n", context)
    found = file_at(facts, "/x/run")
    assert isinstance(found, CopiedFile)
    assert (found.copy.node.line, found.source) == (3, "run")
    inside = file_at(facts, "/y/a")
    assert isinstance(inside, CopiedFile)
    assert inside.source == "src/a"
    assert file_at(facts, "/z") == "no COPY above it is known to copy /z"
    change = last_change(facts)
    copies = copies_before(change.point)
    assert [is_copied_folder(path, change, copies) for path in ("/y", "/x", "/y/a", "/q")] == [True, True, False, False]
    assert files_of(copies[1], change) == {"/x/run": "run", "/x/plain": "plain"}
    assert files_of(copies[2], change) is None


@pytest.mark.parametrize(
    ("copy", "said"),
    [
        ("COPY --from=x /x /x/", f"{FROM_ELSEWHERE}, where its mode is not known: write --chmod on that COPY"),
        ("ADD https://a/b https://a/c /x/", "it is not known which mode /x/b has, which the ADD on line 2 downloads"),
        ("COPY none /x/", "none was not found in the build context"),
        ("COPY src /x/", "whether the COPY on line 2 copies /x/b is not known"),
    ],
)
def test_a_file_that_is_not_known(context: Path, copy: str, said: str) -> None:
    facts = facts_of(f"FROM debian:12\n{copy}\nRUN chmod 1 /x/b\n", context)
    assert file_at(facts, "/x/b") == said


def test_which_chmods_may_change_what_copies_brought() -> None:
    text = "FROM a\nCOPY x /app/x\nRUN chmod 1 /app/x\nRUN chmod 2 /app\nRUN chmod -R 3 /app\nRUN chmod 4 $A/x\n"
    found = [(change.spec, len(copies)) for change, copies in chmods_of_copies(facts_of(text))]
    assert found == [("1", 1), ("3", 1), ("4", 1)]


def test_modes_before_a_chmod(context: Path) -> None:
    text = (
        "FROM debian:12\nCOPY run /a/\nCOPY --chmod=600 run /b/\nCOPY --chmod=u+x run /c/\n"
        "ADD https://x/run /d/\nCOPY <<run /e/\nx\nrun\nRUN chmod +x /a/run\n"
    )
    facts = facts_of(text, context)
    copies = copies_before(last_change(facts).point)
    assert [mode_before(copy, "run", facts) for copy in copies] == [0o755, 0o600, None, 0o600, 0o644]
    assert [written_mode(copy) for copy in copies] == [None, None, None, 0o600, 0o644]
    change = last_change(facts)
    assert [has_mode_already(CopiedFile("/x", copy, "run"), change) for copy in copies] == [True] + [False] * 4


@pytest.mark.parametrize(
    ("lines", "mode", "said"),
    [
        ("COPY run /app/", 0o755, None),
        ("COPY run /app/", 0o700, NEW_FOLDER),
        ("WORKDIR /app\nCOPY run /app/", 0o700, None),
        ("WORKDIR /app\nCOPY --link run /app/", 0o700, NEW_FOLDER),
        ("COPY --parents run /app/", 0o755, "what `COPY --parents` puts there is not known"),
        ("ADD x.tgz /app/", 0o755, "ADD may unpack an archive or fetch a file"),
        ("COPY run /app/\nRUN chmod 1 /app/run", 0o755, "the chmod on line 3 changes the mode too"),
        ("COPY run /app/\nRUN touch /app/run", 0o755, "the RUN on line 3 may write /app/run"),
        ("COPY run /app/\nRUN cp /app/run /x", 0o755, "the RUN on line 3 may write /app/run"),
        (
            "COPY run /app/\nVOLUME /x",
            0o755,
            "with --chmod the files would have the new mode already before the VOLUME on line 3",
        ),
    ],
)
def test_whether_a_copy_can_give_the_mode(context: Path, lines: str, mode: int, said: str | None) -> None:
    facts = facts_of(f"FROM debian:12\n{lines}\nRUN chmod {mode:o} /app/run\n", context)
    change = last_change(facts)
    copy = copies_before(change.point)[0]
    assert why_not_by_copy(MovedMode(copy, "/app/run", mode, change)) == said
    if "touch" in lines:
        assert why_not_earlier(change, copy, "/app/run", is_rewritten=True) is None


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("RUN chmod 755 /x", None),
        ("RUN chmod $M /x", "the mode is known only when the chmod runs"),
        ("RUN umask 077 && chmod 755 /x", "the RUN sets a umask"),
        ("USER y\nRUN chmod 755 /x", ROOT_UNKNOWN),
        ("USER me\nRUN chmod 755 /x", None),
        ("RUN chmod 755 /x > /y", "the chmod has redirections"),
        ("VOLUME /x\nRUN chmod 755 /x", "there is a VOLUME at /x"),
    ],
)
def test_whether_a_chmod_can_be_judged(lines: str, said: str | None) -> None:
    facts = facts_of(f"FROM debian:12\nCOPY --chown=me x /x\n{lines}\n")
    change = last_change(facts)
    assert why_chmod_unfit(change, copies_before(change.point)) == said


def test_a_chmod_of_files_moves_to_their_copies(context: Path) -> None:
    facts = facts_of("FROM debian:12\nCOPY plain /bin/\nCOPY run /bin/\nRUN chmod 755 /bin/plain /bin/run\n", context)
    change = last_change(facts)
    files = [file for path in change.paths if isinstance(file := file_at(facts, path), CopiedFile)]
    edits = chmod_of_files.move_to_copies(change, files)
    assert isinstance(edits, list)
    assert apply_edits(facts.tree.text, edits) == (
        "FROM debian:12\nCOPY --chmod=755 plain /bin/\nCOPY --chmod=755 run /bin/\n"
    )
    facts = facts_of("FROM debian:12\nCOPY plain run /bin/\nRUN chmod 700 /bin/run\n", context)
    change = last_change(facts)
    files = [file for path in change.paths if isinstance(file := file_at(facts, path), CopiedFile)]
    assert chmod_of_files.move_to_copies(change, files) == (
        "the COPY on line 2 copies files with other modes too: copy run with a separate COPY and --chmod=700"
    )


@pytest.mark.parametrize(
    ("lines", "after"),
    [
        ("COPY src /app\nRUN chmod -R 755 /app", "COPY --chmod=755 src /app\n"),
        ("WORKDIR /app\nCOPY src .\nRUN chmod -R 755 .", "WORKDIR /app\nCOPY --chmod=755 src .\nRUN chmod 755 /app\n"),
        (
            "COPY src /app\nRUN touch /app/x\nRUN chmod -R 755 /app",
            "other files may lie there, so that only a `find` could do the rest, for what may be few bytes: write "
            "--chmod=755 on the COPY on line 2 if none do",
        ),
        (
            "COPY src /app\nRUN chmod -R u+x /app",
            "`chmod -R u+x` gives files and folders different modes, which an octal --chmod cannot: write "
            "`# syntax=docker/dockerfile:1.14` as the first line, and --chmod=u+x on the COPY on line 2",
        ),
        ("COPY src /app\nRUN chmod -R 755 /srv", None),
        (
            "COPY src /app\nRUN chown -R 1 /app\nRUN chmod -R 755 /app",
            "the chown on line 3 stores a second copy of the files anyway",
        ),
    ],
)
def test_a_chmod_of_a_tree_moves_to_its_copies(context: Path, lines: str, after: str | None) -> None:
    facts = facts_of(f"FROM debian:12\n{lines}\n", context)
    edits = chmod_of_trees.move_to_copies(last_change(facts))
    if isinstance(edits, list):
        assert apply_edits(facts.tree.text, edits) == f"FROM debian:12\n{after}"
    else:
        assert edits == after


def test_a_find_takes_its_place_for_many_bytes(context: Path) -> None:
    os.truncate(context / "src" / "a", LITTLE + 1)
    facts = facts_of("FROM debian:12\nCOPY src /app\nRUN touch /app/x\nRUN chmod -R 755 /app\n", context)
    edits = chmod_of_trees.move_to_copies(last_change(facts))
    assert isinstance(edits, list)
    assert [edit.text for edit in edits][-1].startswith("find /app ! -type l ! -perm 755 -exec chmod 755 {} +")


def test_a_folder_with_the_setgid_bit_keeps_its_chmod(context: Path) -> None:
    facts = facts_of("FROM debian:12\nCOPY src /opt/app\nRUN chmod -R 750 /opt/app\n", context)
    assert not isinstance(chmod_of_trees.move_to_copies(last_change(facts)), str | None)
    (context / "src").chmod(0o2755)
    facts = facts_of("FROM debian:12\nCOPY src /opt/app\nRUN chmod -R 750 /opt/app\n", context)
    said = chmod_of_trees.move_to_copies(last_change(facts))
    assert said == "src holds a folder with the setgid bit, which a chmod -R keeps and --chmod does not"


def test_a_chmod_to_the_mode_that_is_there_is_observed_by_nobody(context: Path) -> None:
    facts = facts_of("FROM debian:12\nCOPY run /bin/x/\nRUN [ -x /bin/x/run ]\nRUN chmod 755 /bin/x/run\n", context)
    change = last_change(facts)
    copy = copies_before(change.point)[0]
    assert "depends on the mode" in (why_not_earlier(change, copy, "/bin/x/run") or "")
    assert why_changed_between(change, copy, "/bin/x/run") is None
