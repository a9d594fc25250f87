"""What is code about single managers: npm, conda, dnf, zypper, yarn, gem, composer, go, maven, gradle."""

from __future__ import annotations

from pathlib import Path

import pytest
from cache_calls import last_run, sites_of

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import Context
from dslim.rules.caches import (
    build_caches,
    conda_clean,
    npm_cache,
    rpm_clean,
    tool_caches,
    yarn_cache,
    zypper_clean,
)
from dslim.rules.caches.managers import Manager
from dslim.rules.caches.project_files import project_objection
from dslim.syntax import parse
from dslim.tools.caches import ProjectFile


def manager(managers: tuple[Manager, ...], program: str) -> Manager:
    return next(found for found in managers if program in found.names and not found.row.project)


def command(managers: tuple[Manager, ...], program: str, text: str) -> str | None:
    facts, run = last_run(text)
    return manager(managers, program).command(facts, run, sites_of(run)[0].call)


def declines(managers: tuple[Manager, ...], program: str, text: str) -> str | None:
    facts, run = last_run(text)
    return manager(managers, program).declines(facts, run, list(sites_of(run)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN npm ci", "npm cache clean --force"),
        ("RUN npm i -g npm@9", "rm -rf ~/.npm"),
        ("RUN npm i -g 'npm@$V'", "rm -rf ~/.npm"),
        ("RUN npm i -g npm@9 && npx x", None),
        ("ENV npm_config_cache=/c\nRUN npm i -g npm", "npm cache clean --force"),
    ],
)
def test_npm_is_not_asked_where_it_has_just_replaced_itself(text: str, expected: str | None) -> None:
    assert command(npm_cache.MANAGERS, "npm", text) == expected


def test_npm_where_the_call_chooses_the_cache() -> None:
    assert declines(npm_cache.MANAGERS, "npm", "RUN npm ci --cache /c") == "the RUN sets another cache folder"
    text = "RUN NPM_CONFIG_CACHE=/c npm ci"
    reason = "variables are set for the command alone (`NAME=value` before it), and the cleanup would lack them"
    assert declines(npm_cache.MANAGERS, "npm", text) == reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM continuumio/miniconda3\nRUN conda install x", "conda clean -afy"),
        ("FROM continuumio/miniconda3:4.5.4\nRUN conda install x", "conda clean -ay"),
        ("FROM debian:12\nRUN conda install x", "conda clean -ay"),
        ("FROM debian:12\nRUN mamba install x", "mamba clean -afy"),
    ],
)
def test_the_options_that_the_conda_knows(text: str, expected: str) -> None:
    program = "mamba" if "mamba" in text else "conda"
    assert command(conda_clean.MANAGERS, program, text) == expected


def test_the_caches_of_all_condas_that_the_file_names() -> None:
    facts, run = last_run("ENV PATH=/home/me/miniforge3/bin:$PATH\nRUN conda install x")
    found = manager(conda_clean.MANAGERS, "conda").folders(facts, run)
    assert found == ("/home/me/miniforge3/pkgs", "/opt/conda/pkgs")
    assert declines(conda_clean.MANAGERS, "conda", "RUN conda install --offline x") == "the RUN works offline"


def test_dnf_and_its_likes() -> None:
    assert command(rpm_clean.MANAGERS, "dnf", "RUN microdnf install x") == "microdnf clean all"
    assert command(rpm_clean.MANAGERS, "dnf", "RUN yum-builddep x") == "yum clean all"
    assert declines(rpm_clean.MANAGERS, "dnf", "RUN dnf install --installroot /r x") == (
        "the packages go to another root or cache"
    )
    assert declines(rpm_clean.MANAGERS, "dnf", "RUN yum install --disablerepo='*' x") == (
        "all repositories may be off, where `yum clean` fails"
    )


def test_zypper_takes_unchecked_what_a_later_one_would_refuse() -> None:
    unchecked = "RUN zypper --no-gpg-checks install x"
    facts = Facts(parse(f"FROM a\n{unchecked}\nRUN zypper install y\n"), Options())
    zypper = manager(zypper_clean.MANAGERS, "zypper")
    first, second = facts.all_runs
    assert zypper.declines(facts, first, list(sites_of(first))) == (
        "a later zypper without `--no-gpg-checks` would fetch the metadata again, and may refuse what was accepted"
        " unchecked here"
    )
    assert zypper.declines(facts, second, list(sites_of(second))) is None
    assert declines(zypper_clean.MANAGERS, "zypper", unchecked) is None
    assert declines(zypper_clean.MANAGERS, "zypper", "RUN zypper -R /r install x") == (
        "zypper works on another root or cache"
    )


def test_yarn_1_is_shown_by_its_lockfile(tmp_path: Path) -> None:
    (tmp_path / "yarn.lock").write_text("# yarn lockfile v1\n")
    tree = parse("FROM node:20\nCOPY yarn.lock ./\nRUN yarn install\n")
    yarn = manager(yarn_cache.MANAGERS, "yarn")

    def reason() -> str | None:
        facts = Facts(tree, Options(), Context(tmp_path))
        return yarn.declines(facts, facts.all_runs[0], list(sites_of(facts.all_runs[0])))

    unknown = "yarn is not known to be version 1, and newer ones may need the cache at run time"
    assert reason() is None
    (tmp_path / ".yarnrc.yml").write_text("")
    assert reason() == unknown
    (tmp_path / ".yarnrc.yml").unlink()
    (tmp_path / "yarn.lock").write_text("__metadata:\n")
    assert reason() == unknown
    assert declines(yarn_cache.MANAGERS, "yarn", "RUN yarn global add x") is None
    assert declines(yarn_cache.MANAGERS, "yarn", "RUN corepack enable && yarn global add x") == (
        "yarn 2 or newer may need its cache at run time"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM ruby:3\nRUN gem install x", "rm -rf /usr/local/bundle/cache/*.gem"),
        ("FROM a\nENV GEM_HOME=/g\nRUN gem install x", "rm -rf /g/cache/*.gem"),
        ("FROM a\nRUN apt-get install -y ruby\nRUN gem install x", "rm -rf /var/lib/gems/*/cache/*.gem"),
        ("FROM a\nRUN gem install x\nRUN apt-get install -y ruby", None),
        ("FROM ruby:3\nRUN gem install -i /x y", None),
    ],
)
def test_where_gems_are_kept(text: str, expected: str | None) -> None:
    facts = Facts(parse(text + "\n"), Options())
    run = next(run for run in facts.all_runs if "gem install" in run.node.args)
    assert manager(tool_caches.MANAGERS, "gem").command(facts, run, sites_of(run)[0].call) == expected


def test_composer_leaves_plugins_off_where_the_call_did() -> None:
    assert command(tool_caches.MANAGERS, "composer", "RUN composer install") == "composer clear-cache"
    text = "RUN composer install --no-plugins"
    assert command(tool_caches.MANAGERS, "composer", text) == "composer clear-cache --no-plugins"


def test_builds_that_need_what_they_fetched() -> None:
    unknown = "the base image is not known to have Go 1.11 or newer, which `go clean -modcache` needs"
    assert declines(build_caches.MANAGERS, "go", "FROM golang:1.22\nRUN go build") is None
    assert declines(build_caches.MANAGERS, "go", "FROM golang:1.9\nRUN go build") == unknown
    assert declines(build_caches.MANAGERS, "go", "FROM debian:12\nRUN go build") == unknown
    assert declines(build_caches.MANAGERS, "mvn", "RUN mvn -o package") == (
        "the RUN installs into maven's local repository, or works offline with it"
    )
    assert declines(build_caches.MANAGERS, "gradle", "RUN gradle build --offline") == "gradle works offline"


def test_what_the_projects_files_show(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"kind": "x"}')
    facts = Facts(parse("FROM a\nRUN one\nCOPY a.json ./\nRUN two\n"), Options(), Context(tmp_path))
    one, two = facts.all_runs
    shows = ProjectFile("a.json", "why", says="kind", required=True)
    assert project_objection(facts, two, (shows,)) is None
    assert project_objection(facts, one, (shows,)) == "why"  # not there yet
    assert project_objection(facts, two, (ProjectFile("a.json", "why", says="other"),)) == "why"
    assert project_objection(facts, two, (ProjectFile("a.json", "why", says="kind", never='"x"'),)) == "why"
    assert project_objection(facts, two, (ProjectFile("b.json", "why", required=True),)) == "why"
    assert project_objection(facts, two, (ProjectFile("b.json", "why"),)) is None
    assert project_objection(facts, two, (ProjectFile("a.json", "why", absent=True),)) == "why"
    assert project_objection(facts, two, ()) is None
