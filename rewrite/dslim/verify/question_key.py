"""Tells one question to a builder from another: what an answer of earlier stands for."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping
from hashlib import blake2b

import dslim
from dslim.support.reading import open_file


def question_key(parts: Mapping[str, str], files: Iterable[str]) -> str:
    """What tells one question from another: `parts` by name, and the content and mode of `files`."""
    digest = blake2b(digest_size=20)
    for name, value in sorted({**parts, "version": dslim.__version__}.items()):
        digest.update(f"{name}\0{len(value)}\0{value}\0".encode("utf-8", "surrogateescape"))
    for path in sorted(files):
        with contextlib.suppress(OSError), open_file(path) as file:
            digest.update(f"{path}\0{os.fstat(file.fileno()).st_mode}\0".encode("utf-8", "surrogateescape"))
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
