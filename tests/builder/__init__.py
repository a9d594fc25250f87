"""A real builder for tests: set up once a session, base images included, no registry needed.

In a test: mark it `builder`, take the fixture `builder`, and

    a = builder.build("FROM busybox\nRUN echo a > /x\n", context)
    b = builder.build("FROM busybox\nRUN echo b > /x\n", context)
    assert builder.compare_images(a, b) == []

Base images: `busybox`, `debian:bookworm-slim`, `debian:fastapt` (real apt, its repository in the image:
packages alpha, which recommends beta, and gamma), and by `builder.need(...)` the slower ones: see bases.py.
"""

from builder.api import TestBuilder
from builder.machine import BuilderMissing, open_builder

__all__ = ["BuilderMissing", "TestBuilder", "open_builder"]
