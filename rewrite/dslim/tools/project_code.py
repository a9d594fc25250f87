"""Which files of a project are code that runs when a build tool works on the project: setup.py, build.rs, conftest.py.

A pattern is a path below the folder that the tool works in; `**/` at its start is any folder below, or that one.
"""

from __future__ import annotations

from typing import NamedTuple

from dslim.tools.calls import words


class ProjectCode(NamedTuple):
    """Files of a project that are code which some programs run.

    `programs` run the `files` by these `verbs` (their first operands; none: by whatever operand).

    `directives`: of the files only what comments ask for runs, as `//go:generate`. `marks`: of their language only that
    is known by which it starts a program (tools/code_runners.py).
    """

    programs: frozenset[str]
    files: tuple[str, ...]
    verbs: frozenset[str] = frozenset()
    documentation: str = ""
    directives: bool = False
    marks: bool = False
    #: Another kind of script than a file of a project, as of a ScriptCall.
    kind: str = ""


#: A folder with one of these is a project of python, whose build runs the code that they hold or name.
PYTHON_PROJECT = ("setup.py", "pyproject.toml", "hatch_build.py")
_SCRIPT_ENDINGS = ("js", "cjs", "mjs", "ts")
#: Tools of JavaScript that run a file `NAME.config.js` of the project.
_CONFIGURED = words(
    """webpack vite rollup jest vitest next nuxt astro svelte-kit remix babel tailwindcss postcss playwright cypress
    wdio karma protractor metro rspack parcel craco vue-cli-service quasar hardhat docusaurus drizzle-kit stylelint
    eslint tsup unbuild commitlint lint-staged"""
)
_RUST_BUILD = words("build b check c run r test t bench install doc clippy rustc package publish")

ROWS = (
    ProjectCode(
        words("poetry pdm flit hatch rye maturin"), PYTHON_PROJECT, words("install build sync run develop"),
        "https://peps.python.org/pep-0517/",
    ),
    ProjectCode(words("uv"), PYTHON_PROJECT, words("sync build run"), "https://docs.astral.sh/uv/concepts/build-backend/"),
    ProjectCode(words("pyproject-build"), PYTHON_PROJECT, documentation="https://build.pypa.io/"),
    ProjectCode(
        words("pytest py.test nose2 nosetests nox"), ("noxfile.py", "**/conftest.py", "**/test_*.py", "**/*_test.py"),
        documentation="https://docs.pytest.org/en/stable/how-to/writing_plugins.html",
    ),
    ProjectCode(words("sphinx-build mkdocs"), ("**/conf.py",), documentation="https://www.sphinx-doc.org/en/master/usage/configuration.html"),
    ProjectCode(words("pre-commit"), (".pre-commit-config.yaml",), words("run"), "https://pre-commit.com/#repository-local-hooks"),
    ProjectCode(words("cargo"), ("**/build.rs",), _RUST_BUILD, "https://doc.rust-lang.org/cargo/reference/build-scripts.html"),
    ProjectCode(words("cargo"), ("src/main.rs", "src/bin/*.rs", "xtask/src/main.rs"), words("run r xtask"), "https://doc.rust-lang.org/cargo/commands/cargo-run.html"),
    ProjectCode(words("cargo"), ("**/*.rs",), words("test t bench"), "https://doc.rust-lang.org/cargo/commands/cargo-test.html"),
    ProjectCode(words("go"), ("**/*.go",), words("generate"), "https://go.dev/blog/generate", directives=True),
    ProjectCode(words("go"), ("**/*.go",), words("run"), "https://pkg.go.dev/cmd/go#hdr-Compile_and_run_Go_program"),
    ProjectCode(words("go"), ("**/*_test.go",), words("test"), "https://pkg.go.dev/cmd/go#hdr-Test_packages"),
    ProjectCode(words("mage"), ("magefile.go", "magefiles/*.go"), documentation="https://magefile.org/"),
    ProjectCode(words("cmake cmake3 ctest"), ("**/CMakeLists.txt", "**/*.cmake", "**/*oolchain*"), documentation="https://cmake.org/cmake/help/latest/command/execute_process.html"),
    ProjectCode(words("meson"), ("**/meson.build",), documentation="https://mesonbuild.com/Reference-manual_functions.html#run_command"),
    ProjectCode(words("scons"), ("**/SConstruct", "**/SConscript"), documentation="https://scons.org/doc/production/HTML/scons-user.html"),
    ProjectCode(words("waf"), ("**/wscript",), documentation="https://waf.io/book/"),
    ProjectCode(words("mvn mvnw"), ("**/pom.xml",), documentation="https://www.mojohaus.org/exec-maven-plugin/"),
    ProjectCode(words("bundle bundler"), ("Gemfile", "*.gemspec"), documentation="https://bundler.io/man/gemfile.5.html"),
    ProjectCode(words("gem"), ("*.gemspec",), words("build"), "https://guides.rubygems.org/specification-reference/"),
    ProjectCode(
        words("rails rake"), ("Rakefile", "**/*.rake", "config/*.rb", "config/*/*.rb"),
        documentation="https://guides.rubyonrails.org/initialization.html",
    ),
    ProjectCode(words("rspec"), ("spec/spec_helper.rb", "spec/rails_helper.rb", "spec/**/*_spec.rb"), documentation="https://rspec.info/"),
    ProjectCode(words("phpunit pest behat"), ("tests/*.php", "tests/*/*.php", "features/*/*.php"), documentation="https://docs.phpunit.de/"),
    ProjectCode(words("npm yarn pnpm bun"), ("binding.gyp", ".pnpmfile.cjs"), documentation="https://pnpm.io/pnpmfile"),
    ProjectCode(words("node-gyp"), ("binding.gyp",), documentation="https://gyp.gsrc.io/docs/InputFormatReference.md"),
    *(
        ProjectCode(
            frozenset({name}), tuple(f"**/{name}.config.{ending}" for ending in _SCRIPT_ENDINGS),
            documentation="https://webpack.js.org/configuration/",
        )
        for name in sorted(_CONFIGURED)
    ),
    ProjectCode(words("mix"), ("mix.exs", "config/*.exs", "lib/mix/tasks/*.ex"), documentation="https://hexdocs.pm/mix/Mix.Project.html"),
    ProjectCode(words("rebar3 rebar"), ("rebar.config", "rebar.config.script"), documentation="https://rebar3.org/docs/configuration/configuration/#hooks"),
    ProjectCode(
        words("flask"), ("app.py", "wsgi.py"),
        documentation="https://flask.palletsprojects.com/en/stable/cli/",
    ),
    ProjectCode(words("sbt"), ("build.sbt", "project/*.sbt", "project/*.scala"), documentation="https://www.scala-sbt.org/1.x/docs/Process.html"),
    ProjectCode(words("dune"), ("**/dune",), documentation="https://dune.readthedocs.io/en/stable/reference/actions/run.html"),
    ProjectCode(words("bazel bazelisk"), ("**/BUILD", "**/BUILD.bazel", "**/*.bzl"), documentation="https://bazel.build/reference/be/general#genrule"),
    ProjectCode(words("ant"), ("build.xml",), documentation="https://ant.apache.org/manual/Tasks/exec.html"),
    ProjectCode(words("alembic"), ("**/env.py",), documentation="https://alembic.sqlalchemy.org/"),
    ProjectCode(words("lein"), ("project.clj",), documentation="https://codeberg.org/leiningen/leiningen/", marks=True),
    ProjectCode(
        words("swift"), ("Package.swift", "Sources/*/*.swift"), words("run build test"),
        "https://docs.swift.org/swiftpm/", marks=True,
    ),
    ProjectCode(
        words("zig"), ("build.zig", "src/*.zig"), words("build run test"),
        "https://ziglang.org/learn/build-system/", marks=True,
    ),
    ProjectCode(
        words("latexmk"), (".latexmkrc", "latexmkrc"),
        documentation="https://ctan.org/pkg/latexmk", marks=True,
    ),
    ProjectCode(words("grunt"), ("Gruntfile.js", "Gruntfile.cjs", "Gruntfile.coffee", "Gruntfile.ts"), documentation="https://gruntjs.com/sample-gruntfile"),
    ProjectCode(
        words("gulp"),
        ("gulpfile.js", "gulpfile.cjs", "gulpfile.mjs", "gulpfile.ts", "gulpfile.babel.js", "gulpfile.js/*.js"),
        documentation="https://gulpjs.com/docs/en/getting-started/javascript-and-gulpfiles",
    ),
    ProjectCode(words("brunch"), ("brunch-config.js",), documentation="https://brunch.io/docs/config"),
    ProjectCode(words("nuxi"), ("nuxt.config.ts", "nuxt.config.js"), documentation="https://nuxt.com/docs/api/commands/build"),
    ProjectCode(words("gatsby"), ("gatsby-config.js", "gatsby-node.js"), documentation="https://www.gatsbyjs.com/docs/reference/config-files/"),
    ProjectCode(words("eleventy"), (".eleventy.js", "eleventy.config.js"), documentation="https://www.11ty.dev/docs/config/"),
    ProjectCode(words("ember"), ("ember-cli-build.js",), documentation="https://cli.emberjs.com/release/"),
    ProjectCode(words("truffle"), ("truffle-config.js", "migrations/*.js"), documentation="https://archive.trufflesuite.com/docs/truffle/"),
    ProjectCode(words("knex"), ("knexfile.js", "migrations/*.js", "seeds/*.js"), documentation="https://knexjs.org/guide/migrations.html"),
    ProjectCode(words("paver"), ("pavement.py",), documentation="https://pythonhosted.org/Paver/"),
    ProjectCode(words("pyinstaller"), ("*.spec",), documentation="https://pyinstaller.org/en/stable/spec-files.html"),
    ProjectCode(words("behave"), ("features/steps/*.py", "features/environment.py"), documentation="https://behave.readthedocs.io/"),
    ProjectCode(words("jekyll"), ("_plugins/*.rb",), documentation="https://jekyllrb.com/docs/plugins/"),
    ProjectCode(words("middleman"), ("config.rb",), documentation="https://middlemanapp.com/basics/"),
    ProjectCode(words("thor"), ("Thorfile", "*.thor"), documentation="http://whatisthor.com/"),
    ProjectCode(words("robo"), ("RoboFile.php",), documentation="https://robo.li/"),
    ProjectCode(words("premake5"), ("premake5.lua",), documentation="https://premake.github.io/docs/"),
    ProjectCode(words("xmake"), ("xmake.lua",), documentation="https://xmake.io/"),
    ProjectCode(
        words("ninja samu ninja-build"), ("*.ninja",),
        documentation="https://ninja-build.org/manual.html", kind="tasks-as-copied",
    ),
    ProjectCode(
        words("pixi"), ("pixi.toml",),
        words("run r"), "https://pixi.sh/latest/workspace/advanced_tasks/", kind="tasks-as-copied",
    ),
    ProjectCode(
        words("pixi"), ("pyproject.toml",),
        words("run r"), "https://pixi.sh/latest/python/pyproject_toml/", kind="task-sections",
    ),
    ProjectCode(
        words("mise"), ("mise.toml", ".mise.toml"),
        words("run r"), "https://mise.jdx.dev/tasks/", kind="tasks-as-copied",
    ),
    ProjectCode(
        words("dpkg-buildpackage debuild"), ("debian/rules",),
        documentation="https://manpages.debian.org/dpkg-buildpackage", kind="make",
    ),
    ProjectCode(
        words("makepkg"), ("PKGBUILD",),
        documentation="https://man.archlinux.org/man/makepkg.8", kind="shell-as-copied",
    ),
    ProjectCode(
        words("abuild"), ("APKBUILD",),
        documentation="https://wiki.alpinelinux.org/wiki/Abuild_and_Helpers", kind="shell-as-copied",
    ),
    ProjectCode(
        words("rpmbuild"), ("**/*.spec",),
        documentation="https://rpm-software-management.github.io/rpm/manual/spec.html", kind="tasks-as-copied",
    ),
    ProjectCode(
        words("conda conda-build mamba boa rattler-build"), ("**/build.sh", "**/run_test.sh"),
        words("build mambabuild debug . "), "https://docs.conda.io/projects/conda-build/", kind="shell-as-copied",
    ),
    ProjectCode(words("luarocks"), ("*.rockspec",), words("make build"), "https://github.com/luarocks/luarocks/wiki/Rockspec-format"),
    ProjectCode(words("cpanm cpan"), ("Makefile.PL", "Build.PL"), words(". ./ -installdeps"), "https://metacpan.org/pod/ExtUtils::MakeMaker"),
)  # fmt: skip
#: Verbs of git after which hooks of the work tree run, and the names of these: https://git-scm.com/docs/githooks
GIT_VERBS = words("commit checkout switch merge rebase am pull push gc worktree clone")
GIT_HOOKS = tuple(
    "pre-commit prepare-commit-msg commit-msg post-commit post-checkout post-merge pre-push post-rewrite".split()
)
