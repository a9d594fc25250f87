"""Lets the user's own editor change a text, byte for byte."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory

import click

from dslim.support.output_file import write_output
from dslim.support.reading import read_file


def edited(data: bytes) -> bytes | None:
    """What the user makes of a Dockerfile in the editor of VISUAL or EDITOR; None where it stays as it is.

    Raises click.ClickException where there is no editor, or it fails, and OSError.
    """
    with TemporaryDirectory(prefix="dslim-") as folder:  # nobody else may enter it
        path = os.path.join(folder, "Dockerfile")
        write_output(path, data)
        click.edit(filename=path)
        after = read_file(path, "Dockerfile", follow=False).data
    return None if after == data else after
