"""Packages that only development needs are not installed, or go behind the last step that may need them."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.shrink.forms.dev_packages import without_dev
from dslim.syntax import parse

TWO_STAGES = """FROM node AS build
WORKDIR /app
RUN npm ci
COPY . .
RUN npm run build
RUN cd / && mkdir .out && cp -a --parents app .out
FROM node
COPY --from=build /.out/ /
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN npm ci\n", "RUN npm ci --omit=dev\n"),
        ("RUN npm --loglevel=error install && npm cache clean --force\n",
         "RUN npm --loglevel=error install --omit=dev && npm cache clean --force\n"),
        ("RUN pnpm i --frozen-lockfile\n", "RUN pnpm i --prod --frozen-lockfile\n"),
        ("RUN composer install -n\n", "RUN composer install --no-dev -n\n"),
        ("RUN npm ci\nRUN npm run build\n", "RUN npm ci --omit=dev\nRUN npm run build\n"),
        ("RUN npm ci --omit=dev\n", None), ("RUN npm install --production\n", None), ("RUN npm i express\n", None),
        ("RUN npm i -g\n", None), ("ENV NODE_ENV=production\nRUN npm ci\n", None), ("RUN cd /b && npm ci\n", None),
        ("RUN yarn\n", "RUN yarn --production\n"),
        ("RUN yarn --frozen-lockfile && yarn cache clean\n",
         "RUN yarn --production --frozen-lockfile && yarn cache clean\n"),
        ("RUN yarn install --network-timeout 100000\n", "RUN yarn install --production --network-timeout 100000\n"),
        ("RUN yarn add left\n", None), ("RUN yarn global add left\n", None), ("RUN yarn install --prod\n", None),
        ("RUN yarn build\n", None), ("RUN yarn --cwd web\n", None), ("RUN sh -c 'npm ci'\n", None),
    ],
)  # fmt: skip
def test_they_are_not_installed(before: str, after: str | None) -> None:
    top = "FROM node\nWORKDIR /app\n"
    assert without_dev(Facts(parse(top + before), Options())) == (None if after is None else top + after)


def test_behind_a_build_they_are_removed() -> None:
    after = TWO_STAGES.replace("npm run build", "npm run build && npm prune --omit=dev")
    assert without_dev(Facts(parse(TWO_STAGES), Options())) == after
