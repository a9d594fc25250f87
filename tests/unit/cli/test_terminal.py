"""What goes to standard output and to standard error, and in which form."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from dslim.cli import terminal
from dslim.cli.terminal import CLOSED_PIPE_EXIT_CODE, is_terminal, print_diff, print_file, print_line, wants_colour

ESCAPE = "\x1b[2J"


class Terminal(io.TextIOWrapper):
    """Standard output that somebody reads."""

    def isatty(self) -> bool:
        return True


def put_on_terminal(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    """A terminal as standard output, and what it shows; a fixture would come before pytest's own capture."""
    shown = io.BytesIO()
    monkeypatch.setattr("sys.stdout", Terminal(shown, encoding="utf-8"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return shown


def test_a_line_for_people_stays_one_line_without_controls(capfd: pytest.CaptureFixture[str]) -> None:
    print_line(f"a\nb{ESCAPE}")
    shown = capfd.readouterr().out
    assert shown.count("\n") == 1
    assert "\x1b" not in shown


def test_a_file_is_exact_in_a_pipe_and_visible_on_a_terminal(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert print_file(f"FROM a\r\n# {ESCAPE}\udcff\n") == ""
    assert capfdbinary.readouterr().out == b"FROM a\r\n# \x1b[2J\xff\n"
    shown = put_on_terminal(monkeypatch)
    assert print_file(f"FROM a\r\n# {ESCAPE}\n") == ""
    assert b"\x1b" not in shown.getvalue()
    assert shown.getvalue().startswith(b"FROM a\n")


def test_lines_that_a_runner_obeys_are_not_shown_in_its_log(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "_may_be_a_log", lambda: True)
    monkeypatch.setenv("TF_BUILD", "True")
    assert "Azure Pipelines would obey a line of it" in print_diff("+##vso[task.setvariable variable=a]b\n", False)
    assert capfd.readouterr().out == ""
    monkeypatch.delenv("TF_BUILD")
    assert print_diff("@@\n ::error::x\n", False) == ""
    first, *shown, last, _ = capfd.readouterr().out.split("\n")
    assert first.startswith("::stop-commands::")
    assert (shown, last) == (["@@", " ::error::x"], f"::{first.split('::')[2]}::")


def test_colour_is_for_terminals_whose_user_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    put_on_terminal(monkeypatch)
    assert wants_colour()
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour()


def test_a_closed_stream_is_no_terminal_and_is_not_written_to(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert not is_terminal(None)
    monkeypatch.setattr("sys.stderr", None)
    terminal.print_to_stderr("nowhere")
    assert capfd.readouterr() == ("", "")


def test_a_reader_that_is_gone_ends_the_program_without_a_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    class Gone(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object, /) -> int:
            raise BrokenPipeError

    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BufferedWriter(Gone(), 1)))
    monkeypatch.setattr("os.dup2", lambda *_: 1)
    with pytest.raises(SystemExit) as end:
        print_line("x")
    assert end.value.code == CLOSED_PIPE_EXIT_CODE
    assert capfd.readouterr().err == ""
