"""Long Dockerfiles of many kinds of steps at once: blocks in random order, the same for the same length.

What costs little alone can cost much together: a fix here makes a rule look again at everything there.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

#: Blocks that somebody writes in a row. `{0}` is a number that no other block has, `{1}` one that some share.
BLOCKS: dict[str, tuple[str, ...]] = {
    "apt": (
        "RUN apt-get update && apt-get install -y x{0}",
        "RUN apt-get update\nRUN apt-get install -y x{0} y{1}",
        "RUN apt-get update && apt-get install -y --no-install-recommends \\\n    x{0} \\\n    curl \\\n"
        "    && rm -rf /var/lib/apt/lists/*",
    ),
    "fetch": (
        "RUN curl -fsSLO https://example.org/a{0}.tgz\nRUN tar -xzf a{0}.tgz\nRUN rm a{0}.tgz",
        "RUN curl -o /tmp/a{0}.tgz https://example.org/a{0}.tgz && tar -xzf /tmp/a{0}.tgz -C /opt",
        "ADD a{0}.tgz /tmp/\nRUN tar -xzf /tmp/a{0}.tgz -C /opt && rm /tmp/a{0}.tgz",
        "COPY a{0}.zip /tmp/\nRUN unzip /tmp/a{0}.zip -d /opt/a{0}\nRUN rm /tmp/a{0}.zip",
    ),
    "owned": (
        "COPY a{0} /srv/a{0}\nRUN chown -R www-data:www-data /srv/a{0}",
        "COPY --chown=app a{0} /srv/a{0}\nRUN chmod +x /srv/a{0}",
        "COPY b{0}.sh /usr/local/bin/\nRUN chmod 755 /usr/local/bin/b{0}.sh",
        "RUN mkdir -p /data/{1}\nRUN chown -R u{1} /data/{1}",
        "RUN chown -R www-data /srv",
    ),
    "settings": (
        "ENV A{0}=x B{1}=$A{1}",
        "ENV PATH=$PATH:/opt/{1}/bin",
        "ARG V{0}=1\nRUN echo $V{0} > /etc/v{0}",
        "LABEL l{0}=x",
        "WORKDIR /srv/{1}",
        "WORKDIR w{1}",
        "VOLUME /v{1}",
        "EXPOSE {0}",
        'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    ),
    "users": ("RUN useradd -m u{1}\nUSER u{1}", "USER root", "USER u{1}", "RUN adduser --system s{0}"),
    "tools": (
        "RUN pip install p{0}",
        "COPY package.json .\nRUN npm install n{0}",
        "RUN yarn global add y{0}",
        "RUN gem install g{0}",
        "RUN go build ./cmd/{0}",
        "RUN conda install -y c{0}",
        "RUN apk add k{0}",
        "RUN dnf install -y d{0}",
        "RUN composer install && cargo build",
    ),
    "steps": (
        "RUN make a{0}",
        "RUN cd /srv/{1} && ./configure && make && make install",
        "RUN export X{0}=1; echo $X{0}",
        "RUN echo {0} >> /etc/app.conf",
        "RUN service x{0} start && curl localhost",
        "RUN rm -rf /tmp/* /var/tmp/*",
        'RUN if [ -n "$A{1}" ]; then make b{0}; else rm -f /srv/{0}; fi',
        "RUN for i in a b c; do cp $i /srv/{0}; done",
    ),
    "notes": ("# {0}", "# hadolint ignore=DL3008\nRUN apt-get update && apt-get install -y z{0}", ""),
    "heredocs": (
        "RUN <<EOF\nset -e\napt-get update\napt-get install -y h{0}\nEOF",
        "COPY <<EOF /etc/h{0}.conf\nkey={0}\nEOF",
    ),
    "triggers": ("ONBUILD RUN make a{0}", "ONBUILD COPY . /srv/{0}"),
}
STAGES = ("FROM debian:12 AS s{0}", "FROM s0 AS s{0}", "FROM python:3.11 AS s{0}", "FROM alpine AS s{0}")


def mixture(blocks: int, names: Sequence[str] = tuple(BLOCKS), stages: float = 0.0) -> str:
    """A Dockerfile of so many blocks of the named kinds, of which a share begin a stage."""
    random_ = random.Random(f"{blocks} {' '.join(names)}")
    lines = ["FROM debian:12 AS s0"]
    for number in range(1, blocks + 1):
        if random_.random() < stages:
            lines.append(random_.choice(STAGES).format(number))
            if random_.random() < 0.5:
                lines.append("COPY --from=s0 /opt /opt")
        choice = random_.choice(BLOCKS[random_.choice(names)])
        lines.append(choice.format(number, random_.randrange(9)))
    return "\n".join(lines) + "\n"


def one_stage(n: int) -> str:
    """Blocks of all kinds in one stage."""
    return mixture(n * 2 // 3)


def many_stages(n: int) -> str:
    """Blocks of all kinds in stages of some ten blocks."""
    return mixture(n * 2 // 3, stages=0.1)


def unpaused(n: int) -> str:
    """Blocks in one stage of which none keeps the steps around it apart."""
    return mixture(n // 2, ("apt", "fetch", "owned", "tools", "steps"))


def kept_apart(n: int) -> str:
    """Installations and changes of owner with settings and users between."""
    return mixture(n * 2 // 3, ("apt", "owned", "settings", "users"))


def fetched(n: int) -> str:
    """Archives that come and go, and installations."""
    return mixture(n // 3, ("fetch", "apt"))


def owned_only(n: int) -> str:
    """Files, their owners and their modes."""
    return mixture(n // 2, ("owned", "users"))


def tools_and_notes(n: int) -> str:
    """Caches of all tools, comments and heredocs."""
    return mixture(n * 2 // 3, ("tools", "notes", "heredocs"))


MIXTURES = {
    make.__name__: make
    for make in (one_stage, many_stages, unpaused, kept_apart, fetched, owned_only, tools_and_notes)
}
