"""Runs `dslim fix --patch`: shows one fix after the other, reads a key for each, and writes what was accepted."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from dslim.cli.editor import edited
from dslim.cli.fix_run import make_handler, print_closing_lines, remove_left_over_files
from dslim.cli.review_files import ReviewFiles
from dslim.cli.terminal import is_terminal, print_diff, print_lines, print_offer, print_text, print_to_stderr
from dslim.report.rule_texts import explain_rule
from dslim.review.decisions import Scope
from dslim.review.question_text import KEYS, key_help, key_prompt, offer_heading, offer_hunks
from dslim.review.session import Question, Review
from dslim.review.stored_answers import StoredAnswers
from dslim.rules.lookup import names_by_code, rule_named
from dslim.support.reading import stdin_is_terminal
from dslim.syntax import DockerfileSyntaxError, decode, encode

if TYPE_CHECKING:
    from dslim.cli.fix_arguments import FixArguments
    from dslim.facts import Facts
    from dslim.fleet.related_files.ignore_edits import IgnoreEdit

#: Key -> whether it accepts, and what.
_ANSWERS = {
    "y": (True, Scope.FIX),
    "n": (False, Scope.FIX),
    "a": (True, Scope.FILE),
    "d": (False, Scope.FILE),
    "A": (True, Scope.RULE),
    "D": (False, Scope.RULE),
}


def run_patch(arguments: FixArguments, colour: bool) -> int:
    """Ask about all fixes and write those that are accepted; the exit code.

    Raises KeyboardInterrupt where the user ends it, with nothing written, and ConfigError and GitError.
    """
    if not (stdin_is_terminal() and is_terminal(sys.stdout)):
        print_to_stderr("error: --patch asks for keys: it needs a terminal (without one: --html, or --only)")
        return 2
    files = ReviewFiles(arguments)
    may_ask = arguments.only_ids if arguments.only else None
    session = PatchSession(files, None if arguments.no_cache else StoredAnswers(), colour, may_ask)
    try:
        session.ask_all()
    except (KeyboardInterrupt, EOFError):  # Ctrl-C; Ctrl-D, or the terminal went away
        session.keep_answers()
        print_text("\nNothing is written.")
        raise KeyboardInterrupt from None
    return session.write(arguments._replace(in_place=True))


class PatchSession:
    """A review on a terminal: one question at a time, until each has its answer or the user has enough."""

    def __init__(
        self, files: ReviewFiles, stored: StoredAnswers | None, colour: bool, may_ask: frozenset[str] | None = None
    ) -> None:
        self.files = files
        self.stored = stored
        self.colour = colour
        self.names = names_by_code()
        self.review = Review(len(files.tasks), self._open, may_ask)
        self._typed: list[str] = []  # keys that came before their question
        self._actions: dict[str, Callable[[Question], None]] = {
            "u": self._undo,
            "i": self._ignore,
            "x": self._explain,
            "e": self._edit,
        }

    def ask_all(self) -> None:
        """Ask until nothing is left to ask, or the user types q."""
        question = self._next_question()
        while question is not None:
            key = self._read_key(question)
            if key == "q":
                return
            if key in _ANSWERS:
                self.review.answer(question, *_ANSWERS[key])
            elif key in self._actions:
                self._actions[key](question)
            else:
                print_lines(key_help(_width()) if key == "?" else "? tells what the keys do.\n")
            if key in _ANSWERS or key in "uie":
                question = self._next_question()

    def write(self, arguments: FixArguments) -> int:
        """Write the files in which anything was accepted, print what became of all, and give the exit code."""
        handler = make_handler(arguments, self.colour)
        remove_left_over_files({os.path.dirname(task.resolved) for task in self.files.tasks})
        review = self.review
        seen = review.count if review.decisions.accepts_a_rule() else min(review.position + 1, review.count)
        for number in range(seen):
            outcome = review.outcome(number)
            handler.handle_result(self.files.result(number, outcome), self.files.is_named(number))
        self.keep_answers(is_written=True)
        known = [self.files.results[number] for number in range(seen) if number in self.files.results]
        handler.with_ignore_lines = [(one.task, one.result.outcome) for one in known if one.result.outcome is not None]
        handler.handle_ignore_files(self.files.plan, self.files.search, self._chooses)
        if not arguments.quiet:
            print_closing_lines(handler, self.files.search)
            for line in self._notes():
                print_to_stderr(line)
        return handler.tally.exit_code(check=False)

    def keep_answers(self, is_written: bool = False) -> None:
        """Keep the answers for the next run over the same files; `is_written`: as they are now."""
        if self.stored is None:
            return
        for number, result in self.files.results.items():
            data, answers = result.data, self.review.answers(number)
            outcome = self.review.outcome(number) if is_written else None
            if outcome is not None and outcome.changed:
                data = encode(outcome.after)
                # whoever has seen all of a file has declined what is left of it
                answers = self.review.left_in(number, outcome.after) if number < self.review.position else {}
            self.stored.keep(result.task.path, data, answers)
        self.stored.save()

    def _next_question(self) -> Question | None:
        question = self.review.next_question()
        if question is not None:
            path = self.files.tasks[question.file].path
            heading = offer_heading(path, question.offer, self.names, _width())
            print_offer(heading, offer_hunks(question.offer), self.colour)
        return question

    def _read_key(self, question: Question) -> str:
        print_text(key_prompt(question.number, question.count))
        if not self._typed:
            typed = click.getchar()
            self._typed = [typed] if typed.startswith("\x1b") else list(typed)  # an arrow key is one
        key = self._typed.pop(0)
        if key == "\x03":
            raise KeyboardInterrupt
        if key == "\x04":
            raise EOFError
        print_text(f"{key if key in KEYS else ''}\n")
        return key

    def _chooses(self, edit: IgnoreEdit) -> bool:
        """Whether an ignore file is to be written: asked once all Dockerfiles are decided on."""
        from dslim.cli.ignore_files import diff_of, line_on

        print_lines(f"\n{line_on(edit)}\n")
        print_diff(diff_of(edit), self.colour)
        print_text("Write it [y,n]? ")
        while (key := self._typed.pop(0) if self._typed else click.getchar()) not in ("y", "n"):
            if key in ("\x03", "\x04"):
                raise KeyboardInterrupt
        print_text(f"{key}\n")
        return key == "y"

    def _open(self, number: int) -> Facts | None:
        facts = self.files.read(number)
        result = self.files.results[number]
        earlier = self.stored.of(result.task.path, result.data) if facts is not None and self.stored else {}
        if earlier:
            self.review.resume(number, earlier)
            count = f"{len(earlier)} earlier answer{'s' if len(earlier) > 1 else ''}"
            print_lines(f"{result.task.path}: {count} kept; u takes them back, --no-cache asks anew.\n")
        return facts

    def _undo(self, question: Question) -> None:
        if not self.review.undo():
            print_text("There is no answer to take back.\n")

    def _ignore(self, question: Question) -> None:
        if why := self.review.ignore(question, self.names[question.offer.finding.rule]):
            print_lines(f"Not ignored: {why}.\n")

    def _explain(self, question: Question) -> None:
        print_lines(f"\n{explain_rule(rule_named(question.offer.finding.rule).rule)}\n")

    def _edit(self, question: Question) -> None:
        if why := self.review.why_fixed_text(question.file):
            print_lines(f"Not edited: {why}.\n")
            return
        try:
            after = edited(encode(question.offer.after))
            if after is None:
                print_text("Nothing was edited.\n")
            else:
                self.review.rewrite(question, decode(after))
        except DockerfileSyntaxError as error:
            print_lines(f"Not taken: line {error.line}: {error.reason}\n")
        except (OSError, click.ClickException) as error:
            print_lines(f"Not edited: {getattr(error, 'message', '') or error}\n")

    def _notes(self) -> Iterator[str]:
        """What the summary does not tell: what was written beside fixes."""
        decisions = self.review.decisions
        if count := decisions.count_ignored():
            yield f"{count} ignore comment{'s' if count > 1 else ''} written."
        for number, task in enumerate(self.files.tasks):
            if decisions.is_by_hand(number):
                yield f"{task.path}: edited by hand: unproven, dslim verify compares the images"


def _width() -> int:
    return shutil.get_terminal_size().columns
