"""The arguments of `dslim fix` as a typed value, made from what click hands over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from typing import Any

    from dslim.cli.corpus import CorpusArguments
    from dslim.cli.verify_arguments import VerifyArguments

#: What goes to standard output: a diff of each file, a line for each fix, or nothing.
Show = Literal["diff", "findings", "none"]


class FixArguments(NamedTuple):
    """Every argument of `dslim fix`, by the name of its option; `paths` are files, folders or `-`.

    `jobs`: processes, 0 for one a processor. `verbose`: how often -v is given.
    """

    paths: tuple[str, ...]
    in_place: bool
    diff: bool
    check: bool
    exit_zero: bool
    rules: tuple[str, ...]
    ignore_rules: tuple[str, ...]
    only: tuple[str, ...]
    unsafe_fixes: bool
    merge: str | None
    style: str | None
    targets: tuple[str, ...]
    builder: str | None
    context: str | None
    since: str | None
    staged: bool
    files_from: str | None
    files_from_stdin: bool
    config: str | None
    excludes: tuple[str, ...]
    force_exclude: bool
    jobs: int
    no_cache: bool
    cache_dir: str | None
    why_not: bool
    report_format: str
    statistics: bool
    stdin_filename: str | None
    quiet: bool
    verbose: int
    patch: bool
    output: str | None
    html: str | None

    @property
    def show(self) -> Show:
        """What goes to standard output where the report is for people."""
        if self.diff or not (self.in_place or self.check):
            return "diff"
        return "findings" if self.check else "none"

    @property
    def shows_advice(self) -> bool:
        """Whether advice is printed, and not only counted."""
        return self.verbose > 0 or self.report_format != "text"

    @property
    def only_ids(self) -> frozenset[str]:
        """The ids of the fixes to make; none where all are."""
        return frozenset(part.strip() for word in self.only for part in word.split(",") if part.strip())

    def given_options(self) -> dict[str, Any]:
        """The fields of Options that the command line gives. Raises UnknownRuleError.

        Whoever names a fix asks for it, be it safe or not.
        """
        from dslim.fleet.config.keys import BUILDER_ALIASES

        given = options_given(self, self.targets, BUILDER_ALIASES.get(self.builder or "", self.builder))
        return {**given, "unsafe": True} if self.only else given


def options_given(
    arguments: FixArguments | VerifyArguments | CorpusArguments, targets: tuple[str, ...], builder: str | None
) -> dict[str, Any]:
    """The fields of Options that a command line gives; those that it does not give are left to the config.

    Raises UnknownRuleError for the name of a rule that is none.
    """
    from dslim.rules.lookup import codes_of

    given: dict[str, Any] = {
        "rules": codes_of(arguments.rules) if arguments.rules else None,
        "ignore": codes_of(arguments.ignore_rules) if arguments.ignore_rules else None,
        "unsafe": arguments.unsafe_fixes or None,
        "targets": targets or None,
        "merge": arguments.merge,
        "builder": builder,
        "cache": arguments.style.removeprefix("cache-") if arguments.style else None,
    }
    return {name: value for name, value in given.items() if value is not None}
