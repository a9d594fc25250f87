"""What a CI runner and a terminal make of what a program prints, after the sources and manuals of theirs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

#: The commands that GitHub's runner registers, whatever the case (src/Runner.Worker/ActionCommandManager.cs).
REGISTERED = frozenset(
    "stop-commands set-env set-output save-state add-mask add-path add-matcher remove-matcher debug warning error"
    " notice group endgroup echo internal-set-repo-path".split()
)
#: What .NET trims from the start of a line.
_BLANK = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


class Command(NamedTuple):
    """A command that was obeyed."""

    name: str
    properties: str
    data: str


def obeyed_by_github(output: bytes) -> list[Command]:
    """The commands that GitHub's runner finds in an output; those that switch it off and on are not listed."""
    found = []
    registered, stopped = set(REGISTERED), ""
    for line in re.split(r"\r\n|\r|\n", output.decode("utf-8", "replace")):
        command = _second_form(line, registered) or _first_form(line, registered)
        if command is None:
            continue
        if stopped:
            if command.name == stopped:
                registered.remove(stopped)
                stopped = ""
        elif command.name == "stop-commands" and re.fullmatch("[0-9a-f]{32}", command.data):
            stopped = command.data
            registered.add(stopped)
        else:
            found.append(command)
    assert not stopped, "commands stay switched off"
    return found


def _second_form(line: str, registered: set[str]) -> Command | None:
    line = line.lstrip(_BLANK)
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, _, properties = line[2:end].partition(" ")
    return Command(name.lower(), properties, line[end + 2 :]) if name.lower() in registered else None


def _first_form(line: str, registered: set[str]) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name, _, properties = line[start + 3 : end].partition(" ")
    return Command(name.lower(), properties, line[end + 1 :]) if name.lower() in registered else None


def obeyed_by_others(output: bytes) -> list[str]:
    """What Azure Pipelines, TeamCity and GitLab find in an output."""
    return re.findall(r"##\w*\[|section_(?:start|end):\d+:[^\r\n]*\r\x1b\[0K", output.decode("utf-8", "replace"), re.I)


def unseen(text: str) -> Iterator[str]:
    """The characters that drive a terminal, change the order of others or have no shape, but for line ends and tabs."""
    for char in text:
        if char not in "\n\t\u3000" and (
            unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or char in "\u034f\u115f\u3164\xa0\u2003"
        ):
            yield char


def drives_a_terminal(output: bytes) -> list[str]:
    """What of an output on a terminal is neither plain text nor a colour of ours."""
    text = output.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    text = re.sub("\x1b\\[(?:0|1|1;31|31|32|33|36)m", "", text)
    return sorted(set(unseen(text)))
