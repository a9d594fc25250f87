"""dockerfile-parse as a second reader of Dockerfiles: does it see the instructions and base images that dslim sees?

It knows no heredocs, and a blank line in a continuation ends an instruction for it: on 3 % of real files the two differ
before anything is rewritten, and there it has no say. Nor where a line ends in what is a continuation for it alone:
a rewrite may bring such an end to light. It gets the text in memory, never a path.
"""

from __future__ import annotations

import re

from dslim.support.lazy_regex import regex
from dslim.syntax import Dockerfile, encode

#: (keyword, all that follows it) of each instruction, and (image, name) of each stage.
Reading = tuple[list[tuple[str, str]], list[tuple[str | None, str | None]]]

#: Lines times characters. dockerfile-parse copies an instruction for each line that it adds: this is 0.1 s at most.
MAX_COPIED = 500_000_000

#: Ends of lines that only dockerfile-parse takes for a continuation. For BuildKit two backslashes are none, nor is one
#: before other white space than blanks and tabs, and at the end of the file an instruction with a backslash counts:
#: https://github.com/moby/buildkit/blob/v0.12.5/frontend/dockerfile/parser/parser.go (lineContinuationRegex)
_NO_CONTINUATION = {
    "\\": regex(r"\\\\[ \t\r]*$|\\[ \t]*[^\S \t\r\n]\s*$|\\\s*\Z", re.MULTILINE),
    "`": regex(r"``[ \t\r]*$|`[ \t]*[^\S \t\r\n]\s*$|`\s*\Z", re.MULTILINE),
}


def readers_agree(tree: Dockerfile) -> bool | None:
    """Whether dockerfile-parse reads the text of `tree` as we do; None where it cannot be asked."""
    if len(tree.text) * (tree.text.count("\n") + 1) > MAX_COPIED or _NO_CONTINUATION[tree.escape].search(tree.text):
        return None
    try:
        theirs = _their_reading(tree.text)
    except Exception:  # whatever a text that it was not made for does to it
        return None
    return theirs == _our_reading(tree)


def _their_reading(text: str) -> Reading:
    # 20 ms, for files that change; of the package's two ways to read, this one touches no disk
    from io import BytesIO

    from dockerfile_parse import DockerfileParser
    from dockerfile_parse.parser import image_from

    rows = DockerfileParser(fileobj=BytesIO(encode(text))).structure  # type: ignore[arg-type]  # bytes, as it documents
    instructions = [(row["instruction"], row["value"].strip()) for row in rows if row["instruction"] != "COMMENT"]
    return instructions, [image_from(value) for keyword, value in instructions if keyword == "FROM"]


def _our_reading(tree: Dockerfile) -> Reading:
    instructions = []
    for node in tree.instructions:
        text = node.logical.text[node.keyword_start :]
        instructions.append((node.keyword, text[len(node.keyword) :].strip()))
    return instructions, [(stage.base, stage.name) for stage in tree.stages]
