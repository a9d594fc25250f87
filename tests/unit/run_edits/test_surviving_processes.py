"""Which commands may leave a process running when their RUN is over."""

from __future__ import annotations

import pytest

from dslim.run_edits.surviving_processes import why_a_process_may_survive
from one_run import run_in


def why(text: str) -> str | None:
    return why_a_process_may_survive(run_in(f"FROM debian:12\nRUN {text}\n")[2])


@pytest.mark.parametrize(
    "text",
    ["php-fpm8.2", "php8.2-fpm", "php-fpm$V", "redis-server-7.2 x.conf", "/opt/nginx-1.25/sbin/nginx", "stunnel4 x"],
)
def test_a_server_is_known_whatever_version_is_in_its_name(text: str) -> None:
    assert "may leave a process running" in (why(text) or "")


@pytest.mark.parametrize(
    "text", ["python3.11 x", "gcc-12 x", "node18 x", "php8.2 x", "postgresql-15-setup initdb", "at-x", "./x-2"]
)
def test_a_version_makes_no_server_of_another_program(text: str) -> None:
    assert why(text) is None


@pytest.mark.parametrize(
    "text",
    ["x --daemon", "x --daemonize=1", "x --background", "rsync --daemon", "git daemon", "ssh -NfL 1:b:2 c", "wget -b u",
     "gunicorn -D app", "celery multi 4", "docker-compose up --detach",
     "x -d", "x -d -p y", "x -d y.conf"],
)  # fmt: skip
def test_a_switch_sends_it_to_the_background(text: str) -> None:
    assert why(text) is not None


@pytest.mark.parametrize(
    "text",
    ["x -d /y", "x -d y", "curl -d a b", "x --no-daemon", "x --daemon=no", "echo --daemon", "git checkout --detach x",
     "ssh -i f a b", "wget -qO- u", "gunicorn --version", "npm ci -d",
     "exec java -Da=b -D x", "timeout 5 mvn -D x"],
)  # fmt: skip
def test_a_switch_that_says_no_such_thing(text: str) -> None:
    assert why(text) is None


@pytest.mark.parametrize("wrapper", ["flock /x", "script -c", "chroot /m", "tini --", "sudo --odd"])
def test_a_server_behind_a_wrapper(wrapper: str) -> None:
    assert "may leave a process running" in (why(f"{wrapper} nginx") or "")
    assert why(f"{wrapper} make") is None
