"""`python -m dslim`."""

import os
import sys

# `python -m` looks for modules in the working directory first: a `yaml.py` of the repository there would be run
if sys.path and sys.path[0] == os.getcwd() != os.path.dirname(os.path.dirname(os.path.abspath(__file__))):
    del sys.path[0]

from dslim.cli.main import main

main(prog_name="dslim")
