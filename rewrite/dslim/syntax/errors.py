"""The error for a text that BuildKit's parser would refuse."""

from __future__ import annotations

from dslim.support.safe_text import visible

#: Of an ONBUILD ONBUILD ... or a `${a:-${a:-...` beside a heredoc, hundreds of levels deep: BuildKit has no limit.
TOO_DEEP = "nested too deeply for dslim"


class DockerfileSyntaxError(ValueError):
    """A text that BuildKit's parser refuses.

    `line` and `column` are 1-based; `text` is the offending line, cut to 60 characters.
    """

    def __init__(
        self, reason: str, line: int, column: int = 1, text: str = "", filename: str = "<string>"
    ) -> None:
        self.reason = reason
        self.line = line
        self.column = column
        shown = visible(text.strip())
        self.text = shown if len(shown) <= 60 else shown[:57] + "..."
        self.filename = filename
        super().__init__(reason, line, column, text, filename)

    def __str__(self) -> str:
        """`file:line:column: reason: offending text`."""
        where = f"{self.filename}:{self.line}:{self.column}: {self.reason}"
        return f"{where}: {self.text}" if self.text else where

    def in_file(self, filename: str) -> DockerfileSyntaxError:
        """This error with the name of the file that it is in; and a question, where that is no Dockerfile's name."""
        doubt = "" if self.reason.endswith(_DOUBT) or not _is_foreign(filename) else _DOUBT
        return DockerfileSyntaxError(self.reason + doubt, self.line, self.column, self.text, filename)


#: What is said of a file such as README.md.
_DOUBT = " (by its name this is no Dockerfile: is it one?)"


def _is_foreign(filename: str) -> bool:
    """Whether a name has a suffix, and neither docker nor container in it."""
    name = filename.replace("\\", "/").rpartition("/")[2].lower()
    return "." in name.lstrip(".") and "docker" not in name and "container" not in name
