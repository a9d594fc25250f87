"""Keeps the result of a run, so that the same question is answered again without a build."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict
from typing import Any

from dslim.fleet.cache.trust import Seal, reason_for_distrust
from dslim.shrink.result import Change, IgnoreChange, Kept, Shrunk
from dslim.shrink.strength import Mutant
from dslim.support.output_file import write_output
from dslim.support.reading import open_file

_FOLDER = "shrink"
#: Bytes of one stored result at most.
MAX_SIZE = 16 << 20


class StoredResults:
    """The results of earlier runs in a folder of the user's; each carries the user's seal."""

    def __init__(self, folder: str) -> None:
        self._folder = os.path.join(folder, _FOLDER)
        self._seal = Seal()

    def find(self, key: str) -> Shrunk | None:
        """The result of an earlier run that asked the same; None where there is none that can be trusted."""
        if reason_for_distrust(self._folder, key):
            return None
        try:
            with open_file(os.path.join(self._folder, key)) as file:
                data = file.read(MAX_SIZE)
            value = self._seal.remove_seal(key.encode(), data)
            return None if value is None else _result_of(json.loads(value))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def add(self, key: str, found: Shrunk) -> None:
        """Keep a result; where that is not possible nothing is kept."""
        value = self._seal.add_seal(key.encode(), json.dumps(asdict(found)).encode())
        if value is not None:
            with contextlib.suppress(OSError):
                os.makedirs(self._folder, mode=0o700, exist_ok=True)
                write_output(os.path.join(self._folder, key), value)


def _result_of(data: dict[str, Any]) -> Shrunk:
    changes = tuple(Change(**{**row, "gone": tuple(row["gone"]), "ignore": _ignore_of(row)}) for row in data["changes"])
    rows = {"kept": Kept, "mutants": Mutant}
    made = {name: tuple(kind(**row) for row in data[name]) for name, kind in rows.items()}
    lists = {name: tuple(data[name]) for name in ("notes", "untouched")}
    return Shrunk(**{**data, **made, **lists, "changes": changes, "ignore": _ignore_of(data)})


def _ignore_of(data: dict[str, Any]) -> IgnoreChange | None:
    return IgnoreChange(**data["ignore"]) if data["ignore"] else None
