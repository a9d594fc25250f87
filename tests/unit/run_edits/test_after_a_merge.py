"""How the reasons end that say what a merge would change."""

from __future__ import annotations

from dslim.run_edits.after_a_merge import OLD_SHELL, ONE_SHELL, of_each_run


def test_each_end_of_a_reason_says_what_a_merge_would_change() -> None:
    assert all(", and after a merge " in text for text in (ONE_SHELL, OLD_SHELL, of_each_run("/dev/shm")))
    assert of_each_run("/dev/shm").startswith("it uses /dev/shm, which is fresh in each RUN")
