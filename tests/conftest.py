"""Fixtures and markers of the whole test suite."""

import atexit
import os
import shutil
import tempfile

pytest_plugins = ["builder.plugin"]

# what the user keeps is not ours to read or fill; a folder of a test's own where a test needs an empty one
os.environ["DSLIM_CACHE_DIR"] = tempfile.mkdtemp(prefix="dslim-test-cache-")
atexit.register(shutil.rmtree, os.environ["DSLIM_CACHE_DIR"], ignore_errors=True)
