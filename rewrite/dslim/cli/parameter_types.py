"""The types of parameters that several commands share, with what a shell completes for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Command = TypeVar("Command", bound=Callable[..., Any])


class OneOf(click.Choice):  # type: ignore[type-arg,unused-ignore]  # generic in newer versions only
    """One word of some; the message about another word names the nearest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The word. Raises click.BadParameter."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            from difflib import get_close_matches

            near = get_close_matches(str(value).lower(), [str(word) for word in self.choices], n=1, cutoff=0.5)
            if not near:
                raise
            raise click.BadParameter(f"{error.message} Did you mean {near[0]}?", ctx, param) from None


class Amount(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A number that counts something: not negative, not NaN, and not 0 if `is_open`."""

    name = "number"

    def __init__(self, is_open: bool = False) -> None:
        self.is_open = is_open

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Raises click.BadParameter."""
        try:
            number = float(value)
        except ValueError:
            self.fail(f"{value!r} is no number.", param, ctx)
        if not (number > 0 if self.is_open else number >= 0):
            self.fail(f"{value!r} is not {'above 0' if self.is_open else '0 or above'}.", param, ctx)
        return number


class NewFolder(click.Path):  # type: ignore[type-arg,unused-ignore]
    """A folder that may still have to be made; an empty name is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path as it is. Raises click.BadParameter."""
        if not value:
            self.fail("no folder is named.", param, ctx)
        return super().convert(value, param, ctx)


FOLDER = NewFolder(file_okay=False)


class RuleNames(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic in newer versions only
    """Names or codes of rules, several by commas if `many`. They are looked up later, where the message is made."""

    name = "rule"

    def __init__(self, many: bool) -> None:
        self.many = many

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The words as they are. Raises click.BadParameter where there is none."""
        if not str(value).replace(",", "").strip():
            self.fail("no rule is named.", param, ctx)
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names and codes that begin as the last word does, each with its code or name beside it."""
        from click.shell_completion import CompletionItem

        from dslim.rules.lookup import names_by_code

        before, comma, begun = incomplete.rpartition(",") if self.many else ("", "", incomplete)
        names = names_by_code()
        rows = [(name, code) for code, name in names.items()] + list(names.items())
        known = [(word, text) for word, text in rows if word.lower().startswith(begun.lower())]
        # codes only for who begins to write one: else each rule would be offered twice
        if not begun.upper().startswith("S"):
            known = [row for row in known if row[0] not in names]
        return [CompletionItem(f"{before}{comma}{word}", help=text) for word, text in known]


RULE_NAME = RuleNames(many=False)
RULE_NAMES = RuleNames(many=True)


def json_options(function: Command) -> Command:
    """The options of a command that prints text or JSON: `--format`, given on as `as_json`, and the old `--json`."""
    form = click.option(
        "--format", "as_json", type=OneOf(("text", "json")), default="text", show_default=True,
        callback=_is_json, help="What to print.",
    )  # fmt: skip
    old = click.option("--json", is_flag=True, hidden=True, is_eager=True, expose_value=False, callback=_warn_of_json)
    return form(old(function))


def _warn_of_json(ctx: click.Context, _: click.Parameter, is_given: bool) -> None:
    if is_given:
        from dslim.cli.terminal import print_to_stderr

        print_to_stderr("warning: --json is now --format json")
        ctx.meta["dslim.json"] = True


def _is_json(ctx: click.Context, _: click.Parameter, value: str) -> bool:
    return value == "json" or "dslim.json" in ctx.meta


def builder_option(*names: str) -> Callable[[Command], Command]:
    """`--builder` of a command that builds, with these builders to choose from; buildkit is another word for docker."""
    return click.option(
        "--builder", "image_builder", type=OneOf(("auto", "buildkit", *names)), default="auto",
        show_default=True, callback=_name_of_program, help="What builds the image; buildkit is docker.",
    )  # fmt: skip


def _name_of_program(_: click.Context, __: click.Parameter, value: str) -> str:
    return "docker" if value == "buildkit" else value
