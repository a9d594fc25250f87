"""Where the user of a RUN is at home, which is where most tools keep their caches."""

from __future__ import annotations

from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.image_names import root_image
from dslim.facts.official_images import Row, row_for
from dslim.facts.paths import normal_path
from dslim.facts.run import Run


class Home(NamedTuple):
    """The home of the user in force, and the number of that user."""

    path: str
    uid: int


def home_of(facts: Facts, run: Run) -> Home | str:
    """The home in force for a RUN, or why it is not known."""
    image = root_image(facts, run.stage)
    row = row_for(image) if image else Row("")
    user = (run.state.user or "").partition(":")[0] if run.state.user_set else "root"
    if "HOME=" in run.node.args:
        return "the RUN sets HOME"
    if user not in ("root", "0"):
        known = row.uid and user in (row.users[0], row.uid) and "HOME" not in run.state.env
        return Home(f"/home/{row.users[0]}", int(row.uid)) if known else f"the home of USER {user or '?'} is not known"
    if not row.home:
        base = image or "the base image"
        unknown = f"it is not known which user {base} runs as, and so where caches are"
        return f"{unknown}: write `USER root` above the RUN if that user is root"
    if "HOME" not in run.state.env:
        return Home("/root", 0)
    home = run.state.env["HOME"]
    return Home(normal_path(home), 0) if home and home.startswith("/") else "the value of HOME is not known"
