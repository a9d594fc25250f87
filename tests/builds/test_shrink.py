"""`dslim shrink` with a real builder: what it finds, what it refuses, and what is left behind."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from builder import TestBuilder
from builder.apt_suite import NAME
from dslim.shrink import shrinker
from dslim.shrink.errors import OutOfBudgetError, ShrinkError
from dslim.shrink.images.image_store import Limits
from dslim.shrink.owner_test.owner_test import CommandTest, HealthTest, HttpTest, ScriptTest
from dslim.shrink.result import Shrunk
from dslim.shrink.trace.opened_files import OpenedFiles
from dslim.shrink.trace.traced_runs import opened_by_test
from dslim.verify.errors import BuildError
from shrinking import left, opened, says, script_test, shrunk

pytestmark = pytest.mark.builder

SERVED = f"""FROM {NAME}
RUN apt-get update && apt-get install -y \\
    served \\
    && rm -rf /var/lib/apt/lists/*
CMD ["served"]
"""
MADE = f"""# my service
FROM {NAME}
RUN apt-get update && apt-get install -y maker daemon-user && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
RUN useradd -r app
# its source
COPY src/ src/
RUN mkdir -m 750 out && maker out/run && chown -R app out
CMD ["/srv/out/run"]
USER app
"""


@pytest.fixture
def context(builder: TestBuilder, tmp_path: Path) -> Path:
    builder.need(NAME)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/main.x").write_text("source\n")
    return tmp_path


Shrink = Callable[..., Shrunk]


@pytest.fixture
def shrink(builder: TestBuilder, context: Path) -> Shrink:
    """Shrinks a text with a test; nothing of it is left afterwards."""
    return partial(shrunk, builder, context)


@pytest.mark.parametrize("is_traced", [True, False])
def test_needed_recommends_are_named_traced_or_not(
    shrink: Shrink, context: Path, is_traced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_traced:
        monkeypatch.setattr(shrinker, "opened_by_test", lambda *_: None)
    elif os.geteuid():
        pytest.skip("fanotify is root's alone")
    found = shrink(SERVED, says(context, "served"))
    assert found.after == SERVED.replace("install -y", "install --no-install-recommends -y").replace(
        "    served \\\n", "    served \\\n    codec-a \\\n    codec-b \\\n"
    )
    assert {kept.package for kept in found.kept} == {"codec-a", "codec-b"}
    assert found.size_before - found.size_after > 6_000_000
    assert found.probes - len(found.mutants) <= (2 if is_traced else 20)
    assert found.builds <= 5


def test_what_only_the_build_needs_stays_in_a_stage_of_its_own(shrink: Shrink, context: Path) -> None:
    found = shrink(MADE, says(context, "made"), level="unused")
    assert [change.form for change in found.changes] == ["two-stages"], found.notes
    build, final = found.after.split("\n\n")
    assert build.startswith(f"# my service\nFROM {NAME} AS build\n")
    # the number that useradd would shift without daemon-user, whose own user is gone
    assert "RUN useradd -u 998 -r app" in final
    assert "apt-get" not in final
    assert "# its source" in build
    assert found.size_after - found.size_base < (found.size_before - found.size_base) * 0.15


def test_a_folder_keeps_its_owner_and_mode(shrink: Shrink, builder: TestBuilder, context: Path) -> None:
    found = shrink(MADE, says(context, "made"))
    with opened(builder, context) as store:
        script = CommandTest('[ "$(stat -c %U:%a /srv/out)" = app:750 ] && [ "$(id -u)" = 998 ] && touch /srv/out/new')
        assert script.run(store, store.build(found.after)).passed


def test_a_program_that_only_a_link_of_a_script_leads_to(shrink: Shrink, context: Path) -> None:
    text = SERVED.replace("served \\\n", "monitor \\\n    linked \\\n").replace('"served"', '"by-link"')
    found = shrink(text, says(context, "linked"), level="unused")
    assert "linked" in found.after
    assert found.probes - len(found.mutants) <= 4, found.probes


def test_a_program_that_only_the_healthcheck_names_is_kept(shrink: Shrink, context: Path) -> None:
    text = SERVED.replace("served", "monitor") + "HEALTHCHECK CMD monitor-health || exit 1\n"
    found = shrink(text, says(context, "monitor"))
    assert found.after == text or "monitor-health" in found.after.partition("HEALTHCHECK")[0]
    assert "HEALTHCHECK names `monitor-health`" in {kept.reason for kept in found.kept}


def test_a_program_that_an_untested_branch_calls_is_kept(shrink: Shrink, context: Path) -> None:
    (context / "start").write_text('#!/bin/sh\n[ -z "$REPORT" ] || exec monitor-health\nmonitor\n')
    (context / "start").chmod(0o755)
    text = SERVED.replace("served", "monitor").replace('CMD ["monitor"]', 'COPY start /start\nCMD ["/start"]')
    found = shrink(text, says(context, "monitor"))
    assert "start names `monitor-health`" in {kept.reason for kept in found.kept}


def a_repository(context: Path) -> None:
    """A history, documents and a program, as a COPY of everything takes them."""
    for name, text in {".git/objects/pack": "x" * 500_000, "README.md": "r" * 100, "docs/a.md": "d" * 200_000}.items():
        (context / name).parent.mkdir(parents=True, exist_ok=True)
        (context / name).write_text(text)
    (context / "run").write_text("#!/bin/sh\necho run\n")
    (context / "run").chmod(0o755)


COPIED = f'FROM {NAME}\nWORKDIR /srv\nCOPY . .\nCMD ["/srv/run"]\n'


def test_a_history_that_is_copied_goes_by_a_line_of_the_ignore_file(shrink: Shrink, context: Path) -> None:
    a_repository(context)
    (context / "Makefile").write_text("all:\n\tcat docs/a.md\n")
    found = shrink(COPIED, says(context, "run"))
    assert found.after == COPIED
    assert found.ignore is not None, found.notes
    assert found.ignore.after == "# version control\n.git\n\n# documents and tests\nREADME.md\n"
    assert found.size_before - found.size_after >= 500_000
    assert "Makefile names `docs`" in {kept.reason for kept in found.kept}
    assert found.builds <= 3


def test_a_history_that_the_test_or_the_build_reads_is_kept(shrink: Shrink, context: Path) -> None:
    a_repository(context)
    script = 'docker run --rm --network host $IMAGE sh -c "/srv/run && cat .git/objects/pack" >/dev/null'
    found = shrink(COPIED, script_test(context, script))
    assert ".git" in {kept.package for kept in found.kept}
    assert found.ignore is not None
    assert ".git" not in found.ignore.after
    text = COPIED.replace("CMD", "RUN n=$(ls -A | wc -l) && echo $n > count\nCMD")  # another count without them
    found = shrink(text, says(context, "run"))
    assert found.ignore is None
    assert "ignore was tried and left out: /srv/count is another: content" in found.notes


@pytest.mark.parametrize("is_needed", [False, True])
def test_packages_for_development_are_not_installed_unless_the_test_needs_them(
    builder: TestBuilder, shrink: Shrink, context: Path, is_needed: bool
) -> None:
    builder.need("node")
    both = {"dependencies": {"left-tiny": "1.0.0"}, "devDependencies": {"left-large": "1.0.0"}}
    (context / "package.json").write_text(json.dumps({"name": "a", "version": "1.0.0", **both}))
    (context / "run.js").write_text('console.log(require("left-tiny") ? "made" : "")\n')
    text = "FROM node:stand-in\nWORKDIR /app\nCOPY package.json run.js ./\nRUN npm install && npm cache clean --force\n"
    more = "; docker run --rm --network host $IMAGE test -d node_modules/left-large" if is_needed else ""
    test = script_test(context, f'[ "$(docker run --rm --network host $IMAGE node run.js)" = made ]{more}')
    found = shrink(f'{text}CMD ["node", "run.js"]\n', test)
    assert [change.form for change in found.changes] == ([] if is_needed else ["prune"]), found.notes
    assert ("npm install --omit=dev &&" in found.after) != is_needed
    assert is_needed or found.size_before - found.size_after > 900_000


def test_packages_that_nobody_uses_go_from_their_list(shrink: Shrink, context: Path) -> None:
    text = SERVED.replace("    served \\\n", "    maker \\\n    monitor \\\n    served \\\n")
    found = shrink(text, says(context, "served"), level="unused")
    assert [change.form for change in found.changes] == ["unused"], found.notes
    assert "maker" not in found.after
    assert "    codec-a \\\n    codec-b \\\n    served \\\n" in found.after
    assert found.after.count("FROM") == 1


def test_what_a_step_between_two_installs_needs_is_named(shrink: Shrink, context: Path) -> None:
    text = (
        f"FROM {NAME} AS tools\nRUN apt-get update && apt-get install -y maker\nRUN mkdir /out && maker /out/run\n"
        f"FROM tools\nRUN apt-get install -y served && rm -rf /var/lib/apt/lists/*\nRUN true\nCMD served\n"
    )
    found = shrink(text, says(context, "served"), level="recommends")
    assert [change.form for change in found.changes] == ["no-recommends"], found.notes
    assert "-y maker maker-headers" in found.after
    assert "-y served codec-a codec-b" in found.after


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 1", "the test fails on the image as it is"),
        ("true", "the test passes without /usr/bin/served"),
        ('mkdir -p "$HERE" && rmdir "$HERE/odd" 2>/dev/null || { mkdir "$HERE/odd"; exit 1; }', "the test wavers"),
    ],
)
def test_a_test_that_decides_nothing_is_refused(
    shrink: Shrink, context: Path, script: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HERE", str(context / "state"))
    with pytest.raises(ShrinkError, match=why):
        shrink(SERVED, script_test(context, script))


def test_a_test_that_hangs_is_ended_and_its_container_is_gone(shrink: Shrink, context: Path) -> None:
    script = script_test(context, "docker run --rm --network host $IMAGE sleep 600")
    with pytest.raises(ShrinkError, match=r"it did not end within 2 s"):
        shrink(SERVED, ScriptTest(script.path, seconds=2))


def test_budgets_and_what_does_not_build(shrink: Shrink, context: Path) -> None:
    with pytest.raises(OutOfBudgetError, match="--max-builds"):
        shrink(SERVED, says(context, "served"), Limits(builds=1))
    with pytest.raises(OutOfBudgetError, match="--time"):
        shrink(SERVED, says(context, "served"), Limits(deadline=time.monotonic() - 1))
    with pytest.raises(BuildError, match="exit code: 7"):
        shrink(f"FROM {NAME}\nRUN exit 7\n", says(context, "served"))


def test_the_other_kinds_of_test(builder: TestBuilder, context: Path) -> None:
    serve = "FROM busybox\nRUN mkdir /www && echo hi > /www/x\nHEALTHCHECK CMD test -f /www/x\n"
    with opened(builder, context) as store:
        good = store.build(serve + 'CMD ["httpd", "-f", "-p", "127.0.0.1:8765", "-h", "/www"]\n')
        ends = store.build(serve + 'CMD ["true"]\n')
        assert HttpTest(8765, "/x", 30).run(store, good).passed
        assert HttpTest(8765, "/none", 30).run(store, good).reason == "it answers with status 404"
        assert HttpTest(8765, "/x", 30).run(store, ends).reason.startswith("the container ended")
        assert HealthTest(30).run(store, good).passed
        assert CommandTest("test -f /www/x", 30).run(store, good).passed
        assert not CommandTest("test -f /www/y", 30).run(store, good).passed
        assert builder.docker("ps", "--quiet", "--filter", f"name={store.name}") == ""


def test_a_mutant_and_a_probe_have_the_config_of_their_image(builder: TestBuilder, context: Path) -> None:
    configs = ("", 'CMD ["a", "b"]\n', 'ENTRYPOINT ["a"]\n', 'ENTRYPOINT ["a"]\nCMD ["b"]\nUSER 7:8\nWORKDIR /x\n')
    with opened(builder, context) as store:
        for lines in configs:
            image = store.build(f"FROM busybox\n{lines}")
            changed, emptied = store.run_in(image, ["rm", "/bin/vi"]), store.with_empty_file(image, "/bin/vi")
            assert changed is not None
            assert emptied is not None
            for other in (changed, emptied):
                for name in ("Entrypoint", "Cmd", "User", "WorkingDir", "Env"):
                    assert _same(store.config(other).get(name), store.config(image).get(name), name), (lines, name)
            assert "/bin/vi" not in store.read_files(changed, "/bin")
        assert store.run_in(image, ["false"]) is None


def _same(value: object, wanted: object, name: str) -> bool:
    if name == "User":
        return (value or "0") == (wanted or "0")
    return (value or None) == (wanted or None) or (name == "Cmd" and not wanted)


# the command

TEST = '#!/bin/sh\n[ "$(docker run --rm --network host $IMAGE)" = served ]\n'


def start(builder: TestBuilder, context: Path, *words: str) -> subprocess.Popen[str]:
    (context / "Dockerfile").write_text(SERVED)
    script = context / "test.sh"
    if not script.exists():
        script.write_text(TEST)
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    command = [sys.executable, "-m", "dslim", "shrink", "--test", "./test.sh", "--network", "host", *words]
    return subprocess.Popen(
        command, cwd=context, env={**builder.env, "XDG_CACHE_HOME": str(context / "cache")}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def test_the_command_shows_a_diff_writes_it_and_builds_nothing_the_second_time(
    builder: TestBuilder, context: Path
) -> None:
    out, err = (first := start(builder, context)).communicate(timeout=300)
    assert first.returncode == 0, err
    assert "+    codec-a \\" in out
    assert "as your test sees it" in err
    again = start(builder, context, "--in-place")
    out, err = again.communicate(timeout=300)
    assert again.returncode == 0, err
    assert "building" not in err
    assert "codec-a" in (context / "Dockerfile").read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interruption_leaves_nothing_behind(
    builder: TestBuilder, context: Path, number: signal.Signals
) -> None:
    mark = context / "image"
    hangs = f"#!/bin/sh\necho $IMAGE > {mark}\ndocker run --rm --network host $IMAGE sleep 600\n"
    (context / "test.sh").write_text(hangs)
    process = start(builder, context)
    while not mark.exists() or not mark.read_text().strip() or not running(builder, mark.read_text().strip()):
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    name = mark.read_text().partition(":")[0]
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == (-number if number == signal.SIGKILL else 128 + number)
    for _ in range(200):
        if not left(builder, name):
            break
        time.sleep(0.1)
    assert left(builder, name) == []
    assert (context / "Dockerfile").read_text() == SERVED


def running(builder: TestBuilder, image: str) -> bool:
    return builder.docker("ps", "--quiet", "--filter", f"ancestor={image}") != ""


def test_traced_files_are_those_of_the_image_alone(builder: TestBuilder, context: Path) -> None:
    if os.geteuid():
        pytest.skip("fanotify is root's alone")
    with opened(builder, context) as store:
        found = opened_by_test(store, store.build(SERVED), says(context, "served"))
        assert isinstance(found, OpenedFiles)
        assert {"/usr/bin/served", "/usr/bin/codec-a", "/usr/bin/codec-b"} <= found.paths
        assert not any("overlay" in path for path in found.paths)
