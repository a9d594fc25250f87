"""What the user of an image may write to, of what its own layers made, is taken away from the test as a mutant."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dslim.shrink import writable as module
from dslim.shrink.images.file_tree import file_tree
from dslim.shrink.writable import writable_by_user
from dslim.verify.image.image import ImageReader
from images import docker_archive, layer, member

PASSWD = b"root:x:0:0::/root:/bin/sh\napp:x:998:997::/home/app:/bin/sh\n"
GROUP = b"root:x:0:\napp:x:997:\nweb:x:33:other,app\n"
BASE = layer(member("tmp", mode=0o1777), member("var", mode=0o755), member("var/mail", mode=0o777, uid=998))
MADE = layer(
    member("srv", mode=0o755), member("srv/own", mode=0o755, uid=998), member("srv/own/a", b"a", mode=0o644, uid=998),
    member("srv/own-not", mode=0o555, uid=998), member("srv/group", b"g", mode=0o664, gid=33),
    member("srv/all", b"o", mode=0o666), member("srv/none", b"n", mode=0o644, gid=33),
    member("tmp/x", b"x", mode=0o666),
)  # fmt: skip


def original(folder: Path, user: str) -> Any:
    reader = ImageReader(folder)
    base, image = (
        reader.read_image(docker_archive(folder / f"{len(layers)}.tar", layers)) for layers in ([BASE], [BASE, MADE])
    )
    files = {"/etc/passwd": {"": PASSWD}, "/etc/group": {"": GROUP}}
    store = SimpleNamespace(config=lambda tag: {"User": user}, read_files=lambda tag, path: files[path])
    return SimpleNamespace(store=store, tag="t", image=image, base=base, files=file_tree(image))


@pytest.mark.parametrize(
    ("user", "paths"),
    [
        ("app", ("/srv/all", "/srv/group", "/srv/own")), ("998:33", ("/srv/all", "/srv/group", "/srv/own")),
        ("998", ("/srv/all", "/srv/group", "/srv/own")), ("1234", ("/srv/all",)),
        ("1234:web", ("/srv/all", "/srv/group")),
    ],
)  # fmt: skip
def test_what_a_user_may_write_to(tmp_path: Path, user: str, paths: tuple[str, ...]) -> None:
    found = writable_by_user(original(tmp_path, user))
    assert found is not None
    assert found.paths == paths
    assert found.removal == ["chmod", "-R", "a-w", "--", *paths]


@pytest.mark.parametrize("user", ["", "root", "0", "0:0", "nobody-knows"])
def test_nothing_is_said_of_root_and_of_unknown_users(tmp_path: Path, user: str) -> None:
    assert writable_by_user(original(tmp_path, user)) is None


def test_of_large_files_the_folders_alone_lose_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_COPIED", 2)
    found = writable_by_user(original(tmp_path, "app"))
    assert found is not None
    assert found.size == 3
    assert found.removal[0] == "find"
    assert found.shown == "/srv/all, /srv/group, /srv/own"
