"""dslim as a user has it: a wheel of this checkout in an environment of its own, with what it depends on and no more.

An editable install looks modules up through a finder of its own, which takes 20 ms of each start; and a package of
development can slow others down (interegular, where it is installed, makes Lark check its own grammar: 0.1 s a start).
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent


def install(folder: Path) -> str:
    """Install into `folder`, dependencies from where pip takes them; the path of the program."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch, "source")
        source.mkdir()
        # from a copy: a build/ left in the tree would end up in the wheel
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, source)
        for name in ("rewrite", "grammar"):
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--compile"]
        subprocess.run([*pip, str(source)], check=True)
    return str(folder / "bin" / "dslim")
