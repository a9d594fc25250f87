"""dslim: rewrites Dockerfiles so that the image is smaller and behaves the same.

    >>> import dslim
    >>> print(dslim.fix_text("FROM debian:12\\nRUN apt-get update && apt-get install -y curl\\n").after)

`fix_text` and `fix_file` rewrite, `fix_batch` a column of an Arrow table, `look` gives what they find, `parse` the
lossless tree. Names are imported when they
are used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as typing's, which costs 2 ms to import
if TYPE_CHECKING:
    from dslim.api import fix_file as fix_file
    from dslim.api import fix_text as fix_text
    from dslim.api import look as look
    from dslim.diagnostics.findings import Finding as Finding
    from dslim.diagnostics.findings import Safety as Safety
    from dslim.diagnostics.options import Options as Options
    from dslim.diagnostics.outcome import Outcome as Outcome
    from dslim.engine.look import Look as Look
    from dslim.fleet.corpus.arrow_batch import fix_batch as fix_batch
    from dslim.syntax import Dockerfile as Dockerfile
    from dslim.syntax import DockerfileSyntaxError as DockerfileSyntaxError
    from dslim.syntax import parse as parse

#: Public name -> the module it comes from; `dslim fix FILE` must not pay for what it does not use.
_HOMES = {
    "fix_text": "dslim.api",
    "fix_file": "dslim.api",
    "look": "dslim.api",
    "fix_batch": "dslim.fleet.corpus.arrow_batch",
    "parse": "dslim.syntax",
    "Dockerfile": "dslim.syntax",
    "DockerfileSyntaxError": "dslim.syntax",
    "Options": "dslim.diagnostics.options",
    "Outcome": "dslim.diagnostics.outcome",
    "Look": "dslim.engine.look",
    "Finding": "dslim.diagnostics.findings",
    "Safety": "dslim.diagnostics.findings",
}
__all__ = sorted(_HOMES)
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'dslim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
