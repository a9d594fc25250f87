"""Where the user of a RUN is at home, which is where most tools keep their caches."""

from __future__ import annotations

from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.image_names import root_image
from dslim.facts.paths import normal_path
from dslim.facts.run import Run
from dslim.support.lazy_regex import regex

#: Official and vendors' images that start as root, with HOME=/root and no cache folder chosen by an ENV.
ROOTED = regex(
    r"(adoptopenjdk|almalinux|alpine|amazoncorretto|amazonlinux|archlinux|buildpack-deps|bun|caddy|centos|clojure"
    r"|composer|debian|drupal|eclipse-temurin|elixir|erlang|fedora|gcc|golang|haskell|httpd|ibmjava|julia|mariadb"
    r"|maven|mongo|mono|mysql|nginx|node|openjdk|oraclelinux|perl|php|postgres|pypy|python|r-base|redis|rockylinux"
    r"|ruby|rust|swift|tomcat|ubuntu|wordpress|nvidia/cuda|pytorch/pytorch|tensorflow/tensorflow|osrf/ros|ros"
    r"|mcr\.microsoft\.com/dotnet/(sdk|aspnet|runtime))"
)
#: Images with a user whose number and home are known.
_USERS = {("node", "node"): ("/home/node", 1000), ("node", "1000"): ("/home/node", 1000)}


class Home(NamedTuple):
    """The home of the user in force, and the number of that user."""

    path: str
    uid: int


def home_of(facts: Facts, run: Run) -> Home | str:
    """The home in force for a RUN, or why it is not known."""
    image = root_image(facts, run.stage)
    name = image.repository if image else ""
    user = (run.state.user or "").partition(":")[0] if run.state.user_set else "root"
    if "HOME=" in run.node.args:
        return "the RUN sets HOME"
    if user not in ("root", "0"):
        known = _USERS.get((name, user))
        return Home(*known) if known and "HOME" not in run.state.env else f"the home of USER {user or '?'} is not known"
    if not ROOTED.fullmatch(name):
        return f"where {image or 'the base image'} keeps caches is not known"
    if "HOME" not in run.state.env:
        return Home("/root", 0)
    told = run.state.env["HOME"]
    return Home(normal_path(told), 0) if told and told.startswith("/") else "the value of HOME is not known"
