"""`dslim config`."""

from __future__ import annotations

import os

import click

from dslim.cli.terminal import put, tell
from dslim.support.safe_text import json_text


@click.command()
@click.argument("path", default="Dockerfile")
def config(path: str) -> int:
    """Tell what is in force for a Dockerfile: its config, options, build context, and who builds it."""
    from dslim.fleet.builds.build_files import builds_for
    from dslim.fleet.config.plan import Plan, more_builds, top_of
    from dslim.fleet.config.settings import ConfigError, config_for

    place = os.path.abspath(path)
    try:
        task_plan = Plan({}, None)
        task = task_plan.task(path)
        found = config_for(os.path.dirname(place))
        builds = builds_for(place, top_of(place), more_builds(found))
    except ConfigError as error:
        tell(str(error))
        return 2
    for note in task_plan.notes:
        tell(note)
    told = {
        "file": path,
        "config": found.path or None,
        "excluded": found.excludes(place),
        "options": {k: sorted(v) if isinstance(v, frozenset) else v for k, v in vars(task.options).items()},
        "context": task.context,
        "builds": [vars(build) for build in builds],
    }
    put(json_text(told, indent=2) + "\n")
    return 0
