"""The options of `dslim fix`: one table for click and for the reader of plain command lines."""

from __future__ import annotations

TYPE_CHECKING = False  # as typing's, which costs 2 ms to import
if TYPE_CHECKING:
    from typing import Literal

    Kind = Literal["flag", "count", "text", "texts", "choice", "number", "folder", "new folder"]


class Option:
    """An option as users write it. `key`: its name in what is read; by default its last name.

    `kind`: flag (given or not), count (how often), text (the last one holds), texts (all of them), choice (one of
    `choices`), number (not negative), folder (must exist), new folder (need not). What is not given is None, and
    False, 0 or () where the kind says so, but for a `default`, which the help shows.
    """

    def __init__(
        self,
        *names: str,
        kind: Kind = "flag",
        help: str,
        key: str = "",
        metavar: str | None = None,
        choices: tuple[str, ...] = (),
        default: str | None = None,
    ) -> None:
        self.names = names
        self.kind = kind
        self.help = help
        self.key = key or names[-1].lstrip("-").replace("-", "_")
        self.metavar = metavar
        self.choices = choices
        self.default = default

    def unset(self) -> object:
        """What stands for it where it is not given."""
        nothing = {"flag": False, "count": 0, "number": 0, "texts": ()}
        return nothing.get(self.kind, self.default)


FIX = (
    Option("-i", "--in-place", help="Rewrite the files; for -, print the rewritten text."),
    Option("--diff", help="Print the diff (the default, unless -i or --check is given)."),
    Option("--check", help="Print what would be fixed, and exit 1 if anything would."),
    Option("--rule", key="rules", kind="texts", metavar="RULE,...", help="Run these rules only."),
    Option("--ignore-rule", key="ignored", kind="texts", metavar="RULE,...", help="Leave these rules out."),
    Option("--unsafe-fixes", help="Make fixes too that cannot be proven harmless."),
    Option(
        "--merge",
        kind="choice",
        choices=("all", "bytes", "off"),
        help="Which RUNs to merge: all that can be, those that save bytes, or none. [default: all]",
    ),
    Option(
        "--style",
        kind="choice",
        choices=("clean", "cache-mount"),
        help="What to do about caches: remove them, or keep them in a cache mount. [default: clean]",
    ),
    Option("--target", key="targets", kind="texts", metavar="STAGE", help="A stage that ships, beside the last."),
    Option(
        "--builder",
        kind="choice",
        choices=("buildkit", "buildah", "kaniko", "classic"),
        help="What builds the image. [default: buildkit]",
    ),
    Option(
        "--context",
        kind="folder",
        help="The build context. [default: what compose or bake say, else the folder of each file; none for -]",
    ),
    Option("--since", kind="text", metavar="REV", help="Only files that differ from where HEAD left REV, as git says."),
    Option("--staged", help="Only files that are staged for the next commit."),
    Option(
        "--files-from",
        kind="text",
        metavar="FILE",
        help="Read paths from FILE, - for standard input: NUL after each, or one a line.",
    ),
    Option("-@", key="from_stdin", help="Read paths from standard input, as --files-from=- does."),
    Option("--force-exclude", help="Leave out what the config excludes even where it is named."),
    Option("-j", "--jobs", kind="number", help="Processes. [default: one a processor]"),
    Option("--no-cache", help="Look at every file, whatever is known of it."),
    Option("--cache-dir", kind="new folder", help="Where to keep what is known."),
    Option("--why-not", help="Tell for each place that was not fixed, why."),
    Option(
        "--format",
        key="form",
        kind="choice",
        choices=("text", "json", "sarif", "github", "gitlab"),
        default="text",
        help="What to print; all but text instead of diffs.",
    ),
    Option("--statistics", help="Count by rule, and tell the bytes and layers of all files."),
    Option(
        "--stdin-filename", kind="text", metavar="PATH", help="What to call standard input in diffs and messages."
    ),
    Option("-q", "--quiet", help="Print no summary."),
    Option(
        "-v", "--verbose", kind="count", help="Name fixes, give advice; -vv: show where an internal error arose."
    ),
)
