"""A `docker` for tests of the command line: builds files that hold nothing but `RUN touch FILE ...`.

A file below $FAKE_STATE is an image. What it is asked goes to the log there. Words in the Dockerfile that
it obeys: FAIL (the build fails), HANG (it never ends, but with $FAKE_AWAKE), EXTRA (a file too many). $FAKE_FAULT
names a word that stands for EXTRA, $FAKE_BREAK one for FAIL, $FAKE_HANG a command that never ends. $FAKE_DIGEST is the
digest of every image that it is asked about.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from fnmatch import fnmatch
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from images import docker_archive, layer, member

STATE = Path(os.environ["FAKE_STATE"])


def option(words: list[str], name: str) -> str:
    return words[words.index(name) + 1]


def hang(what: str) -> None:
    (STATE / "hangs").write_text(what)
    time.sleep(600)


def build(words: list[str]) -> int:
    text = Path(option(words, "--file")).read_text().replace("\\\n", "")
    print("Step: reading the Dockerfile", flush=True)
    if os.environ.get("FAKE_BREAK", "FAIL") in text:
        print("ERROR: process did not complete successfully: exit code: 7", file=sys.stderr)
        return 1
    if "HANG" in text and "FAKE_AWAKE" not in os.environ:
        hang("build")
    runs = re.findall(r"^RUN (.*)", text, re.MULTILINE)
    layers = [layer(*(member(path, path.encode()) for path in re.findall(r"touch /(\S+)", run))) for run in runs]
    fault = os.environ.get("FAKE_FAULT", "EXTRA")
    if fault in text:
        layers.append(layer(member("extra", b"")))
    history = [f"RUN /bin/sh -c {run} # buildkit" for run in runs]
    history += ["RUN /bin/sh -c touch /extra # buildkit"] * (len(layers) - len(runs))
    docker_archive(STATE / option(words, "--tag"), layers, words=history)
    return 0


def main(words: list[str]) -> int:
    with (STATE / "log").open("a") as log:
        log.write(ascii(" ".join(words))[1:-1] + "\n")
    if words[0] == "info":
        if "FAKE_DOWN" in os.environ:
            print("Cannot connect to the Docker daemon.\nIs it running?", file=sys.stderr)
        return int("FAKE_DOWN" in os.environ)
    if words[:2] == ["buildx", "build"]:
        return build(words)
    if words[0] == "save":
        if not (STATE / words[-1]).exists():
            print(f"Error response from daemon: reference does not exist: {words[-1]}", file=sys.stderr)
            return 1
        shutil.copy(STATE / words[-1], option(words, "--output"))
        if os.environ.get("FAKE_HANG") == "save":
            hang("save")
    if words[:2] == ["image", "ls"]:
        pattern = option(words, "--filter").removeprefix("reference=")
        print(*(path.name for path in STATE.iterdir() if fnmatch(path.name, pattern)), sep="\n")
    if words[:4] == ["image", "inspect", "--format", "{{.Id}}"]:
        print(os.environ.get("FAKE_DIGEST", ""))
    if words[:2] == ["image", "rm"]:
        (STATE / words[2]).unlink()
    return 0


sys.exit(main(sys.argv[1:]))
