"""Random build contexts: a Dockerfile of a few episodes and what lies between them, and the files that it takes."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from fuzzing import settings_episodes as settings
from fuzzing.episodes import (
    EPISODES,
    FIRST_LATER,
    FIRST_NEWEST,
    LATER_EPISODES,
    NEWEST_EPISODES,
    Episode,
    File,
)


@dataclass(frozen=True)
class Case:
    """A Dockerfile with its context, always the same for one seed. `kinds`: of its episodes; the rest is theirs."""

    dockerfile: str
    files: dict[str, File]
    links: dict[str, str]
    folders: dict[str, int]
    build_args: tuple[str, ...]
    kinds: tuple[str, ...] = field(default=())
    modes_at_build: dict[str, int] = field(default_factory=dict)
    at_run_time: str = ""

    def write(self, folder: Path) -> None:
        """Puts the context below an empty folder."""
        for name, (mode, content) in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            path.chmod(mode)
        for name, target in self.links.items():
            (folder / name).symlink_to(target)
        for name, mode in self.folders.items():
            (folder / name).chmod(mode)


_BETWEEN = (
    "RUN mkdir -p /opt/between", "RUN echo between >> /log", "LABEL a=b", "EXPOSE 80", "ENV BETWEEN=1", "# a note", "",
    "RUN true", "ARG LATER=1", "RUN [ -d /opt ] || exit 1", "RUN set -e; echo strict >> /log",
)  # fmt: skip


def case(seed: int) -> Case:
    """The case of a seed: one episode to three, all on one base."""
    rng = random.Random(f"context {seed}")
    later = LATER_EPISODES if seed >= FIRST_LATER else ()
    newest = NEWEST_EPISODES if seed >= FIRST_NEWEST else ()
    makers, weights = zip(*EPISODES, *later, *newest, *(settings.EPISODES * 2 if seed >= settings.FIRST else ()))
    chosen: list[Episode] = []
    for number in range(rng.choice((1, 2, 2, 3))):
        episode: Episode = rng.choices(makers, weights)[0](rng, number)
        if not chosen or episode.base == chosen[0].base:
            chosen.append(episode)
    lines = [f"FROM {chosen[0].base}"]
    if chosen[0].base != "corp.example/user:3":
        lines.append("WORKDIR /work")
    for episode in chosen:
        lines += [rng.choice(_BETWEEN)] * (rng.random() < 0.5)
        lines += episode.lines
    if chosen[0].base == "corp.example/user:3":
        lines = [line for line in lines if "/log" not in line or "/shared/log" in line]
    return Case(
        "\n".join(lines) + "\n",
        {name: file for episode in chosen for name, file in episode.files.items()},
        {name: target for episode in chosen for name, target in episode.links.items()},
        {name: mode for episode in chosen for name, mode in episode.folders.items()},
        tuple(dict.fromkeys(arg for episode in chosen for arg in episode.build_args)),
        tuple(episode.kind for episode in chosen),
        {name: mode for episode in chosen for name, mode in episode.modes_at_build.items()},
        "\n".join(filter(None, (episode.at_run_time for episode in chosen))),
    )
