"""The documents that are open in the editor, and where they lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from dslim.lsp.positions import Encoding, Positions


def path_of(uri: str) -> str | None:
    """The path that a `file:` URI names; None for a document that lies in no file."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    path = url2pathname(parts.path) if os.name == "nt" else unquote(parts.path, errors="surrogateescape")
    return os.path.normpath(path) if path else None


@dataclass(frozen=True)
class Document:
    """One version of an open document. `path`: where it lies, None where in no file."""

    uri: str
    version: int | None
    text: str
    encoding: Encoding

    @cached_property
    def path(self) -> str | None:
        """Where it lies."""
        return path_of(self.uri)

    @cached_property
    def positions(self) -> Positions:
        """Its offsets as positions."""
        return Positions(self.text, self.encoding)


class Documents:
    """All open documents, by URI."""

    def __init__(self) -> None:
        self.encoding: Encoding = "utf-16"
        self._open: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(list(self._open.values()))

    def get(self, uri: str) -> Document | None:
        """The document of that URI; None where it is not open."""
        return self._open.get(uri)

    def set(self, uri: str, version: int | None, text: str) -> Document:
        """Open a document, or give it its next text."""
        document = self._open[uri] = Document(uri, version, text, self.encoding)
        return document

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._open.pop(uri, None)
