"""Compilers and what drives them."""

from __future__ import annotations

from dslim.tools.tool import Tool, manual, words

ROWS = (
    Tool(
        "go", "https://pkg.go.dev/cmd/go", updates_itself=True, well_known=True, other_daemon_flags=True,
        temporary_folders=("/root/.cache", "/tmp"),
    ),
    Tool(
        "cargo", "https://doc.rust-lang.org/cargo/commands/", updates_itself=True, well_known=True,
        other_daemon_flags=True, ignores_owners=True, asks_git=True,
    ),
    Tool("rustc", "https://doc.rust-lang.org/rustc/", other_daemon_flags=True),
    Tool(
        "mvn", "https://maven.apache.org/run.html", well_known=True, other_daemon_flags=True, ignores_owners=True,
        asks_git=True, temporary_folders=("/root/.m2",),
    ),
    Tool("mvnd", "https://github.com/apache/maven-mvnd", lives_on=True),
    Tool("mvnw", "https://maven.apache.org/wrapper/", builds_here=True, temporary_folders=("/root/.m2",)),
    Tool(
        "gradle", "https://docs.gradle.org/current/userguide/command_line_interface.html", well_known=True,
        lives_on=True, ignores_owners=True, asks_git=True, temporary_folders=("/root/.gradle",),
    ),
    Tool(
        "gradlew", "https://docs.gradle.org/current/userguide/gradle_wrapper.html", lives_on=True, builds_here=True,
        temporary_folders=("/root/.gradle",),
    ),
    Tool(
        "dotnet", "https://learn.microsoft.com/dotnet/core/tools/",
        lives_on_verbs=words("build publish pack test run restore msbuild tool watch vstest"), ignores_owners=True,
        asks_git=True,
    ),
    Tool("msbuild", "https://learn.microsoft.com/visualstudio/msbuild/msbuild-command-line-reference", lives_on=True),
    Tool(
        "make", "https://www.gnu.org/software/make/manual/", well_known=True, other_daemon_flags=True,
        temporary_folders=("/usr/share/doc", "/usr/share/man"),
    ),
    Tool(
        "cmake", "https://cmake.org/cmake/help/latest/manual/cmake.1.html", runs_scripts=True,
        other_daemon_flags=True,
    ),
    Tool("ninja", manual("ninja"), runs_scripts=True, other_daemon_flags=True),
    Tool("meson", manual("meson"), runs_scripts=True, other_daemon_flags=True),
    Tool("scons", "https://scons.org/documentation.html", runs_scripts=True),
    Tool("stack", "https://docs.haskellstack.org/", runs_scripts=True),
    Tool("sbt", "https://www.scala-sbt.org/1.x/docs/Command-Line-Reference.html", builds_here=True),
    Tool("bloop", "https://scalacenter.github.io/bloop/docs/cli/reference", lives_on=True),
    Tool("scala-cli", "https://scala-cli.virtuslab.org/docs/overview", lives_on=True),
    Tool("rebar3", "https://rebar3.org/docs/", builds_here=True),
    Tool("b2", "https://www.bfgroup.xyz/b2/manual/release/", builds_here=True),
    Tool("bazel", "https://bazel.build/reference/command-line-reference", lives_on=True),
    Tool("bazelisk", "https://github.com/bazelbuild/bazelisk", lives_on=True),
    Tool("ibazel", "https://github.com/bazelbuild/bazel-watcher", lives_on=True),
    Tool("buck", "https://buck.build/command/common_parameters.html", lives_on=True),
    Tool(
        "configure", "https://www.gnu.org/software/autoconf/manual/autoconf.html#Running-configure-Scripts",
        builds_here=True,
    ),
    Tool(
        "config", "https://www.gnu.org/software/autoconf/manual/autoconf.html#Running-configure-Scripts",
        builds_here=True,
    ),
    Tool(
        "Configure", "https://www.gnu.org/software/autoconf/manual/autoconf.html#Running-configure-Scripts",
        builds_here=True,
    ),
    Tool("autogen.sh", "https://www.gnu.org/software/gnulib/manual/", builds_here=True),
    Tool("autogen", "https://www.gnu.org/software/gnulib/manual/", builds_here=True),
    Tool("bootstrap.sh", "https://www.gnu.org/software/gnulib/manual/", builds_here=True),
    Tool("bootstrap", "https://www.gnu.org/software/gnulib/manual/", builds_here=True),
    Tool("buildconf", "https://www.gnu.org/software/gnulib/manual/", builds_here=True),
    Tool("bootstrap-vcpkg.sh", "https://learn.microsoft.com/vcpkg/get_started/get-started", builds_here=True),
    Tool("gcc", manual("gcc"), other_daemon_flags=True),
    Tool("g++", manual("g++"), other_daemon_flags=True),
    Tool("cc", manual("cc"), other_daemon_flags=True),
    Tool("strip", manual("strip"), in_distribution=True, other_daemon_flags=True),
    Tool("objcopy", manual("objcopy"), other_daemon_flags=True),
    Tool("readelf", manual("readelf"), other_daemon_flags=True),
    Tool("patch", manual("patch"), in_distribution=True, installs_unseen=True, other_daemon_flags=True),
    Tool("flutter", "https://docs.flutter.dev/reference/flutter-cli", lives_on=True),
    Tool("sccache", "https://github.com/mozilla/sccache", lives_on=True),
    Tool("distccd", manual("distccd"), lives_on=True),
    Tool("icecc", manual("icecc"), lives_on=True),
    Tool("ginstall", "https://www.gnu.org/software/coreutils/install", effect_known=True),
    Tool("install_name_tool", "https://www.unix.com/man-page/osx/1/install_name_tool/", effect_known=True),
)
