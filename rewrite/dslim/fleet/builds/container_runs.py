"""Finds in CI files, makefiles and scripts what is run in a container: `docker run IMAGE apt-get install x`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dslim.fleet.builds.container_commands import may_read_later
from dslim.shell import Script, commands, parse_script
from dslim.shell.invocations import Invocation
from dslim.shell.unwrapping import unwrap
from dslim.support.lazy_regex import regex

#: Lines and characters that one command may go on for, and commands of one file that are looked at.
MAX_LINES = 60
MAX_LENGTH = 5_000
MAX_RUNS = 200
_STARTS = regex(r"\b(?:docker|podman|nerdctl|docker-compose|kubectl|oc)[ \t][^\n#|;&]{0,300}?\b(?:run|exec)\s")
_TOOL_VARIABLE = regex(r"\$[({]\w{0,40}(?:DOCKER|PODMAN|COMPOSE|CONTAINER)\w{0,40}[)}]")
#: Of GitHub, of make.
_EXPRESSION = regex(r"\$\{\{[^\n{}]{0,200}\}\}|\$\((\w+)\)")
_FOLDED = regex(r"[ \t]*(?:-[ \t]+)?(?:[\w.-]+:[ \t]*)?>[-+]?[ \t]*")
#: Options of `docker run`, `exec` and `compose` that take no value.
_FLAGS = frozenset(
    """--rm --init --privileged --read-only --tty --interactive --detach --quiet --no-healthcheck --publish-all
    --no-deps --build --quiet-pull --service-ports --use-aliases --remove-orphans --no-TTY --no-tty --no-hosts
    --oom-kill-disable --disable-content-trust --sig-proxy --replace --dry-run --compatibility --debug --tls""".split()
)
_SHORT_FLAGS = regex(r"-[itdPqT]+")
_TOOLS = frozenset({"docker", "podman", "nerdctl", "docker-compose"})
#: They run what stands behind `--` in a container of a pod.
_POD_TOOLS = frozenset({"kubectl", "oc"})


class ContainerRun(NamedTuple):
    """What is run in a container: on which line, of which image, service or container (`where`), and the shell text.

    `is_service`: a service of compose is named. `''` for `where` that nobody can tell.
    """

    line: int
    where: str
    is_service: bool
    text: str


def container_runs(text: str, is_yaml: bool) -> Iterator[ContainerRun]:
    """The commands that a text runs in containers, where they hold a word of a package manager or of an archive."""
    if not may_read_later(text):
        return
    text = _without_folds(text) if is_yaml else text
    text = _EXPRESSION.sub(lambda match: f"${{{match[1] or 'EXPRESSION'}}}", _TOOL_VARIABLE.sub("docker", text))
    end = 0
    lines = 1
    for count, match in enumerate(_STARTS.finditer(text)):
        if count == MAX_RUNS:
            return
        lines += text.count("\n", end, match.start())
        end = match.start()
        whole = _whole_command(text, match.start())
        if may_read_later(whole):
            yield from _runs_in(whole, lines)


def _without_folds(text: str) -> str:
    """The lines that `key: >` folds as one, at the place of the first of them."""
    if ">" not in text:
        return text
    done: list[str] = []
    folded: dict[int, list[str]] = {}
    depth, first = -1, 0  # the indent of the key whose lines are folded, and where they go
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip())
        if depth >= 0 and line.strip() and indent > depth:
            folded.setdefault(first, []).append(line.strip())
            done.append("")
            continue
        if line.strip():
            depth, first = (indent, len(done) + 1) if _FOLDED.fullmatch(line) else (-1, 0)
        done.append(line)
    for place, lines in folded.items():
        done[place] = " ".join(lines)
    return "\n".join(done)


def _whole_command(text: str, start: int) -> str:
    """The text from a place to the end of its line, or of the last that a backslash or an open quote continues."""
    quote = ""
    at, left = start, MAX_LINES
    while at < min(len(text), start + MAX_LENGTH):
        char = text[at]
        if char == "\\" and quote != "'":
            at += 1
            left -= at < len(text) and text[at] == "\n"
        elif quote:
            quote = "" if char == quote else quote
            left -= char == "\n"
        elif char in "\"'":
            quote = char
        elif char == "\n":
            break
        if left < 0:
            break
        at += 1
    return text[start:at]


def _runs_in(text: str, line: int) -> Iterator[ContainerRun]:
    script = parse_script(text)
    if not isinstance(script, Script):
        yield ContainerRun(line, "", False, text)
        return
    for simple in commands(script):
        call = unwrap(simple)[0]
        read = _run_of if call.program in _TOOLS else _run_in_pod if call.program in _POD_TOOLS else None
        if read is not None and (found := read(call)) is not None and may_read_later(found[2]):
            yield ContainerRun(line, *found)


def _run_of(call: Invocation) -> tuple[str, bool, str] | None:
    """(image or service, whether it is a service, shell text) of a call of docker; None for one that runs nothing."""
    words = list(call.texts)
    rest, _ = _after_options(words)
    is_service = call.program == "docker-compose" or rest[:1] == ["compose"]
    if rest[:1] in (["compose"], ["container"]):
        rest, _ = _after_options(rest[1:])
    if rest[:1] not in (["run"], ["exec"]):
        return None
    rest, entry = _after_options(rest[1:])
    return (rest[0].strip("\"'"), is_service, " ".join([*entry, *rest[1:]])) if len(rest) + len(entry) > 1 else None


def _run_in_pod(call: Invocation) -> tuple[str, bool, str] | None:
    """The same of `kubectl exec POD -- ...` and `kubectl run NAME --image=IMAGE -- ...`."""
    words = list(call.texts)
    if "--" not in words:
        return None
    end = words.index("--")
    before = " ".join(words[:end]).replace("--image=", "--image ").split()
    image = before[before.index("--image") + 1 :][:1] if "--image" in before else []
    return image[0].strip("\"'") if image else "", False, " ".join(words[end + 1 :])


def _after_options(words: list[str]) -> tuple[list[str], list[str]]:
    """The words behind the options that they begin with, and the value of `--entrypoint` among these."""
    at, entry = 0, list[str]()
    while at < len(words) and words[at].startswith("-"):
        name, is_set, value = words[at].partition("=")
        takes_next = not is_set and name not in _FLAGS and not _SHORT_FLAGS.fullmatch(name)
        takes_next = takes_next and not (len(name) > 2 and name[1] != "-")  # `-p80:80`
        if name == "--entrypoint":
            entry = [value] if is_set else words[at + 1 : at + 2]
        at += 1 + takes_next
    return words[at:], entry


#: How a text names an image that it builds: `-t NAME`, `tags: NAME`, `IMAGE=NAME`.
_BUILT = regex(
    r"(?:(?<![\w-])-t|--tag|\btags?:|\bimages?:|(?:IMAGE|TAG)\w{0,30}[ \t]{0,5}[:?]?[=:])[=\s\"']{0,5}(?:\|\s{0,40})?"
    r"([\w./${}-]{1,200})"
)


def images_built(text: str) -> Iterator[str]:
    """The names, tags left out, that a text may give to what it builds."""
    return (re.sub(r"\$.*", "", name) for name in _BUILT.findall(text))
