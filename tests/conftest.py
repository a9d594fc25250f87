"""Fixtures and markers of the whole test suite."""

import atexit
import os
import shutil
import signal
import tempfile

import pytest

pytest_plugins = ["builder.plugin"]

# A run in the background of a shell, or under nohup, inherits these as ignored, and so would what it starts:
# a test that presses Ctrl-C would wait in vain.
for _number in ("SIGINT", "SIGTERM", "SIGHUP"):
    if hasattr(signal, _number) and signal.getsignal(getattr(signal, _number)) is signal.SIG_IGN:
        _handler = signal.default_int_handler if _number == "SIGINT" else signal.SIG_DFL
        signal.signal(getattr(signal, _number), _handler)

# what the user keeps is not ours to read or fill; a folder of a test's own where a test needs an empty one
os.environ["DSLIM_CACHE_DIR"] = tempfile.mkdtemp(prefix="dslim-test-cache-")
os.environ["XDG_STATE_HOME"] = os.path.join(os.environ["DSLIM_CACHE_DIR"], "state")
atexit.register(shutil.rmtree, os.environ["DSLIM_CACHE_DIR"], ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """A loaded machine fails no property test. Where the wheel's golden cases run, Hypothesis is not installed."""
    if config.pluginmanager.hasplugin("hypothesispytest"):
        from hypothesis import HealthCheck, settings

        settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
        settings.load_profile("untimed")
