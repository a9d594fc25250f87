"""The JSON schema of the config, made from the class that reads it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from dslim.fleet.config import OVERRIDE, TOP, Settings

_SHAPES: dict[str, dict[str, Any]] = {
    "bool": {"type": "boolean"},
    "text": {"type": "string"},
    "list": {"type": "array", "items": {"type": "string"}},
    "map": {"type": "object", "additionalProperties": {"type": "string"}},
}


def schema() -> dict[str, Any]:
    """JSON Schema (draft 7) of dslim.toml, and of `[tool.dslim]`."""
    overrides = {
        "description": "Other settings for some files; the last one that is for a file wins.",
        "type": "array",
        "items": {**_table(OVERRIDE), "required": ["paths"]},
    }
    top = _table(TOP)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "dslim",
        **top,
        "properties": {**top["properties"], "overrides": overrides},
    }


def _table(names: tuple[str, ...]) -> dict[str, Any]:
    known = {f.name: f.metadata for f in fields(Settings)}
    properties = {}
    for name in names:
        meta = known[name]
        shape = {"description": meta["text"], **_SHAPES[meta["kind"]]}
        properties[name.replace("_", "-")] = {**shape, "enum": list(meta["choices"])} if meta["choices"] else shape
    return {"type": "object", "additionalProperties": False, "properties": properties}
