"""Bake files (JSON, and HCL with the extra `bake`), as far as they tell what is built."""

from __future__ import annotations

import json
from typing import Any

from dslim.fleet.builds.build_files import Build, Told, aliased, read_build


def read_bake(path: str, text: str) -> Told:
    """The builds of a bake file's targets."""
    try:
        data = json.loads(text) if path.endswith(".json") else _hcl(text)
    except ImportError:
        return Told((), (f"{path}: not read: HCL needs `pip install dslim[bake]`",))
    except ValueError as error:
        return Told((), (f"{path}: not read: {str(error).splitlines()[0] if str(error) else 'it is no HCL'}",))
    targets, variables = _named(data, "target"), _named(data, "variable")
    values = {name: _bare(str(var["default"])) for name, var in variables.items() if var.get("default") is not None}
    builds: dict[str, Build] = {}
    aliases: list[tuple[str, object]] = []
    notes: list[str] = []
    for name in targets:
        target = _inherited(targets, name, ())
        if target.get("dockerfile-inline"):
            notes.append(f"{path}: the Dockerfile inside target {name} is not read")
            continue
        told = {key: _bare(str(value)) for key, value in target.items() if value}
        found = read_build(path, told, _texts(target.get("tags")), values)
        if found is None:
            notes.append(f"{path}: what target {name} builds depends on variables")
        else:
            builds[name] = found
            contexts = target.get("contexts")
            if isinstance(contexts, dict):
                aliases += [(_bare(str(k)), _bare(str(v))) for k, v in contexts.items()]
    return Told(aliased(builds, aliases), tuple(notes))


def _hcl(text: str) -> Any:
    import hcl2

    try:
        return hcl2.loads(text)
    except ImportError:
        raise
    except Exception as error:  # its parser's own errors, of several kinds
        raise ValueError(str(error)) from None


def _named(data: Any, kind: str) -> dict[str, dict[str, Any]]:
    """The blocks of one kind by name: an object in JSON, a list of objects from HCL."""
    found = data.get(kind) if isinstance(data, dict) else None
    parts = found if isinstance(found, list) else [found]
    return {
        _bare(str(name)): {_bare(str(k)): v for k, v in block.items()}
        for part in parts
        if isinstance(part, dict)
        for name, block in part.items()
        if isinstance(block, dict)
    }


def _bare(text: str) -> str:
    # some versions of hcl2 keep the quotes of the source
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _inherited(targets: dict[str, dict[str, Any]], name: str, seen: tuple[str, ...]) -> dict[str, Any]:
    target = targets.get(name, {})
    found: dict[str, Any] = {}
    for parent in _texts(target.get("inherits")):
        if parent not in (*seen, name):
            found.update(_inherited(targets, parent, (*seen, name)))
    return {**found, **target}


def _texts(value: Any) -> list[str]:
    return [_bare(v) for v in value if isinstance(v, str)] if isinstance(value, list) else []
