"""Whether a RUN shows that it only unpacks where it stands: what came out of an archive it moves elsewhere."""

from __future__ import annotations

from dslim.facts import Facts
from dslim.facts.call_sites import CallSite
from dslim.facts.run import Run
from dslim.facts.stages import copied_from
from dslim.facts.working_directory import UNKNOWN, starts_in_own_shell
from dslim.rules.archives.archive_users import KeptArchive, calls_that_take
from dslim.support.lazy_regex import regex

#: A name of the working directory itself.
_NAME = regex(r"[\w.][\w.$:{}+-]*/?")
_PACKS = regex(r"-?[a-zA-Z]*[cruA]|--(?:create|append|update|cat)")
_ELSEWHERE = regex(r"/[\w./$:{}+-]*")


def is_left_in_scratch_folder(facts: Facts, run: Run, archive: KeptArchive, found: tuple[CallSite, ...]) -> bool:
    """Whether an archive lies in a working directory that nobody knows, and that is there to unpack in.

    The RUN moves a folder out of it, to an absolute path, and nothing takes a folder along that it may be.
    """
    if "$" in archive.path or archive.path.count("/") != 1 or not archive.path.startswith(f"{UNKNOWN}/"):
        return False
    own = starts_in_own_shell(run)
    after = (site for site in found[archive.open + 1 :] if site.simple.span.start in own)
    if not any(map(_moves_away, after)) or copied_from(facts.tree).get(run.stage):
        return False
    start = run.outer.span.start
    takers = (site for other, site, _ in calls_that_take(facts) if other.outer.span.start >= start)
    return all(map(_takes_named_only, takers))


def _takes_named_only(site: CallSite) -> bool:
    """Whether a call takes along what it names, from the folder that it runs in."""
    if site.call.name == "tar" and not any(map(_PACKS.match, site.call.texts[:1])):
        return True
    if site.call.name not in ("mv", "cp", "install", "ln"):
        return False
    words = [text.strip("\"'") for text in site.call.texts if not text.startswith("-")]
    return len(words) > 1 and all(_NAME.fullmatch(word) and word.strip("./") for word in words[:-1])


def _moves_away(site: CallSite) -> bool:
    """`mv x-1.0 /opt/x`"""
    words = [text.strip("\"'") for text in site.call.texts if not text.startswith("-")]
    if site.call.name != "mv" or len(words) != 2:
        return False
    return _NAME.fullmatch(words[0]) is not None and _ELSEWHERE.fullmatch(words[1]) is not None
