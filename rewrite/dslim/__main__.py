"""`python -m dslim`."""

from dslim.cli.start import program

program()
