"""The edits of the forms: what is written is what somebody would type."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.ignore_lines import VERSION_CONTROL, is_wanted, kind_of, with_ignored
from dslim.shrink.forms.artefacts import Artefacts
from dslim.shrink.forms.install_calls import install_calls, other_managers, package_name
from dslim.shrink.forms.mentions import mentioned, words_called
from dslim.shrink.forms.package_lists import NotShorter, new_lists, with_lists
from dslim.shrink.forms.two_stages import NotInTwoStages, SecondStage, in_two_stages, split_stage
from dslim.shrink.forms.user_numbers import numbered, read_accounts
from dslim.shrink.packages.package import Package, Packages
from dslim.syntax import parse
from dslim.syntax.edits import apply_edits

PACKAGES = Packages({
    "a": Package("a", recommends=(("x",),)), "c": Package("c", recommends=(("z",),)),
    "b": Package("b"), "x": Package("x"), "z": Package("z"),
})  # fmt: skip


def facts(text: str) -> Facts:
    return Facts(parse(text), Options())


def test_installs_of_the_target_and_of_what_it_continues() -> None:
    text = (
        "FROM debian AS one\nRUN apt-get install -y a=1 b:amd64 $MORE\n"
        "FROM debian AS two\nRUN apt-get install -y c\nFROM one\nRUN sh -c 'apt-get install d' && apt update\n"
        "RUN apt-get -t stable install --no-install-recommends e\n"
    )
    found = install_calls(facts(text), None)
    assert [install.packages for install in found] == [("a", "b"), ("e",)]
    assert [install.takes_recommended for install in found] == [True, False]
    assert [install.packages for install in install_calls(facts(text), "two")] == [("c",)]
    assert install_calls(facts(text), "nothing") == ()
    assert package_name("libc6/stable") == "libc6"


@pytest.mark.parametrize(
    ("call", "family", "packages", "takes_recommended"),
    [
        ("dnf -y --enablerepo crb install a-1.2 b", "rpm", ("a-1.2", "b"), True),
        ("dnf install -y --setopt=install_weak_deps=False a", "rpm", ("a",), False),
        ("microdnf install a", "rpm", ("a",), True),
        ("yum install -y a", "rpm", ("a",), False),  # has nothing that is only recommended
        ("apk add --no-cache --virtual .build a~=1.2 b@edge 'c>3'", "apk", ("a", "b", "c"), False),
        ("apk -U add a", "apk", ("a",), False),
    ],
)
def test_installs_of_other_managers(
    call: str, family: str, packages: tuple[str, ...], takes_recommended: bool
) -> None:
    (found,) = install_calls(facts(f"FROM a\nRUN {call}\n"), None)
    assert (found.manager.family, found.packages, found.takes_recommended) == (family, packages, takes_recommended)


@pytest.mark.parametrize(
    ("run", "found"),
    [
        ("zypper -n install -y gcc", {"zypper": 2}), ("zypper -n in gcc && zypper clean -a", {"zypper": 2}),
        ("pacman -Syu --noconfirm gcc", {"pacman": 2}), ("pacman -Syu --noconfirm", {}), ("zypper refresh", {}),
        ("tdnf install -y gcc", {"tdnf": 2}), ("apk-install gcc", {"apk-install": 2}), ("apt-get install -y gcc", {}),
        ("pip install flask", {}),
    ],
)  # fmt: skip
def test_managers_that_are_not_known(run: str, found: dict[str, int]) -> None:
    assert other_managers(facts(f"FROM a\nRUN {run}\n"), None) == found
    assert other_managers(facts(f"FROM a\nRUN {run}\nFROM b\nCOPY --from=0 /a /a\n"), None) == {}


def test_what_installs_no_packages_of_the_system() -> None:
    assert install_calls(facts("FROM a\nRUN pip install a && apk del b && dnf update c && npm install d\n"), None) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("apt-get install -y a", "apt-get install --no-install-recommends -y a x"),
        ("apt-get install -y \\\n  a", "apt-get install --no-install-recommends -y \\\n  a \\\n  x"),
        ("apt-get install -y a c", "apt-get install --no-install-recommends -y a c x"),
        (
            "apt-get install -y \\\n    a \\\n    y-other \\\n && true",
            "apt-get install --no-install-recommends -y \\\n    a \\\n    x \\\n    y-other \\\n && true",
        ),
        (
            "apt-get install -y \\\n    c \\\n    a \\\n && true",
            "apt-get install --no-install-recommends -y \\\n    c \\\n    a \\\n    x \\\n && true",
        ),
    ],
)
def test_names_are_added_as_the_list_has_its_own(before: str, after: str) -> None:
    assert shorter(f"FROM debian\nRUN {before}\n", ["x"]) == f"FROM debian\nRUN {after}\n"


def test_a_name_goes_where_it_was_recommended() -> None:
    text = "FROM debian\nRUN apt-get install a\nRUN apt-get install c\nRUN apt-get install b\n"
    found = shorter(text, ["z", "b-only"])
    flag = "apt-get install --no-install-recommends"
    assert found == f"FROM debian\nRUN {flag} a\nRUN {flag} c z\nRUN {flag} b b-only\n"


def shorter(text: str, added: Sequence[str], dropped: Sequence[str] = ()) -> str:
    known = facts(text)
    return with_lists(known, new_lists(install_calls(known, None), dropped, added, PACKAGES))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN apt-get install -y a b\n", "RUN apt-get install --no-install-recommends -y b\n"),
        ("RUN apt-get install -y \\\n    a \\\n    c\n", "RUN apt-get install --no-install-recommends -y \\\n    c\n"),
        ("RUN apt-get install -y a=1 c=2\n", "RUN apt-get install --no-install-recommends -y c=2\n"),
        ("# why\nRUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\nCMD x\n", "CMD x\n"),
        ("ENV A=1\n\nRUN apt-get install a\n\nCMD x\n", "ENV A=1\n\nCMD x\n"),
    ],
)
def test_a_name_goes_from_its_list_and_a_run_with_its_last_name(before: str, after: str) -> None:
    assert shorter(f"FROM debian\n{before}", (), ["a"]) == f"FROM debian\n{after}"


def test_a_dropped_name_makes_way_for_what_it_recommended() -> None:
    flag = "apt-get install --no-install-recommends"
    assert shorter("FROM debian\nRUN apt-get install a\n", ["x"], ["a"]) == f"FROM debian\nRUN {flag} x\n"


@pytest.mark.parametrize(
    ("run", "why"),
    [
        ("apt-get install -y a && make", "does more than install"),
        ("apt-get install -y \\\n  # why\n  a \\\n  # and\n  b", "comments stand in the list"),
        ("apt-get install a && apt-get install b", "nothing is left of one of the lists of line 2"),
    ],
)
def test_a_list_that_cannot_be_shorter(run: str, why: str) -> None:
    with pytest.raises(NotShorter, match=why):
        shorter(f"FROM debian\nRUN {run}\n", (), ["a"])


@pytest.mark.parametrize(
    ("before", "names", "after"),
    [
        ("", [".git"], "# version control\n.git\n"),
        (
            "node_modules\n", ["README.md", ".git", "docs"],
            "node_modules\n\n# version control\n.git\n\n# documents and tests\nREADME.md\ndocs\n",
        ),
        ("a\r\nb", [".vscode"], "a\r\nb\r\n\r\n# editors\r\n.vscode\r\n"),
    ],
)  # fmt: skip
def test_an_ignore_file_grows_by_lines_below_a_comment(before: str, names: list[str], after: str) -> None:
    assert with_ignored(before, names) == after


def test_names_that_no_image_runs() -> None:
    assert kind_of(".git") is VERSION_CONTROL
    for name in ("Dockerfile.dev", "web.dockerignore", "compose.prod.yaml", "CHANGELOG.md", "__pycache__"):
        assert kind_of(name) is not None, name
    for name in ("LICENSE", "src", "node_modules", "requirements.txt", "git", "Makefile"):
        assert kind_of(name) is None, name
    assert is_wanted("*\n!docs/api\n", "docs")
    assert not is_wanted("*\n!docs2\n# !docs\n", "docs")


def test_what_a_copy_gives_as_it_is_needs_no_folder_between() -> None:
    known = facts(SOURCE)
    split = split_stage(known, known.tree.stages[-1], install_calls(known, None))
    paths = ("/srv/a", "/srv/b", "/usr/bin/x")
    artefacts = Artefacts(paths, plain_folders=frozenset(["/srv/a"]), is_plain=True)
    second = SecondStage(artefacts, new_lists(install_calls(known, None), (), (), PACKAGES))
    text = in_two_stages(known, split, second, True)
    copies = ("/srv/a /srv/a", "/srv/b /srv/", "/usr/bin/x /usr/bin/")
    assert "".join(f"COPY --from=build {copy}\n" for copy in copies) in text
    assert ".out" not in text


def test_mentions() -> None:
    packages = Packages({
        "procps": Package("procps", files=("/bin/ps", "/usr/share/ps")),
        "python3-yaml": Package("python3-yaml", files=("/usr/lib/python3/dist-packages/yaml/__init__.py",)),
        "file": Package("file", files=("/usr/bin/file",)),
    })  # fmt: skip
    texts = {
        "start.sh": "#!/bin/sh\n# this file is read\nexec ps aux\n",
        "app.py": "#!/usr/bin/python3\nimport yaml\nfile = 1\n",
    }
    assert mentioned(packages, packages.by_name, texts) == {
        "procps": "start.sh names `ps`", "python3-yaml": "app.py imports `yaml`",
    }  # fmt: skip
    assert "file" in mentioned(packages, ["file"], {"x.js": 'spawn("file", [])'})
    assert list(words_called("CMD", "/usr/bin/file -b")) == ["file"]


SOURCE = """# top
FROM debian:12 AS app

ENV A=1
# tools
RUN apt-get update && apt-get install -y \\
    gcc \\
    libx \\
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
# starts it
CMD ["/srv/run"]
COPY . .
RUN gcc -o run run.c
# nobody else
USER nobody
"""


def two_stages(text: str, paths: tuple[str, ...] = ("/srv",), keep: tuple[str, ...] = ("libx",), **more: bool) -> str:
    known = facts(text)
    stage = known.tree.stages[-1]
    split = split_stage(known, stage, install_calls(known, None))
    artefacts = Artefacts(paths, sees_linker_cache=more.get("linker", False))
    installs = install_calls(known, None)
    dropped = {name for install in installs for name in install.packages} - set(keep)
    second = SecondStage(artefacts, new_lists(installs, dropped, (), PACKAGES))
    return in_two_stages(known, split, second, more.get("is_root", True))


def test_two_stages_keep_every_comment_and_move_what_only_the_image_has() -> None:
    assert two_stages(SOURCE) == """# top
FROM debian:12 AS build

ENV A=1
# tools
RUN apt-get update && apt-get install -y \\
    gcc \\
    libx \\
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
COPY . .
RUN gcc -o run run.c
RUN cd / && mkdir .out && cp -a --parents srv .out

FROM debian:12 AS app
ENV A=1
RUN apt-get update && apt-get install --no-install-recommends -y \\
    libx \\
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
COPY --from=build /.out/ /
# starts it
CMD ["/srv/run"]
# nobody else
USER nobody
"""


LISTS = """FROM debian:12
RUN apt-get update
RUN apt-get install -y gcc libx
RUN useradd -m app
RUN echo "app:word" | chpasswd
WORKDIR /srv
COPY . .
RUN gcc -o run run.c
"""


def test_lists_that_a_run_of_its_own_fetches_and_passwords_are_had_in_both_stages() -> None:
    final = two_stages(LISTS).partition("\n\n")[2]
    assert final == (
        "FROM debian:12\nRUN apt-get update\nRUN apt-get install --no-install-recommends -y libx\nRUN useradd -m app\n"
        'RUN echo "app:word" | chpasswd\nWORKDIR /srv\nCOPY --from=build /.out/ /\n'
    )
    assert "apt-get" not in two_stages(LISTS, keep=()).partition("\n\n")[2]
    upgraded = LISTS.replace("get update", "get update && apt-get -y upgrade")
    assert "RUN apt-get update && apt-get -y upgrade\n" in two_stages(upgraded, keep=()).partition("\n\n")[2]


def test_a_run_that_does_more_than_fetch_lists_is_of_the_build() -> None:
    for more in ("apt-get update && touch /etc/a", "apt-get update > /log", "echo a > /etc/a"):
        with pytest.raises(NotInTwoStages):
            two_stages(LISTS.replace("apt-get update", more))


def test_a_run_of_packages_goes_where_none_is_kept() -> None:
    text = two_stages(SOURCE, keep=())
    assert text.count("apt-get install") == 1
    assert "RUN" not in text.partition("AS app")[2]


def test_the_linker_cache_and_another_user() -> None:
    text = two_stages(SOURCE, linker=True, is_root=False)
    assert "COPY --from=build /.out/ /\nRUN ldconfig\n" in text
    assert "USER root\nRUN cd / && mkdir .out" in text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("FROM debian\nRUN apt-get install -y a\n", "nothing is made beside packages"),
        ("FROM debian\nRUN echo > /etc/apt/sources.list\nRUN apt-get install -y a\n", "line 2 may be needed"),
        ("FROM debian\nRUN apt-get install -y a\nVOLUME /srv\nRUN make\n", "line 3 declares a VOLUME"),
        ("FROM debian AS a\nRUN apt-get install a\nFROM a\nRUN make\n", "continues another one"),
        ("FROM debian\nRUN apt-get install -y a && make\nCOPY . .\n", "does more than install"),
    ],
)
def test_what_cannot_be_split(text: str, why: str) -> None:
    with pytest.raises((NotInTwoStages, NotShorter), match=why):
        two_stages(text, keep=())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("useradd -r app", "useradd -u 998 -r app"),
        ("groupadd -r app && useradd -r -g app app", "groupadd -g 997 -r app && useradd -u 998 -r -g app app"),
        ("adduser --system --group app", "adduser --uid 998 --system --group app"),
        ("useradd -u 5 app && groupadd --gid=7 app", "useradd -u 5 app && groupadd --gid=7 app"),
        ("useradd other", "useradd other"),
    ],
)
def test_users_get_the_numbers_that_they_had(before: str, after: str) -> None:
    known = facts(f"FROM debian\nRUN {before}\n")
    accounts = read_accounts(b"root:x:0:0::/:\napp:x:998:997::/:\n", b"app:x:997:\n")
    edits = numbered(known.all_runs[0], accounts)
    assert apply_edits(known.tree.text, edits) == f"FROM debian\nRUN {after}\n"


def test_what_was_removed_or_lies_in_many_places_is_not_split() -> None:
    known = facts(SOURCE)
    split = split_stage(known, known.tree.stages[-1], install_calls(known, None))
    for artefacts, why in (
        (Artefacts(("/srv",), ("/etc/motd",)), "removes /etc/motd"),
        (Artefacts(tuple(f"/x{i}" for i in range(60))), "60 places"),
        (Artefacts(("/a b",)), "characters of the shell"),
        (Artefacts(()), "nothing is left"),
    ):
        with pytest.raises(NotInTwoStages, match=why):
            in_two_stages(known, split, SecondStage(artefacts, ()), True)
