"""`dslim fix`, as click reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from dslim.cli.fixing import fix_files
from dslim.cli.options import FIX, Option

_Command = Callable[..., int]


def _options(command: _Command) -> _Command:
    """The command with all options, in the order of the table."""
    for option in reversed(FIX):
        command = _option(option)(command)
    return command


def _option(option: Option) -> Callable[[_Command], _Command]:
    """The decorator that click makes of an option."""
    kinds: dict[str, dict[str, Any]] = {
        "flag": {"is_flag": True},
        "count": {"count": True},
        "text": {},
        "texts": {"multiple": True},
        "choice": {"type": click.Choice(option.choices)},
        "number": {"type": click.IntRange(min=0), "default": 0},
        "folder": {"type": click.Path(exists=True, file_okay=False)},
        "new folder": {"type": click.Path(file_okay=False)},
    }
    more = kinds[option.kind]
    if option.default is not None:
        more |= {"default": option.default, "show_default": True}
    if option.metavar is not None:
        more["metavar"] = option.metavar
    return click.option(*option.names, option.key, help=option.help, **more)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@_options
def fix(paths: tuple[str, ...], **told: Any) -> int:
    """Show how Dockerfiles can be slimmed, as a diff; write them with -i.

    PATHS are files, folders (searched for Dockerfiles) or - for standard input; by default the
    working directory. The diff goes to standard output, and `git apply` takes it. Options beat the
    config: `[tool.dslim]` in pyproject.toml, or dslim.toml.
    """
    return fix_files(paths, told)
