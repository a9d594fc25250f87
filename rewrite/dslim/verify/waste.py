"""What each layer adds, and what of it is stored for nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dslim.verify.compare import is_cache
from dslim.verify.entries import Entry
from dslim.verify.image import Image
from dslim.verify.merge import Record, merge

#: Cache directories, and the rule that empties them.
CACHES: tuple[tuple[str, str], ...] = (
    ("/var/lib/apt/lists", "SL201 apt-lists"),
    ("/var/cache/apt", "SL201 apt-lists"),
    ("/var/cache/apk", "SL202 apk-no-cache"),
    ("/var/cache/dnf", "SL203 rpm-clean"),
    ("/var/cache/yum", "SL203 rpm-clean"),
    ("/var/cache/libdnf5", "SL203 rpm-clean"),
    ("/var/cache/zypp", "SL204 zypper-clean"),
    ("/root/.cache/pip", "SL205 pip-no-cache"),
    ("/home/*/.cache/pip", "SL205 pip-no-cache"),
    ("/root/.npm", "SL206 npm-cache"),
    ("/home/*/.npm", "SL206 npm-cache"),
    ("/usr/local/share/.cache/yarn", "SL207 yarn-cache"),
    ("/root/.cache/yarn", "SL207 yarn-cache"),
    ("/opt/conda/pkgs", "SL208 conda-clean"),
    ("/var/cache/pacman/pkg", "SL209"),
    ("/root/.composer/cache", "SL209"),
    ("/root/.cache/composer", "SL209"),
    ("/root/.cache/uv", "SL209"),
    ("/root/.cache/pypoetry", "SL209"),
    ("/root/.cache/go-build", "SL222 build-caches"),
    ("/root/.cargo/registry", "SL222 build-caches"),
    ("/usr/local/cargo/registry", "SL222 build-caches"),
    ("/root/.m2/repository", "SL222 build-caches"),
    ("/root/.gradle/caches", "SL222 build-caches"),
)
#: Largest single files named for each layer.
NAMED = 5


@dataclass
class Waste:
    """Bytes of one layer. `again`: files that a lower layer holds with the same content, by what changed
    ("owner", "mode", "both", "nothing"); `deleted` and `replaced`: files that a later layer takes away
    or writes anew; `caches`: by directory; `by`: the later layers to blame for the deletions.
    """

    again: dict[str, int] = field(default_factory=dict)
    deleted: int = 0
    replaced: int = 0
    caches: dict[str, int] = field(default_factory=dict)
    by: dict[int, int] = field(default_factory=dict)
    largest: list[tuple[int, str]] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Bytes that the image would not miss, caches not counted."""
        return sum(self.again.values()) + self.deleted


def find_waste(image: Image) -> list[Waste]:
    """The waste of every layer, from the bottom up."""
    wastes = [Waste() for _ in image.layers]
    for path, records in merge(image.layers):
        for i, record in enumerate(records):
            if record.entry.stored:
                _judge(wastes, f"/{path}", records, i)
    return wastes


def _judge(wastes: list[Waste], path: str, records: list[Record], i: int) -> None:
    record = records[i]
    waste = wastes[record.layer]
    stored = record.entry.stored
    waste.largest = sorted([*waste.largest, (stored, path)], reverse=True)[:NAMED]
    below = _lower(records, i)
    if below is not None and below.digest == record.entry.digest:
        change = _change(below, record.entry)
        waste.again[change] = waste.again.get(change, 0) + stored
    elif record.gone is None:
        for cache, _ in CACHES:
            if is_cache(path, (cache,)):
                waste.caches[cache] = waste.caches.get(cache, 0) + stored
    elif _replacement(records, record.gone) is None:
        waste.deleted += stored
        waste.by[record.gone] = waste.by.get(record.gone, 0) + stored
    else:
        waste.replaced += stored


def _lower(records: list[Record], i: int) -> Entry | None:
    """The file that the layers below show at this path."""
    for other in reversed(records[:i]):
        if other.layer < records[i].layer and other.gone == records[i].layer and other.entry.kind == "f":
            return other.entry
    return None


def _replacement(records: list[Record], layer: int) -> Entry | None:
    for record in records:
        if record.layer == layer and record.entry.kind == "f":
            return record.entry
    return None


def _change(a: Entry, b: Entry) -> str:
    owner = (a.uid, a.gid) != (b.uid, b.gid)
    mode = a.mode != b.mode or a.xattrs != b.xattrs
    return {(True, True): "both", (True, False): "owner", (False, True): "mode"}.get((owner, mode), "nothing")


def remedies(waste: Waste, created_by: str) -> list[str]:
    """The rules that would win the waste of a layer back, the largest share first."""
    owner = sum(waste.again.get(change, 0) for change in ("owner", "both"))
    idle = waste.again.get("nothing", 0) if re.search(r"\bch(own|mod)\b", created_by) else 0
    shares = [
        (owner, "SL301 copy-chown, or SL304 chown-where-made"),
        (waste.again.get("mode", 0), "SL302 copy-chmod, or SL304 chown-where-made"),
        (idle, "SL303 idle-chown"),
        (waste.deleted, "SL102 late-cleanup"),
    ]
    by_rule: dict[str, int] = {}
    for cache, size in waste.caches.items():
        rule = dict(CACHES)[cache]
        by_rule[rule] = by_rule.get(rule, 0) + size
    shares += [(size, rule) for rule, size in by_rule.items()]
    return [rule for size, rule in sorted(shares, key=lambda share: -share[0]) if size]
