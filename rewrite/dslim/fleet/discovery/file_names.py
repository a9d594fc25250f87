"""What a file is, by its name alone."""

from __future__ import annotations

import re

from dslim.support.lazy_regex import regex

_NAME = regex(r"(?:docker|container)file(?:[._-].+)?|.+[._-](?:docker|container)file", re.IGNORECASE)
_NOT_ONE = regex(
    r"\.(?:dockerignore|containerignore|md|txt|orig|bak|rej|py|js|ts|go|rb|java|sh|json|ya?ml|toml|html|lock|swp)$|~$",
    re.IGNORECASE,
)
_TEMPLATE = {
    "j2": "a Jinja template", "jinja": "a Jinja template", "jinja2": "a Jinja template",
    "erb": "an ERB template", "ejs": "an EJS template", "mustache": "a Mustache template",
    "gotmpl": "a Go template", "tmpl": "a template", "tpl": "a template", "template": "a template",
    "in": "a template of cpp or m4", "m4": "a template of m4", "jsonnet": "a template",
}  # fmt: skip
_COMPOSE = regex(r"(?:docker-)?compose(?:[._-].+)?\.ya?ml")
_BAKE = regex(r"docker-bake(?:\.[\w-]+)?\.(?:hcl|json)")


def is_dockerfile_name(name: str) -> bool:
    """Whether a file of this name is taken for a Dockerfile: Dockerfile, Dockerfile.dev, api.Dockerfile."""
    return _NAME.fullmatch(name) is not None and not _NOT_ONE.search(name) and template_name(name) is None


def template_name(name: str) -> str | None:
    """What kind of template for Dockerfiles a file of this name is; None for none."""
    stem, _, ending = name.rpartition(".")
    kind = _TEMPLATE.get(ending.lower())
    # Dockerfile.in, and Dockerfile-debian.template too
    return kind if kind and _NAME.fullmatch(stem) else None


def is_compose_name(name: str) -> bool:
    """Whether compose reads files of this name: compose.yaml, docker-compose.prod.yml."""
    return "compose" in name and _COMPOSE.fullmatch(name) is not None


def is_bake_name(name: str) -> bool:
    """Whether `docker buildx bake` reads files of this name (its compose files aside)."""
    return name.startswith("docker-bake") and _BAKE.fullmatch(name) is not None
