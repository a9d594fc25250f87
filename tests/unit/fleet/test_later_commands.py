"""What other files run in containers of an image: a rewrite takes from the image nothing that they read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dslim.fleet.builds.container_commands import may_read_later, shell_text
from dslim.fleet.builds.plain_yaml import load_yaml_with_lines
from dslim.fleet.builds.service_commands import MAX_SERVICES, commands_of_services
from dslim.fleet.config.task_plan import TaskPlan, clear_caches
from dslim.fleet.related_files.later_commands import later_commands
from dslim.fleet.related_files.related_tasks import RelatedFilesFinder
from dslim.fleet.workers.runner import TaskResult
from dslim.fleet.workers.task import Task, fix_task
from dslim.report.diff import hunks_of

APT = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCMD [\"/app\"]\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    clear_caches()
    return tmp_path


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        os.makedirs(os.path.dirname(os.path.abspath(name)), exist_ok=True)
        Path(name).write_text(text)


def reasons(files: dict[str, str], path: str = "Dockerfile", text: str = APT) -> list[str]:
    """Why SL201 and others leave a file as it is, which lies among others."""
    write({path: text, **files})
    plan = TaskPlan({}, None)

    def look(task: Task) -> TaskResult:
        data = Path(task.path).read_bytes()
        return TaskResult(task, data, fix_task(task, data, hunks_of, False).result, True)

    (task, *_), _ = RelatedFilesFinder(plan, look).add_related_files([plan.make_task(path)])
    outcome = look(task).result.outcome
    assert outcome is not None
    found = [f.why_not for f in outcome.refused if f.why_not and "container of this image" in f.why_not]
    assert outcome.changed is not bool(found)
    return found


INSTALL = "`apt-get install x` needs the package lists in a container of this image"
MANIFEST = """kind: Deployment
spec:
  template:
    spec:
      containers:
      - name: web
        image: me/app
        command: [sh, -c]
        args: [apt-get install x]
"""
COMPOSE = "services:\n  web:\n    build: .\n    command: apt-get install x\n"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"compose.yml": COMPOSE}, "compose.yml:4"),
        ({"compose.yml": "services: {web: {build: .}}\n",
          "compose.override.yml": COMPOSE.replace("    build: .\n", "")},
         "compose.override.yml:3"),
        ({"compose.yml": "services:\n  web:\n    build: .\n    image: me\n  job:\n    image: me\n"
          "    entrypoint: [apt-get, install]\n    command: [x]\n"},
         "compose.yml:8"),
        ({"compose.yml": COMPOSE.replace("command: ", "healthcheck:\n      test: ")}, "compose.yml:4"),
        ({"compose.yml": COMPOSE.replace("apt-get install x", "./dev/run.sh"), "dev/run.sh": "apt-get install x\n"},
         "dev/run.sh, by compose.yml:4"),
        ({".devcontainer.json": '{"build": {"dockerfile": "Dockerfile"},\n"postCreateCommand": "apt-get install x"}'},
         ".devcontainer.json:2"),
        ({".devcontainer/a/devcontainer.json": '{"build": {"dockerfile": "../../Dockerfile"}, '
          '"onCreateCommand": ["apt-get", "install", "x"]}'},
         ".devcontainer/a/devcontainer.json:1"),
        ({"compose.yml": COMPOSE.replace("apt-get install x", "sleep 1"),
          ".devcontainer/devcontainer.json": '{"dockerComposeFile": "../compose.yml", "service": "web", '
          '"postCreateCommand": "apt-get install x"}'},
         ".devcontainer/devcontainer.json:1"),
        ({".github/workflows/ci.yml": "run: docker build -t me .\n---\nrun: docker run me apt-get install x\n"},
         ".github/workflows/ci.yml:3"),
        ({"Makefile": "IMAGE=me/app\ntest:\n\tdocker run $(IMAGE) apt-get install x\n"}, "Makefile:3"),
        ({"Makefile": "IMAGE=me/app\ntest:\n\tdocker run me/app:latest apt-get install x\n"}, "Makefile:3"),
        ({"compose.yml": "services: {web: {build: .}}\n",
          "Makefile": "test:\n\tdocker compose run web apt-get install x\n"},
         "Makefile:2"),
        ({".gitlab-ci.yml": "t:\n  image: $CI_REGISTRY_IMAGE\n  script:\n  - apt-get install x\n"}, ".gitlab-ci.yml:1"),
        ({"k8s/web.yaml": MANIFEST}, "k8s/web.yaml:7"),
        ({"deploy/base/web.yaml": "kind: Service\n---\n" + MANIFEST}, "deploy/base/web.yaml:9"),
        ({"pod.yml": "kind: Pod\nspec:\n  initContainers:\n  - image: me/app\n    lifecycle:\n"
          "      postStart: {exec: {command: [apt-get, install, x]}}\n"},
         "pod.yml:4"),
        ({"charts/app/templates/a.yaml": MANIFEST.replace("me/app", '"{{ .Values.image }}:{{ .Values.tag }}"')
          .replace("  template:", "  {{- if .Values.x }}\n  template:")},
         "charts/app/templates/a.yaml:8"),
        ({"helm/values.yaml": "image:\n  repository: me/app\ncommand: [sh, -c]\nargs: [apt-get install x]\n"},
         "helm/values.yaml:2"),
        ({"k8s/task.yaml": "kind: Task\nspec:\n  steps:\n  - image: me/app\n    script: |\n      apt-get install x\n"},
         "k8s/task.yaml:4"),
        ({"deploy/a.yaml": MANIFEST.replace("apt-get install x", "./run.sh; tar"), "run.sh": "apt-get install x\n"},
         "run.sh, by deploy/a.yaml:7"),
        ({"k8s/map.yaml": "kind: ConfigMap\ndata:\n  run.sh: |\n    apt-get install x\n"}, "k8s/map.yaml:3"),
        ({"k8s/web.yaml": "{{ define `a` }}\n- image: [\n  command: apt-get install x\n"}, "k8s/web.yaml:3"),
        ({"Makefile": "test:\n\tkubectl -n a exec -it web-0 -c web -- apt-get install x\n"}, "Makefile:2"),
        ({"Makefile": "test:\n\tkubectl run a --image=me --rm -it -- apt-get install x\n"}, "Makefile:2"),
    ],
)  # fmt: skip
def test_lists_stay_that_something_reads_in_a_container(files: dict[str, str], place: str) -> None:
    assert reasons(files) == [f"{INSTALL} ({place})"]


@pytest.mark.parametrize(
    "files",
    [
        {"compose.yml": COMPOSE.replace("apt-get install x", "sh -c 'apt-get update && apt-get install x'")},
        {"compose.yml": COMPOSE.replace("build: .", "build: ./other")},
        {"compose.yml": COMPOSE.replace("build: .", "image: debian")},
        {".devcontainer.json": '{"build": {"dockerfile": "o/Dockerfile"}, "postCreateCommand": "apt-get install x"}'},
        {".devcontainer.json": '{"build": {"dockerfile": "Dockerfile"}, "initializeCommand": "apt-get install x"}'},
        {"Makefile": "test:\n\tdocker run ubuntu:22.04 apt-get install x\n"},
        {"Makefile": "test:\n\tdocker run quay.io/pypa/manylinux apt-get install x\n"},
        {"Makefile": "a:\n\tdocker build -t other/x -f sub/Dockerfile .\n\tdocker run other/x apt-get install x\n"},
        {".github/workflows/ci.yml": "jobs: {t: {runs-on: x, steps: [{run: apt-get install x}]}}\n"},
        {".github/workflows/ci.yml": "jobs: {t: {container: 'debian:12', steps: [{run: apt-get install x}]}}\n"},
        {"compose.yml": "services: {o: {build: sub}}\n",
         "Makefile": "t:\n\tdocker compose run o apt-get install x\n"},
        {"k8s/a.yaml": MANIFEST.replace("me/app", "debian:12")},
        {"k8s/a.yaml": MANIFEST.replace("apt-get install", "apt-get update && apt-get install")},
        {"k8s/a.yaml": MANIFEST, "compose.yml": "services: {o: {build: sub, image: 'me/app:2'}}\n"},
        {"src/a.yaml": MANIFEST},
        {"Dockerfile.tpl": "FROM {{ image }}\nRUN apt-get install x\n",
         "k8s/texts.yml": "image: [\nhelp: {{ apt-get install x }}"},
        {"Makefile": "test:\n\tkubectl run a --image debian:12 --rm -it -- apt-get install x\n"},
        {"Makefile": "test:\n\tkubectl get pods -o name | xargs docker run debian apt-get install x\n"},
    ],
)  # fmt: skip
def test_what_updates_first_or_runs_elsewhere_keeps_nothing(files: dict[str, str]) -> None:
    assert reasons(files) == []


def test_caches_stay_for_who_works_offline_later() -> None:
    text = "FROM node:20\nWORKDIR /a\nCOPY package.json ./\nRUN npm install\n"
    offline = {"package.json": "{}\n", "compose.yml": COMPOSE.replace("apt-get install x", "npm ci --offline")}
    (why,) = reasons(offline, text=text)
    assert why.endswith("(compose.yml:4)")


def test_archives_stay_that_something_unpacks_later() -> None:
    text = "FROM debian:12\nRUN cd /tmp && curl -fsSLO https://example.org/a.tar.gz && tar xzf a.tar.gz -C /opt\n"
    compose = COMPOSE.replace("apt-get install x", "tar xzf /tmp/a.tar.gz -C /srv")
    (why,) = reasons({"compose.yml": compose}, text=text)
    assert why == "what runs in a container of this image may read the archive (compose.yml:4)"


def test_a_hundred_commands_are_kept_and_links_are_not_followed(here: Path) -> None:
    services = "".join(f"  s{i}:\n    build: .\n    command: apt install x{i}\n" for i in range(300))
    write({"Dockerfile": APT, "compose.yml": "services:\n" + services})
    (here / "Makefile").symlink_to("/etc/passwd")
    assert len(later_commands(str(here / "Dockerfile"), str(here), ())) == 100


def test_words_and_lists_are_shell_texts() -> None:
    assert (shell_text("a b"), shell_text(["a", "b c"]), shell_text({})) == ("a b", "a 'b c'", "")
    assert may_read_later("apt-get install x")
    assert not may_read_later("make adapter")
    services = ", ".join(f"s{i}: {{command: x}}" for i in range(MAX_SERVICES + 9))
    loaded = load_yaml_with_lines(f"services: {{{services}}}")
    assert len(commands_of_services(loaded)) == MAX_SERVICES


def test_no_folder_of_the_repository_that_is_a_link_is_read(
    here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.yml").write_text("jobs:\n  a:\n    steps:\n    - run: docker run app apt-get install x\n")
    (outside / "devcontainer.json").write_text(
        '{"build": {"dockerfile": "../Dockerfile"}, "postCreateCommand": "apt-get install x"}'
    )
    (outside / "x.sh").write_text("apt-get install x\n")
    write({"compose.yml": "services:\n  web:\n    build: .\n    command: scripts/x.sh --apt\n"})
    (here / ".github").mkdir()
    for link in (".github/workflows", ".devcontainer", "scripts"):
        (here / link).symlink_to(outside)
    found = later_commands(str(here / "Dockerfile"), str(here), ())
    assert [command.place for command in found] == ["compose.yml:4"]
