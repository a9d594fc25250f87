"""Reads from a compose file what runs in the containers of its services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dslim.fleet.builds.build_files import ServiceCommand
from dslim.fleet.builds.container_commands import shell_text
from dslim.fleet.builds.plain_yaml import YamlText

#: More services than this are not looked at.
MAX_SERVICES = 500


def commands_of_services(loaded: YamlText) -> tuple[ServiceCommand, ...]:
    """What the services of a compose file run: commands, entry points, health checks and hooks, each with its line."""
    services = loaded.value.get("services") if isinstance(loaded.value, dict) else None
    found: list[ServiceCommand] = []
    for name, service in list(services.items() if isinstance(services, dict) else ())[:MAX_SERVICES]:
        if isinstance(service, dict):
            image = service.get("image")
            for key, text in _texts(service):
                line = loaded.line_of("services", str(name), key)
                found.append(ServiceCommand(str(name), image if isinstance(image, str) else "", line, text))
    return tuple(found)


def _texts(service: dict[Any, Any]) -> Iterator[tuple[str, str]]:
    """(key, shell text) of what a service runs; compose writes `$` as `$$`."""
    entry, command = shell_text(service.get("entrypoint")), shell_text(service.get("command"))
    check = service.get("healthcheck")
    test = check.get("test") if isinstance(check, dict) else None
    if isinstance(test, list) and test and test[0] in ("CMD", "CMD-SHELL", "NONE"):
        test = str(test[-1]) if test[0] == "CMD-SHELL" else test[1:]
    texts = [("command" if command else "entrypoint", f"{entry} {command}".strip()), ("healthcheck", shell_text(test))]
    for key in ("post_start", "pre_stop"):
        hooks = service.get(key)
        for hook in hooks if isinstance(hooks, list) else ():
            texts.append((key, shell_text(hook.get("command")) if isinstance(hook, dict) else ""))
    yield from ((key, text.replace("$$", "$")) for key, text in texts if text)
