"""What is asked of an image once it is read: its files, what its layers made, and the laws."""

from __future__ import annotations

from pathlib import Path

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.shrink.forms.artefacts import artefacts_of
from dslim.shrink.images.file_tree import file_tree
from dslim.shrink.laws.image_laws import broken_laws, changed_users
from dslim.shrink.laws.users_named import users_named
from dslim.shrink.strength import copied_paths, entry_program
from dslim.syntax import parse
from dslim.verify.image.compare import Noise
from dslim.verify.image.image import Image, ImageReader
from images import docker_archive, layer, member, symlink


def facts(text: str) -> Facts:
    return Facts(parse(text), Options())


def read(tmp_path: Path, *layers: bytes) -> Image:
    archive = tmp_path / f"{len(list(tmp_path.iterdir()))}.tar"
    return ImageReader(tmp_path).read_image(docker_archive(archive, layers))


BASE = layer(
    member("usr"), member("usr/bin"), symlink("bin", "usr/bin"), member("usr/bin/env", b"e"), member("etc"),
    member("etc/motd", b"m"), symlink("usr/bin/again", "again"), symlink("usr/bin/tool", "../bin/env"),
)  # fmt: skip


def test_links_are_followed(tmp_path: Path) -> None:
    files = file_tree(read(tmp_path, BASE))
    assert files.resolve("/bin/env") == "/usr/bin/env"
    assert files.resolve("/bin/../bin/tool") == "/usr/bin/env"
    assert files.resolve("/bin/again") is None
    assert files.resolve("/bin/none") is None
    assert "/usr/bin/env" in files


def test_what_layers_made(tmp_path: Path) -> None:
    packages = layer(member("usr"), member("usr/bin"), member("usr/bin/gcc", b"g"))
    made = layer(
        member("etc"), member("etc/motd", b"other"), member("srv"), member("srv/a", b"a"), member("srv/sub"),
        member("srv/sub/b", b"b"), member("tmp"), member("tmp/x", b"x"), member("etc/passwd", b"p"),
        member("usr"), member("usr/bin"), member("usr/bin/made", b"m"), member("usr/bin/.wh.env", b""),
        member("etc/ld.so.cache", b"l"),
    )  # fmt: skip
    found = artefacts_of(read(tmp_path, BASE, packages, made), {2})
    assert found.paths == ("/etc/motd", "/srv", "/usr/bin/made")
    assert found.removed == ("/usr/bin/env",)
    assert found.sees_linker_cache


def test_a_folder_whose_owner_changes_is_made(tmp_path: Path) -> None:
    made = layer(member("etc", uid=7), member("usr"))
    assert artefacts_of(read(tmp_path, BASE, made), {1}).paths == ("/etc",)


def test_a_working_directory_is_made_with_all_that_it_holds(tmp_path: Path) -> None:
    """WORKDIR made /srv/app and /srv/idle before anything was copied or built there; the base has /usr."""
    workdir = layer(member("srv", mode=0o755), member("srv/app", mode=0o755), member("srv/idle", mode=0o755))
    made = layer(member("usr"), member("srv/app/a", b"a"), member("srv/app/b", uid=7))
    image = read(tmp_path, BASE, workdir, made)
    assert artefacts_of(image, {2}).paths == ("/srv/app/a", "/srv/app/b")
    found = artefacts_of(image, {2}, {1})
    assert found.paths == ("/srv",)


def test_what_a_plain_copy_gives(tmp_path: Path) -> None:
    plain = layer(member("srv", mode=0o755), member("srv/a", b"a"))
    found = artefacts_of(read(tmp_path, layer(member("usr", mode=0o755)), plain), {1})
    assert (found.paths, found.is_plain, found.plain_folders) == (("/srv",), True, frozenset(["/srv"]))
    for other in (member("srv", mode=0o700), member("srv", mode=0o755, uid=7), symlink("srv", "usr")):
        assert not artefacts_of(read(tmp_path, BASE, layer(other)), {1}).is_plain


def test_nothing_may_be_added(tmp_path: Path) -> None:
    smaller = read(tmp_path, layer(member("usr"), member("var/lib/dpkg/status", b""), member("srv/new", b"")))
    found = list(broken_laws(read(tmp_path, BASE), smaller, Noise()))
    assert found == ["/srv/new was not there before"]


def test_users_keep_their_numbers() -> None:
    def accounts(passwd: str, group: str) -> dict[str, dict[str, bytes]]:
        return {"/etc/passwd": {"passwd": passwd.encode()}, "/etc/group": {"group": group.encode()}}

    before = accounts("root:x:0:0::/:\napp:x:999:998::/:\n", "app:x:998:\n")
    after = accounts("root:x:0:0::/:\napp:x:998:997::/:\n", "")
    assert list(changed_users(before, after, ["app", "root", "none"])) == [
        "the user app has the number 998:997, not 999:998", "the group app has the number of nobody, not 998",
    ]  # fmt: skip
    named = users_named(facts("FROM a\nRUN useradd -r app && chown web:adm /x\nCOPY --chown=me . .\nUSER you\n"))
    assert {"app", "web", "adm", "me", "you"} <= named


def test_the_program_that_is_started(tmp_path: Path) -> None:
    files = file_tree(read(tmp_path, BASE))
    env = ["PATH=/usr/sbin:/bin"]
    assert entry_program({"Cmd": ["env", "x"], "Env": env}, files) == "/usr/bin/env"
    assert entry_program({"Cmd": ["/bin/sh", "-c", "exec tool --x"], "Env": env}, files) == "/usr/bin/env"
    assert entry_program({"Entrypoint": ["/none"], "Cmd": ["env"]}, files) is None
    assert entry_program({}, files) is None


def test_what_copies_brought(tmp_path: Path) -> None:
    files = file_tree(read(tmp_path, BASE, layer(member("srv"), member("srv/a", b""), member("srv/d"))))
    text = "FROM a\nCOPY a /srv/\nWORKDIR /srv\nCOPY a d ./\nCOPY x /none\nADD . .\n"
    assert copied_paths(facts(text), files) == ("/srv", "/srv/d", "/srv/a")
