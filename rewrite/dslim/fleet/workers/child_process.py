"""Does a piece of work in a process of its own, which takes none of ours with it however it ends."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from dslim.fleet.workers.engine import Died, stop_event
from dslim.support.processes import Limit, end_with_parent_process, run_command
from dslim.support.reading import open_file

Result = TypeVar("Result")
#: Starts Python without looking for modules in the working directory, which may be a stranger's.
_CODE = (
    "import sys; sys.path[:] = [p for p in sys.path if p];"
    " from dslim.fleet.workers.child_process import main; main(*sys.argv[1:])"
)


def run_in_child(work: Callable[..., Result], args: tuple[Any, ...], seconds: float) -> Result:
    """`work(*args)` in a process with a session of its own, a time limit, and an end with this process's.

    `work`: a function of a module; what it takes and gives can be pickled. Raises Died where the process ends without
    a result, and what the work raises.
    """
    with TemporaryDirectory(prefix="dslim-work-") as folder:
        asked, answer = os.path.join(folder, "asked"), os.path.join(folder, "answer")
        with open(asked, "wb") as file:
            pickle.dump((work, args), file)
        words = [sys.executable, "-c", _CODE, str(os.getpid()), asked, answer]
        finished = run_command(words, Limit(seconds, stop=stop_event()))
        if not os.path.exists(answer):
            raise Died(finished.reason or f"the process that did it ended with status {finished.status}")
        with open_file(answer) as file:
            result, error = pickle.load(file)
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]


def main(parent: str, asked: str, answer: str) -> None:
    """In the process: do the work that one file holds, and leave in the other what came of it."""
    end_with_parent_process(int(parent))
    result = error = None
    try:
        with open_file(asked) as file:
            work, args = pickle.load(file)
        result = work(*args)
    except Exception as raised:
        error = raised
    with open(answer + ".part", "wb") as file:
        pickle.dump((result, error), file)
    os.rename(answer + ".part", answer)
