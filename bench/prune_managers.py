"""Form prune of `dslim shrink` with the real package managers: `python bench/prune_managers.py`.

npm, yarn 1, pnpm and composer each install a project with one package that it runs and one, of 1 MB, for its
development: left out where nothing comes after the install, and removed behind the last step of a build stage. Yarn and
pnpm come from npm's registry (`npm pack`), composer from Debian, their packages from the index of the tests. Prints a
table: what is added to the base as it is and after, and the words that changed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from builder import TestBuilder
from builder.machine import open_builder
from dslim.shrink.owner_test.owner_test import ScriptTest
from dslim.verify.session import BuildJob
from shrink_cases import megabytes, smallest

_NPM = {"dependencies": {"left-tiny": "1.0.0"}, "devDependencies": {"left-large": "1.0.0"}}
_NODE_FILES = {
    "package.json": json.dumps({"name": "a", "version": "1.0.0", **_NPM}),
    "run.js": 'console.log(require("left-tiny") ? "made" : "")\n',
}
_LOCAL = {"type": "path", "url": "/packages/*", "options": {"symlink": False}}
_PHP_FILES = {
    "composer.json": json.dumps({
        "name": "a/a", "repositories": [_LOCAL, {"packagist.org": False}],
        "require": {"a/tiny": "*"}, "require-dev": {"a/large": "*"},
    }),
    "run.php": '<?php echo is_dir(__DIR__ . "/vendor/a/tiny") ? "made\\n" : "";\n',
}  # fmt: skip
_PHP_BASE = (
    "FROM debian:bookworm-slim\n"
    "RUN apt-get update && apt-get install -y --no-install-recommends composer && rm -rf /var/lib/apt/lists/*\n"
    "RUN for name in tiny large; do mkdir -p /packages/$name && echo "
    '"{\\"name\\": \\"a/$name\\", \\"version\\": \\"1.0\\", \\"bin\\": [\\"$name\\"]}" > /packages/$name/composer.json'
    " && echo '#!/bin/sh' > /packages/$name/$name; done && head -c 1000000 /dev/urandom > /packages/large/data\n"
)
HEADER = "| manager | file | as it is | pruned | form | what changed |\n| --- | --- | ---: | ---: | --- | --- |"


@dataclass(frozen=True)
class Manager:
    """A package manager. `base`: lines of its image; `files`: of the project; `install`, `run`: its commands."""

    name: str
    base: str
    files: Mapping[str, str]
    install: str
    run: str
    tarball: str = ""

    def dockerfiles(self) -> dict[str, str]:
        """A file of one stage, and one that builds in a stage of its own."""
        start = f"FROM dslim-prune:{self.name}"
        steps = f"WORKDIR /app\nCOPY . .\nRUN {self.install}\n"
        end = f'CMD ["{self.run.split()[0]}", "{self.run.split()[1]}"]\n'
        build = f"{start} AS build\n{steps}RUN cp run.* built\n"
        copied = f"{start}\nWORKDIR /app\nCOPY --from=build /app /app\n"
        return {"one stage": f"{start}\n{steps}{end}", "two stages": f"{build}{copied}{end}"}


def _node(name: str, install: str, tarball: str) -> Manager:
    base = "FROM node:stand-in\nENV NODE_EXTRA_CA_CERTS=/etc/ssl/index.pem\n"
    if tarball:
        # npm's own settings are not read by all: this variable is
        base += "ARG REGISTRY\nENV npm_config_registry=$REGISTRY\nCOPY package.tgz /\n"
        base += "RUN npm install --global --offline /package.tgz && rm /package.tgz\n"
    return Manager(name, base, _NODE_FILES, install, "node run.js", tarball)


MANAGERS = (
    _node("npm", "npm install", ""),
    _node("yarn", "yarn install", "yarn@1.22.22"),
    _node("pnpm", "pnpm install", "pnpm@8.15.9"),
    Manager("composer", _PHP_BASE, _PHP_FILES, "composer install --no-interaction", "php run.php"),
)


def main() -> int:
    """Prints the table as it comes; 1 where something was not pruned."""
    asked, failed = sys.argv[1:], 0
    print(HEADER, flush=True)
    with open_builder() as builder:
        builder.need("node")
        for manager in (one for one in MANAGERS if not asked or one.name in asked):
            _make_base(builder, manager)
            for kind, text in manager.dockerfiles().items():
                cells = _cells(builder, manager, text)
                failed += cells[2] != "prune"
                print(f"| {' | '.join([manager.name, kind, *cells])} |", flush=True)
            builder.docker("rmi", f"dslim-prune:{manager.name}")
    return int(failed > 0)


def _make_base(builder: TestBuilder, manager: Manager) -> None:
    from builder import daemon, serve

    with TemporaryDirectory() as folder:
        if manager.tarball:
            pack = ["npm", "pack", "--silent", "--pack-destination", folder, manager.tarball]
            subprocess.run(pack, check=True, stdout=subprocess.DEVNULL)
            next(Path(folder).glob("*.tgz")).rename(Path(folder, "package.tgz"))
        Path(folder, "Dockerfile").write_text(manager.base, encoding="utf-8")
        words = ["--network", builder.network, "--build-arg", f"REGISTRY={serve.url(daemon.home())}/"]
        builder.docker(*builder.builder.build_words, *words, "--tag", f"dslim-prune:{manager.name}", folder)


def _cells(builder: TestBuilder, manager: Manager, text: str) -> list[str]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path, content in {**manager.files, "Dockerfile": text}.items():
            (folder / path).write_text(content, encoding="utf-8")
        (folder / ".dockerignore").write_text("test.sh\nDockerfile\n", encoding="utf-8")
        test = folder / "test.sh"
        said = f'"$(docker run --rm --network host $IMAGE {manager.run})"'
        test.write_text(f"#!/bin/sh\n[ {said} = made ]\n", encoding="utf-8")
        test.chmod(0o755)
        job = BuildJob(builder.builder, folder, folder / "Dockerfile", network=builder.network)
        found = smallest(job, ScriptTest(test), "build")
    form = ", ".join(change.form for change in found.changes) or "; ".join(found.notes) or "none"
    before = set(found.before.splitlines())
    changed = "; ".join(f"`{line}`" for line in found.after.splitlines() if line not in before)
    sizes = [megabytes(size - found.size_base) for size in (found.size_before, found.size_after)]
    return [*sizes, form, changed]


if __name__ == "__main__":
    sys.exit(main())
