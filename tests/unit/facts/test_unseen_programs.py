"""Which programs may be ones that nobody can look at."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.scripts_of_run import read_scripts_of_run
from dslim.facts.build_context.unseen_programs import may_be_unseen
from dslim.syntax import parse


def unseen(lines: str) -> tuple[str, ...]:
    facts = Facts(parse(f"FROM debian:12\n{lines}\n"), Options())
    return read_scripts_of_run(facts.point_of(facts.all_runs[-1])).programs


@pytest.mark.parametrize(
    "lines",
    [
        "RUN curl -fo /usr/bin/mk https://corp.example/x && mk a",
        "RUN curl --output=/usr/bin/mk https://corp.example/x && mk a",
        "RUN wget https://corp.example/mk && install mk /usr/bin/mk\nRUN mk a",
        "ADD https://corp.example/mk /usr/bin/mk\nRUN /usr/bin/mk a",
        "RUN tar xf x.tgz -C /usr/local --strip-components=1 && mk a",
        "RUN unzip x.zip -d /usr/bin && mk a",
        "ENV PATH=/opt/x/bin:$PATH\nRUN git clone https://code.example/x /opt/x\nRUN mk a",
        "RUN git clone https://code.example/x /x && /x/bin/mk a",
        "COPY --from=corp.example/x /usr/local /usr/local\nRUN mk a",
        "RUN git clone https://code.example/x && cp x/* /usr/local/bin && mk a",
    ],
)
def test_what_came_from_elsewhere_is_not_seen(lines: str) -> None:
    text = unseen(lines)
    facts = Facts(parse(f"FROM debian:12\n{lines}\n"), Options())
    assert "mk" in text or "mk" in read_scripts_of_run(facts.point_of(facts.all_runs[-1])).unread


@pytest.mark.parametrize(
    "lines",
    [
        "RUN apt-get install -y mk && mk a",
        "RUN curl -fo /usr/bin/jq https://corp.example/jq && jq . x",
        "RUN curl -fo /usr/bin/mk https://corp.example/x && mk --version",
        "RUN curl -fo /usr/bin/mk https://corp.example/x && other a",
        "RUN tar xf x.tgz -C /srv && mk a",
        "RUN tar cf x.tgz -C /usr/local . && mk a",
        "RUN tar -C / -Jxpf /tmp/s6-overlay.tar.xz && mk a",
        "RUN git clone https://code.example/x /x && /usr/lib/x/mk a && /opt/venv/bin/mk a",
    ],
)
def test_what_is_known_or_of_packages_is_no_reason(lines: str) -> None:
    assert unseen(lines) == ()


def test_a_program_of_a_folder_that_a_clone_filled_is_not_seen() -> None:
    facts = Facts(parse("FROM debian:12\nRUN git clone https://code.example/x /x\nRUN true\n"), Options())
    assert may_be_unseen(facts.point(0, 2), None, "/x/bin/mk")
    assert not may_be_unseen(facts.point(0, 2), None, "/usr/bin/mk")
    assert not may_be_unseen(facts.point(0, 2), None, "/x/bin/git")
