"""Reads the JSON documents of an image archive within bounds, and checks that they have the shape they must have."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from dslim.verify.errors import ImageError
from dslim.verify.image.archive import Archive

#: Manifests and configs are a few kB; registries take no manifest above this.
MAX_JSON = 4 << 20
#: Objects and lists inside one another. Python's own functions on deeper ones end in a RecursionError.
MAX_DEPTH = 64
#: Digits in a row; before 3.11 Python took the square of their number to read them.
MAX_DIGITS = 4000
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)

#: Shapes: a type; [shape], a list of such; {key: shape}, an object with such keys; {str: shape}, an object of such
#: values. Everything may be null or missing, and an object may have more keys.
INDEX: Any = {"manifests": [{"platform": {"os": str, "architecture": str}}]}
MANIFEST: Any = {"config": {}, "layers": [{}]}
SAVED: Any = [{"Config": str, "Layers": [str]}]
CONFIG: Any = {
    "architecture": str,
    "os": str,
    "rootfs": {"diff_ids": [str]},
    "history": [{"created_by": str, "comment": str, "empty_layer": bool}],
    "config": {
        **dict.fromkeys(("User", "WorkingDir", "StopSignal", "Domainname", "Hostname"), str),
        **{key: [str] for key in ("Env", "Cmd", "Entrypoint", "Shell", "OnBuild")},
        "Labels": {str: str},
        "ExposedPorts": {str: dict},
        "Volumes": {str: dict},
        "Healthcheck": {"Test": [str]},
    },
}
_NAMES = {str: "text", bool: "true or false", dict: "an object"}


def read_json(archive: Archive, name: str, digest: str | None = None) -> Any:
    """A JSON file of the archive. Raises ImageError where it is broken or not what `digest` says."""
    size = archive.size_of(name)
    if size > MAX_JSON:
        raise ImageError(f"{name!r} has {size} bytes, no manifest or config")
    file = archive.open(name)
    try:
        data = file.read(MAX_JSON)
    finally:
        file.close()
    if len(data) != size:
        raise ImageError(f"{name!r} is truncated")
    if digest is not None and "sha256:" + hashlib.sha256(data).hexdigest() != digest:
        raise ImageError(f"{name!r} does not have the digest {digest}")
    if b"0" * (MAX_DIGITS + 1) in data.translate(_DIGITS):
        raise ImageError(f"{name!r} is no JSON of an image: more than {MAX_DIGITS} digits in a row")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ImageError(f"{name!r} is no JSON: {str(error)[:80]}") from None
    if _nesting_depth(value) > MAX_DEPTH:
        raise ImageError(f"{name!r} is no JSON of an image: nested more than {MAX_DEPTH} deep")
    return value


def check_shape(value: Any, shape: Any, where: str) -> None:
    """Raises ImageError, naming the place below `where`, for what does not have a shape (see INDEX)."""
    if value is None:
        return
    if isinstance(shape, type):
        if not isinstance(value, shape):
            raise _shape_error(where, _NAMES[shape], value)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise _shape_error(where, "a list", value)
        for i, one in enumerate(value):
            if one is None:
                raise _shape_error(f"{where}[{i}]", "something", one)
            check_shape(one, shape[0], f"{where}[{i}]")
    else:
        if not isinstance(value, dict):
            raise _shape_error(where, "an object", value)
        known = dict.fromkeys(value, shape[str]) if str in shape else shape
        for key, inner in known.items():
            check_shape(value.get(key), inner, f"{where}.{key}")


def _shape_error(where: str, wanted: str, value: Any) -> ImageError:
    return ImageError(f"{where[:120]} must be {wanted}, not {json.dumps(value)[:40]}")


def _nesting_depth(value: Any) -> int:
    """How deep objects and lists stand inside one another."""
    depth, level = 0, [value]
    while level := [v for v in level if isinstance(v, list | dict)]:
        depth += 1
        level = [inner for v in level for inner in (v.values() if isinstance(v, dict) else v)]
    return depth
