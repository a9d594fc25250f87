"""Which files of the build context something runs when a container starts, by where COPYs put them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context
from dslim.facts.build_context.files_run_at_start import files_run_at_start
from dslim.syntax import parse


@pytest.mark.parametrize(
    ("copy", "path"),
    [
        ("COPY root/ /", "/etc/cont-init.d/run"),
        ("COPY run /etc/cron.daily/upgrade", "/etc/cron.daily/upgrade"),
        ("COPY run /docker-entrypoint-initdb.d/", "/docker-entrypoint-initdb.d/run"),
        ("ADD run /etc/supervisor/conf.d/", "/etc/supervisor/conf.d/run"),
        ("COPY run /root/.bashrc", "/root/.bashrc"),
        ("COPY run /usr/local/bin/", None),
        ("COPY . /app", None),
        ("COPY --from=x run /etc/cron.d/run", None),
    ],
)
def test_by_the_folder(tmp_path: Path, copy: str, path: str | None) -> None:
    (tmp_path / "root/etc/cont-init.d").mkdir(parents=True)
    for name in ("run", "root/etc/cont-init.d/run"):
        (tmp_path / name).write_text("date\n")
    facts = Facts(parse(f"FROM debian:12\n{copy}\nRUN b\n"), Options(), open_context(str(tmp_path)))
    assert [found for found, _ in files_run_at_start(facts)] == ([path] if path else [])


def test_without_a_context_none_is_known() -> None:
    assert files_run_at_start(Facts(parse("FROM a\nCOPY run /etc/cron.d/run\n"), Options())) == ()
