"""Reads bake files (JSON, and HCL with the extra `bake`), as far as they say what is built."""

from __future__ import annotations

import json
from typing import Any

from dslim.fleet.builds.build_files import Build, BuildFile, TooMuchError, add_context_aliases, make_build

#: A longer file in HCL is not read: python-hcl2 takes a second for 100 kB.
MAX_HCL = 300_000
#: More names of images and contexts, each as often as a target inherits it, are not read.
MAX_NAMES = 20_000
#: What is read of a target.
_KEYS = ("context", "dockerfile", "target", "tags", "contexts", "dockerfile-inline")


def read_bake(path: str, text: str) -> BuildFile:
    """Read the builds of a bake file's targets; `path` is the file, `text` its content. What is wrong is a note."""
    try:
        data = json.loads(text) if path.endswith(".json") else _load_hcl(text)
    except ImportError:
        return BuildFile((), (f"{path}: not read: HCL needs `pip install dslim[bake]`",))
    except TooMuchError as error:
        return BuildFile((), (f"{path}: not read: {error}",), is_known=False)
    except ValueError as error:
        reason = str(error).splitlines()[0][:200] if str(error) else "it is no HCL"
        return BuildFile((), (f"{path}: not read: {reason}",))
    targets, variables = _resolve_inheritance(_blocks_by_name(data, "target")), _blocks_by_name(data, "variable")
    if sum(_count_names(target.get(key)) for target in targets.values() for key in ("tags", "contexts")) > MAX_NAMES:
        return BuildFile((), (f"{path}: not read: its targets have over {MAX_NAMES:,} names",), is_known=False)
    defaults = {name: var.get("default") for name, var in variables.items()}
    values = {name: _strip_quotes(str(value)) for name, value in defaults.items() if value is not None}
    builds: dict[str, Build] = {}
    aliases: list[tuple[str, object]] = []
    notes: list[str] = []
    for name, target in targets.items():
        if target.get("dockerfile-inline"):
            notes.append(f"{path}: the Dockerfile inside target {name} is not read")
            continue
        fields = {key: _strip_quotes(value) if isinstance(value, str) else value for key, value in target.items()}
        found = make_build(path, fields, _strings_in(target.get("tags")), values)
        if found is None:
            notes.append(f"{path}: what target {name} builds depends on variables")
        else:
            builds[name] = found
            contexts = target.get("contexts")
            if isinstance(contexts, dict):
                aliases += [(_strip_quotes(str(k)), _strip_quotes(str(v))) for k, v in contexts.items()]
    return BuildFile(add_context_aliases(builds, aliases), tuple(notes))


def _load_hcl(text: str) -> Any:
    if len(text) > MAX_HCL:
        raise TooMuchError(f"it is longer than {MAX_HCL // 1000} kB, the most that is read of HCL")
    import hcl2

    try:
        return hcl2.loads(text)
    except ImportError:
        raise
    except Exception as error:  # its parser's own errors, of several kinds
        raise ValueError(str(error)) from None


def _blocks_by_name(data: Any, kind: str) -> dict[str, dict[str, Any]]:
    """The blocks of one kind by name: an object in JSON, a list of objects from HCL."""
    found = data.get(kind) if isinstance(data, dict) else None
    parts = found if isinstance(found, list) else [found]
    return {
        _strip_quotes(str(name)): {_strip_quotes(str(k)): v for k, v in block.items()}
        for part in parts
        if isinstance(part, dict)
        for name, block in part.items()
        if isinstance(block, dict)
    }


def _strip_quotes(text: str) -> str:
    # some versions of hcl2 keep the quotes of the source
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _resolve_inheritance(targets: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Targets by name, each with what it inherits; a target that inherits from itself has that once."""
    found: dict[str, dict[str, Any]] = {}

    def whole(name: str) -> dict[str, Any]:
        if name not in found:
            found[name] = {}  # what asks for it while it is put together gets nothing
            own = targets.get(name, {})
            merged: dict[str, Any] = {}
            for parent in dict.fromkeys(_strings_in(own.get("inherits"))):
                merged.update(whole(parent))
            found[name] = {**merged, **{key: own[key] for key in _KEYS if key in own}}
        return found[name]

    return {name: whole(name) for name in targets}


def _count_names(value: Any) -> int:
    return len(value) if isinstance(value, list | dict) else 0


def _strings_in(value: Any) -> list[str]:
    return [_strip_quotes(v) for v in value if isinstance(v, str)] if isinstance(value, list) else []
