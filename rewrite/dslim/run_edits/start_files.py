"""Whether a RUN writes a file that the next shell may read when it starts, by a variable that the base may set."""

from __future__ import annotations

from dslim.facts import Facts
from dslim.facts.image_names import root_base, root_image
from dslim.facts.run import Run
from dslim.run_edits.after_a_merge import ONE_SHELL
from dslim.support.lazy_regex import regex

#: A redirection or `tee` to what shells commonly read: BASH_ENV and ENV name such files in images of CI services.
_WRITES_START_FILE = regex(
    r"(?:>{1,2}|\btee\s+(?:-a\s+|--append\s+)?)\s*[\"']?[^\s\"';&|<>]*"
    r"(?:bashrc|profile|shinit|/etc/profile\.d/[^\s\"';&|]+|env|environment|envrc|env\.sh)[\"']?(?=\s|;|&|\||\)|\Z)"
)


def why_a_start_file_changes(facts: Facts, run: Run) -> str | None:
    """Why the next RUN's shell may start otherwise: the base is not known and may name what this RUN writes."""
    image = root_image(facts, run.stage)
    if root_base(facts, run.stage) == "scratch" or (image is not None and image.official is not None):
        return None
    found = _WRITES_START_FILE.search(run.node.args)
    if not found:
        return None
    return f"it writes a start-up file, which BASH_ENV of the unknown base image may name for each new shell{ONE_SHELL}"
