"""Decodes the bytes of a file into text and encodes them back, one to one."""

from __future__ import annotations


def decode(data: bytes) -> str:
    """Bytes as text, one to one: what is not UTF-8 becomes lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """The inverse of `decode`."""
    return text.encode("utf-8", "surrogateescape")
