"""`dslim fix`, once its options are read: what may not stand together, and errors that end it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslim.cli.names import WrongUse
from dslim.cli.terminal import tell, wants_colour

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def fix_files(paths: tuple[str, ...], told: Mapping[str, Any]) -> int:
    """Fix what the paths name as the options say, by key; the exit code. Raises WrongUse."""
    if told["in_place"] and told["check"]:
        raise WrongUse("--in-place and --check exclude each other.")
    lists = [told["since"], told["staged"], told["files_from"], told["from_stdin"]]
    if sum(map(bool, lists)) > 1:
        raise WrongUse("--since, --staged, --files-from and -@ exclude each other.")
    if paths and (told["files_from"] or told["from_stdin"]):
        raise WrongUse("PATHS are given either as arguments or by a list.")
    from dslim.cli.fleet import run
    from dslim.fleet.config.settings import ConfigError
    from dslim.support.git.locate import GitError

    try:
        return run(paths, told, wants_colour())
    except (ConfigError, GitError) as error:
        tell(f"{error}" if isinstance(error, ConfigError) else f"error: {error}")
        return 2
