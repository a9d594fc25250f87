from __future__ import annotations

from pathlib import Path

import pytest
from ownership_texts import facts_of, last_change

from dslim.rules.ownership.path_contents import contents_below
from dslim.rules.ownership.project_installs import installed_folders

PACKAGE = '{"name": "a", "dependencies": {"ms": "2.1.3"}MORE}'
COMPOSER = '{"require": {"a/b": "1"}MORE}'


def folders(context: Path, command: str, more: str = "") -> list[str] | None:
    (context / "package.json").write_text(PACKAGE.replace("MORE", more))
    (context / "composer.json").write_text(COMPOSER.replace("MORE", more))
    facts = facts_of(f"FROM node:20\nWORKDIR /app\nCOPY . .\nRUN {command}\nRUN chown -R 1:1 /app\n", context)
    change = last_change(facts)
    return installed_folders(change, contents_below("/app", change))


@pytest.mark.parametrize(
    "command",
    [
        "npm ci",
        "npm ci --omit=dev --no-audit",
        "npm clean-install",
        "yarn install --frozen-lockfile",
        "yarn --frozen-lockfile --production",
        "pnpm install --frozen-lockfile --prod",
    ],
)
def test_an_install_from_a_lock_file_fills_one_folder(tmp_path: Path, command: str) -> None:
    assert folders(tmp_path, command) == ["/app/node_modules"]


@pytest.mark.parametrize(
    "command",
    [
        "npm install",  # it may write package-lock.json
        "yarn install",
        "pnpm install",
        "npm ci --prefix web",
        "npm ci && npm run build",
        "npm ci && touch x",
        "composer install",  # there is no composer.lock
    ],
)
def test_what_may_make_more_is_no_such_install(tmp_path: Path, command: str) -> None:
    assert folders(tmp_path, command) is None


@pytest.mark.parametrize(
    "more",
    [
        ', "scripts": {"postinstall": "node x"}',
        ', "workspaces": ["a/*"]',
        ', "packageManager": "yarn@4.1.0"',
        ', "optionalDependencies": {"x": "file:./x"}',
    ],
)
def test_a_project_may_have_an_install_make_more(tmp_path: Path, more: str) -> None:
    assert folders(tmp_path, "npm ci", more) is None


def test_scripts_that_are_left_out_make_nothing(tmp_path: Path) -> None:
    assert folders(tmp_path, "npm ci --ignore-scripts", ', "scripts": {"postinstall": "x"}') == ["/app/node_modules"]


def test_settings_may_lead_elsewhere(tmp_path: Path) -> None:
    (tmp_path / ".npmrc").write_text("modules-dir = deps\n")
    assert folders(tmp_path, "pnpm install --frozen-lockfile") is None


def test_composer_fills_vendor_where_its_lock_is_there(tmp_path: Path) -> None:
    (tmp_path / "composer.lock").write_text("{}")
    assert folders(tmp_path, "composer install --no-dev") == ["/app/vendor"]
    assert folders(tmp_path, "composer install", ', "config": {"vendor-dir": "lib"}') is None
    assert folders(tmp_path, "composer install", ', "extra": {"installer-paths": {}}') is None


def test_a_project_that_cannot_be_read_may_do_anything(tmp_path: Path) -> None:
    assert folders(tmp_path, "npm ci", " no JSON") is None
