"""The program `dslim`: a group of commands, each imported only when it is called."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

import dslim
from dslim.cli.signals import CleanEnd
from dslim.cli.terminal import print_lines_to_stderr, print_text, print_to_stderr
from dslim.rules.lookup import UnknownRuleError

if TYPE_CHECKING:
    from types import TracebackType

#: Command name -> (module with a function of that name, help line, so that `--help` imports nothing).
COMMANDS = {
    "fix": ("dslim.cli.fix", "Show how Dockerfiles can be slimmed, or rewrite them."),
    "rules": ("dslim.cli.rules", "List the rules."),
    "verify": ("dslim.cli.verify", "Build before and after for real, and compare the images."),
    "fleet": ("dslim.cli.fleet", "Prove many Dockerfiles by building them, and tell what came of it."),
    "corpus": ("dslim.cli.corpus", "Fix the Dockerfiles in a column of Parquet files."),
    "shrink": ("dslim.cli.shrink", "Find the smallest image that still passes your test."),
    "lsp": ("dslim.cli.lsp", "Serve an editor, over the Language Server Protocol."),
    "layers": ("dslim.cli.layers", "Tell what each layer of an image costs, and why."),
    "config": ("dslim.cli.config", "Tell what is in force for a Dockerfile."),
    "cache": ("dslim.cli.cache", "Remove what is kept from run to run, or tell where it is."),
    "explain": ("dslim.cli.explain", "Explain a rule: what it rewrites, when, and why."),
}


class Commands(click.Group):
    """A group that imports a command when it is used, and that alone decides exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command, imported now."""
        if name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[name][0]), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called. Raises click.UsageError, which names the nearest, or `fix` for a path."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(f"no command {args[0]!r}.{_nearest_command(args[0])}", error.ctx or ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in `--help`."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run, and exit with 0, 1 (`--check` found something), 2 (an error) or 128 + the number of a signal."""
        # trees hold no cycles (tests/unit/engine/test_fix_loop.py), so that the collector finds nothing: 12 % of a run
        gc.set_threshold(200_000, 50, 50)
        sys.excepthook = _print_unforeseen_error
        with CleanEnd() as end:
            code = self._exit_code(end, args, {**extra, "standalone_mode": False})
            if end.has_come:  # Python itself would report a SIGINT where the signal met an exec, as of a dataclass
                end.exit_now()
            raise SystemExit(code)

    def _exit_code(self, end: CleanEnd, args: tuple[Any, ...], extra: dict[str, Any]) -> int:
        try:
            code = super().main(*args, **extra)
        except click.ClickException as error:
            _print_usage_error(error)
            return 2
        except UnknownRuleError as error:
            _print_usage_error(click.UsageError(str(error)))
            return 2
        except (click.Abort, KeyboardInterrupt):
            print_to_stderr("")  # a shell echoes ^C
            return end.exit_code
        except OSError as error:  # click writes help: to a full disk, say
            from dslim.cli.terminal import exit_unwritable

            exit_unwritable(error.strerror or str(error))
        return code if isinstance(code, int) else 0


#: What other programs have a command for.
_WORDS_OF_OTHERS = {
    "help": "Did you mean `dslim --help`?",
    "version": "Did you mean `dslim --version`?",
    "completion": 'A shell completes after `eval "$(_DSLIM_COMPLETE=bash_source dslim)"` (or zsh_source, fish_source).',
    "lint": "Did you mean `dslim fix --check`?",
    "check": "Did you mean `dslim fix --check`?",
    "format": "Did you mean fix?",
}


def _nearest_command(word: str) -> str:
    """A sentence on what a mistyped command, or a path in its place, may have meant; with a blank before it."""
    import os
    from difflib import get_close_matches

    if hint := _WORDS_OF_OTHERS.get(word.lower()):
        return f" {hint}"
    if near := get_close_matches(word.lower(), COMMANDS, n=1, cutoff=0.5):
        return f" Did you mean {near[0]}?"
    return f" Did you mean `dslim fix {word}`?" if os.path.lexists(word) else ""


def _print_usage_error(error: click.ClickException) -> None:
    """What click would show: how the command is used, and in one line what is wrong, which may quote any option."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):  # `dslim` alone: its message is the help, in our words
        print_lines_to_stderr(error.format_message())
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        print_lines_to_stderr(context.get_usage())
        print_to_stderr(f"Try '{context.command_path} {max(context.help_option_names, key=len)}' for help.")
        print_to_stderr("")
    message = f"Error: {error.format_message()}"
    # the only message of several lines, and it quotes nothing
    (print_lines_to_stderr if isinstance(error, click.MissingParameter) else print_to_stderr)(message)


def _print_unforeseen_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What Python shows of an error that nobody foresaw; its message may quote anything."""
    from traceback import format_exception

    print_lines_to_stderr("".join(format_exception(kind, error, trace)).rstrip("\n"))


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        print_text(f"dslim {dslim.__version__}\n")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version."
)
def main() -> None:
    """Rewrite Dockerfiles so that the image is smaller and behaves exactly the same.

    Exit codes: 0 done, 1 changes pending (with --check), 2 an error in use or input, 128 + n ended by signal n.
    """
