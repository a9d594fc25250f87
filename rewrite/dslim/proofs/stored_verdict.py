"""The verdict on one Dockerfile, as it is kept from run to run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

#: `unchanged`: no fix applies. `failed`: it does not build as it is, or dslim refused it. `broken`: only the rewritten
#: file does not build. `late`: out of time.
State = Literal["same", "different", "unchanged", "failed", "broken", "late"]
STATES: tuple[State, ...] = ("same", "different", "broken", "failed", "late", "unchanged")
#: What a run repeats when it is asked to: it may have been the machine's fault.
REPEATABLE: frozenset[State] = frozenset({"failed", "broken", "late"})


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """One file's verdict. Sizes in bytes; `saved_by_rule`: by code, a row of several fixes shared equally.

    `reason`: why there is no proof, or the first difference. `seconds`: that it took. `bases`: the images that it was
    built on, by the digests under which its builder had them; a name again where it had none.
    """

    file: str
    key: str
    state: State
    before: int = 0
    after: int = 0
    saved_by_rule: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""
    seconds: float = 0.0
    bases: Mapping[str, str] = field(default_factory=dict)

    @property
    def saved(self) -> int:
        """Bytes that the image before stores more."""
        return self.before - self.after

    def as_json(self) -> str:
        """The verdict as it is stored."""
        return json.dumps(asdict(self), indent=1) + "\n"


def from_json(text: str) -> StoredVerdict:
    """A verdict that was stored. Raises ValueError for anything else, as a store that others can write may hold."""
    try:
        found = StoredVerdict(**json.loads(text))
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    texts = (found.file, found.key, found.reason, *_words(found.saved_by_rule), *_words(found.bases))
    sizes = (found.before, found.after, *found.saved_by_rule.values())
    is_whole = (
        found.state in STATES
        and all(isinstance(word, str) for word in (*texts, *found.bases.values()))
        and all(type(size) is int for size in sizes)
        and type(found.seconds) in (int, float)
        and 0 <= found.seconds < float("inf")
    )
    if not is_whole:
        raise ValueError(f"no verdict: {found.state}")
    return found


def _words(table: Mapping[str, object]) -> Iterator[str]:
    if not isinstance(table, dict):
        raise ValueError("no table")
    yield from table


def verdict_of(file: str, key: str, status: int, output: str, seconds: float) -> StoredVerdict:
    """The verdict that `dslim verify --format json` printed. `status`: how it ended; `output`: all that it printed."""
    data = _last_object(output)
    if data is None:
        reason = _cause(file, output) or f"exit status {status}"
        state: State = "broken" if "the rewritten file does not build" in reason else "failed"
        return StoredVerdict(file, key, state, reason=reason, seconds=seconds)
    if data.get("changed") is False:
        return StoredVerdict(file, key, "unchanged", seconds=seconds)
    size = data["size"]
    found = data["differences"]
    reason = f"{found[0]['path']}: {found[0]['aspect']}" if found else ""
    is_same: State = "same" if data["same"] else "different"
    saved = dict(_saved_by_rule(data["layers"]))
    bases = data.get("bases", {})
    return StoredVerdict(file, key, is_same, size["before"], size["after"], saved, reason, seconds, bases)


def _cause(file: str, output: str) -> str:
    """Why there is no verdict: the last line, without the name of the file, and the builder's own word on it."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    if not lines:
        return ""
    mark = f"{file}: error: "
    named = [line for line in lines if line.startswith(mark)]  # a hint may come after it
    cause = (named or lines)[-1].removeprefix(mark).removeprefix(f"{file}:").removeprefix("error: ")
    errors = [line for line in lines[:-1] if line.startswith(("ERROR", "Error", "error"))]
    return f"{cause}: {errors[-1]}" if "does not build" in cause and errors else cause


def _last_object(output: str) -> dict[str, Any] | None:
    """The JSON object that the output ends in; None where it holds none."""
    start = 0 if output.startswith("{") else output.find("\n{") + 1
    if start == 0 and not output.startswith("{"):
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(output, start)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "same" in found else None


def _saved_by_rule(rows: list[dict[str, Any]]) -> Iterator[tuple[str, int]]:
    found: dict[str, int] = {}
    for row in rows:
        rules = sorted({fix["rule"] for fix in row["fixes"]})
        for rule in rules:
            found[rule] = found.get(rule, 0) + row["saved"] // len(rules)
    yield from sorted(found.items())
