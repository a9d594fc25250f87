"""The command `dslim config`: prints the options, build context and builds that count for a Dockerfile."""

from __future__ import annotations

import os

import click

from dslim.cli.terminal import print_text, print_to_stderr
from dslim.support.safe_text import json_text


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
        "options": {k: sorted(v) if isinstance(v, frozenset) else v for k, v in vars(task.options).items()},
        "context": task.context,
        "builds": [build._asdict() for build in builds],
    }
    print_text(json_text(in_force, indent=2) + "\n")
    return 0
