"""`python -m dslim`."""

from dslim.cli.main import main

main(prog_name="dslim")
