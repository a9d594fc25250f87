"""The program as a module: `python -m dslim` runs what the command `dslim` runs."""

import os
import sys


def leave_out_working_directory() -> None:
    """Have no module of the working directory run: `python -m` looks there first, and it may hold a `yaml.py`."""
    if sys.path and sys.path[0] == os.getcwd() != os.path.dirname(os.path.dirname(os.path.abspath(__file__))):
        del sys.path[0]


if __name__ == "__main__":
    leave_out_working_directory()
    from dslim.cli.main import main

    main(prog_name="dslim")
