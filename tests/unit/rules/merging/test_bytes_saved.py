"""Which later RUN gives back bytes that an earlier one wrote."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.merging.bytes_saved import savings
from dslim.run_edits.join_candidates import script_to_join
from dslim.run_edits.run_script import RunScript
from dslim.syntax import parse


def found(*runs: str, base: str = "debian:12", unsafe: bool = False) -> list[tuple[int, int, str]]:
    """(first, last, what) of each saving of some RUNs that follow on each other."""
    lines = "".join(f"RUN {run}\n" for run in runs)
    facts = Facts(parse(f"FROM {base}\nENV DIR=/opt/dir\nWORKDIR /src\n{lines}"), Options(unsafe=unsafe))
    scripts = [script for run in facts.all_runs if isinstance(script := script_to_join(run), RunScript)]
    assert len(scripts) == len(runs)
    return [(s.first, s.last, s.what) for s in savings(facts, scripts) if not s.is_small]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("apt-get update && apt-get install -y a", "rm -rf /var/lib/apt/lists/*"),
        ("apt-get update", "apt-get install -y a"),
        ("apt-get install -y gcc make", "apt-get purge -y --auto-remove gcc"),
        ("apt-get install -y $BUILD", "apt-get purge -y $BUILD"),
        ("apk add --no-cache --virtual .deps gcc", "apk del .deps"),
        ("apt-get install -y a", "rm -rf /usr/share/doc /usr/share/man"),
        ("dnf install -y a", "dnf clean all"),
        ("npm ci", "npm cache clean --force"),
        ("npm ci", "npm prune --production"),
        ("npm ci", "rm -rf node_modules"),
        ("pip install a", "rm -rf /root/.cache"),
        ("pip install a", "rm -rf ~/.cache/pip"),
        ("curl -o /tmp/a.tgz https://x.example/b", "rm /tmp/a.tgz"),
        ("curl -fsSLO https://x.example/b.tgz", "rm b.tgz"),
        ("curl -fLo /usr/local/bin/tool https://x.example/b", "chmod +x /usr/local/bin/tool"),
        ("wget https://x.example/a-1.2.tgz", "tar xf a-1.2.tgz && rm a-1.2.tgz"),
        ("wget -P /tmp https://x.example/a.tgz", "rm -f /tmp/*.tgz"),
        ("wget -O $DIR/a https://x.example/a", "rm /opt/dir/a"),
        ("wget https://x.example/a-${VER}.tgz", "rm a-$VER.tgz"),
        ("git clone https://x.example/app.git /srv/app", "rm -rf /srv/app/.git"),
        ("git clone https://x.example/app.git", "chown -R u app"),
        ("tar -xzf a-1.tgz -C /opt", "mv /opt/a-1 /opt/a"),
        ("tar -xzf a.tgz -C /opt/tool", "chown -R u:g /opt/tool"),
        ("cp -r /a /srv/b", "chown -R u /srv/b"),
        ("make", "rm -rf /src"),
        ("python -m venv /opt/venv", "find /opt/venv -name '*.pyc' -delete"),
        ("conda install -y a", "chmod -R g+w /opt/conda"),
        ("go build -o /usr/bin/app", "strip /usr/bin/app"),
        ("curl https://x.example/s > /usr/bin/s", "chmod 755 /usr/bin/s"),
        ("cd / && curl https://x.example/a-1.2-linux.tgz | tar xz", "mv /a-1.2/bin/* /usr/bin/"),
        ("apt-get install -y php8.3-cli", 'setcap "cap_net_bind_service=+ep" /usr/bin/php8.3'),
        ("curl -fo /usr/bin/caddy https://x.example/c", "setcap cap_net_bind_service=+ep /usr/bin/caddy"),
    ],
)
def test_what_is_taken_away_or_stored_again(before: str, after: str) -> None:
    assert [(first, last) for first, last, _ in found(before, after)][:1] == [(0, 1)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("make", "apt-get clean"),
        ("make", "rm -rf /var/lib/apt/lists/*"),
        ("mkdir /a && echo b > /a/c", "chown -R u /a"),
        ("mkdir /a", "rm -rf /b"),
        # a word that is a package's name
        ("apt-get install -y --no-install-recommends nginx", "rm -f /etc/nginx/sites-enabled/default"),
        ("apk add --no-cache nodejs", "chown -R u /app/nodejs"),
        ("pip install --no-cache-dir app", "rm -rf /srv/app"),
        ("apt-get install -y wget", "apt-get purge -y curl"),
        # a path that only the run knows
        ("curl -o /tmp/x https://x.example/x", 'd="$(mktemp -d)" && make -C "$d" && rm -rf "$d"'),
        ("curl -o /tmp/x https://x.example/x", "for f in a b; do rm -rf $f; done"),
        # what the earlier RUN removed itself
        ("curl -o /tmp/x https://x.example/x && sh /tmp/x && rm /tmp/x", "rm -rf /tmp/x"),
        ("curl -o /tmp/x https://x.example/x && rm -rf /tmp/*", "rm -rf /tmp/*"),
        ("git clone https://x.example/b /b && make -C /b && rm -rf /b", "git clone u.example/c /b && rm -rf /b"),
        (
            "apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*",
            "apt-get update && apt-get install -y b && rm -rf /var/lib/apt/lists/*",
        ),
        ("dnf install -y a && dnf clean all", "dnf install -y b && dnf clean all"),
        ("npm ci && npm cache clean --force", "npm cache clean --force"),
        ("pip install --no-cache-dir a", "rm -rf /root/.cache"),
        ("apk add --no-cache a", "rm -rf /var/cache/apk/*"),
        # what it only reads
        ("cp -r /tmp/app /opt/app", "rm -rf /tmp/app"),
        ("tar -xzf /tmp/a.tgz -C /opt/a", "rm /tmp/a.tgz"),
        ("sh /tmp/install.sh", "rm /tmp/install.sh"),
        ("pip install --no-cache-dir -r /tmp/r.txt", "rm /tmp/r.txt"),
        ("useradd -m app", "chown -R app /home/app"),
        # another folder than the archive's, another program than the package's
        ("cd / && curl https://x.example/a-1.2-linux.tgz | tar xz", "mv /b-1.2/bin/* /usr/bin/"),
        ("apt-get install -y php8.3-cli", "setcap cap_net_bind_service=+ep /usr/bin/node"),
        ("apt-get install -y php8.3-cli", "setcap -v cap_net_bind_service=+ep /usr/bin/php8.3"),
        # docker-clean has done it
        ("apt-get install -y a", "apt-get clean"),
    ],
)
def test_what_saves_nothing(before: str, after: str) -> None:
    assert found(before, after) == []


def test_apt_keeps_its_archives_where_no_docker_clean_is_known() -> None:
    assert found("apt-get install -y a", "apt-get clean", base="registry.example/corp/base:1")
    assert found("rm /etc/apt/apt.conf.d/docker-clean", "apt-get install -y a", "apt-get clean") == [
        (1, 2, "/var/cache/apt")
    ]


def test_from_the_last_that_left_it_to_each_that_takes_it() -> None:
    fetch, remove = "curl -o /tmp/x https://x.example/x", "rm -rf /tmp/*"
    assert found(fetch, "make", remove, "make", remove) == [(0, 2, "/tmp/*")]
    assert found("git clone https://x.example/a /a", "chown -R u /a", "make", "chmod -R 755 /a") == [
        (0, 1, "/a"),
        (1, 3, "/a"),
    ]


def test_an_archive_that_is_opened_can_go_where_nothing_else_names_it() -> None:
    fetch, unpack = "wget -P /tmp https://x.example/a.tgz", "tar -xzf /tmp/a.tgz -C /opt/a"
    assert found(fetch, unpack) == [(0, 1, "/tmp/a.tgz")]
    assert found(fetch, unpack, "cp /tmp/a.tgz /srv") == []
    assert found("wget -P /tmp https://x.example/a-$V.tgz", "tar -xzf /tmp/a-$V.tgz -C /opt/a") == [
        (0, 1, "/tmp/a-$V.tgz")
    ]
    assert found("wget -P $D https://x.example/a.tgz", "tar -xzf $D/a.tgz -C /opt/a") == []


def test_what_a_run_removes_of_its_own_saves_nothing_of_those_before() -> None:
    own = "curl -o /tmp/a.tgz https://x.example/a.tgz && rm /tmp/a.tgz"
    assert found("tar -xzf b.tgz -C /tmp", own) == []
    assert found("tar -xzf b.tgz -C /tmp", "rm /tmp/a.tgz") == [(0, 1, "/tmp/a.tgz")]


def test_an_install_needs_the_lists_of_an_update_before_it() -> None:
    assert found("apt-get update", "make", "apt-get install -y a") == [(0, 2, "/var/lib/apt/lists")]
    assert found("apt-get update", "make", "apt-get update && apt-get install -y a") == []


def test_a_database_that_is_written_twice_is_a_small_saving() -> None:
    lines = "RUN apt-get install -y a\nRUN apt-get install -y b\nRUN make\nRUN apt-get install -y c\n"
    facts = Facts(parse(f"FROM debian:12\n{lines}"), Options())
    scripts = [script for run in facts.all_runs if isinstance(script := script_to_join(run), RunScript)]
    assert [(s.first, s.last, s.what) for s in savings(facts, scripts) if s.is_small] == [(0, 1, "/var/lib/dpkg")]


def few(*runs: str) -> list[tuple[int, int, str]]:
    facts = Facts(parse("FROM debian:12\n" + "".join(f"RUN {run}\n" for run in runs)), Options())
    scripts = [script for run in facts.all_runs if isinstance(script := script_to_join(run), RunScript)]
    return [(s.first, s.last, s.what) for s in savings(facts, scripts) if s.is_small]


@pytest.mark.parametrize(
    ("runs", "row"),
    [
        (("echo a >> /f", "echo b >> /f", "chmod +x /f"), (0, 2, "/f")),
        (("printf a > /f", "rm /f"), (0, 1, "/f")),
        (("echo a > /f", "other", "chmod +x /f"), None),  # for a few bytes no RUN between is taken along
        (("echo a > /f", "other", "echo b >> /f", "chmod +x /f"), (2, 3, "/f")),
        (("echo a > /f", "chmod +x /g"), None),
        (("cat /x > /f", "chmod +x /f"), None),  # it may be a link, and its size is not known
    ],
)
def test_few_bytes_count_only_straight_above(runs: tuple[str, ...], row: tuple[int, int, str] | None) -> None:
    assert few(*runs) == ([row] if row is not None else [])
