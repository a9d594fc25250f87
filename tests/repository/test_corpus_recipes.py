"""The recipe of docs/corpus.md for DuckDB, run as it stands; tests/slow/test_engine_recipes.py runs the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import dslim

PAGE = Path(__file__).parents[2] / "docs/corpus.md"


def test_the_recipe_for_duckdb_gives_the_same(tmp_path: Path) -> None:
    text = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN echo {}\nRUN echo again\n"
    source = tmp_path / "in.parquet"
    pq.write_table(pa.table({"n": range(60), "text": [text.format(i) for i in range(60)]}), source, row_group_size=20)
    recipe = PAGE.read_text(encoding="utf-8").split("## DuckDB\n\n```python\n")[1].split("```")[0]
    done = subprocess.run([sys.executable, "-c", recipe], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "SL201" in done.stdout
    found, wanted = pq.read_table(tmp_path / "fixed.parquet"), dslim.fix_batch(pq.read_table(source))
    assert found.sort_by("n").equals(wanted.combine_chunks())
