"""The oracle on whole Dockerfiles: what it has to report, what it may not, and each allowance."""

from __future__ import annotations

import pytest

from tracing import ALLOWANCES, PLANS, compare_dockerfiles

pytestmark = [pytest.mark.slow, pytest.mark.shells]

SHELLS = ("dash", "busybox ash")
PLAIN = """FROM base AS one
ARG V=1
ENV P=$V Q="a b"
RUN foo "$P" "$Q" && bar
LABEL a=b
RUN baz
WORKDIR /app
COPY --chown=1:1 a b
USER app
RUN --mount=type=cache,target=/c quux
ONBUILD RUN later
FROM one
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN foo | true && it <<<x
RUN ["form", "x"]
RUN <<END
last
END
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ARG V=1", "ARG V=2"),
        ('Q="a b"', "Q=a"),
        ("LABEL a=b", "LABEL a=c"),
        ("LABEL a=b\n", ""),
        ("&& bar", "; bar"),
        ("&& bar", "&& bar && true && bar"),
        ("RUN baz\nWORKDIR /app\n", "WORKDIR /app\nRUN baz\n"),
        ("WORKDIR /app\n", ""),
        ("COPY --chown=1:1 a b", "COPY a b"),
        ("COPY --chown=1:1 a b\nUSER app", "USER app\nCOPY --chown=1:1 a b"),
        ("USER app\n", ""),
        ("--mount=type=cache,target=/c ", ""),
        ("target=/c", "target=/d"),
        ("ONBUILD RUN later", "RUN later"),
        ("ONBUILD RUN later", "ONBUILD RUN later; later"),
        ('SHELL ["/bin/bash", "-o", "pipefail", "-c"]', 'SHELL ["/bin/bash", "-c"]'),
        ('"form", "x"', '"form", "y"'),
        ("RUN <<END\nlast\n", "RUN <<END\nlast x\n"),
        ("FROM one\n", "FROM two\n"),
    ],
)
def test_a_difference_is_reported(old: str, new: str) -> None:
    assert PLAIN.count(old) == 1
    assert compare_dockerfiles(PLAIN, PLAIN.replace(old, new), SHELLS[:1], PLANS[:3])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("&& bar\nLABEL a=b\nRUN baz\n", "&& bar && baz\nLABEL a=b\n"),
        ("&& bar\nLABEL a=b\nRUN baz\n", "\\\n  # why\n\n  && bar \\\n  && baz\nLABEL a=b\n"),
        ("RUN baz\n", "RUN true && { baz; }\n"),
        ("RUN <<END\nlast\nEND\n", "RUN last\n"),
        ("$P", "1"),
        ("FROM base", "from base"),
    ],
)
def test_the_same_is_the_same(old: str, new: str) -> None:
    assert compare_dockerfiles(PLAIN, PLAIN.replace(old, new, 1), SHELLS, PLANS[:2]) == []


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("cache-removal", "RUN apt-get update", "RUN apt-get update && rm -rf /var/lib/apt/lists/*"),
        ("cache-removal", "RUN foo; bar", "RUN foo; bar && rm -rf /root/.cache/pip /var/cache/apk/*"),
        ("package-clean", "RUN yum install -y x", "RUN yum install -y x && yum -y clean all"),
        ("package-clean", "RUN npm i", "RUN npm i && npm cache clean --force"),
        ("ownership", "COPY a b\nRUN chown -R u:g b", "COPY --chown=u:g a b"),
        ("ownership", "RUN foo\nRUN chmod 644 f\nRUN bar", "RUN foo && bar"),
        ("no-cache-flags", "RUN pip install x && foo", "RUN pip install --no-cache-dir x && foo"),
    ],
)
def test_an_allowance_lets_its_own_difference_pass_alone(rule: str, before: str, after: str) -> None:
    before, after = f"FROM base\n{before}\n", f"FROM base\n{after}\n"
    assert compare_dockerfiles(before, after, SHELLS, PLANS[:3])
    others = [a for name, a in ALLOWANCES.items() if name != rule]
    assert compare_dockerfiles(before, after, SHELLS, PLANS[:3], others)
    assert compare_dockerfiles(before, after, SHELLS, PLANS[:3], [ALLOWANCES[rule]]) == []
    assert compare_dockerfiles(before, after + "RUN more\n", SHELLS, PLANS[:3], [ALLOWANCES[rule]])


def test_a_file_with_paths_of_its_own_stays_in_its_tree() -> None:
    text = "FROM base\nRUN echo x >/etc/trace-oracle && cd /usr/src && foo && echo <../../etc/trace-oracle\n"
    assert compare_dockerfiles(text, text.replace("&& foo", "; foo"), SHELLS)
    assert compare_dockerfiles(text, text, SHELLS) == []
