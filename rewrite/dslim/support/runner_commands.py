"""Lines that a CI runner takes from a log as commands to itself, and how a log says that they are none.

GitHub Actions reads standard output and standard error line by line, where a carriage return ends a line too. It
obeys `::name ...::` behind any white space, and the older `##[name]` anywhere in a line
(github.com/actions/runner, src/Runner.Common/ActionCommand.cs). Azure Pipelines obeys `##vso[...]` and `##[...]`,
TeamCity `##teamcity[...]`, anywhere as well; GitLab folds what stands between `section_start:` and `section_end:`.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

#: Characters that .NET, in which two of the runners are written, may pass over where it compares texts: controls
#: that are no white space, and what Unicode calls ignorable by default.
_PASSED_OVER = (
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
#: What GitHub's runner takes for a command, and those that are like it (Forgejo, Gitea, act).
_GITHUB = r"(?:\A|[\r\n])\s*::|##\["
#: The start of a line that is a command, and the first `#` of one elsewhere: in plain text, and in doubt in any.
_COMMAND_START = rf"\A([\s{_PASSED_OVER[1:]}*):(?={_PASSED_OVER}*:)"
_BRACKET = r"#(?=#\s*\w*\[)"
_LOOSE_BRACKET = rf"#(?={_PASSED_OVER}*#[\s\w{_PASSED_OVER[1:]}*\[)"
#: Environment variable that a runner sets -> its name, and what it takes for a command beside GitHub's forms.
_OTHERS = {
    "TF_BUILD": ("Azure Pipelines", r"##\s*\w*\["),
    "TEAMCITY_VERSION": ("TeamCity", r"##\s*\w*\["),
    "GITLAB_CI": ("GitLab CI", r"section_(?:start|end):"),
}


def without_commands(line: str) -> str:
    """The line in a form that no runner obeys: one character of what would be a command becomes its escape.

    For text that people read; what programs read is not to be changed (see `between_stop_commands`).
    """
    line = without_brackets(line)
    if ":" in line:
        line = _pattern(_COMMAND_START).sub(r"\1\\x3a", line)
    return line


def without_brackets(text: str) -> str:
    """The line without the commands that are obeyed anywhere in it: `##[name]` and those like it."""
    if text.count("#") < 2:
        return text
    is_plain = text.isascii() or _pattern(_PASSED_OVER).search(text) is None
    return _pattern(_BRACKET if is_plain else _LOOSE_BRACKET).sub(r"\\x23", text)


def has_github_command(text: str) -> bool:
    """Whether a line of the text might be a command to GitHub's runner; in doubt it is."""
    plain = "::" not in text and "##" not in text
    if plain and text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return False
    return _pattern(_GITHUB).search(_pattern(_PASSED_OVER).sub("", text)) is not None


def runner_that_obeys(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """The name of the runner that runs us and might obey a line of the text, with no way to stop that; or ''."""
    for variable, (name, pattern) in _OTHERS.items():
        if environment.get(variable) and _pattern(pattern).search(_pattern(_PASSED_OVER).sub("", text)):
            return name
    return ""


def between_stop_commands(text: str) -> str:
    """Whole lines, between two that tell GitHub's runner to obey nothing there; `git apply` and `patch` skip these.

    The word that ends it cannot be guessed, so that no line of the text is it.
    """
    token = os.urandom(16).hex()  # as secrets.token_hex, which takes 5 ms to import
    return f"::stop-commands::{token}\n{text}::{token}::\n"


@lru_cache(maxsize=8)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
