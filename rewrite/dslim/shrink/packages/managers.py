"""The package managers whose images can be made smaller, each with what must be known of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dslim.shrink.images.image_store import ImageStore
from dslim.shrink.packages import apk, dpkg, rpm
from dslim.shrink.packages.package import Packages
from dslim.tools.calls import words
from dslim.tools.system_packages import APK_VALUED, APT_VALUED, RPM_VALUED


@dataclass(frozen=True, slots=True)
class PackageManager:
    """One package manager. `family`: of its programs in tools/. `verbs`: those that install packages by name.

    `valued`: options whose value is the next word. `read`: the packages of an image. `removal`: the command that takes
    packages away whoever needs them, as root in the image.
    """

    family: str
    verbs: frozenset[str]
    valued: frozenset[str]
    read: Callable[[ImageStore, str], Packages]
    removal: Callable[[Sequence[str]], list[str]]


def _read_dpkg(store: ImageStore, image: str) -> Packages:
    return dpkg.read_dpkg(store.read_files(image, dpkg.FOLDER))


def _read_rpm(store: ImageStore, image: str) -> Packages:
    answers = (store.output_in(image, query) for query in rpm.QUERIES)
    return rpm.read_rpm(next((answer for answer in answers if answer), ""))


def _read_apk(store: ImageStore, image: str) -> Packages:
    found = (store.read_files(image, path) for path in apk.DATABASES)
    return apk.read_apk(next((data for files in found for data in files.values()), b""))


DPKG = PackageManager(
    "apt", words("install"), APT_VALUED, _read_dpkg, lambda names: ["dpkg", "--purge", "--force-all", *names]
)
RPM = PackageManager(
    "rpm", words("install in"), RPM_VALUED, _read_rpm, lambda names: ["rpm", "--erase", "--nodeps", *names]
)
APK = PackageManager("apk", words("add"), APK_VALUED, _read_apk, apk.removal)
MANAGERS = {manager.family: manager for manager in (DPKG, RPM, APK)}
