"""Who names a folder after the RUN that would no longer leave it."""

from __future__ import annotations

import pytest
from cache_calls import call_of, facts_of

from dslim.rules.caches.later_mentions import MAX_HOMES, first_needing, later_need

FOLDER = "/root/.cache/pip"


@pytest.mark.parametrize(
    ("command", "needs"),
    [
        ("ls /root/.cache/pip/x", True),
        ("cp -r ~/.cache /x", True),
        ("chmod 755 /root/.cache/*", True),
        ("tar c $HOME/.cache", True),
        ("tar c .cache", True),
        ("rm -rf /root/.cache", False),
        ("rm /root/.cache/pip/x", True),
        ("mkdir /root/.cache/other", True),  # pip made the folder above it
        ("mkdir -p /root/.cache/other", False),
        ("ls /root", False),
        ("ls /root/*", False),
        ("ls /root/.*", False),
        ("ls /root/.c*", True),
        ("ls {/root/.cache,/x}", False),
        ("ls cache", False),
        ("ls /var/cache", False),
    ],
)
def test_which_call_needs_a_folder(command: str, needs: bool) -> None:
    call = call_of(command)
    assert first_needing((call,), (FOLDER,), "/root") == (call.written if needs else None)


@pytest.mark.parametrize(
    ("command", "workdir", "needs"),
    [
        ("cp x /home/app/", "/home/app", False),
        ("cp x /home/app/", "/home/app/src", False),
        ("cp x /home/app/", "/srv", True),
        ("cp x /home/app/", None, True),
        ("cp x /home/app/.cache/", "/home/app", True),
        ("chown -R app /usr/local/bundle", None, False),
    ],
)
def test_a_folder_that_is_there_without_the_cache(command: str, workdir: str | None, needs: bool) -> None:
    folders = ("/home/app/.cache/pip", "/usr/local/bundle/cache")
    assert (first_needing((call_of(command),), folders, "/home/app", workdir) is not None) is needs


def test_the_first_call_is_named() -> None:
    calls = [call_of(text) for text in ("make", f"cat {FOLDER}", f"ls {FOLDER}")]
    assert first_needing(calls, (FOLDER,), "/root") == "cat"
    assert first_needing(calls, ("/srv",), "/root") is None


def need(text: str) -> str | None:
    facts = facts_of(f"FROM a AS one\nRUN pip install x\n{text}")
    return later_need(facts, facts.all_runs[0], (FOLDER,), "/root")


def test_runs_stages_and_copies_that_follow_are_asked() -> None:
    assert need(f"RUN make\nRUN ls {FOLDER}") == "`ls` on line 4 uses the folder of the cache"
    assert need(f"FROM one\nRUN ls {FOLDER}") == "`ls` on line 4 uses the folder of the cache"
    assert need(f"FROM a\nCOPY --from=one {FOLDER} /x") == "the COPY on line 4 takes the cache from this stage"
    copied = "the COPY on line 4 copies a folder that holds what the fix would remove"
    assert need("FROM a\nCOPY --from=one /root /x") == copied
    assert need("FROM a\nCOPY --from=one /root /root") is None
    assert need(f"ONBUILD RUN ls {FOLDER}") == "`ls` on line 3 uses the folder of the cache"
    assert need(f'RUN ["ls", "{FOLDER}"]') == "the RUN on line 3 uses the folder of the cache"
    assert need(f"COPY x {FOLDER}") == "the COPY on line 3 uses the folder of the cache"
    assert need(f"FROM a\nRUN ls {FOLDER}") is None
    assert need(f"RUN rm -rf {FOLDER}") is None


def test_what_stands_before_the_run_needs_nothing() -> None:
    facts = facts_of(f"RUN ls {FOLDER}\nRUN pip install x")
    assert later_need(facts, facts.all_runs[1], (FOLDER,), "/root") is None


def test_caches_in_too_many_places_are_refused() -> None:
    facts = facts_of("RUN a")
    run = facts.all_runs[0]
    assert {later_need(facts, run, (f"/c{i}",), None) for i in range(MAX_HOMES)} == {None}
    assert later_need(facts, run, ("/more",), None) == f"the file has caches in more than {MAX_HOMES} places"
    assert later_need(facts, run, ("/c1",), None) is None
