"""The command `dslim layers`: prints what each layer of an image costs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from dslim.cli.input_files import other_names
from dslim.cli.parameter_types import builder_option, json_options
from dslim.cli.terminal import print_line, print_text, print_to_stderr
from dslim.support.safe_text import json_text

if TYPE_CHECKING:
    from dslim.syntax import Dockerfile


class Files(NamedTuple):
    """What `--files` asks for: nothing, all layers, or the one of a number from 1."""

    is_asked: bool = False
    number: int | None = None


class View(NamedTuple):
    """What is printed of an image, and how."""

    tree: Dockerfile | None
    target: str | None
    files: Files
    as_json: bool


def _read_number(_: click.Context, parameter: click.Parameter, value: str | None) -> Files:
    if value is None or value == "all":
        return Files(value is not None)
    if not value.isascii() or not value.isdigit() or len(value) > 4:
        raise click.BadParameter(f"{value!r} is no number of a layer", param=parameter)
    return Files(True, int(value))


@click.command()
@click.argument("subject", default="Dockerfile", metavar="[FILE | IMAGE | ARCHIVE]")
@click.option("--file", "-f", "dockerfile", type=click.Path(exists=True), help="The image's Dockerfile.")
@click.option("--target", metavar="STAGE", help="The stage that the image is of. [default: the last]")
@builder_option("docker", "podman", "buildah")
@click.option(
    "--files", is_flag=False, flag_value="all", metavar="[LAYER]", callback=_read_number,
    help="List what a layer, counted from 1, adds (A), changes (C) and deletes (D); what each does, without a number.",
)
@json_options
def layers(
    subject: str, dockerfile: str | None, target: str | None, image_builder: str, files: Files, as_json: bool
) -> int:
    """Tell what each layer of an image costs, and what of it is stored for nothing.

    ARCHIVE is what `docker save` writes, or an OCI layout (tar or folder); IMAGE a name that docker,
    podman or buildah knows. For a Dockerfile: which instructions make a layer, and which cost nothing.
    """
    from dslim.support.reading import reason_of
    from dslim.syntax import DockerfileSyntaxError
    from dslim.verify.errors import BuildError, ImageError, NoBuilderError

    try:
        view = View(_parse_file(dockerfile) if dockerfile else None, target, files, as_json)
        if subject == "Dockerfile" and not os.path.lexists(subject):
            print_to_stderr(f"Dockerfile: error: No such file or directory{other_names(subject)}")
            return 2
        if os.path.isdir(subject) or _is_archive(subject):
            _report_image(subject, Path(subject), view)
        elif os.path.lexists(subject):
            if files.is_asked:
                print_to_stderr(f"{subject}: error: --files lists those of an image or an archive, not of a Dockerfile")
                return 2
            _report_dockerfile(subject, target, as_json)
        else:
            _report_named_image(subject, image_builder, view)
    except DockerfileSyntaxError as error:
        print_to_stderr(f"{dockerfile or subject}:{error.line}:{error.column}: error: {error.reason}")
        return 2
    except OSError as error:
        print_to_stderr(f"{error.filename or subject}: error: {reason_of(error)}")
        return 2
    except (BuildError, ImageError, NoBuilderError) as error:
        print_to_stderr(f"error: {error}")
        return 2
    return 0


def _parse_file(file: str) -> Dockerfile:
    from dslim.cli.input_files import read_dockerfile
    from dslim.syntax import decode, parse

    return parse(decode(read_dockerfile(file).data), file)


def _is_archive(subject: str) -> bool:
    """A tar archive, gzipped or not, by its magic bytes; a Dockerfile has no NUL."""
    if not os.path.isfile(subject):
        return False
    from dslim.support.reading import read_start

    head = read_start(subject, 512)
    return head[:2] == b"\x1f\x8b" or b"\0" in head


def _report_named_image(subject: str, builder: str, view: View) -> None:
    from dslim.verify.builders import find_builder
    from dslim.verify.errors import BuildError, NoBuilderError

    with TemporaryDirectory(prefix="dslim-layers-") as work:
        archive = Path(work) / "image.tar"
        try:
            find_builder(builder).save_image(subject, archive)
        except NoBuilderError as error:
            raise NoBuilderError(f"{subject}: no such file, and for images {error}") from None
        except BuildError as error:
            last_line = str(error).splitlines()[-1]
            raise BuildError(f"{subject}: no such file, and no such image: {last_line}") from None
        _report_image(subject, archive, view)


def _report_image(name: str, path: Path, view: View) -> None:
    from dslim.verify.image.image import ImageReader
    from dslim.verify.image.layer_files import chosen_layers, file_change_data, file_change_lines
    from dslim.verify.image.layer_reports import image_data, image_lines, layer_reports

    with TemporaryDirectory(prefix="dslim-layers-") as work:
        image = ImageReader(Path(work)).read_image(path)
        if view.files.is_asked:
            chosen = chosen_layers(image, view.files.number)
            _print_report(file_change_data(name, image, chosen) if view.as_json else file_change_lines(image, chosen))
            return
        reports = layer_reports(image, view.tree, view.target)
        _print_report(image_data(name, image, reports) if view.as_json else image_lines(name, image, reports))


def _report_dockerfile(name: str, target: str | None, as_json: bool) -> None:
    from dslim.verify.image.layer_reports import file_data, file_lines

    tree = _parse_file(name)
    _print_report(file_data(name, tree, target) if as_json else file_lines(name, tree, target))


def _print_report(report: dict[str, Any] | Iterable[str]) -> None:
    if isinstance(report, dict):
        print_text(json_text(report, indent=2) + "\n")
    else:
        for line in report:
            print_line(line)
