"""The page of `fix --html`: what it holds, what Chromium makes of it, and that its command does what is chosen."""

from __future__ import annotations

import re
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from builder import browser
from builder.machine import must_have_builder
from builder.plugin import leave_out
from dslim.cli.fix import fix
from dslim.cli.fix_arguments import FixArguments
from dslim.cli.html_review import fix_command, run_html
from dslim.cli.main import main
from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import apply_fixes
from dslim.facts import Facts
from dslim.review.page import review_page, shell_word
from dslim.review.page_files import PageFile, page_file
from dslim.review.page_parts import SCRIPT
from dslim.syntax import parse
from dslim.verify.report.html_page import policy

#: A fix that comes only after another one: quick RUNs become one where something else is fixed.
TEXT = (
    "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\nRUN pip install '<b>x</b>'\nRUN mkdir /m\n"
    "RUN touch /m/n\nCOPY a /a\nRUN chown -R root:root /a\nRUN curl example.com | sh\nRUN apt-get install -y git\n"
)
EVIL = 'FROM debian:12\n# \x1b[2J<script>alert(1)</script>\nRUN pip install "</textarea><img src=x onerror=alert(1)>"\n'


def files_of(*texts: str) -> list[PageFile]:
    found = []
    for number, text in enumerate(texts):
        facts = Facts(parse(text), Options())
        applied = frozenset(finding.id for finding in apply_fixes(facts).applied)
        found.append(page_file(f"{number}/Dockerfile", facts, applied))
    return found


def page(*texts: str) -> str:
    return review_page(files_of(*texts), "dslim fix -i", {"SL205": "pip-no-cache"})


def test_every_fix_has_its_diff_and_what_fix_makes_is_chosen() -> None:
    (file,) = files_of(TEXT)
    applied = {finding.id for finding in apply_fixes(Facts(parse(TEXT), Options())).applied}
    assert {entry.finding.id for entry in file.fixes if entry.is_chosen} == applied
    assert any(entry.finding.requires for entry in file.fixes)
    for entry in file.fixes:
        assert re.search(r"^[+-]", entry.hunks, re.MULTILINE), entry.finding


def test_the_index_names_files_from_the_folder_that_they_share_and_each_fix_with_its_file() -> None:
    (saving,) = files_of("FROM a\nCOPY x /x\nRUN pip install x\n")
    entry = saving.fixes[0]
    assert entry.finding.fix is not None
    known = replace(entry, finding=replace(entry.finding, fix=replace(entry.finding.fix, saves=2000)))
    files = [PageFile(f"/srv/app/{name}/Dockerfile", fixes=(known,)) for name in ("a", "b")]
    text = review_page(files, "dslim fix -i", {})
    assert "<h2>By file below <code>/srv/app/</code></h2>" in text
    assert '<a href="#file-1"><code>b/Dockerfile</code></a>' in text
    assert "</a> <code>b/Dockerfile</code> line 3</td>" in text
    alone = review_page(files[:1], "dslim fix -i", {})
    assert "</a> line 3</td>" in alone
    assert "By file" not in alone
    assert "<h2>By file</h2>" in review_page([*files, PageFile("c/Dockerfile")], "dslim fix -i", {})


def test_files_with_nothing_to_choose_stand_folded_behind_the_others() -> None:
    text = page("FROM a:1\nRUN apt-get update\nRUN eval $x\n", TEXT)
    assert text.index('id="file-1"') < text.index("1 file with nothing to choose") < text.index('id="file-0"')
    assert "nothing to choose" not in page(TEXT)


def test_the_page_asks_nothing_from_outside_and_quotes_tamely() -> None:
    text = page(TEXT, EVIL)
    assert not re.search(r"<link|<img|url\(|https?:|@import|<b>", text)
    assert text.count("<script>") == 1
    assert f"<script>{SCRIPT}</script>" in text
    assert policy(SCRIPT) in text
    assert "\x1b" not in text
    assert "&lt;/textarea&gt;" in text


def test_paths_are_words_of_a_shell() -> None:
    for path in ("a b/Dockerfile", "it's", "$(id)", "a\n\x1b\\'b", "\u202e\udcff"):
        done = subprocess.run(["bash", "-c", f"printf %s {shell_word(path)}"], capture_output=True, check=True)
        assert done.stdout == path.encode("utf-8", "surrogateescape")


def arguments(*words: str) -> FixArguments:
    given: dict[str, Any] = click.Command.make_context(fix, "fix", [*words]).params
    return FixArguments(**given)


def test_the_command_has_the_options_that_decide_which_fixes_there_are() -> None:
    assert fix_command(arguments("--html", "x")) == "dslim fix -i"
    words = ["--rule=SL201", "--merge=all", "--style=cache-mount", "--target=a b", "--builder=kaniko"]
    assert shlex.split(fix_command(arguments(*words))) == ["dslim", "fix", "-i", *words]


def test_the_command_of_the_page_makes_what_fix_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text(TEXT)
    (tmp_path / "bad.Dockerfile").write_text("FROM a\nRUNN <x>\n")
    assert run_html(arguments("--html", "out.html")) == 2
    text = (tmp_path / "out.html").read_text()
    assert "unknown instruction" in text
    lines = re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    assert lines is not None
    for line in lines[1].replace("&#x27;", "'").split("\n"):
        words = shlex.split(line)
        assert words[:3] == ["dslim", "fix", "-i"]
        assert CliRunner().invoke(main, words[1:]).exit_code == 0
    wanted = apply_fixes(Facts(parse(TEXT), Options())).after
    assert [(tmp_path / name / "Dockerfile").read_text() for name in ("a b", "c")] == [wanted, wanted]


@pytest.mark.parametrize("words", [["-i"], ["--check"], ["-p"], ["--format", "json"], ["-o", "x"], ["-"]], ids=" ".join)
def test_what_does_not_go_with_it_is_refused(words: list[str]) -> None:
    done = CliRunner().invoke(main, ["fix", "--html", "x.html", *words])
    assert done.exit_code == 2
    assert "exclude" in done.output


def test_a_link_is_not_written_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text(TEXT)
    (tmp_path / "out.html").symlink_to("elsewhere")
    assert run_html(arguments("--html", "out.html")) == 2
    assert not (tmp_path / "elsewhere").exists()


@pytest.fixture
def chromium(request: pytest.FixtureRequest) -> str:
    program = browser.find()
    if program is None:
        assert not must_have_builder()
        leave_out(request, "no browser: install Chromium")
    return program


#: Unticks a fix that another one requires, looks, ticks the other one, and looks again.
CLICKS = """
const boxes = [...document.querySelectorAll("input[data-id]")];
const state = () => ({command: document.getElementById("command").value,
  on: boxes.filter((b) => b.checked).map((b) => b.dataset.id),
  chosen: document.getElementById("chosen").textContent});
const later = boxes.find((box) => box.dataset.requires && box.checked);
const first = boxes.find((box) => later.dataset.requires.split(" ").includes(box.dataset.id));
const looks = [state()];
first.click(); looks.push(state());
later.click(); looks.push(state());
const rule = document.querySelector(`input[data-all="${first.dataset.rule}"]`);
rule.click(); looks.push(state());
return {looks, later: later.dataset.id, first: first.dataset.id, rule: first.dataset.rule,
  wide: document.documentElement.scrollWidth, window: innerWidth, images: document.images.length};
"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [1400, 600])
def test_boxes_follow_what_they_require_and_make_the_command(chromium: str, tmp_path: Path, width: int) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(TEXT, EVIL), encoding="utf-8")
    seen: Any = browser.look(chromium, path, CLICKS, tmp_path / "profile", width)
    start, without, again, no_rule = seen["looks"]
    assert {seen["first"], seen["later"]} <= set(start["on"])
    assert not {seen["first"], seen["later"]} & set(without["on"])
    assert {seen["first"], seen["later"]} <= set(again["on"])
    assert not any(name.startswith(seen["rule"]) for name in no_rule["on"])
    assert seen["first"] in start["command"]
    assert seen["first"] not in without["command"]
    assert start["command"].split("\n")[1].endswith("-- 1/Dockerfile")
    assert int(start["chosen"].split()[0]) == len(start["on"]) > int(without["chosen"].split()[0])
    assert seen["wide"] <= seen["window"]
    assert seen["images"] == 0


@pytest.mark.slow
def test_the_policy_lets_the_script_run_and_no_other(chromium: str, tmp_path: Path) -> None:
    text = page(TEXT, EVIL)
    path = tmp_path / "page.html"
    shown = []
    for content in (text, text.replace("const boxes", "const  boxes")):
        path.write_text(content, encoding="utf-8")
        command = [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            f"--user-data-dir={tmp_path / 'data'}", "--dump-dom", path.as_uri(),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        rows = re.search(r'<textarea[^>]*rows="(\d+)"', done.stdout)
        assert rows is not None
        shown.append(rows[1])
    assert shown == ["2", "3"]  # the script sets it; without it the three of the page stay
