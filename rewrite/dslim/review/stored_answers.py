"""Keeps the answers of reviews from run to run: by the digest of a file's path and text, neither of which is kept."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from hashlib import sha256

from dslim.diagnostics.findings import is_finding_id
from dslim.fleet.cache.trust import reason_for_distrust, state_folder
from dslim.support.output_file import write_output
from dslim.support.reading import read_file

NAME = "answers.json"
#: Files whose answers are kept, those of the latest runs.
MOST = 500


class StoredAnswers:
    """The answers in a folder of this user's. Whatever goes wrong with it, nothing is known, and never an error."""

    def __init__(self, folder: str | None = None) -> None:
        self.folder = folder or os.path.join(state_folder(), "reviews")
        self._known = self._load()

    def of(self, path: str, data: bytes) -> dict[str, bool]:
        """What was answered about the fixes of a file with this content, by id."""
        return dict(self._known.get(_key(path, data), {}))

    def keep(self, path: str, data: bytes, answers: Mapping[str, bool]) -> None:
        """Keep the answers for a file with this content, in place of others for it; `save` writes them."""
        key = _key(path, data)
        self._known.pop(key, None)
        if answers:
            self._known[key] = dict(answers)

    def save(self) -> None:
        """Write what is kept."""
        with contextlib.suppress(OSError):
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            if self._is_trusted():
                latest = dict(list(self._known.items())[-MOST:])
                data = [{"sha256": key, "decisions": answers} for key, answers in latest.items()]
                write_output(os.path.join(self.folder, NAME), json.dumps(data).encode("ascii"))

    def _is_trusted(self) -> bool:
        return not reason_for_distrust(self.folder, NAME)

    def _load(self) -> dict[str, dict[str, bool]]:
        if not self._is_trusted():
            return {}
        try:
            found = json.loads(read_file(os.path.join(self.folder, NAME), "list", follow=False).data)
            known = {str(row["sha256"]): dict(row["decisions"]) for row in found}
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return {}  # not there, or damaged
        return {key: answers for key, answers in known.items() if _are_answers(answers)}


def _are_answers(answers: Mapping[object, object]) -> bool:
    return all(
        isinstance(name, str) and is_finding_id(name) and isinstance(answer, bool) for name, answer in answers.items()
    )


def _key(path: str, data: bytes) -> str:
    return sha256(os.fsencode(os.path.abspath(path)) + b"\0" + data).hexdigest()
