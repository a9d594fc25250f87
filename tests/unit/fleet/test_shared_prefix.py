"""`shared-prefix = "keep"`: what files begin with changes in all of them alike, or in none."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dslim.cli.main import main

HEAD = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN one\n"
SLIM = "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && \\\n    one\n"
A, B = HEAD + "RUN a\nRUN aa\n", "# b\n" + HEAD + "\nRUN b\nRUN bb\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    write("dslim.toml", 'shared-prefix = "keep"\nmerge = "all"\n')
    return tmp_path


def write(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def read(name: str) -> str:
    return Path(name).read_text()


def fix(*args: str) -> Result:
    result = CliRunner().invoke(main, ["fix", "--no-cache", *args])
    assert result.exit_code == 0, result.output
    return result


def test_what_is_shared_changes_alike_and_no_merge_crosses_its_end() -> None:
    write("a/Dockerfile", A)
    write("b/Dockerfile", B)
    fix("-i")
    assert read("a/Dockerfile") == SLIM + "RUN a && \\\n    aa\n"
    assert read("b/Dockerfile") == "# b\n" + SLIM + "\nRUN b && \\\n    bb\n"
    before = read("a/Dockerfile"), read("b/Dockerfile")
    fix("-i")
    assert (read("a/Dockerfile"), read("b/Dockerfile")) == before, "once is enough"


def test_without_the_key_each_file_is_for_itself() -> None:
    write("dslim.toml", 'merge = "all"\n')
    write("a/Dockerfile", A)
    write("b/Dockerfile", B)
    fix("-i")
    assert read("a/Dockerfile").count("RUN") == 1


def test_what_would_not_change_alike_changes_nowhere() -> None:
    # the lists must stay in b, whose own part reads them
    write("a/Dockerfile", A)
    write("b/Dockerfile", HEAD + "RUN apt-get install -y git\nRUN bb\n")
    fix("-i")
    assert read("a/Dockerfile").startswith("FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN one\n")
    assert read("a/Dockerfile").endswith("RUN a && \\\n    aa\n")
    assert read("b/Dockerfile").startswith(HEAD)
    why = fix("--why-not", "a/Dockerfile").stderr
    assert "b/Dockerfile begins with the same instructions, and would not change alike (shared-prefix)" in why


def test_an_ignore_comment_in_one_file_holds_for_what_it_shares() -> None:
    write("a/Dockerfile", A)
    write("b/Dockerfile", "# dslim: ignore-file\n" + B)
    fix("-i")
    assert read("a/Dockerfile").startswith(HEAD)
    assert read("b/Dockerfile") == "# dslim: ignore-file\n" + B


def test_one_file_gives_the_same_as_all_and_takes_the_others_with_it() -> None:
    write("a/Dockerfile", A)
    write("b/Dockerfile", B)
    alone = fix("a/Dockerfile").stdout
    together = fix().stdout
    a_diff = together[: together.index("--- a/b/Dockerfile")]
    assert alone.startswith(a_diff)
    told = fix("-i", "a/Dockerfile").stderr
    assert "b/Dockerfile: it begins like a file given, and changes with it (shared-prefix)" in told
    assert read("a/Dockerfile") == SLIM + "RUN a && \\\n    aa\n"
    assert read("b/Dockerfile") == "# b\n" + SLIM + "\nRUN b\nRUN bb\n", "no more of b than what it shares"
    fix("-i")
    assert read("b/Dockerfile") == "# b\n" + SLIM + "\nRUN b && \\\n    bb\n", "as if all had been given at once"


def test_prefixes_of_several_lengths() -> None:
    write("a/Dockerfile", HEAD + "RUN two\nRUN three\nRUN a\n")
    write("b/Dockerfile", HEAD + "RUN two\nRUN three\nRUN b\n")
    write("c/Dockerfile", HEAD + "RUN c\nRUN cc\n")
    fix("-i")
    assert read("a/Dockerfile") == SLIM + "RUN two && \\\n    three\nRUN a\n"
    assert read("b/Dockerfile") == SLIM + "RUN two && \\\n    three\nRUN b\n"
    assert read("c/Dockerfile") == SLIM + "RUN c && \\\n    cc\n"


def test_options_of_one_file_hold_back_what_it_shares() -> None:
    write("dslim.toml", 'shared-prefix = "keep"\nmerge = "all"\n[[overrides]]\npaths = ["b/"]\nmerge = "off"\n')
    write("a/Dockerfile", A)
    write("b/Dockerfile", B)
    fix("-i")
    assert "RUN one\n" in read("a/Dockerfile")
    assert read("a/Dockerfile").endswith("RUN a && \\\n    aa\n")


def test_files_that_share_nothing_but_their_base_are_free() -> None:
    write("a/Dockerfile", "FROM debian:12\nRUN a\nRUN aa\n")
    write("b/Dockerfile", "FROM debian:12\nRUN b\nRUN bb\n")
    fix("-i")
    assert read("a/Dockerfile") == "FROM debian:12\nRUN a && \\\n    aa\n"


def test_statistics_tell_the_layers_that_remain() -> None:
    write("a/Dockerfile", A)
    write("b/Dockerfile", B)
    assert "Distinct layers that ship: 6 before, 3 after." in fix("--statistics").stderr
    write("dslim.toml", 'merge = "all"\n')
    assert "Distinct layers that ship: 6 before, 2 after." in fix("--statistics").stderr


READER = "FROM corp/base:2\nRUN apt-get install -y git\n"
BASE = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compose.yaml", "services: {base: {image: 'corp/base:1', build: ground}}\n"),
        ("docker-bake.json", '{"target": {"base": {"context": "ground", "tags": ["docker.io/corp/base"]}}}'),
        ("dslim.toml", '[images]\n"corp/base" = "ground/Dockerfile"\n'),
    ],
)
def test_an_image_that_another_dockerfile_is_from_keeps_what_that_one_reads(name: str, text: str) -> None:
    write("ground/Dockerfile", BASE)
    write("app/Dockerfile", READER)
    assert "+RUN" in fix("ground/Dockerfile").stdout
    write(name, text)
    assert fix("ground/Dockerfile").stdout == "", "the file alone knows it too"
    assert "in app/Dockerfile, which is FROM it" in fix("--why-not").stderr
    write("app/Dockerfile", "FROM corp/base:2\nRUN apt-get update && apt-get install -y git\n")
    assert "+RUN" in fix("ground/Dockerfile").stdout


@pytest.mark.parametrize("base", ["corp/base:2", "registry.example.com/corp/base", "$REGISTRY/base:$TAG", "base"])
def test_an_image_that_nothing_makes_is_taken_for_that_of_the_folder_of_its_name(base: str) -> None:
    write("images/base/Dockerfile", BASE)
    write("images/app/Dockerfile", f"FROM {base}\nRUN apt-get install -y git\n")
    assert fix("images/base/Dockerfile").stdout == ""
    reason = f"in images/app/Dockerfile, which is FROM {base}, by its name the image of this Dockerfile"
    assert reason in fix("images/base", "--why-not").stderr
    write("dslim.toml", '[images]\n"elsewhere/base" = "images/base/Dockerfile"\n')
    assert "+RUN" in fix("images/base/Dockerfile").stdout, "what it is called is known"


def test_the_name_of_a_dockerfile_may_be_that_of_an_image_and_a_chain_is_followed() -> None:
    write("Dockerfile.ground", BASE)
    write("mod-tile.Dockerfile", "FROM corp/ground\nUSER root\n")
    write("Dockerfile", "FROM corp/mod_tile:0.1\nRUN apt-get install -y git\n")
    assert fix("Dockerfile.ground").stdout == ""


@pytest.mark.parametrize(
    ("first", "second", "base"),
    [
        ("debian", "x", "debian"),  # an official image
        ("a/base", "b/base", "corp/base"),  # which of the two is not known
        ("base", "x", "corp/other-base"),
    ],
)
def test_a_name_that_says_nothing_is_no_image_of_the_repository(first: str, second: str, base: str) -> None:
    write(f"{first}/Dockerfile", BASE)
    write(f"{second}/Dockerfile", "FROM scratch\n")
    write("app/Dockerfile", f"FROM {base}\nRUN apt-get install -y git\n")
    assert "+RUN" in fix(f"{first}/Dockerfile").stdout


def test_a_base_in_a_variable_and_a_chain_of_images() -> None:
    write("dslim.toml", '[images]\n"corp/base" = "base/Dockerfile"\n"corp/mid" = "mid/Dockerfile#out"\n')
    write("base/Dockerfile", BASE)
    write("mid/Dockerfile", "ARG FROM=corp/base\nFROM $FROM AS out\nUSER root\nFROM busybox\n")
    write("app/Dockerfile", "FROM corp/mid\nRUN apt-get install -y git\n")
    assert fix("base/Dockerfile").stdout == ""
    write("app/Dockerfile", "FROM corp/other\nRUN apt-get install -y git\n")
    assert "+RUN" in fix("base/Dockerfile").stdout


def test_what_is_generated_stays_and_so_does_what_others_share_with_it() -> None:
    write("a/Dockerfile", A)
    write("b/Dockerfile", "# @generated\n" + B)
    assert fix("-i", ".").exit_code == 0
    assert read("b/Dockerfile") == "# @generated\n" + B
    assert read("a/Dockerfile").startswith(HEAD)
