"""A chown after COPYs: who gives the owner, what remains, and what that saves."""

from __future__ import annotations

from pathlib import Path

import pytest
from ownership_texts import facts_of, last_change

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.copy_instructions import copies_before
from dslim.rules.ownership.bytes_saved import LITTLE, bytes_saved, is_stored_anyway
from dslim.rules.ownership.change_edits import replace_command, set_flag, shell_word
from dslim.rules.ownership.chown_plan import Plan, changed_copies, is_idle, plan_chown
from dslim.rules.ownership.copy_chown import check
from dslim.rules.ownership.copy_owner import OwnedCopy, why_not_by_copy
from dslim.rules.ownership.owners import Owner
from dslim.rules.ownership.path_contents import contents_below
from dslim.rules.ownership.preconditions import why_chown_unfit
from dslim.rules.ownership.remaining_chown import remaining_chown
from dslim.syntax.edits import apply_edits

#: How a reason ends that is about setuid files.
MAY_BE = ", and a copied file may be setuid (a chown clears the setuid bit, a COPY does not)"

#: What is told where the user is not known.
UNKNOWN_PATH = (
    "what $X stands for is known only when the image is built:"
    " write its absolute path, or a WORKDIR in this stage"
)
ROOT_UNKNOWN = "it is not known whether the RUN runs as root: write `USER root` above the RUN if root runs it"


@pytest.fixture
def context(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a").write_text("x" * 1000)
    (tmp_path / "f").write_text("x" * 10)
    return tmp_path


def planned(facts: Facts) -> Plan:
    change = last_change(facts)
    return plan_chown(change, changed_copies(change))


def test_a_plan_flags_the_copy_and_drops_the_chown(context: Path) -> None:
    facts = facts_of("FROM debian:12\nCOPY src /app\nRUN chown -R 1:1 /app\n", context)
    plan = planned(facts)
    assert plan.fix is not None
    assert plan.fix.saves == 1000
    assert [copy.node.line for copy in plan.flagged] == [copy.node.line for copy in plan.owned] == [2]
    assert not is_idle(last_change(facts), changed_copies(last_change(facts)), plan)


def test_a_plan_that_changes_no_owner_is_idle(context: Path) -> None:
    facts = facts_of("FROM debian:12\nCOPY src /app\nRUN chown -R root:root /app\n", context)
    plan = planned(facts)
    assert plan.flagged == ()
    assert is_idle(last_change(facts), changed_copies(last_change(facts)), plan)


def test_a_refused_plan_says_of_how_many_copies(context: Path) -> None:
    text = "FROM debian:12\nCOPY --exclude=x src /app\n{}RUN chown -R 1:1 /app\n"
    assert planned(facts_of(text.format(""), context)).why_not == (
        "the COPY on line 2 gets no --chown, since what `COPY --exclude` puts there is not known"
    )
    refused = planned(facts_of(text.format("COPY --parents f /app/\n"), context))
    why = "neither COPY gets --chown; the COPY on line 2 does not, since what `COPY --exclude`"
    assert (refused.why_not or "").startswith(why)


def test_a_user_that_is_made_later_is_given_by_number(context: Path) -> None:
    users = "RUN groupadd -g 5 g && useradd -u 4 -g g u\n"
    plan = planned(facts_of(f"FROM debian:12\nCOPY src /app\n{users}RUN chown -R u:g /app\n", context))
    assert plan.fix is not None
    assert "--chown=4:5 " in [edit.text for edit in plan.fix.edits]


def test_a_chown_of_a_folder_alone_concerns_no_copy_of_a_folder(context: Path) -> None:
    facts = facts_of("FROM debian:12\nCOPY src /app\nCOPY f /f\nRUN chown 1 /app /f\n", context)
    assert [copy.node.line for copy in changed_copies(last_change(facts))] == [3]


@pytest.mark.parametrize(
    ("copy", "said"),
    [
        ("COPY src /app", None),
        ("COPY --chown=2:2 src /app", None),
        (
            "COPY src /new/app",
            "it may copy files outside /app too: copy /app with a separate COPY and --chown=1:1",
        ),
        ("ADD x.tar /app", "ADD may unpack an archive or fetch a file"),
        ("COPY --from=x /app /app", f"it is not known what x holds{MAY_BE}"),
        ("COPY none /app", f"none was not found in the build context{MAY_BE}"),
    ],
)
def test_whether_a_copy_can_give_the_owner(context: Path, copy: str, said: str | None) -> None:
    facts = facts_of(f"FROM debian:12\n{copy}\nRUN chown -R 1:1 /app\n", context)
    change = last_change(facts)
    contents = contents_below("/app", change)
    owned = OwnedCopy(copies_before(change.point)[0], Owner("1", "1"), change)
    assert why_not_by_copy(owned, contents if contents.copies else None) == said


def test_a_copy_that_names_the_owner_gives_it(context: Path) -> None:
    facts = facts_of("FROM debian:12\nCOPY --chown=a src /x\nCOPY src /y\nRUN chown -R a /x\n", context)
    change = last_change(facts)
    flagged, plain = copies_before(change.point)
    assert OwnedCopy(flagged, Owner("a", None, True), change).has_owner
    assert not OwnedCopy(flagged, Owner("b", None, True), change).has_owner
    assert OwnedCopy(plain, Owner("0", "0"), change).has_owner
    assert OwnedCopy(plain, Owner("0", "0"), change).path == "/y"


@pytest.mark.parametrize("builder", ["classic", "kaniko"])
def test_an_old_builder_knows_no_group_of_a_user(context: Path, builder: str) -> None:
    options = Options(builder=builder)  # type: ignore[arg-type]
    facts = facts_of("FROM node:20\nCOPY src /app\nRUN chown -R x: /app\n", context, options)
    change = last_change(facts)
    owned = OwnedCopy(copies_before(change.point)[0], Owner("x", None, True), change)
    assert why_not_by_copy(owned, contents_below("/app", change)) == f"builder {builder} knows no group for `--chown=x`"


@pytest.mark.parametrize(
    ("before", "whole", "left"),
    [
        ("", True, ""),
        ("WORKDIR /app\n", True, "RUN chown 1:1 /app\n"),
        ("RUN make\n", False, "RUN find /app \\( ! -user 1 -o ! -group 1 \\) -exec chown -h 1:1 {} +\n"),
    ],
)
def test_what_remains_of_a_chown(context: Path, before: str, whole: bool, left: str) -> None:
    (context / "src" / "data.bin").write_bytes(bytes(LITTLE + 1))
    facts = facts_of(f"FROM debian:12\n{before}COPY src /app\nRUN chown -R 1:1 /app\n", context)
    change = last_change(facts)
    assert change.owner is not None
    edits = remaining_chown(change, change.owner, [contents_below("/app", change)], whole, copies_before(change.point))
    assert isinstance(edits, list)
    assert apply_edits(facts.tree.text, edits) == f"FROM debian:12\n{before}COPY src /app\n{left}"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("RUN chown -R 1 /app", None),
        ("RUN chown -R 1 /bin/x", "/bin/x may be a symbolic link"),
        ("RUN chown -R 1 $X", UNKNOWN_PATH),
        ("RUN chown -R 1 /app > /x", "the chown has redirections"),
        ("RUN chown -R 1 /app || true", "the chown may not run, or may fail, although the RUN succeeds"),
        ("USER x\nRUN chown -R 1 /app", ROOT_UNKNOWN),
        ("VOLUME /app\nRUN chown -R 1 /app", "there is a VOLUME at /app"),
        ("RUN --mount=type=cache,target=/app/x chown -R 1 /app", "there is a mount at /app"),
        ("RUN useradd 5 && chown -R 5 /app", "a user or group is called 5, which could be read as a number"),
    ],
)
def test_whether_a_chown_can_be_judged(lines: str, said: str | None) -> None:
    facts = facts_of(f"FROM debian:12\n{lines}\n")
    assert why_chown_unfit(last_change(facts)) == said


def test_bytes_that_are_not_stored_twice(context: Path) -> None:
    facts = facts_of("FROM debian:12\nCOPY src /app\nCOPY f /app/a\nRUN chown -R 1:1 /app\n", context)
    change = last_change(facts)
    copies = copies_before(change.point)
    assert bytes_saved(change, copies, copies) == 10  # the second writes over the first
    assert bytes_saved(change, copies[:1], copies[:1]) == 1000
    facts = facts_of("FROM debian:12\nCOPY src /app\nRUN chown -R 1:1 /app && rm /app/a\n", context)
    change = last_change(facts)
    copies = copies_before(change.point)
    assert is_stored_anyway(change, copies[0].index)
    assert bytes_saved(change, copies, copies) is None


def test_a_flag_takes_the_place_of_the_one_that_is_there(context: Path) -> None:
    facts = facts_of("FROM a\nCOPY --chown=1 --chmod=600 x /x\nRUN chown 1 /x\n")
    copy = copies_before(last_change(facts).point)[0]
    assert "COPY --chown=2:2 --chmod=600 x" in apply_edits(facts.tree.text, [set_flag(copy, "chown", "2:2")])
    assert "COPY --chown=1 --chmod=755 x" in apply_edits(facts.tree.text, [set_flag(copy, "chmod", "755")])
    facts = facts_of("FROM a\nCOPY x /x\nRUN chown 1 /x\n")
    copy = copies_before(last_change(facts).point)[0]
    assert "COPY --chmod=755 x" in apply_edits(facts.tree.text, [set_flag(copy, "chmod", "755")])


def test_a_command_with_a_comment_inside_is_not_replaced() -> None:
    facts = facts_of("FROM a\nRUN chown 1 \\\n# why\n  /x\n")
    assert replace_command(last_change(facts), "true") == "a comment stands inside the chown"
    facts = facts_of("FROM a\nRUN a && chown 1 /x\n")
    edits = replace_command(last_change(facts), "true")
    assert isinstance(edits, list)
    assert apply_edits(facts.tree.text, edits) == "FROM a\nRUN a && true\n"


def test_a_path_with_a_blank_is_quoted() -> None:
    assert (shell_word("/a b"), shell_word("/a")) == ("'/a b'", "/a")


def test_a_partial_fix_says_what_it_left(context: Path) -> None:
    (context / "src" / "data.bin").write_bytes(bytes(LITTLE + 1))
    text = "FROM debian:12\nCOPY src /app\nCOPY --exclude=x f /app/\nRUN chown -R 1:1 /app\n"
    facts = facts_of(text, context)
    left = "the COPY on line 3 gets no --chown, since what `COPY --exclude` puts there is not known"
    assert planned(facts).left == (left,)
    (found,) = check(facts)
    assert found.message.endswith(f"; {left}")


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        ("COPY --from=x /a /app\nRUN chown -R 1:2 /app", "a COPY does not): write --chown=1:2 on that COPY if none is"),
        (
            "COPY --from=x /a /app\nRUN useradd -u 7 b && chown -R b:b /app",
            "a COPY does not): create b above that COPY, and write --chown=b:b on that COPY if none is",
        ),
        ("COPY src /app\nRUN tool /app\nRUN chown -R 1:2 /app", ": write --chown=1:2 on that COPY if it does not"),
        (
            "COPY src /app\nRUN chown -R 1:2 /app || true",
            "although the RUN succeeds: write --chown=1:2 on the COPY if it always does",
        ),
    ],
)
def test_a_refusal_names_the_flag_that_whoever_knows_the_files_may_write(context: Path, lines: str, end: str) -> None:
    plan = planned(facts_of(f"FROM debian:12\n{lines}\n", context))
    assert (plan.why_not or "").endswith(end), plan.why_not
