"""A real browser for tests: Debian's Chromium, installed where that can be done."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from builder import daemon
from programs import is_debian_root

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


_POLICY = re.compile("<meta http-equiv=[^>]*>")


def find() -> str | None:
    """The browser's program; None where there is none and none can be installed."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and is_debian_root():
        daemon.apt_install("chromium")
        found = shutil.which("chromium")
    return found


def look(browser: str, page: Path, script: str, profile: Path, width: int = 1400) -> Any:
    """What `script`, the body of a function, returns inside the page, in a window of `width` pixels.

    `profile`: a folder for the browser's own files.
    """
    ask = f"<script>document.title = JSON.stringify((() => {{{script}}})())</script>"
    copy = profile / "page.html"
    profile.mkdir(exist_ok=True)
    # the page forbids scripts, ours too
    copy.write_text(_POLICY.sub("", page.read_text(encoding="utf-8")) + ask, encoding="utf-8")
    command = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
        f"--user-data-dir={profile / 'data'}", f"--window-size={width},1000", "--dump-dom", copy.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    title = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    assert title is not None, done.stdout[:500]
    return json.loads(html.unescape(title[1]))
