"""`python -m dslim`."""

import sys

from dslim.cli.start import start

sys.exit(start())
