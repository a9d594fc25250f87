"""The site: every document has its place in it, and no link leads nowhere. `make site` builds it; here nothing is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from site_links import DOCS, PAGES, ROOT, with_links


def test_every_document_is_in_the_navigation() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = text[text.index("\nnav:") :]
    named = set(re.findall(r": (\S+\.md)\b", nav))
    assert named - set(PAGES.values()) == {path.name for path in DOCS.glob("*.md")} - {"index.md"}
    assert yaml.safe_load(nav)["nav"][0] == {"Start": "index.md"}


@pytest.mark.parametrize("path", [*sorted(DOCS.rglob("*.md")), ROOT / "SECURITY.md"], ids=lambda path: path.name)
def test_links_stay_inside_the_site(path: Path) -> None:
    text = with_links(path.read_text(encoding="utf-8"), path.parent)
    outside = [link for link in re.findall(r"\]\(([^():#\s]+)", text) if link.startswith("../../")]
    assert outside == []


def test_links_out_of_the_documents_become_names_or_pages() -> None:
    text = "[a](../SECURITY.md#x), [case](../golden), [b](config.md#c), [the README](../README.md), [w](https://a/b)"
    assert with_links(text, DOCS) == (
        "[a](security.md#x), case (`golden`), [b](config.md#c), [the README](index.md), [w](https://a/b)"
    )
    assert with_links("[a](docs/config.md#b) [c](action.yml)", ROOT) == "[a](config.md#b) c (`action.yml`)"
    text = with_links("[a](../config.md) [s](../../SECURITY.md)", DOCS / "rules")
    assert text == "[a](../config.md) [s](../security.md)"


def test_a_link_to_what_is_not_there_is_noticed() -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.md"):
        with_links("[a](none.md)", DOCS)
