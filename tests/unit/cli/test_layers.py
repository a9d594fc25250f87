"""`dslim layers`: what each layer costs, and why; on archives made by hand, so without a builder."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from dslim.cli.main import main
from dslim.rules import RULES
from dslim.verify.image.compare import is_cache
from dslim.verify.image.image import ImageReader
from dslim.verify.image.merged_layers import visible_entries
from dslim.verify.image.waste import CACHES, find_waste
from images import docker_archive, hardlink, layer, member, oci_files, write_folder, write_tar

DOCKERFILE = """FROM debian
RUN make-it
COPY app /app
ENV A=1
RUN chown -R app /app
RUN apt-get update
RUN rm /big
CMD ["x"]
"""
BASE = layer(member("etc"), member("etc/status", b"s" * 100))
LAYERS = {
    "# debian.sh": BASE,
    "RUN /bin/sh -c make-it # buildkit": layer(member("big", b"b" * 5000), member("etc/status", b"t" * 200)),
    "COPY app /app # buildkit": layer(member("app"), member("app/one", b"1" * 1000), member("app/two", b"2" * 10)),
    "RUN /bin/sh -c chown -R app /app # buildkit": layer(
        member("app", uid=7), member("app/one", b"1" * 1000, uid=7), member("app/two", b"2" * 10, uid=7)
    ),
    "RUN /bin/sh -c apt-get update # buildkit": layer(
        member("var"), member("var/lib"), member("var/lib/apt"), member("var/lib/apt/lists"),
        member("var/lib/apt/lists/x", b"l" * 300),
    ),
    "RUN /bin/sh -c rm /big # buildkit": layer(member(".wh.big", b"")),
}  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    return docker_archive(tmp_path / "image.tar", list(LAYERS.values()), words=LAYERS)


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["layers", *map(str, args)])


def report(*args: object) -> Any:
    result = run(*args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_table_explains_each_layer(archive: Path) -> None:
    result = run(archive, "-f", archive.with_name("Dockerfile"))
    assert result.exit_code == 0
    assert (
        result.stdout
        == f"""\
{archive}: 7.6 kB in 6 layers, 6.4 kB (84%) of it for nothing

      size  for nothing  line  instruction
     100 B        100 B        # debian.sh
                                 100 B written anew later, /etc/status (the base image's)
    5.2 kB       5.0 kB     2  RUN make-it
                                 5.0 kB deleted later, by line 7, /big  -> SL102 late-cleanup
    1.0 kB                  3  COPY app /app
    1.0 kB       1.0 kB     5  RUN chown -R app /app
                                 1.0 kB stored a second time, only the owner changed, 2 files, the largest /app/one\
  -> SL301 copy-chown
     300 B        300 B     6  RUN apt-get update
                                 300 B of cache in /var/lib/apt/lists  -> SL201 apt-lists
       0 B                  7  RUN rm /big
    7.6 kB       6.4 kB        in all
""".replace("SL301 copy-chown", owner_rules())
    )


def owner_rules() -> str:
    return " or ".join(
        f"{rule.code} {rule.name}"
        for rule in sorted(RULES, key=lambda rule: rule.code)
        if rule.code in ("SL301", "SL304")
    )


def test_json_says_the_same(archive: Path) -> None:
    data = report(archive)
    assert (data["size"], data["lost"]) == (7620, 6410)
    made, chown = data["layers"][1], data["layers"][3]
    assert made["losses"] == [
        {
            "kind": "deleted", "what": "", "size": 5000, "files": 1, "by_layers": [6],
            "largest": {"path": "/big", "size": 5000}, "rules": ["SL102 late-cleanup"],
        }
    ]  # fmt: skip
    loss = chown["losses"][0]
    assert (loss["kind"], loss["what"], loss["size"]) == ("again", "owner", 1010)
    assert [entry["lines"] for entry in data["layers"]] == [None] * 6
    known = report(archive, "-f", archive.with_name("Dockerfile"))
    assert [entry["lines"] for entry in known["layers"]] == [None, [2, 2], [3, 3], [5, 5], [6, 6], [7, 7]]
    assert known["layers"][0]["losses"][0]["rules"] == []


@pytest.mark.parametrize("kind", ["folder", "tar", "tar.gz"])
def test_every_kind_of_archive(archive: Path, tmp_path: Path, kind: str) -> None:
    path = archive
    if kind == "tar.gz":
        path = tmp_path / "image.tar.gz"
        path.write_bytes(gzip.compress(archive.read_bytes()))
    else:
        write = write_folder if kind == "folder" else write_tar
        path = write(tmp_path / f"oci-{kind}", oci_files(list(LAYERS.values())))
    assert report(path)["size"] == report(archive)["size"]


def test_a_mode_alone_both_and_nothing(tmp_path: Path) -> None:
    first = layer(*(member(name, b"x" * 10) for name in "abc"))
    second = layer(
        member("a", b"x" * 10, mode=0o600), member("b", b"x" * 10, mode=0o600, gid=1), member("c", b"x" * 10)
    )
    words = ["COPY . / # buildkit", "RUN /bin/sh -c chmod 644 c # buildkit"]
    data = report(docker_archive(tmp_path / "i.tar", [first, second], words=words))
    assert data["layers"][0]["losses"] == []
    found = {loss["what"]: (loss["size"], loss["rules"]) for loss in data["layers"][1]["losses"]}
    assert {what: size for what, (size, _) in found.items()} == {"mode": 10, "both": 10, "nothing": 10}
    assert any(rule.startswith("SL303") for rule in found["nothing"][1])


def test_a_rewrite_that_changes_nothing_has_no_remedy_but_for_chown(tmp_path: Path) -> None:
    layers = [layer(member("a", b"x" * 10)), layer(member("a", b"x" * 10))]
    words = ["COPY . / # buildkit", "RUN /bin/sh -c make a # buildkit"]
    (loss,) = report(docker_archive(tmp_path / "i.tar", layers, words=words))["layers"][1]["losses"]
    assert (loss["what"], loss["rules"]) == ("nothing", [])


NAMES = st.sampled_from(["a", "b", "c"])
FILES = st.dictionaries(NAMES, st.tuples(st.sampled_from([b"", b"1", b"22"]), st.sampled_from([0, 7])), max_size=3)


@given(st.lists(st.tuples(FILES, st.sets(NAMES)), min_size=1, max_size=4))
def test_losses_are_what_the_image_does_not_show(tmp_path_factory: Any, plan: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("losses")
    layers = [
        layer(
            *(member(name, data, uid=uid) for name, (data, uid) in files.items()),
            *(member(f".wh.{name}", b"") for name in gone - files.keys()),
            *([hardlink("link", next(iter(files)))] if files else []),
        )
        for files, gone in plan
    ]
    image = ImageReader(folder).read_image(docker_archive(folder / "i.tar", layers))
    shown = sum(entry.stored for entry in visible_entries(image.layers))
    assert sum(loss.size for losses in find_waste(image) for loss in losses) == image.size - shown


def test_caches_belong_to_rules_or_to_none(tmp_path: Path) -> None:
    for path, code in CACHES.items():
        assert is_cache(path.replace("*", "app") + "/x", (path,))
        assert code.startswith("SL2")


def test_names_do_not_drive_the_terminal(tmp_path: Path) -> None:
    evil = "a\x1b]0;owned\x07\n\udcff"
    layers = [layer(member(evil, b"x" * 10)), layer(member(evil, b"x" * 10, uid=1))]
    result = run(docker_archive(tmp_path / "i.tar", layers, words=["RUN \x1b[2J", "RUN b"]))
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert r"/a\x1b]0;owned\x07\n\xff" in result.stdout


def test_a_dockerfile_alone(archive: Path) -> None:
    result = run(archive.with_name("Dockerfile"))
    assert result.stdout.splitlines()[2:] == [
        " line  cost         instruction",
        "    2  layer        RUN make-it",
        "    3  layer        COPY app /app",
        "    4  free         ENV A=1",
        "    5  layer        RUN chown -R app /app",
        "    6  layer        RUN apt-get update",
        "    7  layer        RUN rm /big",
        '    8  free         CMD ["x"]',
    ]
    assert "5 of 7 instructions make a layer on top of the base image, 2 are free" in result.stdout
    data = report(archive.with_name("Dockerfile"))
    assert data["instructions"][2] == {"line": 4, "keyword": "ENV", "cost": "free"}


def test_only_the_stages_of_the_image_count(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM a AS one\nRUN 1\nFROM b\nRUN 2\nFROM one\nRUN 3\nWORKDIR /x\n")
    assert [entry["line"] for entry in report(path)["instructions"]] == [2, 6, 7]
    assert [entry["line"] for entry in report(path, "--target", "one")["instructions"]] == [2]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("broken.tar", b"x" * 100 + b"\0" * 1000, "not an image archive"),
        ("broken.tar.gz", b"\x1f\x8b nonsense", "truncated or damaged"),
        ("Dockerfile", b"FROM a\nNONSENSE x\n", "Dockerfile:2:1: error: "),
    ],
)
def test_errors_are_one_line_and_exit_2(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    result = run(tmp_path / name)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
