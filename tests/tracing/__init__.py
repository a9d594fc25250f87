"""A trace oracle: do two sequences of RUN steps run the same commands?

Every external command is a stand-in that logs how it was called and then succeeds or fails as a seeded
plan says. What it cannot see: remembered command paths, a replaced shell, start-up files, mounts, a deleted
working directory, file ownership, ignored signals (`trap '' HUP`), exported functions (dash, which runs the
stand-ins, drops them), daemons. Those need real builds.
"""

from tracing.allowances import ALLOWANCES, Allowance
from tracing.compare import PLANS, compare, differences, run_script_sequence
from tracing.dockerfile import compare_dockerfiles
from tracing.model import Difference, Marker, Plan, RunStep, Step, Trace
from tracing.sandbox import SHELLS, MissingShellError, UnconfinedError

__all__ = [
    "ALLOWANCES", "PLANS", "SHELLS", "Allowance", "Difference", "Marker", "MissingShellError", "Plan",
    "RunStep", "Step", "Trace", "UnconfinedError", "compare", "compare_dockerfiles", "differences",
    "run_script_sequence",
]  # fmt: skip
