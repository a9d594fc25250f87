"""Expressions that look for several words in a row look through nothing twice, and still find them."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from types import FrameType

import pytest

from dslim.facts.nested_scripts import _FED
from dslim.facts.paths import Overlap, word_overlap
from dslim.facts.users import _TAKES_USERS
from dslim.rules.archives.archive_users import _VARIABLE
from dslim.rules.caches.apt_commands import _NAMED
from dslim.rules.caches.docker_clean import _CALLS
from dslim.rules.caches.manager_cleanup import _is_sweeper
from dslim.rules.caches.pip_no_cache import _OFF, _UPGRADE
from dslim.rules.caches.tool_caches import _PACKAGED_RUBIES
from dslim.rules.ownership.setuid_bits import _SETS_BITS
from dslim.run_edits.line_style import _AFTER, _counted, _up_to_content

SIZE = 100_000
#: Of this process's CPU alone, a thousand times what one pass takes: no busy machine makes it too little.
CPU_SECONDS = 10


@pytest.fixture
def bounded() -> Iterator[None]:
    """Ends what takes longer than any number of passes that does not grow with the text."""

    def ended(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, ended)
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize(
    ("pattern", "unit"),
    [
        (_OFF, " "), (_UPGRADE, "pip"), (_UPGRADE, "pip install "), (_UPGRADE, "install -U "),
        (_PACKAGED_RUBIES[0][0], "apt-get install "), (_PACKAGED_RUBIES[0][0], "install "),
        (_PACKAGED_RUBIES[0][0], "apt "),
        (_PACKAGED_RUBIES[1][0], "apk add "), (_CALLS, "apt "), (_TAKES_USERS, ">"), (_TAKES_USERS, "-i"),
        (_SETS_BITS, "find "), (_SETS_BITS, "chmod a"), (_FED, "|"), (_FED, "|/"), (_NAMED, "-apt "), (_NAMED, "apt -"),

    ],
)  # fmt: skip
@pytest.mark.usefixtures("bounded")
def test_nothing_is_found_in_one_pass(pattern: re.Pattern[str], unit: str) -> None:
    assert pattern.search("no-cache-dir " + unit * (SIZE // len(unit)) + "\x01") is None


@pytest.mark.usefixtures("bounded")
def test_joints_in_comments_are_looked_at_once() -> None:
    text = "a \\\n" + "# && \\\n" * (SIZE // 8)
    assert _counted(_AFTER, [_up_to_content(text)]) == {}
    assert _counted(_AFTER, [_up_to_content("a && \\\n# c\n\n  b && \\\n    c\n# && \\\n")]) == {"  ": 1, "    ": 1}


@pytest.mark.parametrize("unit", ["${", "$(", "{", "${a", "$(`", "{ "])
@pytest.mark.usefixtures("bounded")
def test_what_nothing_closes_is_one_match(unit: str) -> None:
    assert _VARIABLE.sub("", unit * (SIZE // len(unit))) == ""


@pytest.mark.parametrize("unit", ["slim.", "clean", "clean/slim.sh", "a."])
@pytest.mark.usefixtures("bounded")
def test_a_long_word_is_looked_at_once(unit: str) -> None:
    assert not _is_sweeper(unit * (SIZE // len(unit)) + "\x01")
    assert word_overlap(unit * (SIZE // len(unit)), "/a", None) is Overlap.NONE
    assert word_overlap("$X" + "npm" * (SIZE // 3), "/a", None) is Overlap.NONE


@pytest.mark.parametrize("word", ["/x/docker-clean.sh", "'slim.bash'", "$X/a-strip_b.sh"])
def test_what_may_take_programs_away(word: str) -> None:
    assert _is_sweeper(word)
    assert not _is_sweeper(word.replace("sh", "py"))
    assert not _is_sweeper("a/run.sh")


FOUND: list[tuple[Callable[[str], object], str, bool]] = [
    (_OFF.search, "PIP_NO_CACHE_DIR=1", True), (_OFF.search, "no-cache-dir  =  'true'", True),
    (_OFF.search, "no-cache-dir off", False), (_OFF.search, "no-cache-dir  0", True),
    (_UPGRADE.search, "pip install x && pip3 install --upgrade setuptools pip", True),
    (_UPGRADE.search, "pip install x; y -U pip", False), (_UPGRADE.search, "pip install -U x -U pip==1", False),
    (_PACKAGED_RUBIES[0][0].search, "apt-get -o apt::x=y install -y install ruby-dev", True),
    (_PACKAGED_RUBIES[0][0].search, "apt-get install x && ruby", False),
    (_PACKAGED_RUBIES[1][0].search, "apk add a add ruby", True),
    (_CALLS.search, "apt-get update \\\n && apt install x", True), (_CALLS.search, "apt x", False),
    (_TAKES_USERS.search, "sed -i s/a/b/ x -i /etc/passwd", True), (_TAKES_USERS.search, "cat /etc/passwd", False),
    (_SETS_BITS.search, "find / -exec chmod 4755 x", True), (_SETS_BITS.search, "install -m 755 x", False),
    (_FED.search, "a |b| sudo /bin/bash -s", True), (_FED.search, "a | b/shed", False),
    (_NAMED.search, "sh apt -apt -y install", True), (_NAMED.search, "apt-get -q -apt install", True),
]  # fmt: skip


@pytest.mark.parametrize(("find", "text", "is_found"), FOUND)
def test_what_is_found(find: Callable[[str], object], text: str, is_found: bool) -> None:
    assert bool(find(text)) is is_found
