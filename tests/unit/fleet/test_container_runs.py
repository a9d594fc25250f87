"""What CI files, makefiles and scripts run in containers: images, services, the text, over lines and folds."""

from __future__ import annotations

import pytest

from dslim.fleet.builds.container_runs import MAX_LENGTH, MAX_RUNS, container_runs, images_built


@pytest.mark.parametrize(
    ("text", "where", "command"),
    [
        ("docker run img apt-get install -y x", "img", "apt-get install -y x"),
        ("  - run: docker run --rm -it -v $PWD:/w -e A=b img:1 apt-get install x\n", "img:1", "apt-get install x"),
        ("sudo podman container run --network host img apk add x", "img", "apk add x"),
        ("docker run -p80:80 --name=n img sh -c 'apt-get install x'", "img", "sh -c 'apt-get install x'"),
        ("docker run --entrypoint sh img -c 'apt-get install x'", "img", "sh -c 'apt-get install x'"),
        ("docker exec -u root box apt-get install x && true", "box", "apt-get install x"),
        ("\t$(DOCKER) run $(IMAGE) apt-get install x", "${IMAGE}", "apt-get install x"),
        ("docker run ${{ env.I }} apt-get install x", "${EXPRESSION}", "apt-get install x"),
        ("docker run img \\\n  apt-get install x\necho", "img", "apt-get install x"),
        ('docker run img bash -c "\n  apt-get install x\n"\necho', "img", 'bash -c "\n  apt-get install x\n"'),
        ("run: >-\n  docker run img\n  apt-get install x\nnext: 1", "img", "apt-get install x"),
        ("docker run img pip install --no-index x", "img", "pip install --no-index x"),
    ],
)
def test_a_container_is_known_by_its_image_and_what_it_runs(text: str, where: str, command: str) -> None:
    (found,) = container_runs(text, is_yaml=True)
    assert (found.where, found.is_service, found.text) == (where, False, command)


@pytest.mark.parametrize(
    "text", ["docker compose -f x.yml run --rm web apt-get install x", "docker-compose exec -T web apt install x"]
)
def test_services_are_told_from_images(text: str) -> None:
    (found,) = container_runs(text, is_yaml=False)
    assert (found.where, found.is_service) == ("web", True)


@pytest.mark.parametrize(
    "text", ["docker build . && apt-get install x", "docker run img make test", "apt-get install docker"]
)
def test_what_runs_elsewhere_is_none_of_it(text: str) -> None:
    assert list(container_runs(text, is_yaml=False)) == []


def test_lines_are_those_of_the_file() -> None:
    text = "a: >\n  b\n  c\nd: 1\n  docker run img apt install x\n\n  docker run img apt install y\n"
    assert [found.line for found in container_runs(text, is_yaml=True)] == [5, 7]


def test_many_commands_and_open_quotes_end() -> None:
    folded = "a: >\n" + "  apt docker run x\n" * 10_000
    for text in ("docker run img apt 'x\n" * 3_000, "docker run 'apt " * 10_000, folded):
        found = list(container_runs(text, is_yaml=True))
        assert len(found) <= MAX_RUNS
        assert all(len(one.text) <= MAX_LENGTH for one in found)


def test_built_images_are_named_by_tags_and_variables() -> None:
    text = "docker build -t a/b:1 .\nIMAGE := c/d\ntags: |\n  ghcr.io/e/f:latest\n"
    assert {"a/b", "c/d", "ghcr.io/e/f"} == set(images_built(text))
