"""What is known of images by their names: one row an image, read by every question about bases.

Looked up in 2025 in docker-library's Dockerfiles (https://github.com/docker-library/official-images/tree/master/library)
and in those of the vendors.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import NamedTuple

from dslim.facts.image_names import Image, read_image
from dslim.facts.paths import lies_in
from dslim.support.lazy_regex import regex


class Row(NamedTuple):
    """What is known of one image; a column that a row leaves out says nothing.

    `name`: the repository, `*` at its end for any name that begins so. `family`: `debian`, `alpine`, `rpm` or
    `busybox`; left out too where it differs from tag to tag. `contents`: nothing lies in it below the folders of EMPTY
    but `filled`. `root`: it starts as root. `home`: root is at home in /root, and no ENV chooses a folder for a cache.
    `start`: its WORKDIR. `any_tag`: also of a tag that only the build knows. `users`: its own users, each with a group
    of that name. `uid`: the number of the first, who is at home in /home under that name. `folder`: one that it makes,
    with those above. `buildpack`: made from buildpack-deps, with git, curl and certificates (a slim tag is not).
    `strict`: its SHELL stops at the first failure.
    """

    name: str
    family: str | None = None
    contents: bool = False
    root: bool = False
    home: bool = False
    start: str | None = None
    any_tag: bool = False
    users: tuple[str, ...] = ()
    uid: str = ""
    folder: str = ""
    filled: str = ""
    buildpack: bool = False
    strict: bool = False


#: An official image whose contents are known: all of them start as root.
_known = partial(Row, contents=True, root=True, home=True)

#: A name that two rows fit has the longer one.
TABLE = (
    # Docker's official images, those whose contents are known first
    _known("debian", "debian", start="/", any_tag=True),
    _known("ubuntu", "debian", start="/", any_tag=True),
    _known("alpine", "alpine", start="/", any_tag=True),
    _known("busybox", "busybox", start="/", any_tag=True, home=False),
    _known("buildpack-deps", "debian", start="/", buildpack=True),
    _known("python", "debian", start="/", any_tag=True, buildpack=True),
    _known(
        "node", "debian", start="/", any_tag=True, users=("node",), uid="1000", folder="/home/node",
        filled="/home/node", buildpack=True,
    ),
    _known("golang", "debian", start="/go", folder="/go/src", buildpack=True),
    _known("ruby", "debian", start="/", any_tag=True, buildpack=True),
    _known("rust", "debian", start="/", buildpack=True),
    _known("perl", "debian", buildpack=True),
    _known("php", "debian", users=("www-data",), folder="/var/www/html", buildpack=True),
    _known("nginx", "debian", start="/", any_tag=True, users=("nginx",), folder="/usr/share/nginx/html"),
    _known("httpd", "debian", start="/usr/local/apache2", users=("www-data",), folder="/usr/local/apache2/htdocs"),
    _known("redis", "debian", start="/data", users=("redis",)),
    _known("postgres", "debian", start="/", users=("postgres",)),
    _known("tomcat", "debian", start="/usr/local/tomcat", folder="/usr/local/tomcat/webapps"),
    _known("eclipse-temurin", start="/"),
    _known("openjdk", start="/", buildpack=True),
    _known("maven", buildpack=True),
    _known("gradle", filled="/home/gradle", buildpack=True, home=False),
    _known("amazoncorretto", start="/"),
    _known("fedora", "rpm", start="/", any_tag=True),
    _known("rockylinux", "rpm", start="/"),
    _known("almalinux", "rpm", start="/"),
    _known("centos", "rpm", start="/", any_tag=True),
    _known("oraclelinux", "rpm", start="/"),
    _known("amazonlinux", "rpm", start="/"),
    Row("archlinux", home=True, start="/"),
    Row("gcc", "debian", root=True, home=True, start="/", buildpack=True),
    Row("mysql", root=True, home=True, start="/"),
    Row("mariadb", "debian", root=True, home=True, start="/"),
    Row("java", "debian", root=True),
    Row("mongo", "debian", root=True, home=True),
    Row("rabbitmq", "debian", root=True),
    Row("wordpress", "debian", root=True, home=True),
    Row("composer", "alpine", root=True, home=True),
    Row("drupal", "debian", root=True, home=True),
    Row("erlang", "debian", root=True, home=True),
    Row("elixir", "debian", root=True, home=True),
    Row("haskell", "debian", root=True, home=True),
    Row("swift", "debian", root=True, home=True),
    Row("julia", "debian", root=True, home=True),
    Row("r-base", "debian", root=True, home=True),
    Row("pypy", "debian", root=True, home=True),
    Row("clojure", root=True, home=True),
    Row("caddy", "alpine", root=True, home=True),
    Row("traefik", "alpine", root=True),
    Row("adoptopenjdk", home=True),
    Row("bun", home=True),
    Row("ibmjava", home=True),
    Row("mono", home=True),
    Row("ros", home=True),
    # others
    Row("phusion/baseimage", "debian", root=True),
    Row("phusion/passenger*", "debian", root=True),
    Row("bitnami/minideb", "debian", root=True),
    Row("mcr.microsoft.com/dotnet/sdk", root=True, home=True),
    Row("mcr.microsoft.com/dotnet/aspnet", root=True, home=True),
    Row("mcr.microsoft.com/dotnet/runtime*", root=True),
    Row("mcr.microsoft.com/devcontainers/base", "debian", root=True),
    Row("nvidia/cuda", root=True, home=True),
    Row("tensorflow/tensorflow", "debian", root=True, home=True),
    Row("osrf/ros", home=True),
    Row("pytorch/pytorch", home=True),
    Row("mcr.microsoft.com/dotnet/runtime", root=True, home=True),
    Row("bitnami/*", strict=True),
    Row("bitnamilegacy/*", strict=True),
    Row("bitnamisecure/*", strict=True),
    Row("bitnami/minideb*"),
    Row("bitnamilegacy/minideb*"),
    Row("bitnamisecure/minideb*"),
    Row("cimg/*", strict=True),
    Row("apache/airflow", strict=True),
)  # fmt: skip
#: Docker's official images (https://github.com/docker-library/official-images/tree/master/library, retired ones
#: included): none has a SHELL that turns errexit on.
OFFICIAL = frozenset(
    """adminer adoptopenjdk aerospike almalinux alpine alt amazoncorretto amazonlinux api-firewall arangodb archlinux
    backdrop bash bonita buildpack-deps busybox caddy cassandra centos chronograf cirros clearlinux clefos clickhouse
    clojure composer consul convertigo couchbase couchdb crate dart debian django docker drupal eclipse-mosquitto
    eclipse-temurin eggdrop elasticsearch elixir emqx erlang fedora flink fluentd friendica gazebo gcc geonetwork ghost
    golang gradle groovy haproxy haskell haxe hello-world hitch httpd hylang ibm-semeru-runtimes ibmjava influxdb iojs
    irssi java jetty joomla jruby julia kapacitor kibana kong krakend lightstreamer liquibase logstash mageia mariadb
    matomo maven mediawiki memcached mongo mongo-express monica mono mysql nats neo4j neurodebian nextcloud nginx node
    notary odoo open-liberty openjdk opensuse oraclelinux orientdb percona perl photon php phpmyadmin plone
    postfixadmin postgres pypy python r-base rabbitmq rails rakudo-star redis redmine registry rethinkdb rocket.chat
    rockylinux ros ruby rust sapmachine scratch silverpeas solr sonarqube spark spiped storm swift swipl teamspeak
    telegraf tomcat tomee traefik ubuntu unit valkey varnish vault websphere-liberty wordpress xwiki yourls znc
    zookeeper""".split()
)
#: The same images elsewhere: by architecture, and in mirrors.
_OFFICIAL_ELSEWHERE = regex(
    r"(amd64|i386|arm32v[567]|arm64v8|ppc64le|riscv64|s390x|mips64le|public\.ecr\.aws/docker/library|mirror\.gcr\.io/library)/"
    r"(?P<name>[^/]+)\Z"
)
#: Images of vendors that come without a SHELL.
_WITHOUT_SHELL = regex(
    r"(mcr\.microsoft\.com|gcr\.io/distroless|registry\.access\.redhat\.com|nvidia/cuda|quay\.io/centos)(/|\Z)"
)
_EXACT = {row.name: row for row in TABLE if not row.name.endswith("*")}
_BY_START = sorted((row for row in TABLE if row.name.endswith("*")), key=lambda row: -len(row.name))
_NOTHING = Row("")

#: Folders that no official image fills: below these, a stage's own instructions are the only source.
EMPTY = regex(
    r"/(app|srv|code|workspace|usr/src/(?!python|php|linux|tomcat)[^/]+|opt/(?!yarn|java|bitnami)[^/]+|home/[^/]+/[^/.]+)"
    r"(/|\Z)"
)
#: Tags of images that do not start as root.
_NOT_ROOT = regex(r"nonroot|chiseled|rootless|unprivileged")


@lru_cache(maxsize=256)
def row_of(repository: str) -> Row:
    """What is known of an image by its repository: the host unless it is Docker Hub, and the name."""
    found = _EXACT.get(repository)
    return found or next((row for row in _BY_START if repository.startswith(row.name[:-1])), _NOTHING)


def official_row(image: Image) -> Row:
    """What is known of an image if it is one of Docker's official images; a row that says nothing for any other."""
    return row_of(image.official or "")


def start_folder(base: str) -> str | None:
    """The WORKDIR that an official image comes with; None where it is not known.

    `onbuild` variants of some go elsewhere; a tag that only the build knows may be one.
    """
    image = read_image(base)
    return official_row(image).start if "onbuild" not in image.tag and "$" not in base else None


def likely_start_folder(base: str) -> str | None:
    """The WORKDIR of an official image, also where only the build knows the tag but all tags of today have the same."""
    image = read_image(base)
    row = official_row(image)
    return row.start if row.any_tag and "onbuild" not in image.tag else None


def may_be_strict(base: str) -> bool:
    """Whether an image may come with a SHELL that turns errexit on, as far as its name tells."""
    return row_of(read_image(base).name).strict  # a mirror's host says nothing


def has_known_shell(base: str) -> bool:
    """Whether an image is known to come with no SHELL that turns errexit on: an official one, or one of the table."""
    image = read_image(base)
    elsewhere = _OFFICIAL_ELSEWHERE.match(image.repository)
    name = elsewhere["name"] if elsewhere else image.official
    row = row_of(image.repository)
    known = name in OFFICIAL or bool(row.name) or _WITHOUT_SHELL.match(image.repository) is not None
    return known and not may_be_strict(base)


def starts_as_root(image: Image) -> bool:
    """Whether an image is known to start as root."""
    row = row_of(image.repository)
    unknown = "$" in image.repository + image.tag or _NOT_ROOT.search(image.tag)
    return row.root and not unknown


def is_filled(folder: str) -> bool:
    """Whether a folder is, or lies in, one of /home that an official image fills."""
    return any(row.filled and lies_in(folder, row.filled) for row in TABLE)


def has_build_packages(image: Image) -> bool:
    """Whether an image holds ca-certificates, git and the like, as those made from buildpack-deps do."""
    return row_of(image.name).buildpack and "slim" not in image.tag
