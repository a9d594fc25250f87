"""After `import_all` nothing of dslim is imported: another version of it may lie in its place by then."""

from __future__ import annotations

import subprocess
import sys

from dslim.shrink.import_all import import_all

_SCRIPT = f"""
import sys
from importlib.abc import MetaPathFinder
from {import_all.__module__} import import_all
import_all()

class Refuses(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.startswith("dslim."):
            raise ImportError(name + " is imported late")

sys.meta_path.insert(0, Refuses())
from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.rules import RULES
for rule in RULES:
    fix_text(rule.example[0], Options(unsafe=True))
print(len(RULES))
"""


def test_nothing_is_imported_late() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20
