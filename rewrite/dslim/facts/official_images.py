"""What is known of images by their names: one row an image, read by every question about bases.

Looked up in 2025 in docker-library's Dockerfiles (https://github.com/docker-library/official-images/tree/master/library)
and in those of the vendors.
"""

from __future__ import annotations

import re
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
    `start`: its WORKDIR; `starts`: another one of the tags that hold a word, (word, WORKDIR). `any_tag`: these are all,
    so that a tag that only the build knows has one of them. `users`: its own users, each with a group
    of that name. `uid`: the number of the first, who is at home in /home under that name. `folder`: one that it makes,
    with those above; `is_bare`: it leaves that empty, whoever owns it. `buildpack`: made from buildpack-deps, with
    git, curl and certificates (a slim tag is not).
    `strict`: its SHELL stops at the first failure. `user_variables`: what its ENV sets to a user or group that it has,
    by number or name, from version `since` of its tags on; `no_groups`: those that name a user, and no group.
    """

    name: str
    family: str | None = None
    contents: bool = False
    root: bool = False
    home: bool = False
    start: str | None = None
    starts: tuple[tuple[str, str], ...] = ()
    any_tag: bool = False
    users: tuple[str, ...] = ()
    uid: str = ""
    folder: str = ""
    is_bare: bool = False
    filled: str = ""
    buildpack: bool = False
    strict: bool = False
    user_variables: tuple[str, ...] = ()
    no_groups: tuple[str, ...] = ()
    since: int = 0


#: NB_GID is the number of the group users: there is no group of the user's name.
_OF_JUPYTER = ("NB_USER", "NB_UID", "NB_GID")
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
    _known(
        "php", "debian", start="/", starts=(("apache", "/var/www/html"), ("fpm", "/var/www/html")), any_tag=True,
        users=("www-data",), folder="/var/www/html", is_bare=True, buildpack=True,
    ),
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
    Row("archlinux", root=True, home=True, start="/"),
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
    # https://github.com/osrf/docker_images: each is made from ubuntu or debian, without USER and WORKDIR
    Row("ros", "debian", root=True, home=True, start="/", any_tag=True),
    Row("gazebo", "debian", root=True, home=True, start="/", any_tag=True),
    # https://github.com/apache/spark-docker: ends with USER spark
    Row("spark", start="/opt/spark/work-dir"),
    # others
    # https://github.com/phusion/baseimage-docker/blob/master/image/Dockerfile
    Row("phusion/baseimage", "debian", root=True, start="/"),
    Row("phusion/passenger*", "debian", root=True),
    Row("bitnami/minideb", "debian", root=True),
    # https://github.com/dotnet/dotnet-docker/tree/main/src: no Dockerfile of Linux has another WORKDIR
    Row("mcr.microsoft.com/dotnet/sdk", root=True, home=True, start="/", user_variables=("APP_UID",), since=8),
    Row("mcr.microsoft.com/dotnet/aspnet", root=True, home=True, start="/", user_variables=("APP_UID",), since=8),
    Row("mcr.microsoft.com/dotnet/runtime*", root=True),
    # https://github.com/microsoft/vscode-dev-containers/tree/main/containers
    Row("mcr.microsoft.com/devcontainers/base", "debian", root=True, start="/"),
    Row("mcr.microsoft.com/vscode/devcontainers/base", "debian", root=True, start="/"),
    # https://gitlab.com/nvidia/container-images/cuda/-/tree/master/dist
    Row("nvidia/cuda", root=True, home=True, start="/"),
    Row("nvcr.io/nvidia/cuda", root=True, home=True, start="/"),
    # https://catalog.redhat.com/software/base-images: four flavours, each a root file system and nothing more
    *(
        Row(f"{name}", "rpm", contents=True, root=True, home=True, start="/")
        for host in ("registry.access.redhat.com/", "registry.redhat.io/")
        for number in ("7", "8", "9", "10")
        for name in (
            f"{host}ubi{number}", f"{host}ubi{number}-minimal", f"{host}ubi{number}-init", f"{host}ubi{number}/ubi",
            f"{host}ubi{number}/ubi-minimal", f"{host}ubi{number}/ubi-init",
        )
    ),
    *(Row(f"redhat/ubi{number}{kind}", "rpm", contents=True, root=True, home=True, start="/")
      for number in ("8", "9", "10") for kind in ("", "-minimal", "-init")),
    # https://github.com/openSUSE/docker-containers-build, https://build.opensuse.org/project/show/devel:BCI
    Row("opensuse/leap", root=True, home=True, start="/"),
    Row("opensuse/tumbleweed", root=True, home=True, start="/"),
    Row("registry.opensuse.org/opensuse/leap", root=True, home=True, start="/"),
    Row("registry.opensuse.org/opensuse/tumbleweed", root=True, home=True, start="/"),
    Row("registry.suse.com/bci/bci-base", root=True, home=True, start="/"),
    # https://docs.aws.amazon.com/lambda/latest/dg/images-create.html: root builds, LAMBDA_TASK_ROOT is the WORKDIR
    Row("public.ecr.aws/lambda/*", root=True, home=True, start="/var/task"),
    Row("amazon/aws-lambda-*", root=True, home=True, start="/var/task"),
    # https://github.com/google/oss-fuzz/tree/master/infra/base-images: made from ubuntu, WORKDIR $SRC
    Row("gcr.io/oss-fuzz-base/base-builder-ruby", "debian", root=True, start="/src/ruzzy"),
    Row("gcr.io/oss-fuzz-base/base-builder*", "debian", root=True, start="/src"),
    Row("gcr.io/oss-fuzz-base/base-runner*", "debian", root=True),
    # https://github.com/BioContainers/containers/tree/master/biocontainers: USER biodocker
    Row("biocontainers/biocontainers", start="/data"),
    # https://github.com/jupyter/docker-stacks/tree/main/images: USER jovyan, SHELL with pipefail alone
    Row("jupyter/*", start="/home/jovyan", user_variables=_OF_JUPYTER, no_groups=("NB_USER",)),
    Row("quay.io/jupyter/*", start="/home/jovyan", user_variables=_OF_JUPYTER, no_groups=("NB_USER",)),
    # https://github.com/mamba-org/micromamba-docker/blob/main/Dockerfile
    # which has a SHELL of its own that stops at the first failure
    Row("mambaorg/micromamba", strict=True, user_variables=("MAMBA_USER", "MAMBA_USER_ID", "MAMBA_USER_GID")),
    # https://github.com/webdevops/Dockerfile/tree/master/docker: php-official ends with WORKDIR /, the rest have none
    Row("webdevops/php*", root=True, start="/"),
    # https://github.com/ContinuumIO/docker-images, https://github.com/conda-forge/miniforge-images
    Row("continuumio/miniconda3", "debian", root=True, home=True, start="/"),
    Row("continuumio/anaconda3", "debian", root=True, home=True, start="/"),
    Row("condaforge/*", "debian", root=True, home=True, start="/"),
    # https://github.com/oven-sh/bun/tree/main/dockerhub
    Row("oven/bun", root=True, home=True, start="/home/bun/app"),
    Row("tensorflow/tensorflow", "debian", root=True, home=True),
    Row("osrf/ros", "debian", root=True, home=True, start="/", any_tag=True),
    Row("pytorch/pytorch", home=True),
    # https://github.com/dotnet/dotnet-docker/discussions/4995: from .NET 8 on, APP_UID is the number of the user app
    Row("mcr.microsoft.com/dotnet/runtime", root=True, home=True, user_variables=("APP_UID",), since=8),
    Row("mcr.microsoft.com/dotnet/runtime-deps", root=True, user_variables=("APP_UID",), since=8),
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
    zookeeper jenkins""".split()
)
#: Repositories of vendors whose Dockerfiles have no SHELL that turns errexit on (of Oracle: pipefail
#: alone): IBM's official images (https://github.com/ibmruntimes/semeru-containers), https://github.com/google/kctf,
#: https://github.com/google/oss-fuzz/tree/master/infra/base-images, https://github.com/rocker-org/rocker-versioned2,
#: https://github.com/jenkins-x/jenkins-x-builders, https://github.com/linuxkit/linuxkit,
#: https://github.com/openresty/docker-openresty, https://github.com/oracle/docker-images.
_WITHOUT_SHELL = regex(
    r"(mcr\.microsoft\.com|gcr\.io/distroless|registry\.access\.redhat\.com|nvidia/cuda|quay\.io/centos|icr\.io/appcafe"
    r"|gcr\.io/(?:kctf-docker|oss-fuzz-base|jenkinsxio)|rocker|linuxkit|openresty|oracle|container-registry\.oracle\.com"
    r")(/|\Z)"
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

#: Images that start as another user: 1001 (https://github.com/bitnami/containers), circleci
#: (https://github.com/CircleCI-Public/cimg-base), airflow (https://airflow.apache.org/docs/docker-stack/), jovyan
#: (https://github.com/jupyter/docker-stacks), jenkins (https://github.com/jenkinsci/docker), nonroot, elasticsearch.
_NOT_ROOT_IMAGES = regex(
    r"(.*/)?(bitnami(legacy|secure)?/(?!minideb)|cimg/|apache/airflow|jupyter/|jenkins/jenkins|chainguard/"
    r"|gcr\.io/distroless/.*nonroot|elasticsearch/|kibana/|logstash/)"
)


@lru_cache(maxsize=256)
def row_of(repository: str) -> Row:
    """What is known of an image by its repository: the host unless it is Docker Hub, and the name."""
    found = _EXACT.get(repository)
    return found or next((row for row in _BY_START if repository.startswith(row.name[:-1])), _NOTHING)


def row_for(image: Image) -> Row:
    """What is known of an image: an official one has the same row in every mirror."""
    return row_of(image.official or image.repository)


def possible_start_folders(base: str) -> tuple[str, ...]:
    """The folders of which one is the WORKDIR that an image comes with; empty where it may be any.

    There are several where only the build knows the tag; `onbuild` variants of some go elsewhere.
    """
    image = read_image(base)
    row = row_for(image)
    if row.start is None or "onbuild" in image.tag or "windows" in image.tag or "nanoserver" in image.tag:
        return ()
    own = tuple(folder for word, folder in row.starts if word in image.tag)
    if own or "$" not in base:
        return (*own, row.start)[:1]
    return tuple(dict.fromkeys((row.start, *(folder for _, folder in row.starts)))) if row.any_tag else ()


def start_folder(base: str) -> str | None:
    """The WORKDIR that an image comes with; None where it is not known, or where only the build knows the tag."""
    found = possible_start_folders(base) if "$" not in base else ()
    return found[0] if found else None


def may_be_strict(base: str) -> bool:
    """Whether an image may come with a SHELL that turns errexit on, as far as its name tells."""
    return row_of(read_image(base).name).strict  # a mirror's host says nothing


def has_known_shell(base: str) -> bool:
    """Whether an image is known to come with no SHELL that turns errexit on: an official one, or one of the table."""
    image = read_image(base)
    known = image.official in OFFICIAL or bool(row_of(image.repository).name)
    return (known or _WITHOUT_SHELL.match(image.repository) is not None) and not may_be_strict(base)


def starts_as_root(image: Image) -> bool:
    """Whether an image is known to start as root."""
    row = row_for(image)
    unknown = "$" in image.repository + image.tag or _NOT_ROOT.search(image.tag)
    return row.root and not unknown


def starts_as_other(image: Image) -> bool:
    """Whether an image is known to start as another user than root."""
    return bool(_NOT_ROOT.search(image.tag) or _NOT_ROOT_IMAGES.match(image.repository))


def names_user(base: str, variable: str, is_group: bool) -> bool:
    """Whether an image is known to set a variable to a number, or to the name of a user, or group, that it has."""
    image = read_image(base)
    row = row_for(image)
    if "$" in base or variable not in row.user_variables or re.search("windows|nanoserver", image.tag):
        return False
    if is_group and variable in row.no_groups:
        return False
    version = re.match(r"\d+", image.tag)
    return not row.since or (version is not None and int(version[0]) >= row.since)


def is_filled(folder: str) -> bool:
    """Whether a folder is, or lies in, one of /home that an official image fills."""
    return any(row.filled and lies_in(folder, row.filled) for row in TABLE)


def has_build_packages(image: Image) -> bool:
    """Whether an image holds ca-certificates, git and the like, as those made from buildpack-deps do."""
    return row_of(image.name).buildpack and "slim" not in image.tag
