"""The command `dslim config`: prints the options, build context and builds that count for a Dockerfile."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from dslim.cli.terminal import print_text, print_to_stderr
from dslim.support.safe_text import json_text

if TYPE_CHECKING:
    from dslim.diagnostics.options import Options


@click.command()
@click.argument("path", default="Dockerfile")
def config(path: str) -> int:
    """Tell what is in force for a Dockerfile: its config, options, build context, and who builds it."""
    from dslim.fleet.builds.build_files import builds_of_dockerfile
    from dslim.fleet.config.settings import ConfigError, config_for
    from dslim.fleet.config.task_plan import TaskPlan, configured_build_files, repository_top

    place = os.path.abspath(path)
    try:
        plan = TaskPlan({}, None)
        task = plan.make_task(path)
        found = config_for(os.path.dirname(place))
        builds = builds_of_dockerfile(place, repository_top(place), configured_build_files(found))
    except ConfigError as error:
        print_to_stderr(str(error))
        return 2
    for note in plan.notes:
        print_to_stderr(note)
    in_force = {
        "file": path,
        "config": found.path or None,
        "excluded": found.excludes_path(place),
        "options": _options_by_key(task.options),
        "context": task.context,
        "builds": [build._asdict() for build in dict.fromkeys(build._replace(service="") for build in builds)],
    }
    print_text(json_text(in_force, indent=2) + "\n")
    return 0


def _options_by_key(options: Options) -> dict[str, Any]:
    """The options by the keys of the config; sets in order."""
    found = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in vars(options).items()}
    found["unsafe-fixes"] = found.pop("unsafe")
    found["style"] = "cache-mount" if found.pop("cache") == "mount" else "clean"
    return found
