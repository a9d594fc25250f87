"""Reads from GitHub's workflows and GitLab's pipelines which Dockerfile they build in which context."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping
from typing import Any

from dslim.fleet.builds.build_calls import BuildCall, Place, builds_of_shell, resolve_build
from dslim.fleet.builds.plain_yaml import load_yaml
from dslim.support.lazy_regex import regex

#: Ways to run one job, by its matrix; of more nothing is read.
MAX_MATRIX = 200
#: Steps of one workflow, each as often as its matrix has it run.
MAX_STEPS = 2_000
_EXPRESSION = regex(r"\$\{\{\s*([\w.-]+)\s*\}\}")
_ANY_EXPRESSION = regex(r"\$\{\{[^{}]*\}\}")
#: What may stand for an expression: nothing that a shell takes for more than text.
_PLAIN = regex(r"[\w./:@+-]*")
_BUILD_ACTION = "docker/build-push-action"
#: https://github.com/docker/build-push-action#git-context
_DEFAULT_CONTEXT = regex(r"\{\{\s*defaultContext\s*\}\}(?::(.*))?")
_NO_JOBS = frozenset({"default", "variables", "stages", "include", "workflow", "image", "services", "cache"})
#: The scripts of a job, in the order in which one shell runs them.
_SCRIPTS = ("before_script", "script")

Values = dict[str, str]


def builds_of_workflow(text: str, top: str) -> Iterator[BuildCall]:
    """The builds of a workflow of GitHub, in `top`, the root of the repository. Raises ValueError for no YAML."""
    data = load_yaml(text)
    jobs = data.get("jobs") if isinstance(data, dict) else None
    left = MAX_STEPS
    for job in jobs.values() if isinstance(jobs, dict) else ():
        steps = [step for step in _list(job.get("steps")) if isinstance(step, dict)] if isinstance(job, dict) else []
        if any(_moves_root(step) for step in steps):
            continue
        for matrix in _matrix_rows(job):
            values = {**matrix, **_environment(data), **_environment(job)}
            folder = _working_directory(job, _working_directory(data, "."))
            for step in steps:
                left -= 1
                if left < 0:
                    return
                yield from _builds_of_step(step, {**values, **_environment(step)}, folder, top)


def builds_of_pipeline(text: str, top: str) -> Iterator[BuildCall]:
    """The builds of a pipeline of GitLab, in `top`, the root of the repository. Raises ValueError for no YAML."""
    data = load_yaml(text)
    if not isinstance(data, dict):
        return
    default = data.get("default")
    common = {key: data[key] for key in _SCRIPTS if key in data}
    common.update({key: default[key] for key in _SCRIPTS if key in default} if isinstance(default, dict) else {})
    for name, job in list(data.items())[:MAX_STEPS]:
        if name in _NO_JOBS or not isinstance(job, dict):
            continue
        variables = {**_plain(data.get("variables")), **_plain(job.get("variables"))}
        lines = [line for key in _SCRIPTS for line in _lines(job.get(key, common.get(key)))]
        yield from builds_of_shell("\n".join(lines), Place("", top, top, variables))


def _builds_of_step(step: dict[str, Any], values: Values, folder: str | None, top: str) -> Iterator[BuildCall]:
    uses = step.get("uses")
    if isinstance(uses, str) and uses.partition("@")[0] == _BUILD_ACTION:
        given = step.get("with")
        found = _build_of_action(given if isinstance(given, dict) else {}, values, top)
        if found is not None:
            yield found
    run = step.get("run")
    if isinstance(run, str) and step.get("shell", "bash") in ("bash", "sh"):
        where = _filled_in(_working_directory(step, folder), values)
        variables = {name.removeprefix("env."): value for name, value in values.items() if name.startswith("env.")}
        at = None if where is None else os.path.normpath(os.path.join(top, where))
        yield from builds_of_shell(_for_shell(run, values, top), Place("", top, at, variables))


def _build_of_action(given: Mapping[str, Any], values: Values, top: str) -> BuildCall | None:
    """The build of docker/build-push-action: without a path of its own its context is the repository as pushed."""
    context = _filled_in(given.get("context", "{{defaultContext}}"), values, top)
    file = _filled_in(given["file"], values, top) if given.get("file") else None
    if given.get("file") and file is None:
        return None
    pushed = None if context is None else _DEFAULT_CONTEXT.fullmatch(context.strip())
    if pushed is not None:
        folder = os.path.normpath(os.path.join(top, (pushed[1] or "").lstrip("/")))
        return resolve_build(file, folder, folder)
    return resolve_build(file, context.strip() if context is not None else None, top)


def _moves_root(step: dict[str, Any]) -> bool:
    """Whether a step puts a repository elsewhere than into the working directory, or another one there."""
    given = step.get("with")
    uses = step.get("uses")
    is_checkout = isinstance(uses, str) and uses.startswith("actions/checkout")
    return is_checkout and isinstance(given, dict) and bool(given.get("path") or given.get("repository"))


def _matrix_rows(job: dict[str, Any]) -> list[Values]:
    """The values of `matrix.x` for each way in which a job runs; one without any where that cannot be told."""
    strategy = job.get("strategy")
    matrix = strategy.get("matrix") if isinstance(strategy, dict) else None
    if not isinstance(matrix, dict):
        return [{}]
    rows = [row for row in _list(matrix.get("include")) if isinstance(row, dict)]
    axes = [(name, values) for name, values in matrix.items() if name not in ("include", "exclude")]
    if not all(isinstance(values, list) for _, values in axes):
        return [{}]
    found = [_matrix_values(row) for row in rows]
    if axes:
        combined = itertools.islice(itertools.product(*(values for _, values in axes)), MAX_MATRIX + 1)
        found += [_matrix_values(dict(zip([name for name, _ in axes], one))) for one in combined]
    return found if 0 < len(found) <= MAX_MATRIX else [{}]


def _matrix_values(row: Mapping[str, Any]) -> Values:
    found = {f"matrix.{name}": str(value) for name, value in row.items() if isinstance(value, str | int)}
    for name, value in row.items():
        if isinstance(value, dict):
            found.update({f"matrix.{name}.{k}": str(v) for k, v in value.items() if isinstance(v, str | int)})
    return found


def _environment(owner: dict[str, Any]) -> Values:
    return {f"env.{name}": value for name, value in _plain(owner.get("env")).items()}


def _plain(mapping: object) -> Values:
    """The variables whose values are plain text; those of GitLab may be mappings with a `value`."""
    found = {}
    for name, value in mapping.items() if isinstance(mapping, dict) else ():
        value = value.get("value") if isinstance(value, dict) else value
        if isinstance(value, str) and "$" not in value:
            found[str(name)] = value
    return found


def _working_directory(owner: dict[str, Any], otherwise: str | None) -> str | None:
    """The folder that a step, or a job or workflow by its defaults, runs in; None for one that is not plain."""
    defaults = owner.get("defaults")
    run = defaults.get("run") if isinstance(defaults, dict) else owner
    named = run.get("working-directory", otherwise) if isinstance(run, dict) else otherwise
    return named if isinstance(named, str) else None


def _filled_in(text: object, values: Values, top: str = ".") -> str | None:
    """A text with its expressions filled in; None where one is not known."""
    if not isinstance(text, str) or len(text) > 4_000:
        return None
    shown = _EXPRESSION.sub(lambda found: _value(found[1], values, top) or found[0], text)
    return None if "${{" in shown or "$" in shown or "\n" in shown.strip() else shown


def _for_shell(text: str, values: Values, top: str) -> str:
    """A script with its expressions filled in: what is not known is a variable that nothing sets."""

    def value(name: str) -> str | None:
        known = _value(name, values, top)
        return known if known is not None and _PLAIN.fullmatch(known) else None

    shown = _EXPRESSION.sub(lambda found: value(found[1]) or "$_unknown", text)
    return _ANY_EXPRESSION.sub("$_unknown", shown)


def _value(name: str, values: Values, top: str) -> str | None:
    return top if name == "github.workspace" else values.get(name)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _lines(value: object) -> Iterator[str]:
    """The lines of a script: a text, or a list of texts and of lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _lines(part)
