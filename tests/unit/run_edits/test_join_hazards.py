"""What of one RUN must be over before the next begins: processes, shells, users, mounts."""

from __future__ import annotations

import pytest

from dslim.run_edits.changed_user import why_user_may_change
from dslim.run_edits.join_hazards import why_shell_must_end
from dslim.run_edits.replaced_shell import why_a_new_shell_differs, why_shell_may_be_replaced
from dslim.run_edits.surviving_processes import why_a_process_may_survive
from one_run import run_in


def why(lines: str) -> str | None:
    facts, second, _ = run_in(f"FROM debian:12\n{lines}\nRUN last\n")
    return why_shell_must_end(facts, facts.all_runs[0], second)


@pytest.mark.parametrize("text", ["make", "rm -rf /tmp/x", "hostname", "cat /etc/passwd", "echo a > /dev/null"])
def test_nothing_forbids_what_ends_by_itself(text: str) -> None:
    assert why(f"RUN {text}") is None


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("RUN make &", "background job"),
        ("RUN rm /bin/sh", "may replace the shell"),
        ("RUN echo x >> /etc/passwd", "may change the user"),
        ("RUN echo x >> /etc/hosts", "uses /etc/hosts, which is fresh in each RUN"),
        ("RUN mount /x", "may change what each RUN gets fresh"),
        ("VOLUME /v\nRUN touch /v/x", "below the VOLUME /v"),
        ("RUN --network=none a", "flags"),
        ('SHELL ["/bin/bash", "-lc"]\nRUN a', "start-up files"),
    ],
)
def test_what_must_be_over(lines: str, reason: str) -> None:
    assert reason in (why(lines) or "")


@pytest.mark.parametrize(
    ("flag", "reason"),
    [
        ("--mount=type=tmpfs,target=/x", "tmpfs"),
        ("--mount=type=bind,target=/x,rw", "dropped at its end"),
        ("--mount=type=other,target=/x", "unknown type"),
        ("--mount=type=cache,target=/x", None),
    ],
)
def test_mounts_that_both_have(flag: str, reason: str | None) -> None:
    facts, second, _ = run_in(f"FROM debian:12\nRUN {flag} a\nRUN {flag} b\n")
    found = why_shell_must_end(facts, facts.all_runs[0], second)
    assert found is None if reason is None else reason in (found or "")


@pytest.mark.parametrize("text", ["nohup a", "service x start", "sudo -b a", "sh -c 'a &'", "x -D", "./start.sh"])
def test_a_process_may_survive(text: str) -> None:
    assert why_a_process_may_survive(run_in(f"FROM a\nRUN {text}\n")[2]) is not None


@pytest.mark.parametrize("text", ["curl -D h u", "echo start", "make 2>&1"])
def test_no_process_survives(text: str) -> None:
    assert why_a_process_may_survive(run_in(f"FROM a\nRUN {text}\n")[2]) is None


@pytest.mark.parametrize(
    ("text", "replaced"),
    [("apt-get install -y bash", True), ("ln -sf bash /bin/sh", True), ("rm -rf /lib/*", True), ("ln -s a b", False)],
)
def test_the_shell_may_be_replaced(text: str, replaced: bool) -> None:
    _, run, script = run_in(f"FROM a\nRUN {text}\n")
    assert (why_shell_may_be_replaced(run, script) is not None) == replaced


@pytest.mark.parametrize(
    ("lines", "differs"), [("", False), ("ENV BASH_ENV=/x\n", True), ('SHELL ["/bin/sh", "-exc"]\n', False)]
)
def test_a_new_shell_may_differ(lines: str, differs: bool) -> None:
    _, run, _ = run_in(f"FROM a\n{lines}RUN b\n")
    assert (why_a_new_shell_differs(run) is not None) == differs


@pytest.mark.parametrize(
    ("lines", "changes"),
    [("RUN usermod -aG g root", True), ("USER app\nRUN sudo usermod -aG g $X", True), ("RUN useradd app", False)],
)
def test_the_user_may_change(lines: str, changes: bool) -> None:
    _, run, script = run_in(f"FROM a\n{lines}\n")
    assert (why_user_may_change(run, script) is not None) == changes
