"""Names and texts that would drive a terminal, a runner or a reader of reports, in every command and format."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

import dslim
from ci_runner import drives_a_terminal, obeyed_by_github, obeyed_by_others, unseen
from dslim.support.runner_commands import without_brackets
from dslim.support.safe_text import json_text, safe_line, safe_lines
from images import docker_archive, layer, member

pytestmark = pytest.mark.slow

HERE = Path(__file__).parents[1]
SOURCE = Path(dslim.__file__).parent

#: What can stand in one line of a Dockerfile and in a part of a path.
WORDS = {
    "command": "::stop-commands::owned",
    "command behind a blank": "\xa0::error::owned",
    "old command": "x##[add-mask]owned",
    "azure": "##vso[task.setvariable variable=a]owned",
    "teamcity": "##teamcity[message text='owned']",
    "carriage return": "x\r::set-output name=a::owned",
    "gitlab": "section_start:1:owned\r\x1b[0K",
    "escape": "\x1b[2J\x1b]0;owned\x07",
    "C1": "\x9b2J\x85::error::owned",
    "delete and backspace": "x\x7f\x08",
    "bidi": "\u202etxt.\u2066exe\u061c",
    "no width": "a\u200b\u2060\ufeff\xadb\u3164\u034f\U000e0041",
    "zero-width command": "\u200b::error::owned",
    "zero-width old command": "#\u200b#[error]owned",
    "separators": "a\u2028::error::owned\u2029b",
    "quotes": "\"'`$(id)",
    "page": "<script>alert(1)<",
    "escaped command": "%0A::error::owned%0D",
    "link": "[owned](https://evil.example)",
    "format": "{0} {name} %s",
    "plain": "caf\xe9 \u65e5\u672c\u3000\u8a9e",
    "long": "x" * 200,
}
NAMES = {key: word.encode() for key, word in WORDS.items()} | {
    "newline": b"a\n::stop-commands::owned\n##[error]owned",
    "leading newline": b"\n::error::owned",
    "no UTF-8": b"\xff\xfe\xed\xa0\x80",
}
#: A file that has something to fix, to refuse and to advise, with the word everywhere where a word can be.
FILE = """# {w}
FROM debian:12 AS build
LABEL a="{q}"
ENV A="{q}"
COPY ["{q}", "/{q}/"]
USER "{q}"
# {w}
  # ::error::owned
RUN apt-get update && apt-get install -y "{q}" && echo {q}
RUN chown -R app /app "{q}" && rm -rf "/{q}"
RUN <<"EOF"
 ::error::owned
{w}
EOF
RUN pip install "{q}"
FROM debian:12
COPY --from=build "/{q}" /x/
RUN apt-get install -y a
RUN apt-get install -y b && rm -rf "/{q}"
WORKDIR "/{q}"
RUN yum install -y "{q}"
RUN npm install "{q}"
CMD ["{q}"]
"""
#: Files that are refused, each in a message that may quote the word.
BROKEN: tuple[str, ...] = ("FROM debian AS {w}\n", "{w} a\n", "FROM a\nCOPY --{w}=b c d\n", "FROM a\nRUN <<{w}\n")
BROKEN += ("FROM a\nENV {w}\n",)
BROKEN += ("FROM a\nUSER x\nONBUILD {w}\n", "FROM {w} {w}\n", "ARG {w}\nFROM ${{{w}:+}}\n")
BROKEN += ("FROM a\nRUN --mount={w} x\n", "FROM a\nSHELL {w}\n", "FROM a\nCOPY {w}\n")
BROKEN += ("# escape={w}\n# syntax={w}\n{w}\n",)


def quoted(word: str) -> str:
    """The word as it can stand between double quotes of a shell, of Docker and of JSON."""
    return re.sub(r'["\\`$]', "", word)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of hostile names, with hostile Dockerfiles in each."""
    top = tmp_path_factory.mktemp("hostile")
    for key, name in NAMES.items():
        word = WORDS.get(key, "\n::error::owned")
        files = {b"Dockerfile": FILE, name[:200] + b".Dockerfile": FILE} if key in WORDS else {b"Dockerfile": FILE}
        files |= {b"Dockerfile.%d" % i: text for i, text in enumerate(BROKEN)}
        folder = os.path.join(os.fsencode(top), name)
        for file, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(folder, file)), exist_ok=True)
            data = text.format(w=word, q=quoted(word)).encode()
            data = data.replace(b"\xc3\xa9", b"\xe9") if file == b"Dockerfile" else data  # what is no UTF-8
            Path(os.fsdecode(os.path.join(folder, file))).write_bytes(data)
        Path(os.fsdecode(os.path.join(folder, b"compose.yml"))).write_text(
            json.dumps({"services": {word: {"build": {"dockerfile_inline": "FROM a"}}, "b": {"build": "${" + word}}})
        )
    return top


class Done(NamedTuple):
    """What a run printed, and its exit code."""

    out: bytes
    err: bytes
    code: int


def environment(**more: str) -> dict[str, str]:
    runners = ("NO_COLOR", "FORCE_COLOR", "TERM", "CI", "GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION", "GITLAB_CI")
    return {k: v for k, v in os.environ.items() if k not in runners} | {"TERM": "xterm", "PYTHONUTF8": "1"} | more


def piped(words: list[str | bytes], folder: Path, stdin: bytes = b"", env: dict[str, str] | None = None) -> Done:
    command = [sys.executable, "-m", "dslim", *words]
    done = subprocess.run(
        command, cwd=folder, input=stdin, capture_output=True, env=environment(**env or {}), check=False
    )
    return Done(done.stdout, done.stderr, done.returncode)


def on_terminal(words: list[str | bytes], folder: Path, stdin: bytes = b"", env: dict[str, str] | None = None) -> Done:
    """Both outputs on one terminal."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "dslim", *words]
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=slave, stderr=slave, env=environment(**env or {})
    )
    os.close(slave)
    assert process.stdin is not None
    process.stdin.write(stdin)
    process.stdin.close()
    out = b"".join(iter(lambda: _read(master), b""))
    os.close(master)
    return Done(out, b"", process.wait())


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # the other end is closed
        return b""


STDIN = FILE.format(w="\x1b[2J\r::error::owned##[error]x", q="\x1b[2J\u202e").encode()
#: Every command that prints what others wrote, for people.
FOR_PEOPLE: dict[str, list[str | bytes]] = {
    "fix": ["fix", "-v", "--why-not", "."],
    "fix with findings": ["fix", "--check", "-vv", "--statistics", "--unsafe-fixes", "."],
    "fix of standard input": ["fix", "--stdin-filename", "\n::error::owned\x1b[2J", "-"],
    "text of standard input": ["fix", "-i", "-"],
    "layers": ["layers", b"\x1b[2J\x1b]0;owned\x07/Dockerfile"],
    "layers of a file refused": ["layers", NAMES["newline"] + b"/Dockerfile.1"],
    "layers of nothing": ["layers", "--builder", "docker", "\n::error::\x1b[2J"],
    "verify a file refused": ["verify", NAMES["newline"] + b"/Dockerfile.1"],
    "config": ["config", NAMES["newline"] + b"/Dockerfile"],
    "cache": ["cache", "clean", "--cache-dir", "/nowhere/\n::error::owned\x1b[2J"],
    "rules": ["rules"],
    "explain": ["explain", "SL101"],
    "no such rule": ["explain", "\n::error::owned\x1b[2J"],
    "no such option": ["fix", "--\n::error::owned\x1b[2J"],
    "no such choice": ["fix", "--merge", "\n::error::owned\x1b[2J"],
    "no such folder": ["fix", "--context", "\n::error::owned\x1b[2J"],
    "no such file": ["fix", "\n::error::owned\x1b[2J"],
    "no such command": ["\n::error::owned\x1b[2J"],
    "no such list": ["fix", "--files-from", "\n::error::owned\x1b[2J"],
    "no such revision": ["fix", "--since", "\n::error::owned\x1b[2J", "."],
    "missing argument": ["cache"],
}


@pytest.mark.parametrize("command", FOR_PEOPLE)
def test_no_runner_obeys_what_is_printed_for_people(tree: Path, command: str) -> None:
    words = FOR_PEOPLE[command]
    done = piped(words, tree, STDIN)
    assert done.out or done.err
    assert b"Traceback" not in done.err
    assert obeyed_by_github(done.err) == []
    assert obeyed_by_others(done.err) == []
    assert set(unseen(done.err.decode())) == set()
    if command != "text of standard input":  # the user's own file, to the byte
        assert obeyed_by_github(done.out) == []
    if words[0] != "fix" or "--check" in words:  # else it is a diff
        assert set(unseen(done.out.decode())) == set()
        assert obeyed_by_others(done.out) == []


#: Every command as it is, and those that print colours in the other ways too.
TERMINALS: list[tuple[str, dict[str, str]]] = [(command, {}) for command in FOR_PEOPLE]
TERMINALS += [("fix", env) for env in ({"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}, {"TERM": "dumb"})]


@pytest.mark.parametrize(("command", "env"), TERMINALS, ids=str)
def test_nothing_drives_a_terminal(tree: Path, command: str, env: dict[str, str]) -> None:
    done = on_terminal(FOR_PEOPLE[command], tree, STDIN, env)
    assert done.out
    assert drives_a_terminal(done.out) == []
    assert obeyed_by_github(done.out) == []
    assert obeyed_by_others(done.out) == []
    colour = env == {} or "FORCE_COLOR" in env
    assert (b"\x1b[32m+" in done.out) == (colour and command in ("fix", "fix of standard input"))


FORMATS = ("json", "sarif", "gitlab", "github", "rdjson", "rdjsonl")
#: Formats in UTF-8 that are no JSON.
TEXT_FORMATS = ("junit", "checkstyle", "markdown")


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_reports_in_plain_text_are_tame(tree: Path, form: str) -> None:
    words: list[str | bytes] = ["fix", "--check", "--format", form, "."]
    done = piped(words, tree)
    assert b"Traceback" not in done.err
    assert obeyed_by_github(done.out) == []
    assert obeyed_by_others(done.out) == []
    assert set(unseen(done.out.decode())) == set()
    assert drives_a_terminal(on_terminal(words, tree).out) == []
    if form != "markdown":
        assert len(list(ElementTree.fromstring(done.out))) > 50


@pytest.mark.parametrize("form", FORMATS)
def test_reports_are_tame_and_whole(tree: Path, form: str) -> None:
    words: list[str | bytes] = ["fix", "--check", "-v", "--why-not", "--format", form, "."]
    done = piped(words, tree)
    assert b"Traceback" not in done.err
    commands = obeyed_by_github(done.out)
    lines = done.out.decode().split("\n")
    if form == "github":
        assert len(commands) == len(lines) - 1 > 100
        assert {command.name for command in commands} == {"warning", "error"}
        form_of_properties = r"file=[^,:\r\n]*,line=\d+,title=(?:dslim|SL\d+ [a-z-]+)"
        assert all(re.fullmatch(form_of_properties, command.properties) for command in commands)
        assert all(set(unseen(command.data)) == set() for command in commands)
    else:
        assert commands == []
        assert obeyed_by_others(done.out) == []
        assert done.out.isascii()
        assert b"</" not in done.out
        assert b"\\ud8" not in re.sub(rb"\\ud8..\\ud[c-f]..", b"", done.out)
    assert drives_a_terminal(on_terminal(words, tree).out) == []


@pytest.mark.parametrize("form", FORMATS)
def test_names_come_back_from_reports(tree: Path, form: str) -> None:
    from urllib.parse import unquote_to_bytes

    done = piped(["fix", "--check", "-q", "--format", form, "."], tree)
    read: dict[str, Callable[[], Iterator[bytes]]] = {
        "json": lambda: (file["path"].encode() for file in json.loads(done.out)["files"]),
        "sarif": lambda: (
            unquote_to_bytes(one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
            for one in json.loads(done.out)["runs"][0]["invocations"][0]["toolExecutionNotifications"]
        ),
        "gitlab": lambda: (issue["location"]["path"].encode() for issue in json.loads(done.out)),
        "rdjson": lambda: (one["location"]["path"].encode() for one in json.loads(done.out)["diagnostics"]),
        "rdjsonl": lambda: (json.loads(line)["location"]["path"].encode() for line in done.out.splitlines()),
        "github": lambda: (
            unquote_to_bytes(command.properties.split(",")[0].removeprefix("file="))
            for command in obeyed_by_github(done.out)
        ),
    }
    names = {name.removeprefix(b"./") for name in read[form]()}
    for name in NAMES.values():
        path = os.path.normpath(name + b"/Dockerfile.1")
        if form != "sarif":
            path = re.sub("[\udc80-\udcff]", "\ufffd", path.decode("utf-8", "surrogateescape")).encode()
        if form == "github":
            path = without_brackets(path.decode()).encode()
        assert path in names, path


def test_messages_of_sarif_hold_no_link(tree: Path) -> None:
    report = json.loads(piped(["fix", "--check", "-q", "--format", "sarif", "."], tree).out)["runs"][0]
    told = [result["message"]["text"] for result in report["results"]]
    told += [one["message"]["text"] for one in report["invocations"][0]["toolExecutionNotifications"]]
    assert any("[owned]" in text for text in told)
    assert not any("](" in text for text in told)


def git_apply(tree: Path, diff: bytes, copy: Path) -> dict[bytes, bytes]:
    """The Dockerfiles after `git apply`, by path."""
    subprocess.run(["cp", "-a", tree, copy], check=True)
    subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
    subprocess.run(["git", "apply", "--whitespace=nowarn"], cwd=copy, input=diff, check=True)
    return contents(copy)


def contents(folder: Path) -> dict[bytes, bytes]:
    found = {}
    for top, _, files in os.walk(os.fsencode(folder)):
        for file in files if b"/.git" not in top else ():
            path = os.path.join(top, file)
            found[os.path.relpath(path, os.fsencode(folder))] = Path(os.fsdecode(path)).read_bytes()
    return found


@pytest.mark.parametrize("way", ["pipe", "pipe in GitHub Actions", "file in Azure Pipelines"])
def test_git_takes_the_diff_of_hostile_files(tree: Path, tmp_path: Path, way: str) -> None:
    if way.startswith("pipe"):
        env = {"GITHUB_ACTIONS": "true"} if "GitHub" in way else {}
        diff = piped(["fix", "-q", "."], tree, env=env).out
        assert b"\n::stop-commands::" in diff
    else:
        with (tmp_path / "diff").open("wb") as file:
            command = [sys.executable, "-m", "dslim", "fix", "-q", "."]
            subprocess.run(command, cwd=tree, stdout=file, env=environment(TF_BUILD="True"), check=False)
        diff = (tmp_path / "diff").read_bytes()
        assert b"::stop-commands::" not in re.sub(rb"::stop-commands::owned", b"", diff)
    applied = git_apply(tree, diff, tmp_path / "applied")
    subprocess.run(["cp", "-a", tree, tmp_path / "written"], check=True)
    piped(["fix", "-q", "-i", "."], tmp_path / "written")
    written = contents(tmp_path / "written")
    assert applied == written
    assert sum(data != written[path] for path, data in contents(tree).items()) > 20


def test_an_honest_diff_in_github_actions_is_a_diff_only(tmp_path: Path) -> None:
    text = "FROM debian:12\nRUN cpanm Foo::Bar\nRUN apt-get update && apt-get install -y a::b\n"
    (tmp_path / "Dockerfile").write_text(text)
    plain = piped(["fix", "-q"], tmp_path).out
    assert plain.startswith(b"--- a/Dockerfile\n")
    assert b"Foo::Bar" in plain
    assert piped(["fix", "-q"], tmp_path, env={"GITHUB_ACTIONS": "true"}).out == plain


@pytest.mark.parametrize(
    ("variable", "word", "runner"),
    [
        ("TF_BUILD", "##vso[task.setvariable variable=a]b", "Azure Pipelines"),
        ("TEAMCITY_VERSION", "##teamcity[buildStop]", "TeamCity"),
        ("GITLAB_CI", "section_end:1:x\r\x1b[0K", "GitLab CI"),
    ],
)
@pytest.mark.parametrize("words", [["fix"], ["fix", "-"], ["fix", "-i", "-"]], ids=" ".join)
def test_what_another_runner_would_obey_is_not_shown(
    tmp_path: Path, variable: str, word: str, runner: str, words: list[str | bytes]
) -> None:
    text = f"FROM debian:12\n# {word}\nRUN apt-get update && apt-get install -y a\n".encode()
    (tmp_path / "Dockerfile").write_bytes(text)
    (tmp_path / "other.Dockerfile").write_bytes(text.replace(word.encode(), b"x"))
    done = piped(words, tmp_path, text, {variable: "1"})
    name = "<stdin>" if "-" in words else "./Dockerfile"
    assert done.err.decode().splitlines()[0].removeprefix("./") == (
        f"{name.removeprefix('./')}: error: not shown: {runner} would obey a line of it;"
        " redirect standard output to a file"
    )
    assert done.code == 2
    assert obeyed_by_others(done.out) == []
    assert (b"+++ b/other.Dockerfile" in done.out) == (words == ["fix"])
    assert b"not shown" not in piped(words, tmp_path, text).err


def test_a_rewritten_text_is_exact_and_no_command_in_github_actions(tmp_path: Path) -> None:
    text = b"FROM debian:12\nRUN apt-get update && apt-get install -y a\nRUN <<EOF\n ::error::owned\r\nEOF\n"
    assert b"\n ::error::owned\r\n" in piped(["fix", "-q", "-i", "-"], tmp_path, text).out
    done = piped(["fix", "-q", "-i", "-"], tmp_path, text, {"GITHUB_ACTIONS": "true"})
    assert (done.out, done.code) == (b"", 2)
    assert b"GitHub Actions would obey a line of it" in done.err


def archive(folder: Path) -> Path:
    """An image with hostile paths, made by hostile instructions; `\\ud800` is a half of a character in its JSON."""
    evil = [word.replace("\0", "") for word in WORDS.values()] + ["\n::error::owned", "\udcff"]
    first = layer(*(member(f"{i}{word}/a", b"x" * 100) for i, word in enumerate(evil)))
    second = layer(*(member(f"{i}{word}/a", b"x" * 100, uid=7) for i, word in enumerate(evil)))
    rest = [layer(member(f"tmp/{i}{word}", b"y" * 50)) for i, word in enumerate(evil)]
    rest += [layer(member(f"tmp/.wh.{i}{word}", b"")) for i, word in enumerate(evil)]
    history = ["RUN \ud800", "RUN \n::error::owned", *(f"RUN {word}" for word in [*evil, *evil])]
    return docker_archive(folder / "image.tar", [first, second, *rest], words=history)


def test_layers_of_a_hostile_image(tmp_path: Path) -> None:
    name = archive(tmp_path).rename(tmp_path / "\n::error::owned\x1b[2J").name
    for words in (["layers", name], ["layers", "--format", "json", name]):
        done = piped([*words], tmp_path)
        assert (done.code, done.err) == (0, b"")
        assert obeyed_by_github(done.out) == []
        assert obeyed_by_others(done.out) == []
        assert set(unseen(done.out.decode())) == set()
        assert drives_a_terminal(on_terminal([*words], tmp_path).out) == []
    report = json.loads(done.out)
    assert report["image"] == name
    report_text = done.out.decode("ascii")
    assert re.search(r"\\ud8..(?!\\ud[c-f])", report_text) is None


@pytest.fixture
def builder(tmp_path: Path) -> dict[str, str]:
    """The environment in which the only builder is the stand-in."""
    for name in ("bin", "state", "work"):
        (tmp_path / name).mkdir()
    program = tmp_path / "bin/docker"
    script = f"#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(HERE / 'fake_docker.py'))} \"$@\"\n"
    program.write_text(script)
    program.chmod(0o755)
    return {"PATH": str(tmp_path / "bin"), "FAKE_STATE": str(tmp_path / "state")}


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.texts += [value for name, value in attrs if name == "title" and value]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("differs", [False, True])
def test_verdicts_on_hostile_files(tmp_path: Path, builder: dict[str, str], differs: bool) -> None:
    words = [word for word in WORDS.values() if not re.search(r"[\s'\"`$;]", word)]
    words += ["<img/src=x/onerror=alert(1)>", "\"onload=x", "</code></script><script>alert(1)</script>"]
    runs = "".join(f"RUN touch /{i}{word}\n" for i, word in enumerate(words))
    saves = "RUN cp touch /a\nRUN chmod 600 /a touch /b\n"
    name = "\n::error::owned<script>\x1b[2J\u202e"
    (tmp_path / "work" / name).write_text(f"FROM scratch\n# {WORDS['page']}\n{saves}{runs}")
    env = builder | ({"FAKE_FAULT": "&&"} if differs else {})
    for way in (["--html", "page.html"], ["--format", "json"]):
        done = piped(["verify", *way, name], tmp_path / "work", env=env)
        assert done.code == int(differs), done.out.decode()
        assert obeyed_by_github(done.err) == []
        assert obeyed_by_others(done.err) == []
        assert set(unseen(done.err.decode())) == set()
        assert obeyed_by_github(done.out) == []
        assert obeyed_by_others(done.out) == []
        assert set(unseen(done.out.decode())) == set()
    assert json.loads(done.out)["file"] == name
    assert drives_a_terminal(on_terminal(["verify", name], tmp_path / "work", env=env).out) == []
    page = (tmp_path / "work/page.html").read_text(encoding="utf-8")
    assert set(unseen(page)) == set()
    parsed = Page()
    parsed.feed(page)
    assert not parsed.tags & {"script", "img", "iframe", "object", "link", "a", "base", "form", "svg"}
    assert not {name for name in parsed.attributes if name.startswith("on")} | (parsed.attributes & {"src", "href"})
    assert "<script>alert(1)<" in "".join(parsed.texts)
    assert """content="default-src 'none'; style-src""" in page


def test_the_output_of_a_hostile_builder(tmp_path: Path, builder: dict[str, str]) -> None:
    lines = b"\n".join([*NAMES.values(), b"curl: 1%\r2%\r\nend"])
    (tmp_path / "said").write_bytes(lines)
    program = tmp_path / "bin/docker"
    program.write_text(f'#!/bin/sh\n[ "$1" = info ] && exit 0\n/bin/cat {tmp_path}/said >&2; exit 1\n')
    (tmp_path / "work/Dockerfile").write_text("FROM debian:12\nRUN apt-get update && apt-get install -y a\n")
    done = piped(["verify"], tmp_path / "work", env=builder)
    assert done.code == 2
    assert obeyed_by_github(done.err) == []
    assert obeyed_by_others(done.err) == []
    assert set(unseen(done.err.decode())) == set()
    assert b"curl: 1%\\r2%\nend\n" in done.err
    program.write_text(f"#!/bin/sh\n/bin/cat {tmp_path}/said >&2; echo >&2; printf '\\033[2J::error::x' >&2; exit 1\n")
    done = piped(["verify"], tmp_path / "work", env=builder)
    assert (done.code, done.err) == (2, b"error: no builder: docker does not work: \\x1b[2J::error::x; podman is not"
                                        b" installed; buildah is not installed\n")  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_safe_lines_are_safe(name: str) -> None:
    word = WORDS[name]
    for text in (word, " " + word, word + "\n" + word, word[::-1]):
        line = safe_line(text)
        assert "\n" not in line
        assert set(unseen(safe_lines(text))) == set(unseen(line)) == set()
        for shown in (line, safe_lines(text)):
            assert (obeyed_by_github(shown.encode()), obeyed_by_others(shown.encode())) == ([], [])
        assert json.loads(json_text([text])) == [text]


def test_an_unforeseen_error_is_told_in_tame_words(tmp_path: Path) -> None:
    code = "import sys; from dslim.cli import main, rules\ndef bug(form): raise RuntimeError('\\x1b[2J\\n::error::x')\n"
    code += "rules.rules.callback = bug; main.main(['rules'])"
    done: Any = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 1
    assert b"\\x1b[2J\n\\x3a:error::x" in done.stderr
    assert obeyed_by_github(done.stderr) == []
