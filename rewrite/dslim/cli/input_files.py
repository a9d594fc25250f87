"""Reads the files that a command line names, where `-` is standard input."""

from __future__ import annotations

import os

from dslim.support.reading import FileRead, read_file, read_stdin

STDIN = "-"


def read_dockerfile(path: str, follow: bool = True) -> FileRead:
    """The bytes of a Dockerfile, or of standard input for `-`.

    `follow`: whether a symbolic link is followed. Raises OSError, also for a file that is not regular or too long.
    """
    return read_stdin("Dockerfile") if path == STDIN else read_file(path, "Dockerfile", follow)


def parsed_text(file: str) -> str | None:
    """The text of a Dockerfile; None, with a message, where BuildKit would refuse it. Raises OSError."""
    from dslim.cli.terminal import print_to_stderr
    from dslim.syntax import DockerfileSyntaxError, decode, parse

    try:
        text = decode(read_dockerfile(file).data)
        parse(text, file)
    except DockerfileSyntaxError as error:
        print_to_stderr(f"{file}:{error.line}:{error.column}: error: {error.reason}")
        return None
    return text


def other_names(path: str) -> str:
    """Words, after a `; `, on Dockerfiles in the folder of one that is not there; '' where it is, or nothing is."""
    if os.path.lexists(path):
        return ""
    from dslim.fleet.discovery.file_names import is_dockerfile_name

    try:
        names = sorted(filter(is_dockerfile_name, os.listdir(os.path.dirname(path) or os.curdir)))
    except OSError:
        return ""
    return f"; there is {', '.join(names[:5])}{', ...' if len(names) > 5 else ''}" if names else ""


def read_path_list(path: str) -> list[str]:
    """The paths that a file, or standard input for `-`, lists: NUL after each, or one a line where no NUL is.

    Raises OSError.
    """
    data = (read_stdin("list") if path == STDIN else read_file(path, "list")).data
    parts = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [os.fsdecode(part) for part in parts if part]
