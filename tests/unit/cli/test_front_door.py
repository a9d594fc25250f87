"""What somebody new meets: mistyped words, prefixes, exclusions, standard input, and words on what matched nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dslim.cli.main import main

BLOAT = "FROM debian:12\nRUN apt-get update && apt-get install -y git\n"
CHOWN = "FROM debian:12\nCOPY app /app\nRUN chown -R 0:0 /app\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DSLIM_CACHE_DIR", str(tmp_path / "no-cache" / "x"))
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*args: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, args, input=stdin)


def write(path: str, text: str = BLOAT) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["fxi"], "no command 'fxi'. Did you mean fix?"),
        (["veriy"], "no command 'veriy'. Did you mean verify?"),
        (["Dockerfile"], "no command 'Dockerfile'. Did you mean `dslim fix Dockerfile`?"),
        (["fix", "--rul", "x"], "--rule"),
        (["fix", "--rule", "apt-list"], "Did you mean apt-lists (SL201)?"),
        (["explain", "merge-run"], "Did you mean merge-runs (SL101)?"),
        (["explain", "DL3008"], "no rule of dslim does what hadolint's DL3008 asks for"),
    ],
)
def test_a_mistyped_word_gets_the_nearest(here: Path, words: list[str], hint: str) -> None:
    write("Dockerfile")
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert hint in done.stderr


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["fix", "--format", "sarfi"], "'markdown'. Did you mean sarif?"),
        (["fix", "--format", "xyz"], "'markdown'."),
        (["fix", "--merge", "byte"], "Did you mean bytes?"),
        (["fix", "--style", "cache"], "Did you mean cache-mount?"),
        (["fix", "--builder", "dokcer"], "Did you mean docker?"),
        (["verify", "--builder", "build-kit"], "Did you mean buildkit?"),
        (["layers", "--format", "jso"], "Did you mean json?"),
        (["rules", "--format", "md-down"], "Did you mean markdown?"),
        (["cache", "clear"], "Did you mean clean?"),
        (["fix", "--rule", ","], "no rule is named."),
        (["fix", "--only", "SL201"], "for a rule there is --rule."),
        (["help"], "Did you mean `dslim --help`?"),
        (["version"], "Did you mean `dslim --version`?"),
        (["completion"], "(or zsh_source, fish_source)."),
    ],
)
def test_a_wrong_value_or_a_word_of_another_program_gets_a_hint(here: Path, words: list[str], hint: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert done.stderr.rstrip().endswith(hint), done.stderr


@pytest.mark.parametrize("command", [["fix"], ["verify"], ["layers"], ["shrink", "--run", "true"]], ids=lambda w: w[0])
def test_a_file_that_is_no_dockerfile_by_its_name_is_doubted(here: Path, command: list[str]) -> None:
    for text in ("# Readme\n", "# Readme\n\nIt does this.\n"):
        write("README.md", text)
        done = run(command[0], "README.md", *command[1:])
        assert done.exit_code == 2
        assert "README.md:" in done.stderr
        assert "(by its name this is no Dockerfile: is it one?)" in done.stderr
    for name in ("Dockerfile", "web.dockerfile", "Dockerfile.dev", "Containerfile.x", "image"):
        write(name, "NOTHING\n")
        assert "is it one?" not in run("fix", name).stderr


def test_dslim_alone_shows_its_help_line_by_line(here: Path) -> None:
    done = run()
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: ")
    assert any(line.split()[:1] == ["fix"] for line in done.stderr.splitlines())
    assert "Error" not in done.stderr


def test_config_names_options_by_their_keys_and_each_build_once(here: Path) -> None:
    write("Dockerfile")
    write("dslim.toml", 'style = "cache-mount"\nunsafe-fixes = true\n')
    one = "{build: {context: .}}"
    write("compose.yaml", f"services: {{a: {one}, b: {one}}}\n")
    found = json.loads(run("config").stdout)
    assert (found["options"]["style"], found["options"]["unsafe-fixes"]) == ("cache-mount", True)
    assert len(found["builds"]) == 1


@pytest.mark.parametrize("command", ["verify", "shrink", "layers"])
def test_where_there_is_no_dockerfile_those_with_other_names_are_named(here: Path, command: str) -> None:
    write("Dockerfile.web")
    write("notes.txt")
    done = run(command)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Dockerfile: error: No such file or directory")
    assert "there is Dockerfile.web" in done.stderr
    assert "Errno" not in done.stderr


def test_explain_knows_hadolints_codes_and_the_beginnings_of_ours(here: Path) -> None:
    said = run("explain", "dl3009").stdout
    assert said.startswith("What hadolint's DL3009 asks for is done by:\n\nSL201 apt-lists (safe)")
    both = run("explain", "SL40").stdout
    assert all(code in both for code in ("SL401 ", "SL402 ", "SL403 ", "SL404 "))


def test_rules_by_the_beginning_of_their_codes_on_the_line_and_in_the_config(here: Path) -> None:
    write("Dockerfile")
    assert run("fix", "--check", "--rule", "SL2").exit_code == 1
    assert run("fix", "--check", "--rule", "SL1").exit_code == 0
    assert run("fix", "--check", "--rule", "DL3009").exit_code == 1
    write("dslim.toml", 'ignore = ["SL2"]\n')
    assert run("fix", "--check").exit_code == 0


def test_exclude_leaves_out_and_force_exclude_even_what_is_named(here: Path) -> None:
    write("a/Dockerfile")
    write("vendor/Dockerfile")
    assert "1 file read" in run("fix", "--exclude", "vendor").stderr
    assert "1 file read" in run("fix", "--exclude", "vendor", "vendor/Dockerfile").stderr
    assert "No Dockerfile" in run("fix", "--exclude", "vendor", "--force-exclude", "vendor/Dockerfile").stderr
    assert "2 files read" in run("fix").stderr, "it is for one run"
    write("dslim.toml", 'exclude = ["a"]\n')
    assert "No Dockerfile" in run("fix", "--exclude", "vendor").stderr
    assert "--exclude: not a pattern" in run("fix", "--exclude", "!").stderr


def test_config_names_the_config_and_its_paths_start_from_the_working_directory(here: Path) -> None:
    write("shared/ci.toml".replace("ci.toml", "dslim.toml"), 'exclude = ["/services"]\nignore = ["apt-lists"]\n')
    write("dslim.toml", "merge = 1\n")
    write("services/Dockerfile")
    write("Dockerfile")
    done = run("fix", "--check", "--config", "shared/dslim.toml")
    assert done.exit_code == 0, done.output
    assert "1 file read, 0 would change" in done.stderr
    missing = run("fix", "--config", "none.toml")
    assert (missing.exit_code, missing.stderr) == (2, "error: --config: none.toml: no such file\n")
    write("pyproject.toml", "[project]\n")
    assert run("fix", "--config", "pyproject.toml").exit_code == 2


def test_exit_zero_is_for_findings_not_for_errors(here: Path) -> None:
    write("Dockerfile")
    assert [run("fix", "--check", *more).exit_code for more in ([], ["--exit-zero"])] == [1, 0]
    write("Dockerfile", "FROM\n")
    assert run("fix", "--check", "--exit-zero").exit_code == 2


def test_standard_input_with_a_name_gets_context_config_and_excludes(here: Path) -> None:
    write("app/x.sh", "true\n")
    write("Dockerfile", CHOWN)
    write("vendor/Dockerfile", BLOAT)
    named = run("fix", "-", "--stdin-filename", "Dockerfile", "--rule", "SL3", stdin=CHOWN)
    assert "-RUN chown" in named.stdout, "the context shows that all in it is a file of root"
    assert named.stdout == run("fix", "Dockerfile", "--rule", "SL3").stdout
    write("dslim.toml", 'exclude = ["vendor"]\n[[overrides]]\npaths = ["apt"]\nignore = ["apt-lists"]\n')
    assert run("fix", "--check", "-", "--stdin-filename", "apt/Dockerfile", stdin=BLOAT).exit_code == 0
    left = run("fix", "-i", "-", "--stdin-filename", "vendor/Dockerfile", stdin=BLOAT)
    assert (left.exit_code, left.stdout) == (0, BLOAT)
    assert "vendor/Dockerfile: left alone: it is excluded" in left.stderr


@pytest.mark.parametrize("form", ["github", "gitlab", "sarif"])
def test_paths_above_the_working_directory_start_from_the_repository(
    here: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    (here / ".git").mkdir()
    write("services/web/Dockerfile")
    write("tools/x")
    for folder in ("tools", "services/web", "."):
        monkeypatch.chdir(here / folder)
        done = run("fix", "--check", "--format", form, os.path.relpath(here / "services/web/Dockerfile"))
        quoted = {"github": "file=services/web/Dockerfile,", "gitlab": '"path": "services/web/Dockerfile"'}
        assert quoted.get(form, '"uri": "services/web/Dockerfile"') in done.stdout


def test_what_was_called_otherwise_still_works_and_warns(here: Path) -> None:
    write("Dockerfile")
    old = run("layers", "--json")
    assert old.stderr == "warning: --json is now --format json\n"
    assert json.loads(old.stdout) == json.loads(run("layers", "--format", "json").stdout)
    write("dslim.toml", '\ncache = "mount"\n')
    mounted = run("fix")
    assert "--mount=type=cache" in mounted.stdout
    assert "dslim.toml:2: warning: cache is now style" in mounted.stderr
    write("dslim.toml", '\nstyle = "cache-mount"\nbuilder = "docker"\n')
    again = run("fix")
    assert (again.stdout, "warning" in again.stderr) == (mounted.stdout, False)


def test_builders_have_the_same_names_everywhere(here: Path) -> None:
    write("Dockerfile")
    for name in ("docker", "buildkit", "podman", "buildah"):
        assert run("fix", "-q", "--builder", name).exit_code == 0
    for name in ("docker", "buildkit"):
        assert "nothing to verify" in run("verify", "--builder", name, "--ignore-rule", "SL").stdout


def test_a_stage_that_no_file_has_is_told(here: Path) -> None:
    write("a/Dockerfile", "FROM debian:12 AS build\nRUN true\n")
    write("b/Dockerfile")
    assert run("fix", "--target", "build").exit_code == 0
    done = run("fix", "--target", "biuld")
    assert done.exit_code == 2
    assert "error: --target: no stage 'biuld' here; did you mean 'build'?" in done.stderr


def test_a_folder_an_override_and_a_context_that_match_nothing_are_told(here: Path) -> None:
    write("a/Dockerfile")
    Path("empty").mkdir()
    assert "empty: no Dockerfile found" in run("fix", "a", "empty").stderr
    write("dslim.toml", 'context = "none"\n\n[[overrides]]\npaths = ["services/*"]\nmerge = "off"\n')
    said = run("fix").stderr
    assert "dslim.toml:4: warning: paths: no Dockerfile here is 'services/*'" in said
    assert "dslim.toml:1: warning: context: 'none' is no folder" in said
    assert "warning: paths" not in run("fix", "a").stderr, "not all that it may be for was looked at"


@pytest.mark.parametrize(("text", "line"), [("ARG A\n", 1), ("FROM\n", 1), ("FROM a\n\nCOPY a\n", 3)])
def test_what_buildkit_refuses_is_an_error_with_its_line(here: Path, text: str, line: int) -> None:
    write("Dockerfile", text)
    done = run("fix", "--check")
    assert done.exit_code == 2
    assert done.stderr.startswith(f"Dockerfile:{line}:1: error: ")


def test_a_pipe_given_by_name_is_refused(here: Path) -> None:
    os.mkfifo("pipe")
    done = run("fix", "pipe")
    assert done.exit_code == 2
    assert done.stderr.startswith("pipe: error: a pipe, not a regular file")


def test_findings_and_errors_are_coloured_where_colour_is_wanted(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("Dockerfile")
    write("bad/Dockerfile", "FROM\n")
    assert "\x1b" not in run("fix", "-v").output
    monkeypatch.setenv("FORCE_COLOR", "1")
    done = run("fix", "-v", "Dockerfile", "bad")
    assert "\x1b[1mbad/Dockerfile:1:1:\x1b[0m \x1b[1;31merror:\x1b[0m FROM needs" in done.stderr
    assert "\x1b[1mDockerfile:2:\x1b[0m \x1b[32mfixed:\x1b[0m \x1b[36mSL201 apt-lists\x1b[0m: " in done.stderr
    assert "\x1b[32m+" in done.stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("fix", "-v", "Dockerfile", "bad").output


def test_a_forced_colour_opens_no_way_to_a_runner(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("Dockerfile", BLOAT + "#\n::error::x\n")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = run("fix", "::error::x")
    assert not any(line.startswith("::") for line in done.output.splitlines())


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("dslim fix --rule apt-l", "apt-lists"),
        ("dslim fix --rule merge-runs,SL20", "merge-runs,SL201"),
        ("dslim explain npm", "npm-cache"),
        ("dslim ver", "verify"),
    ],
)
def test_a_shell_completes_commands_and_rules(words: str, offered: str) -> None:
    *_, last = words.split()
    environment = {
        **os.environ, "_DSLIM_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")),
    }  # fmt: skip
    code = "import sys; sys.argv = ['dslim']; from dslim.cli.main import main; main(prog_name='dslim')"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert f"plain,{offered}" in done.stdout.splitlines(), (last, done.stdout, done.stderr)
