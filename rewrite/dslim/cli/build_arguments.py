"""The options of commands that build one Dockerfile: build context, target, arguments, network and builder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dslim.cli.parameter_types import Command, builder_option

if TYPE_CHECKING:
    from dslim.verify.session import BuildJob


@dataclass(frozen=True)
class BuildArguments:
    """The arguments of `build_options`, by the names of the options; `file` is the Dockerfile.

    `image_builder`: auto, docker, podman or buildah. `builder_options`: handed on to it as they are.
    """

    file: str
    context: str | None
    target: str | None
    build_args: tuple[str, ...]
    network: str | None
    image_builder: str
    builder_options: tuple[str, ...]

    def build_job(self, context: str | None) -> BuildJob:
        """What is the same for every build; `context`: that which the config gives. Raises NoBuilderError."""
        from dslim.verify.builders import find_builder
        from dslim.verify.session import BuildJob

        file = Path(self.file)
        folder = Path(self.context or context or file.parent)
        builder = find_builder(self.image_builder)
        return BuildJob(builder, folder, file, self.target, self.build_args, self.network, self.builder_options)


def build_options(*builders: str) -> Callable[[Command], Command]:
    """The options that BuildArguments holds, with these builders to choose from."""
    options = (
        click.argument("file", default="Dockerfile", type=click.Path(dir_okay=False)),
        click.option("--context", type=click.Path(exists=True, file_okay=False), help="[default: the folder of FILE]"),
        click.option("--target", metavar="STAGE", help="The stage to build. [default: the last]"),
        click.option("--build-arg", "build_args", multiple=True, metavar="K=V", help="As the builder takes it."),
        click.option("--network", metavar="MODE", help="The network of RUN, as the builder takes it."),
        builder_option(*builders),
        click.option(
            "--builder-option", "builder_options", multiple=True, metavar="OPTION",
            help="For the builder: --secret=id=x,src=y",
        ),
    )  # fmt: skip

    def with_options(function: Command) -> Command:
        for option in reversed(options):
            function = option(function)
        return function

    return with_options
