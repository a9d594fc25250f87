"""Reads from manifests of Kubernetes and charts of Helm what runs in containers, and of which image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from dslim.fleet.builds.container_commands import may_read_later, shell_text
from dslim.fleet.builds.plain_yaml import load_yaml_with_lines
from dslim.support.lazy_regex import regex

#: Containers of one file that are looked at, and how deep in a manifest they may stand.
MAX_CONTAINERS = 200
MAX_DEPTH = 30
_DOCUMENT_END = regex(r"(?m)^---(?=\s|$)")
#: What Helm puts in: whole lines (an `if`, an `include`), then parts of lines.
_TEMPLATE_LINE = regex(r"(?m)^[ \t]*(?:-[ \t]+)?\{\{[^\n]{0,1000}\}\}[ \t]*$")
_TEMPLATE_PART = regex(r"\{\{[^\n{}]{0,1000}\}\}")
#: What a manifest holds, and a template of something else does not.
_MANIFEST = regex(r"(?m)^[ \t-]{0,200}(?:apiVersion|kind|containers|initContainers|spec|image):")
_KEY = regex(r"^[ \t]*(?:-[ \t]+){0,9}(?:[\w.-]{1,100}:[ \t]+)?")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


class ManifestCommand(NamedTuple):
    """What a manifest runs in a container: the line of its image, the image ('' where nobody can tell), the text."""

    line: int
    image: str
    text: str


def may_be_manifest(text: str) -> bool:
    """Whether a text may run in a container what reads a cache."""
    return ("image" in text or "ConfigMap" in text) and may_read_later(text) and _MANIFEST.search(text) is not None


def manifest_commands(text: str, by_line: bool = False) -> Iterator[ManifestCommand]:
    """What the containers of a text run, where it may read a cache: commands, arguments, scripts, probes and hooks.

    `by_line`: the text is not read as YAML, and each line of it may be what runs in a container of any image.
    """
    start, above, count = 0, 0, 0
    for end in [*(match.start() for match in _DOCUMENT_END.finditer(text)), len(text)]:
        document = text[start:end]
        if may_be_manifest(document):
            for command in _lines_of(document) if by_line else _commands_of(document):
                if count == MAX_CONTAINERS:
                    return
                count += 1
                yield command._replace(line=command.line + above)
        start = end
        above += document.count("\n")


def _commands_of(document: str) -> Iterator[ManifestCommand]:
    if "{{" in document:
        document = _TEMPLATE_PART.sub("EXPRESSION", _TEMPLATE_LINE.sub("", document))
    try:
        value = load_yaml_with_lines(document.removeprefix("---")).value
    except (ValueError, RecursionError):
        yield from _lines_of(document)  # no YAML, as of a template that makes some
        return
    yield from _scripts_of_map(document, value)
    for container in _containers(value, 0):
        image = _image_of(container)
        for text in filter(may_read_later, _texts_of(container)):
            line = document.count("\n", 0, max(document.find(image), 0)) + 1
            yield ManifestCommand(line, image.replace("EXPRESSION", "$"), text)


def _lines_of(document: str) -> Iterator[ManifestCommand]:
    """Each line of a text that may be what runs."""
    for number, line in enumerate(document.split("\n"), 1):
        if may_read_later(line):
            yield ManifestCommand(number, "", _KEY.sub("", line).strip("\"' \t[]"))


def _scripts_of_map(document: str, value: Any) -> Iterator[ManifestCommand]:
    """The texts of a ConfigMap that may be scripts: some container finds them as files."""
    data = value.get("data") if isinstance(value, dict) and value.get("kind") == "ConfigMap" else None
    for name, text in data.items() if isinstance(data, dict) else ():
        is_script = isinstance(text, str) and (str(name).endswith((".sh", ".bash")) or text.startswith("#!"))
        if is_script and may_read_later(text):
            yield ManifestCommand(document.count("\n", 0, max(document.find(str(name)), 0)) + 1, "", text)


def _containers(value: Any, depth: int) -> Iterator[dict[Any, Any]]:
    """The mappings with an image below a value."""
    if depth < MAX_DEPTH and isinstance(value, dict | list):
        if isinstance(value, dict) and "image" in value:
            yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _containers(inner, depth + 1)


def _image_of(container: dict[Any, Any]) -> str:
    """The image of a container; charts give `repository` and `tag`."""
    image = container["image"]
    image = image.get("repository") if isinstance(image, dict) else image
    return image if isinstance(image, str) else ""


def _texts_of(container: dict[Any, Any]) -> Iterator[str]:
    """The shell texts of what a container runs: a step of Tekton has `script`, a script of Argo has `source`."""
    yield f"{shell_text(container.get('command'))} {shell_text(container.get('args'))}".strip()
    yield from (shell_text(container.get(key)) for key in ("script", "source"))
    lifecycle = container.get("lifecycle")
    hooks = lifecycle.values() if isinstance(lifecycle, dict) else ()
    for one in (*hooks, *(container.get(key) for key in _PROBES)):
        execution = one.get("exec") if isinstance(one, dict) else None
        if isinstance(execution, dict):
            yield shell_text(execution.get("command"))
