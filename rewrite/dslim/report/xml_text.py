"""Text of others in XML: every character one that XML 1.0 allows, and none that a terminal or a CI runner obeys."""

from __future__ import annotations

from html import escape

from dslim.support.safe_text import safe_line

OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n'


def xml_text(text: str) -> str:
    """Text for an element or for an attribute in double quotes, on one line."""
    return escape(safe_line(text)).replace("&#x27;", "&#39;")
