"""Hooks of mkdocs for `make site`: pages that are made, and links that leave docs/, where the site has no such page."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
#: Pages of the site that stand elsewhere in the repository -> their name in the site.
PAGES = {"SECURITY.md": "security.md", "README.md": "index.md"}
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s:#]+)(#[^()\s]*)?\)")


def on_config(config: Any) -> Any:
    """Put the pages of the rules into the navigation, behind the first page."""
    rules = sorted(path.name for path in (DOCS / "rules").glob("SL*.md"))
    pages = [{name.removesuffix(".md").replace("-", " ", 1): f"rules/{name}"} for name in rules]
    config.nav = [config.nav[0], {"Rules": [{"All rules": "rules/README.md"}, *pages]}, *config.nav[1:]]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add SECURITY.md as a page."""
    from mkdocs.structure.files import File

    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    files.append(File.generated(config, "security.md", content=with_links(text, ROOT)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """The page with its links as the site needs them."""
    if page.file.src_uri == "security.md":
        return markdown
    return with_links(markdown, (DOCS / page.file.src_uri).parent)


def with_links(markdown: str, folder: Path) -> str:
    """Text of a page in `folder` whose links stay inside the site; one to another file becomes the file's name.

    Raises FileNotFoundError for a link to what is not there.
    """
    return _LINK.sub(lambda found: _link(found, folder), markdown)


def _link(found: re.Match[str], folder: Path) -> str:
    text, target, anchor = found[1], found[2], found[3] or ""
    path = Path(os.path.normpath(folder / target))
    if not path.exists():
        raise FileNotFoundError(f"{folder}: a link to {target}, which is not there")
    name = path.relative_to(ROOT).as_posix()
    if name in PAGES:
        start = os.path.relpath(DOCS, folder) if folder != ROOT else "."
        return f"[{text}]({os.path.normpath(os.path.join(start, PAGES[name]))}{anchor})"
    if path.is_relative_to(DOCS):
        return f"[{text}]({os.path.relpath(path, DOCS if folder == ROOT else folder)}{anchor})"
    return f"{text} (`{name}`)" if name not in text else text
