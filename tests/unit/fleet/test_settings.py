"""The config: where it is found, what it may say, and how its errors read."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from dslim.cli.main import main
from dslim.fleet.config.keys import KEYS
from dslim.fleet.config.schema import config_schema
from dslim.fleet.config.settings import ConfigError, Settings, config_for
from dslim.fleet.config.task_plan import TaskPlan, clear_caches

ROOT = Path(__file__).parents[3]
BLOAT = "FROM debian:12\nRUN a >/x\nRUN chmod 600 /x\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    clear_caches()
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(name: str, text: str = BLOAT) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def test_the_nearest_config_wins_whole() -> None:
    write("dslim.toml", 'merge = "off"\nignore = ["apt-lists"]\n')
    write("a/pyproject.toml", '[tool.dslim]\nbuilder = "kaniko"\n')
    write("a/b/pyproject.toml", '[tool.other]\nx = "dslim"\n')
    plan = TaskPlan({}, None)
    assert plan.make_task("Dockerfile").options.merge == "off"
    inner = plan.make_task("a/b/Dockerfile").options
    assert (inner.merge, inner.builder, inner.ignore) == ("auto", "kaniko", frozenset())


def test_dslim_toml_wins_over_pyproject_beside_it() -> None:
    write("pyproject.toml", '[tool.dslim]\nmerge = "off"\n')
    write("dslim.toml", 'merge = "bytes"\n')
    assert TaskPlan({}, None).make_task("Dockerfile").options.merge == "bytes"


def test_a_repository_is_not_left(here: Path) -> None:
    write("dslim.toml", 'merge = "off"\n')
    (here / "inner" / ".git").mkdir(parents=True)
    assert config_for(str(here / "inner")).path == ""


def test_overrides_by_path_and_the_command_line_over_all() -> None:
    write(
        "pyproject.toml",
        '[tool.dslim]\nmerge = "bytes"\nignore = ["SL102"]\n'
        '[[tool.dslim.overrides]]\npaths = ["legacy/**"]\nmerge = "off"\n'
        '[[tool.dslim.overrides]]\npaths = ["legacy/new/"]\nignore = ["SL201"]\ntargets = ["x"]\n',
    )
    plan = TaskPlan({}, None)
    assert plan.make_task("Dockerfile").options.merge == "bytes"
    assert plan.make_task("legacy/Dockerfile").options.merge == "off"
    newer = plan.make_task("legacy/new/Dockerfile").options
    assert (newer.merge, set(newer.ignore), newer.targets) == ("off", {"SL201"}, ("x",))
    over = TaskPlan({"merge": "all", "ignore": frozenset({"SL301"})}, None)
    assert over.make_task("legacy/Dockerfile").options.merge == "all"
    assert over.make_task("legacy/Dockerfile").options.ignore == {"SL102", "SL301"}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("dslim.toml", '\nmrege = "off"\n', "dslim.toml:2: mrege: unknown key. Did you mean merge?"),
        ("dslim.toml", "zzz = 1\n", "dslim.toml:1: zzz: unknown key; there are rules, ignore,"),
        ("dslim.toml", "unsafe_fixes = true\n", "1: unsafe_fixes: unknown key. Did you mean unsafe-fixes?"),
        ("dslim.toml", 'merge = "some"\n', "1: merge: must be one of auto, all, bytes, off, not 'some'"),
        ("dslim.toml", 'rules = "apt-lists"\n', "1: rules: must be a list of strings"),
        ("dslim.toml", "# x\nunsafe-fixes = 1\n", "2: unsafe-fixes: must be true or false"),
        ("dslim.toml", "merge = \n", "dslim.toml:1: "),
        ("dslim.toml", 'rules = ["aptlists"]\n', "1: no rule 'aptlists'. Did you mean apt-lists (SL201)?"),
        ("dslim.toml", 'merge = "off"\n\n[[overrides]]\npaths = ["x"]\nexclude = ["y"]\n', "5: exclude: unknown key"),
        ("dslim.toml", "[[overrides]]\npaths = ['x']\n[[overrides]]\nmerge = 'off'\n", "3: overrides: needs `paths`"),
        ("dslim.toml", "[images]\na = 1\n", "1: images: must be a table of strings"),
        ("dslim.toml", 'builds = ["nosuch.yml"]\n', "dslim.toml:1: builds: "),
        ("pyproject.toml", '[tool.x]\nmrege = 1\n[tool.dslim]\nmrege = "off"\n', "pyproject.toml:4: mrege: unknown"),
    ],
)  # fmt: skip
def test_a_bad_config_is_an_error_with_its_line_and_nothing_is_written(name: str, text: str, told: str) -> None:
    write("Dockerfile")
    write(name, text)
    result = run("fix", "-i")
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert Path("Dockerfile").read_text() == BLOAT


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rules = " + "[" * 5000, "1: not read: it is nested too deep"),
        ("rules = " + "{a=" * 5000, "1: not read: it is nested too deep"),
        ("rules = [" + "9" * 5000 + "]", "1: not read: a number is too long"),
        ("\n" + ".".join(["a"] * 101) + " = 1", "2: not read: a key of over 100 parts"),
        ("rules = {" + " . ".join(['"a\\"."', "'b'"] * 51) + " = 1}", "1: not read: a key of over 100 parts"),
        ("[" + ".".join(["a"] * 101) + "]", "1: not read: a key of over 100 parts"),
    ],
)
@pytest.mark.parametrize("name", ["dslim.toml", "pyproject.toml"])
def test_a_config_that_its_library_cannot_take_is_an_error(here: Path, name: str, text: str, told: str) -> None:
    path = here / name
    path.write_text(text + "\n[tool.dslim]")
    with pytest.raises(ConfigError) as error:
        config_for(str(here))
    assert str(error.value) == f"{path}:{told}"


def test_many_dots_are_no_long_key(here: Path) -> None:
    text = "rules = []  # " + "." * 500 + "a.b" * 5 + "\nmerge = 'all'\n"
    (here / "dslim.toml").write_text(text)
    assert config_for(str(here)).path


def test_a_bad_config_below_stops_the_run_before_any_file_is_written() -> None:
    write("Dockerfile")
    write("z/Dockerfile")
    write("z/dslim.toml", "nonsense = 1\n")
    assert run("fix", "-i").exit_code == 2
    assert Path("Dockerfile").read_text() == BLOAT


def test_what_the_config_says_is_done() -> None:
    write("Dockerfile")
    assert "+RUN a" in run("fix").stdout
    write("dslim.toml", 'merge = "off"\n')
    assert run("fix").stdout == ""
    assert "+RUN a" in run("fix", "--merge=all").stdout


def test_context_from_the_config_from_compose_or_from_the_file_s_folder(here: Path) -> None:
    plan = TaskPlan({}, None)
    assert plan.make_task("docker/Dockerfile").context == str(here / "docker")
    write("compose.yaml", "services: {x: {build: {context: ., dockerfile: docker/Dockerfile, target: dev}}}\n")
    clear_caches()
    assert plan.make_task("docker/Dockerfile").context == str(here)
    assert plan.make_task("docker/Dockerfile").options.targets == ("dev",)
    write("docker-bake.json", '{"target": {"x": {"context": "app", "dockerfile": "../docker/Dockerfile"}}}')
    clear_caches()
    assert plan.make_task("docker/Dockerfile").context is None, "two builds with two contexts"
    write("dslim.toml", 'context = "src"\n')
    clear_caches()
    assert plan.make_task("docker/Dockerfile").context == str(here / "src")
    assert TaskPlan({}, "given").make_task("docker/Dockerfile").context == "given"


@pytest.mark.parametrize("name", ["/", "../..", "..", "link", "link/sub", "a/../../b"])
@pytest.mark.parametrize("key", ["context", "builds", "override"])
def test_a_config_does_not_lead_out_of_its_repository(here: Path, key: str, name: str) -> None:
    write("Dockerfile")
    (here / "link").symlink_to("/usr")
    lines = {"context": f'\ncontext = "{name}"\n', "builds": f'\nbuilds = ["{name}"]\n'}
    write("dslim.toml", lines.get(key, f'\n[[overrides]]\npaths = ["*"]\ncontext = "{name}"\n'))
    for words in (["fix", "-i"], ["fix", "-i", "Dockerfile"], ["config"]):
        result = run(*words)
        assert result.exit_code == 2
        place = {"context": "2: context", "builds": "2: builds", "override": "4: context"}[key]
        assert f"dslim.toml:{place}: '{name}' leads out of" in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert Path("Dockerfile").read_text() == BLOAT
    if key != "builds":
        assert run("fix", "--check", "--context=/usr", "Dockerfile").exit_code == 1


def test_without_a_repository_the_folder_of_the_config_is_not_left(here: Path) -> None:
    (here / ".git").rmdir()
    write("a/Dockerfile")
    write("a/dslim.toml", 'context = ".."\n')
    assert "a/dslim.toml:1: context: '..' leads out of" in run("fix", "a").stderr
    write("a/dslim.toml", 'context = "b"\n')
    clear_caches()
    assert TaskPlan({}, None).make_task("a/Dockerfile").context == str(here / "a" / "b")


@pytest.mark.parametrize("context", ["/", "../..", "link"])
def test_a_context_of_compose_outside_of_the_repository_is_not_known(here: Path, context: str) -> None:
    (here / "link").symlink_to("/usr")
    write("compose.yaml", f"services: {{x: {{build: {{context: {context}, dockerfile: {here}/Dockerfile}}}}}}\n")
    task = TaskPlan({}, None).make_task("Dockerfile")
    assert task.context is None


def test_one_file_alone_has_the_answer_that_it_has_among_all() -> None:
    write("deploy/compose.yaml", "services: {x: {build: {context: .., dockerfile: docker/Dockerfile, target: a}}}\n")
    write("docker/Dockerfile")
    plan = TaskPlan({}, None)
    assert plan.make_task("docker/Dockerfile").options.targets == ()
    write("dslim.toml", 'builds = ["deploy/compose.yaml"]\n')
    clear_caches()
    assert plan.make_task("docker/Dockerfile").options.targets == ("a",)


def test_the_committed_schema_is_that_of_the_class() -> None:
    assert json.loads((ROOT / "docs" / "dslim.schema.json").read_text()) == config_schema(), "run `make docs`"


@pytest.mark.parametrize(
    ("data", "good"),
    [
        ({"merge": "off", "rules": ["apt-lists"], "images": {"a": "b"}}, True),
        ({"overrides": [{"paths": ["x"], "merge": "off"}]}, True),
        ({"merge": "some"}, False),
        ({"mrege": "off"}, False),
        ({"overrides": [{"merge": "off"}]}, False),
        ({"overrides": [{"paths": ["x"], "exclude": ["y"]}]}, False),
    ],
)
def test_the_schema_says_what_the_reader_says(data: dict[str, object], good: bool) -> None:
    jsonschema.Draft7Validator.check_schema(config_schema())
    assert jsonschema.Draft7Validator(config_schema()).is_valid(data) is good
    parts = [f"{k} = {json.dumps(v)}" for k, v in data.items() if k not in ("overrides", "images")]
    parts += [f"[{k}]\n" + "\n".join(f"{a} = {json.dumps(b)}" for a, b in v.items())
              for k, v in data.items() if isinstance(v, dict)]  # fmt: skip
    tables = data.get("overrides", [])
    assert isinstance(tables, list)
    parts += ["[[overrides]]\n" + "\n".join(f"{k} = {json.dumps(v)}" for k, v in table.items()) for table in tables]
    write("dslim.toml", "\n".join(parts))
    if good:
        assert config_for(str(Path.cwd())).path.endswith("dslim.toml")
    else:
        with pytest.raises(ConfigError):
            config_for(str(Path.cwd()))


@pytest.mark.parametrize(
    "text",
    [
        '[tool.dslim]\nmerge = "off"\n', '[ tool . "dslim" ]\nmerge = "off"\n', "['tool'.'dslim']\nmerge = 'off'\n",
        'tool.dslim.merge = "off"\n', '[tool]\ndslim.merge = "off"\n', '[tool]\ndslim = {merge = "off"}\n',
        'tool = {dslim = {merge = "off"}}\n', '[tool.x]\n[tool]\n"dslim" = {merge = "off"}\n',
    ],
)  # fmt: skip
def test_a_table_is_found_however_it_is_written(here: Path, text: str) -> None:
    write("pyproject.toml", text)
    assert config_for(str(here)).settings.merge == "off"


def test_a_pyproject_without_the_table_is_not_read_as_toml(here: Path) -> None:
    write("pyproject.toml", '[project]\nname = "dslim"\n[project.scripts]\ndslim = "x"\n[tool.y]\ndslim = [\n')
    assert config_for(str(here)).path == ""


def test_every_key_is_in_the_documents() -> None:
    text = (ROOT / "docs" / "config.md").read_text()
    for key in KEYS:
        assert f"`{key.replace('_', '-')}`" in text


def test_every_key_is_a_setting() -> None:
    assert list(KEYS) == list(Settings.__annotations__)


def test_dslim_config_tells_what_is_in_force(here: Path) -> None:
    write("dslim.toml", 'merge = "off"\n')
    write("compose.yaml", "services: {x: {build: ., image: 'corp/x:1'}}\n")
    told = json.loads(run("config", "Dockerfile").stdout)
    assert (told["config"], told["options"]["merge"]) == (str(here / "dslim.toml"), "off")
    assert told["builds"][0]["images"] == ["corp/x:1"]
