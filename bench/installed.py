"""dslim as a user has it: a wheel of this checkout in an environment of its own.

An editable install looks modules up through a finder of its own, which takes 20 ms of each start.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent


def install(folder: Path) -> str:
    """Install into `folder`; the path of the program. What it depends on is taken from the running Python."""
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    told = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    site = Path(told.stdout.strip())
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--compile", "--target", site, ROOT], check=True)
    # after the wheel, and as a plain folder: what editable installs put there does not count
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    program = folder / "bin" / "dslim"
    # as pip writes it
    program.write_text(
        f"#!{python}\nimport re\nimport sys\nfrom dslim.cli.main import main\nif __name__ == '__main__':\n"
        "    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])\n    sys.exit(main())\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return str(program)
