"""Which commands may observe that files have their owner or mode earlier."""

from __future__ import annotations

from pathlib import Path

import pytest
from ownership_texts import facts_of, last_change

from dslim.rules.ownership.command_observers import EarlierChange, Observation, why_observed
from dslim.rules.ownership.owner_observers import first_observer
from dslim.rules.ownership.owners import NO_OWNER, Owner
from dslim.rules.ownership.path_history import Ran, history_of

NODE = Owner("node", "node")


def reason(command: str, owner: Owner = NODE, base: str = "node:20", copy: str = "COPY --from=x a /app/") -> str | None:
    tool = "chmod 755" if owner == NO_OWNER else "chown -R node:node"
    facts = facts_of(f"FROM {base}\n{copy}\nRUN {command}\nRUN {tool} /app\n")
    change = last_change(facts)
    return first_observer(EarlierChange(change, 1, "/app", owner))


@pytest.mark.parametrize(
    "command",
    [
        "echo x > /app/x", "A=1", "cd /app", "rm -rf /app/x", "npm install", "apt-get update", "apt-get install -y x",
        "chmod +x /app/x", "find /app -name x -exec rm {} +", "cp /app/x /y", "tar xf /x.tar",
        "git clone https://x", "python -m pip install x", "ln -s /x /y", "ls /app", "ls -l /app", "test -e /app",
        "install -m 755 /app/x /y", "groupadd other", "usermod -aG x other",
        "find /app \\( ! -user node -o ! -group node \\) -exec chown -h node:node {} +",
    ],
)  # fmt: skip
def test_who_observes_no_owner(command: str) -> None:
    assert reason(command) is None


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("make", "`make` may depend on the owner"),
        ("$X", "may depend on the owner"),
        ("sudo -u node ls", "may depend on the owner"),
        ("useradd node", "creates or changes that user or group"),
        ("usermod -u 5 node", "creates or changes that user or group"),
        ("echo x >> /etc/passwd", "may change the users"),
        ("chmod u+s /x", "may set a setuid bit"),
        ("chmod 4755 /x", "may set a setuid bit"),
        ("find / -user node", "depends on owners"),
        ("find / -exec stat {} +", "may depend on the owner"),
        ("find / -exec chmod 4755 {} +", "may set a setuid bit"),
        ("cp -a /app /y", "may store the owner in another place"),
        ("cd /app && mv x /y", "may store the owner in another place"),
        ("rsync /app /y", "may store the owner in another place"),
        ("tar cf /x.tar /app", "may store the owner"),
        ("git status", "checks who owns the files"),
        ("python x.py", "may depend on the owner"),
        ("ln /app/x /y", "may depend on the owner"),
        ("ls -l /app | tee /x", "prints the owner"),
        ("ls -l /app > /x", "prints the owner"),
        ("test -O /app", "depends on the owner"),
        ("cd /app && npm install", "runs scripts as the owner of a folder, and it is not known of which folder"),
    ],
)
def test_who_may_observe_an_owner(command: str, said: str) -> None:
    assert said in (reason(command) or "")


def test_an_installer_may_make_a_user_that_is_not_there_yet() -> None:
    assert reason("apt-get install -y x", Owner("mysql", None)) is not None
    assert reason("apt-get remove -y x", Owner("mysql", None)) is None
    assert reason("apt-get install -y x", Owner("1000", "1000")) is None


def test_npm_runs_scripts_as_whoever_owns_its_folder() -> None:
    copies = "WORKDIR /app\nCOPY --from=x a ."
    facts = facts_of(f"FROM node:20\n{copies}\nRUN npm install\nRUN chown -R node:node /app\n")
    change = last_change(facts)
    assert first_observer(EarlierChange(change, 2, "/app", NODE, existed=True)) is None
    found = first_observer(EarlierChange(change, 2, "/app", NODE, existed=False))
    assert found is not None
    assert "may run scripts as the owner of /app" in found


@pytest.mark.parametrize("command", ["npm install", "cp /app/x /usr/x", "echo x"])
def test_a_mode_goes_along_with_any_copy_but_has_no_users(command: str) -> None:
    found = reason(command, NO_OWNER)
    assert (found is not None) == command.startswith("cp")


def test_git_asks_whose_the_work_tree_is(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    for has_git in (False, True):
        if has_git:
            (tmp_path / "src/.git").mkdir()
            (tmp_path / "src/.git/x").touch()
        facts = facts_of("FROM node:20\nCOPY src /app\nRUN yarn\nRUN chown -R node:node /app\n", tmp_path)
        found = first_observer(EarlierChange(last_change(facts), 1, "/app", NODE))
        assert (found is not None) == has_git


@pytest.mark.parametrize(
    ("instruction", "said"),
    [
        ("VOLUME /x", "before the VOLUME on line 3"),
        ('RUN ["x"]', "in the RUN on line 3, which is not understood (it is in exec form, which no shell runs)"),
        ("COPY --from=x / /", "before the COPY on line 3, which may copy another /etc/passwd or /etc/group"),
        ("USER node\nRUN echo x", "in the RUN on line 4, which may not run as root"),
        ("RUN make", "in the RUN on line 3, where `make` may depend on the owner"),
        ("ENV A=1", None),
        ("ONBUILD RUN make", None),
    ],
)
def test_instructions_that_stand_between(instruction: str, said: str | None) -> None:
    facts = facts_of(f"FROM node:20\nCOPY --from=x a /app/\n{instruction}\nUSER root\nRUN chown -R node:node /app\n")
    reason = first_observer(EarlierChange(last_change(facts), 1, "/app", NODE))
    assert reason == (said and f"the files would have the new owner already {said}")


def test_a_reason_shows_the_command_cut_short() -> None:
    facts = facts_of(f"FROM node:20\nRUN make {'x' * 50}\nRUN chown node /app\n")
    change = last_change(facts)
    ran = history_of(change).before(change)[0]
    assert isinstance(ran, Ran)
    seen = Observation(EarlierChange(change, 1, "/app", NODE), ran, ran.commands[0].site)
    assert seen.shown == f"`make {'x' * 35}`"
    assert why_observed(seen) == seen.may_look
