"""The command line: one module a command, and what they share."""

import gc

# trees hold no cycles (tests/unit/engine/test_fix_loop.py), so that the collector finds nothing: 12 % of a run; here,
# so that it looks at nothing during the imports of a start either
gc.set_threshold(200_000, 50, 50)
