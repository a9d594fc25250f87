"""What `dslim layers` says of an image and of a Dockerfile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dslim.syntax import parse
from dslim.verify.image.image import ImageReader
from dslim.verify.image.layer_reports import (
    FREE,
    costs,
    file_data,
    file_lines,
    image_data,
    image_lines,
    layer_reports,
)
from dslim.verify.report.page_style import STYLE
from images import docker_archive, layer, member

TEXT = "FROM debian\nRUN make\nCOPY a /a\nRUN rm /big\n"
WORDS = ("# debian", "RUN /bin/sh -c make # buildkit", "COPY a /a # buildkit", "RUN /bin/sh -c rm /big # buildkit")
LAYERS = (
    layer(member("etc", b"e" * 100)),
    layer(member("big", b"b" * 5000)),
    layer(member("a", b"a" * 10)),
    layer(member(".wh.big", b"")),
)


def test_a_file_deleted_later_is_lost_where_it_is_stored(tmp_path: Path) -> None:
    image = ImageReader(tmp_path).read_image(docker_archive(tmp_path / "i.tar", LAYERS, words=WORDS))
    reports = layer_reports(image, parse(TEXT))
    assert [report.lost_bytes for report in reports] == [0, 5000, 0, 0]
    assert [report.node.line if report.node else None for report in reports] == [None, 2, 3, 4]
    assert [report.is_ours for report in reports] == [False, True, True, True]
    text = "\n".join(image_lines("i", image, reports))
    assert text.startswith("i: 5.1 kB in 4 layers, 5.0 kB (98%) of it for nothing")
    assert "5.0 kB deleted later, by line 4, /big" in text
    data = image_data("i", image, reports)
    assert (data["size"], data["lost"]) == (5110, 5000)
    loss = data["layers"][1]["losses"][0]
    assert (loss["kind"], loss["by_layers"], loss["largest"]) == ("deleted", [4], {"path": "/big", "size": 5000})


def test_without_a_dockerfile_layers_go_by_their_number(tmp_path: Path) -> None:
    image = ImageReader(tmp_path).read_image(docker_archive(tmp_path / "i.tar", LAYERS, words=WORDS))
    reports = layer_reports(image)
    assert all(report.is_ours and report.node is None for report in reports)
    assert "deleted later, by layer 4 (RUN rm /big)" in "\n".join(image_lines("i", image, reports))


@pytest.mark.parametrize("keyword", sorted(FREE - {"ONBUILD", "HEALTHCHECK"}))
def test_instructions_that_only_edit_the_config_are_free(keyword: str) -> None:
    words = {"ENV": "a=b", "LABEL": "a=b", "EXPOSE": "80", "SHELL": '["sh"]'}.get(keyword, "a")
    assert [cost for _, cost in costs(parse(f"FROM a\n{keyword} {words}\nRUN b\nWORKDIR /c\n"))] == [
        "free", "layer", "empty layer",
    ]  # fmt: skip


def test_the_report_on_a_dockerfile_counts_its_layers() -> None:
    tree = parse("FROM a AS b\nRUN x\nFROM b\nENV a=b\nRUN y \\\n    z\n")
    first, _, _, *rows = file_lines("D", tree)
    assert first == "D: 2 of 3 instructions make a layer on top of the base image, 1 are free"
    assert [row.split(maxsplit=2) for row in rows] == [
        ["2", "layer", "RUN x"], ["4", "free", "ENV a=b"], ["5", "layer", "RUN y z"],
    ]  # fmt: skip
    assert file_data("D", tree, "b")["instructions"] == [{"line": 2, "keyword": "RUN", "cost": "layer"}]


def test_the_page_has_a_style_that_loads_nothing_and_uses_only_colours_that_it_has() -> None:
    assert STYLE.count("{") == STYLE.count("}")
    assert re.search(r"url\(|@import|</", STYLE) is None
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL):
        assert set(re.findall(r"var\((--\w+)\)", STYLE)) <= set(re.findall(r"(--\w+):", block))
