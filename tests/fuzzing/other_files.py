"""Mutants of the files that lie beside a Dockerfile: `python -m fuzzing.other_files --count 20000`, in tests/.

Whatever stands in them, dslim says so in one line, or does without: the only exceptions are those that its command
line prints.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from dslim.fleet.builds.build_files import clear_build_file_caches, read_build_file
from dslim.fleet.config.config_file import read_config
from dslim.fleet.config.settings import ConfigError
from dslim.fleet.discovery.ignore_files import IgnoreRules
from dslim.fleet.discovery.templates import template_kind
from dslim.syntax import DockerfileSyntaxError
from dslim.verify.errors import ImageError
from dslim.verify.image.archive import open_archive
from dslim.verify.image.json_documents import CONFIG, INDEX, MANIFEST, SAVED, check_shape, read_json
from fuzzing.generate import write_context
from fuzzing.mutators import mutate

DOCKERFILE = """FROM node:20
WORKDIR /app
COPY . .
RUN ./run.sh && npm run build && apt-get update && apt-get install -y curl
RUN chown -R node:node /app
"""


@dataclass(frozen=True)
class Target:
    """A kind of file: what it is called, what it may look like, and what reads it."""

    name: str
    texts: tuple[str, ...]
    read: Callable[[Path], object]


def _ignores(path: Path) -> object:
    context = open_context(str(path.parent))
    assert context is not None
    names = ("a", "app/main.py", "app/lib/deep/er.txt", ".git/config", "é", "a b", "x" * 300)
    return [context.is_ignored(name) for name in names], context.size("."), context.files("app")


def _gitignore(path: Path) -> object:
    ignored = IgnoreRules().with_folder(str(path.parent))
    names = ("a", "a/b/c.py", "é", "d", "x" * 300)
    return [ignored.ignores(f"{path.parent}/{name}", name.endswith("d")) for name in names]


def _builds(path: Path) -> object:
    clear_build_file_caches()
    return read_build_file(str(path))


def _fix_beside(path: Path) -> object:
    outcome = fix_text(DOCKERFILE, Options(unsafe=True), open_context(str(path.parent)))
    assert outcome.error is None, outcome.error
    return outcome


def _config(path: Path) -> object:
    return read_config(str(path))


def _template(path: Path) -> object:
    return template_kind(path.read_bytes().decode("utf-8", "surrogateescape"))


def _document(path: Path) -> object:
    with TemporaryDirectory() as work:
        archive = open_archive(path.parent, Path(work))
        value = read_json(archive, path.name)
    for shape in (INDEX, MANIFEST, SAVED, CONFIG):
        try:
            check_shape(value, shape, path.name)
        except ImageError:
            continue
    return value


_COMPOSE = """services:
  web: &web
    build: {context: ./app, dockerfile: ../Dockerfile, target: last, args: [A=1, B]}
    image: "x:${TAG:-latest}"
  other:
    <<: *web
    build:
      context: .
      args:
        A: 1
      additional_contexts: {base: docker-image://debian:12}
"""
_BAKE = {
    "group": {"default": {"targets": ["a", "b"]}},
    "target": {"a": {"context": ".", "dockerfile": "Dockerfile", "args": {"A": "1"}}, "b": {"inherits": ["a"]}},
}
_HCL = """variable "TAG" { default = "latest" }
group "default" { targets = ["a", "b"] }
target "a" {
  context = "."
  args = { A = "${TAG}" }
}
target "b" { inherits = ["a"] dockerfile = "other/Dockerfile" }
"""
_TOML = """merge = "bytes"
ignore = ["SL101"]
exclude = ["vendor/**", "*.tmpl"]
context = "."
[[overrides]]
paths = ["services/*"]
unsafe-fixes = true
"""
_CONFIG = {
    "architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": ["sha256:" + "0" * 64]},
    "history": [{"created_by": "RUN x", "empty_layer": True}], "config": {"Env": ["A=b"], "Labels": {"a": "b"}},
}  # fmt: skip
_INDEX = {"schemaVersion": 2, "manifests": [{"digest": "sha256:" + "0" * 64, "size": 1, "platform": {"os": "linux"}}]}

_PACKAGE = '{"scripts": {"build": "tsc", "postinstall": "chown -R a b"}, "yarn": "1"}'
_SCRIPT = "#!/bin/sh\nset -e\ncd /x && rm -rf $A\nchown -R a:b /app\nif a; then b; fi\n"
_TEMPLATE = "FROM {{ base }}\n{% if a %}RUN x{% endif %}\n<% y %>\n#include <a>\nRUN a <<E\n{{x}}\nE\n"
_DOCUMENTS = (_CONFIG, _INDEX, [{"Config": "a", "Layers": ["b"]}])

TARGETS = (
    Target(".dockerignore", ("*.log\n!keep.log\napp/lib/**\n# c\n/a/../b\n[a-z]?\\*\n**/x\n",), _ignores),
    Target(".gitignore", ("*.pyc\n!/a/b.pyc\n\\#x\nbuild/\n**/x/**\n[!a-c]*\nfoo\\ \n",), _gitignore),
    Target("compose.yaml", (_COMPOSE,), _builds),
    Target("docker-bake.json", (json.dumps(_BAKE),), _builds),
    Target("docker-bake.hcl", (_HCL,), _builds),
    Target("dslim.toml", (_TOML,), _config),
    Target("pyproject.toml", ("[tool.dslim]\n" + _TOML.replace("[[", "[[tool.dslim."),), _config),
    Target("package.json", (_PACKAGE,), _fix_beside),
    Target("run.sh", (_SCRIPT,), _fix_beside),
    Target("Dockerfile.j2", (_TEMPLATE,), _template),
    Target("config.json", tuple(json.dumps(document) for document in _DOCUMENTS), _document),
)

#: What the command line turns into one line with the file's name, and exit code 2.
REFUSALS = (ConfigError, ImageError, DockerfileSyntaxError)


def mutant_of(target: Target, seed: int, number: int) -> bytes:
    """A mutant, always the same for one kind of file, one seed and one number."""
    chance = random.Random(f"{target.name}:{seed}:{number}")
    text, other = chance.choice(target.texts), chance.choice(TARGETS).texts[0]
    return mutate(chance, text, other)[0].encode("utf-8", "surrogateescape")


def error_of(target: Target, data: bytes, folder: Path) -> str | None:
    """The traceback of what reading this text ends in, None where it is read or refused in one line."""
    (folder / target.name).write_bytes(data)
    try:
        target.read(folder / target.name)
    except REFUSALS as refusal:
        return None if str(refusal).strip() else f"a refusal without a reason: {refusal!r}"
    except Exception:
        return traceback.format_exc(limit=-5)
    return None


def main() -> int:
    """Tries mutants of each kind of file and prints the first of each that fails; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000, help="of each kind of file")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    failed: Counter[str] = Counter()
    for target in TARGETS:
        with TemporaryDirectory() as name:
            write_context(Path(name))
            for number in range(args.count):
                data = mutant_of(target, args.seed, number)
                if found := error_of(target, data, Path(name)):
                    failed[target.name] += 1
                    if failed[target.name] == 1:
                        print(f"== {target.name}, seed {args.seed}, number {number}: {data[:2000]!r}\n{found}")
    print(f"{args.count} of each of {len(TARGETS)} kinds; failures: {dict(failed) or 'none'}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
