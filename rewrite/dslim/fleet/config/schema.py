"""Makes the JSON schema of the config from the keys that it may have."""

from __future__ import annotations

from typing import Any

from dslim.fleet.config.keys import KEYS, OVERRIDE_KEYS, TOP_KEYS

_SHAPES: dict[str, dict[str, Any]] = {
    "bool": {"type": "boolean"},
    "text": {"type": "string"},
    "list": {"type": "array", "items": {"type": "string"}},
    "map": {"type": "object", "additionalProperties": {"type": "string"}},
}


def config_schema() -> dict[str, Any]:
    """The JSON Schema (draft 7) of dslim.toml, and of `[tool.dslim]`, as JSON values."""
    overrides = {
        "description": "Other settings for some files; the last one that is for a file wins.",
        "type": "array",
        "items": {**_table_schema(OVERRIDE_KEYS), "required": ["paths"]},
    }
    top = _table_schema(TOP_KEYS)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "dslim",
        **top,
        "properties": {**top["properties"], "overrides": overrides},
    }


def _table_schema(names: tuple[str, ...]) -> dict[str, Any]:
    properties = {}
    for name in names:
        key = KEYS[name]
        shape = {"description": key.text, **_SHAPES[key.kind]}
        properties[name.replace("_", "-")] = {**shape, "enum": list(key.choices)} if key.choices else shape
    return {"type": "object", "additionalProperties": False, "properties": properties}
