"""What a command writes, removes and changes, by its words."""

from __future__ import annotations

import pytest

from dslim.rules.merging.file_effects import MAX_EFFECTS, Effect, effects_of
from dslim.run_edits.run_script import RunScript
from one_run import run_in


def effects(text: str) -> list[Effect]:
    facts, run, script = run_in(f"FROM debian:12\nWORKDIR /src\nRUN {text}\n")
    return list(effects_of(facts, RunScript(run, script)))


def paths(text: str, kind: str) -> set[str]:
    return {effect.path for effect in effects(text) if effect.kind == kind}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("curl -o a https://x.example/b", {"/src/a"}),
        ("curl -fsSLo a https://x.example/b", {"/src/a"}),
        ("curl --output=a https://x.example/b", {"/src/a"}),
        ("curl -O https://x.example/b?c=d", {"/src/b"}),
        ("curl https://x.example/b", set()),
        ("curl https://x.example/b > a", {"/src/a"}),
        ("wget https://x.example/b", {"/src/b"}),
        ("wget -q -P /tmp https://x.example/b", {"/tmp/b"}),
        ("git clone -b x --depth 1 https://x.example/b.git", {"/src/b"}),
        ("git clone https://x.example/b /opt/c", {"/opt/c"}),
        ("cd /tmp && tar xf a-1.tar.gz", {"/tmp", "/tmp/a-1"}),
        ("tar --directory=/opt/a -xzf /tmp/b.tgz", {"/opt/a", "/opt/a/b"}),
        ("tar -czf a.tgz /etc", {"/src/a.tgz"}),
        ("tar xf /tmp/a-2.1-linux-x64.txz", {"/src", "/src/a-2.1-linux-x64", "/src/a-2.1-linux", "/src/a-2.1"}),
        ("curl https://x.example/a-2.1-x64.tgz | tar xz -C /opt", {"/opt", "/opt/a-2.1-x64", "/opt/a-2.1"}),
        ("curl -L https://github.com/x/b/archive/refs/tags/v1.2.tar.gz | tar xz", {"/src", "/src/b-1.2"}),
        ("curl -L https://x.example/latest | tar xz", {"/src"}),
        ("unzip /tmp/b.zip -d /opt/a", {"/opt/a", "/opt/a/b"}),
        ("cp a b /opt/c", {"/opt/c", "/opt/c/a", "/opt/c/b"}),
        ("tee /etc/a", {"/etc/a"}),
        ("echo a > b; mkdir c; touch d; cat e; ln -s f g", {"/src/b"}),
        ("python3 -m venv /opt/venv", {"/opt/venv"}),
        ("tool --output /opt/a.bin", {"/opt/a.bin"}),
    ],
)
def test_writes(text: str, written: set[str]) -> None:
    found = paths(text, "writes")
    built = {path for path in found if path.startswith("/src/") and path not in written}
    assert found - (built if text.startswith("tool") else set()) == written


@pytest.mark.parametrize(
    ("text", "kind", "touched"),
    [
        ("rm -rf a /b/*.tgz ~/.cache", "removes", {"/src/a", "/b", "/root/.cache"}),
        ("find /a /b -name '*.c' -delete", "removes", {"/a", "/b"}),
        ("find . -exec chmod 644 {} +", "changes", {"/src"}),
        ("find . -exec cat {} +", "removes", set()),
        ("mv a /opt/b", "removes", {"/src/a"}),
        ("chown -R u:g a /b", "changes", {"/src/a", "/b"}),
        ("chmod 755 a", "changes", {"/src/a"}),
        ("strip a b", "changes", {"/src/a", "/src/b"}),
        ("setcap -q cap_net_raw+ep a cap_chown+p /b", "changes", {"/src/a", "/b"}),
        ("tar xf a.tgz", "opens", {"/src/a.tgz"}),
        ("dpkg -i a.deb", "opens", {"/src/a.deb"}),
        ("apt-get install -y ./a.deb", "opens", {"/src/a.deb"}),
        ("rpm -Uvh /tmp/a.rpm", "opens", {"/tmp/a.rpm"}),
        ("bash /miniconda.sh -b", "opens", {"/miniconda.sh"}),
        ("bash /setup.sh -b", "opens", set()),
        ("bunzip2 a.tar.bz2", "removes", {"/src/a.tar.bz2"}),
        ("bunzip2 a.tar.bz2", "writes", {"/src/a.tar"}),
        ("d=$(mktemp -d); rm -rf $d \"$d/x\" $(cat y)", "removes", set()),
        ("rm -rf a-${VER} $OTHER/b", "removes", {"/src/a-$VER", "$OTHER/b"}),
    ],
)  # fmt: skip
def test_touches(text: str, kind: str, touched: set[str]) -> None:
    assert paths(text, kind) == touched


def test_a_pattern_is_apart_from_its_folder_and_the_command_is_shown() -> None:
    [effect] = effects("rm -rf /tmp/*.tgz")
    assert (effect.path, effect.name, effect.text) == ("/tmp", "*.tgz", "rm -rf /tmp/*.tgz")
    assert len(effects(f"rm /tmp/{'x' * 100}")[0].text) == 60


def test_of_very_many_effects_the_first_are_looked_at() -> None:
    assert len(effects("rm " + " ".join(f"/a/{i}" for i in range(MAX_EFFECTS + 100)))) == MAX_EFFECTS
