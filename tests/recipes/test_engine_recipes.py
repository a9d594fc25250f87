"""The recipes of docs/ for Ray and Spark, run as they stand there, each in an environment of its own from PyPI.

Where the index has no wheel of Ray or Spark for this Python, these tests fail, and say so; none of them is left out.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dslim
from dslim.proofs.stored_verdict import StoredVerdict
from dslim.proofs.verdict_store import VerdictStore
from fleet_site import CHANGES, HANGS, Site, until

pytestmark = pytest.mark.recipes
ROOT = Path(__file__).parents[2]
#: A lost worker, and a piece of work that ends whoever does it, as `python -c` with the recipe in the working folder.
_LOSSES = """
import os, signal, time
from dslim.fleet.workers.engine import Died, as_they_end
from recipe import RayEngine

def work(number):
    if number == 3:
        os._exit(9)
    if number == 5 and not os.path.exists("killed"):
        open("killed", "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number

engine = RayEngine()
assert engine.slots == 2, engine.slots
for number, pending in as_they_end(engine, lambda one: engine.submit(work, one), range(8)):
    try:
        print(number, pending.result())
    except Died as error:
        print(number, "died", len(str(error).splitlines()))
"""


def recipe(page: str, heading: str) -> str:
    """The Python text below a heading of a page of docs/."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").split(f"## {heading}\n")[1]
    return text.split("```python\n")[1].split("```")[0]


def environment(folder: Path, *packages: str) -> Path:
    """The Python of a new environment with these packages and what dslim needs."""
    uv = Path(sys.executable).parent / "uv"
    env = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
    made = folder / "environment"
    for words in (
        ["venv", "--python", sys.executable, str(made)],
        ["pip", "install", "--python", str(made / "bin/python"), "--requirements", str(ROOT / "pyproject.toml"),
         "--extra", "corpus", *packages],
    ):  # fmt: skip
        done = subprocess.run([uv, *words], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"PyPI has no {' '.join(packages)} for this Python:\n{done.stderr}"
    return made / "bin/python"


@pytest.fixture(scope="module")
def ray(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A Python with Ray."""
    folder = tmp_path_factory.mktemp("ray")
    yield environment(folder, "ray[data]")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A Python with Spark."""
    folder = tmp_path_factory.mktemp("spark")
    yield environment(folder, "pyspark", "pandas")
    shutil.rmtree(folder)


@pytest.fixture
def env() -> Iterator[dict[str, str]]:
    """The environment of a recipe: this dslim, two processors, and Ray's own files in a folder that goes.

    That folder has a short name: Ray puts sockets there, whose paths may have 107 bytes.
    """
    with tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        given = {
            "PYTHONPATH": str(ROOT / "rewrite"), "RAY_USAGE_STATS_ENABLED": "0", "RAY_TMPDIR": folder,
            "SPARK_LOCAL_IP": "127.0.0.1",
        }  # fmt: skip
        yield {**{name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}, **given}


def table(count: int) -> pa.Table:
    """Texts of which each is fixed."""
    text = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN echo {}\nRUN echo again\n"
    return pa.table({"n": range(count), "text": [text.format(number) for number in range(count)]})


def outcomes(store: Path) -> list[tuple[object, ...]]:
    def of(one: StoredVerdict) -> tuple[object, ...]:
        return one.file, one.key, one.state, one.before, one.after, dict(one.saved_by_rule), one.reason

    return [of(one) for one in VerdictStore(str(store)).verdicts()]


def test_ray_proves_as_this_machine_does_and_a_killed_run_goes_on(
    ray: Path, env: dict[str, str], tmp_path: Path
) -> None:
    site = Site(tmp_path / "site")
    site.repository([CHANGES, CHANGES.replace("/b", "/FAIL"), "FROM scratch\nRUN touch /a\n", HANGS])
    (site.root / "recipe.py").write_text(recipe("fleet.md", "On Ray, or another engine"))
    command, env = [str(ray), "recipe.py"], env | site.env
    output = site.root / "output"
    with output.open("w") as log:
        process = subprocess.Popen(command, cwd=site.root, env=env, stdout=log, stderr=log)
    verdicts = site.root / "proofs/verdicts"

    def is_at_the_last() -> bool:
        assert process.poll() is None, output.read_text()
        return len(list(verdicts.glob("*.json"))) == 3 and (site.root / "state/hangs").exists()

    try:
        until(is_at_the_last, 180)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    until(lambda: site.left == [])  # the build ends with the worker that nobody waits for
    builds = site.builds
    site.env["FAKE_AWAKE"] = "1"
    subprocess.run(command, cwd=site.root, env=env | site.env, check=True, capture_output=True, timeout=180)
    assert site.builds == builds + 2, "what had a verdict is not built again"
    here = outcomes(site.root / "proofs")
    assert [state for _, _, state, *_ in here] == ["same", "failed", "unchanged", "same"]
    assert site.run(site.root / "repos.tsv")[0] == 0
    assert outcomes(site.store) == here


def test_ray_does_the_work_of_a_killed_worker_again_and_one_that_kills_costs_itself_alone(
    ray: Path, env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "recipe.py").write_text(recipe("fleet.md", "On Ray, or another engine"))
    (tmp_path / "losses.py").write_text(_LOSSES)
    done = subprocess.run(
        [str(ray), "losses.py"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=240
    )
    found = dict(line.split(maxsplit=1) for line in done.stdout.splitlines() if line[:1].isdecimal())
    assert found == {str(n): "died 1" if n == 3 else str(n * n) for n in range(8)}, done.stderr
    assert (tmp_path / "killed").exists()


@pytest.mark.parametrize(("engine", "heading"), [("ray", "Ray Data"), ("spark", "Spark")])
def test_a_data_engine_gives_the_same_rows(
    engine: str, heading: str, env: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    python = request.getfixturevalue(engine)
    pq.write_table(table(100), tmp_path / "in.parquet", row_group_size=20)
    (tmp_path / "recipe.py").write_text(recipe("corpus.md", heading))
    env["PATH"] = f"{python.parent}{os.pathsep}{env['PATH']}"  # as in an environment that is active
    done = subprocess.run(
        ["python", "recipe.py"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stderr
    parts = sorted((tmp_path / f"fixed-{engine}").glob("*.parquet"))
    found = pa.concat_tables([pq.read_table(part) for part in parts]).sort_by("n")
    assert found.to_pylist() == dslim.fix_batch(table(100)).to_pylist()
    assert all(found.column("changed").to_pylist())
