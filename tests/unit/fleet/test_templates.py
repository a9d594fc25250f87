"""Templates are recognised by their text; Dockerfiles that only hold braces are not taken for them."""

from __future__ import annotations

import pytest

from dslim.fleet.discovery.templates import template_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("FROM {{ base_image }}\nRUN x\n", "a template"),
        ("{% if a %}\nFROM a\n{% endif %}\n", "a Jinja template"),
        ("{{\n  _ x }}FROM a\n", "a template"),
        ("FROM a\n{# note #}\nRUN x\n", "a Jinja template"),
        ("FROM a\n{{ if .X }}\nRUN x\n{{ end }}\n", "a Go template"),
        ("FROM a\n{{- range .Items }}\nRUN x\n{{- end }}\n", "a Go template"),
        ("FROM a\nRUN pip install x=={{ version }}\n", "a template"),
        ('FROM a\nLABEL v="{{ version }}"\n', "a template"),
        ("FROM <%= base %>\n", "an ERB template"),
        ("<% if x %>\nFROM a\n<% end %>\n", "an ERB template"),
        ('#include "base.docker"\nRUN x\n', "a template of cpp"),
        ("FROM a\n#ifdef DEBUG\nRUN x\n#endif\n", "a template of cpp"),
    ],
)
def test_templates(text: str, kind: str) -> None:
    assert template_kind(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nRUN docker inspect --format '{{.Id}}' x\n",
        "FROM a\nRUN docker ps -f {{.Names}}\n",
        "FROM a\nRUN echo '{{ x }}' > t.j2\n",
        "FROM a\nRUN <<EOF\n{% if x %}\n{{ y }}\nEOF\n",
        "FROM a\nCOPY <<'END' /t\n<%= x %>\nEND\n",
        "# {{ x }} and {{ y }}\nFROM a\n",
        "FROM a\n#if you wonder\n#define this for me\n#include everything\nRUN x\n",
        "FROM a\nRUN awk '{{print $1}}' x\n",
        "FROM a\nRUN echo '<% x %>' \"<%= y %>\"\n",
        "FROM a\nRUN a{b,{c,d}}\n",
        "# {% set x = 1 -%}\n# {{ y }}\nFROM a\n",
        "FROM a\n#define HDFS volume\nRUN OUT=/build/{{.Dir}} gox\n",
        "FROM a\nENV X=${A:-${B}}\n",
    ],
)
def test_dockerfiles(text: str) -> None:
    assert template_kind(text) is None
