"""Compilers, linkers, and the build tools that call them."""

from __future__ import annotations

from dslim.tools.caches import CacheMount, Cleanup
from dslim.tools.calls import Calls, manual, words
from dslim.tools.tool import Tool

_ANY = (Calls(bare=True),)
#: Calls that do no more than say who the program is.
_IDLE = words("-v --version -version --help --stop wrapper")

# without these `go clean` is about the package in the working directory
_GO_CLEANS = Calls(words("clean"), options=words("-cache -modcache"))
_GO_CACHE = Cleanup(
    "build-caches",
    "Go's module and build caches stay in the layer",
    Calls(words("build get install mod test run")),
    "go clean -cache -modcache",
    r"go/pkg|go-build|^/go$|\.cache$",
    ("/go/pkg/mod", ".cache/go-build", "go/pkg/mod"),
    cleans=_GO_CLEANS,
    reads=_ANY,
    unread_variables=r"CGO_\w+|GO(OS|ARCH|ARM|AMD64|386)",
    safe=False,
    documentation="https://pkg.go.dev/cmd/go#hdr-Remove_object_files_and_cached_files",
)
# https://docs.docker.com/build/cache/optimize/#use-cache-mounts, tabs Go and Rust
_GO_MOUNT = CacheMount(
    "go",
    Calls(words("build get install mod test run generate")),
    cleans=_GO_CLEANS,
    chosen=r"GO(PATH|CACHE|MODCACHE)\b|GOPROXY=off|GO111MODULE=(off|auto)",
    run_time=r"\b(go|air|gin|fresh|dlv|reflex)\b",
    safe=False,
)

_CARGO_VERBS = words("build install fetch test check run update")
# all of these two are fetched again when missing
_CARGO_CACHE = Cleanup(
    "build-caches",
    "the crates that cargo downloaded for the build stay in the layer",
    Calls(_CARGO_VERBS, anywhere=True),
    'rm -rf "${CARGO_HOME:-$HOME/.cargo}/registry" "${CARGO_HOME:-$HOME/.cargo}/git"',
    r"cargo|/registry",
    ("/usr/local/cargo/registry", "/usr/local/cargo/git", ".cargo/registry"),
    reads=_ANY,
    safe=False,
    documentation="https://doc.rust-lang.org/cargo/guide/cargo-home.html",
)
_CARGO_MOUNT = CacheMount(
    "cargo",
    Calls(_CARGO_VERBS),
    chosen=r"CARGO_HOME|--offline|--frozen",
    run_time=r"\bcargo\b",
    locked=True,
    safe=False,
)

_MAVEN_CLEANS = Calls(words("dependency:purge-local-repository"), anywhere=True)
_MAVEN_CACHE = Cleanup(
    "build-caches",
    "the artifacts that maven downloaded for the build stay in the layer",
    Calls(unless=_IDLE),
    'rm -rf "$HOME/.m2/repository"',
    r"\.m2",
    (".m2/repository",),
    cleans=_MAVEN_CLEANS,
    reads=_ANY,
    # `mavenLocal()` of gradle, `Resolver.mavenLocal` of sbt; leiningen has no other
    also_read_by=words("mvn mvnw gradle gradlew sbt lein"),
    safe=False,
    documentation="https://maven.apache.org/guides/introduction/introduction-to-repositories.html",
)
_LEIN_CACHE = _MAVEN_CACHE._replace(
    message="the artifacts that leiningen downloaded for the build stay in the layer",
    fills=Calls(words("deps uberjar jar compile check test install run ring cljsbuild"), anywhere=True),
    cleans=None,
    documentation="https://codeberg.org/leiningen/leiningen/src/branch/stable/doc/TUTORIAL.md",
)
_MAVEN_MOUNT = CacheMount(
    "maven",
    Calls(bare=True, unless=words("-v --version")),
    (".m2/repository",),
    _MAVEN_CLEANS,
    chosen=r"maven\.repo\.local|localRepository|MAVEN_OPTS",
    run_time=r"\bmvnw?\b",
    locked=True,
    safe=False,
)

_GRADLE_CACHE = Cleanup(
    "build-caches",
    "what gradle downloaded for the build stays in the layer",
    Calls(unless=_IDLE),
    'rm -rf "${GRADLE_USER_HOME:-$HOME/.gradle}/caches"',
    r"\.gradle",
    (".gradle/caches",),
    reads=_ANY,
    safe=False,
    documentation="https://docs.gradle.org/current/userguide/directory_layout.html",
)

# a copy of each
# package that was downloaded, for half an hour, which nothing but a restore reads
_NUGET_CLEARS = words("-c --clear")
_NUGET_DOWNLOADS = Cleanup(
    "tool-caches",
    "NuGet's copies of what it downloaded stay in the layer",
    Calls(
        frozenset({"restore", "build", "publish", "pack", "test", "run", "tool install", "tool restore"}),
        unless=words("--no-restore --no-build --no-cache --no-http-cache --help -h"),
    ),
    "dotnet nuget locals http-cache --clear",
    r"(?i)nuget|\.local(/share)?$|^(~|\$HOME|\$\{HOME\}|/root)$",
    (".local/share/NuGet/http-cache", ".local/share/NuGet/v3-cache"),
    cleans=Calls(words("all http-cache"), anywhere=True, options=_NUGET_CLEARS),
    off=words("NUGET_HTTP_CACHE_PATH"),
    documentation="https://learn.microsoft.com/nuget/consume-packages/managing-the-global-packages-and-cache-folders",
)
# what it writes is all that the program needs to run
_NUGET_PACKAGES = Cleanup(
    "build-caches",
    "the packages that dotnet downloaded for the build stay in the layer",
    Calls(words("publish"), unless=words("--no-restore --no-build --help -h")),
    "dotnet nuget locals all --clear",
    r"(?i)nuget|^(~|\$HOME|\$\{HOME\}|/root)$",
    (".nuget/packages", ".local/share/NuGet", "/tmp/NuGetScratch"),
    cleans=Calls(words("all global-packages"), anywhere=True, options=_NUGET_CLEARS),
    reads=(Calls(words("restore build publish pack test run watch tool ef msbuild vstest add")),),
    off=words("NUGET_PACKAGES NUGET_FALLBACK_PACKAGES"),
    unless_mentioned=("RestorePackagesPath", "--packages", "tool restore"),
    safe=False,
    documentation="https://learn.microsoft.com/dotnet/core/tools/dotnet-publish",
)

ROWS = (
    Tool(
        "go", "https://pkg.go.dev/cmd/go",
        calls_compilers=True, updates_itself=True, keeps_programs=words("go gofmt"), well_known=True,
        other_daemon_flags=True, temporary_folders=("/root/.cache", "/tmp"), cleanup=(_GO_CACHE,), mount=_GO_MOUNT,
        brought_by=("golang",), brings_files=True, never_a_script=True,
    ),
    Tool(
        "cargo", "https://doc.rust-lang.org/cargo/commands/",
        calls_compilers=True, updates_itself=True, well_known=True,
        keeps_programs=words("cargo rustc rustup"), other_daemon_flags=True, ignores_owners=True, asks_git=True,
        cleanup=(_CARGO_CACHE,), mount=_CARGO_MOUNT, brought_by=("rust",), compares_times="make", never_a_script=True,
        fills_directory=True,
    ),
    Tool(
        "rustc", "https://doc.rust-lang.org/rustc/", other_daemon_flags=True, brought_by=("cargo", "rust"),
        never_a_script=True,
    ),
    Tool(
        "mvn", "https://maven.apache.org/run.html", well_known=True, other_daemon_flags=True, ignores_owners=True,
        asks_git=True, temporary_folders=("/root/.m2",), cleanup=(_MAVEN_CACHE,), mount=_MAVEN_MOUNT,
        brought_by=("maven",), fills_directory=True,
    ),
    Tool("mvnd", "https://github.com/apache/maven-mvnd", lives_on=True),
    Tool(
        "mvnw", "https://maven.apache.org/wrapper/", builds_here=True, ignores_owners=True, asks_git=True,
        temporary_folders=("/root/.m2",),
        cleanup=(_MAVEN_CACHE,), mount=_MAVEN_MOUNT,
    ),
    Tool(
        "lein", "https://codeberg.org/leiningen/leiningen/src/branch/stable/doc/TUTORIAL.md", well_known=True,
        ignores_owners=True, asks_git=True, temporary_folders=("/root/.m2",), cleanup=(_LEIN_CACHE,),
        brought_by=("leiningen",), fills_directory=True,
    ),
    Tool(
        "gradle", "https://docs.gradle.org/current/userguide/command_line_interface.html", well_known=True,
        lives_on=True, ignores_owners=True, asks_git=True, temporary_folders=("/root/.gradle",),
        cleanup=(_GRADLE_CACHE,), fills_directory=True,
    ),
    Tool(
        "gradlew", "https://docs.gradle.org/current/userguide/gradle_wrapper.html", lives_on=True, builds_here=True,
        ignores_owners=True, asks_git=True, temporary_folders=("/root/.gradle",), cleanup=(_GRADLE_CACHE,),
        fills_directory=True,
    ),
    Tool(
        "dotnet", "https://learn.microsoft.com/dotnet/core/tools/",
        lives_on_verbs=words("build publish pack test run restore msbuild tool watch vstest"), ignores_owners=True,
        asks_git=True, cleanup=(_NUGET_DOWNLOADS, _NUGET_PACKAGES), fills_directory=True,
    ),
    Tool("msbuild", "https://learn.microsoft.com/visualstudio/msbuild/msbuild-command-line-reference", lives_on=True),
    Tool(
        "make", "https://www.gnu.org/software/make/manual/",
        calls_compilers=True, well_known=True, other_daemon_flags=True,
        temporary_folders=("/usr/share/doc", "/usr/share/man"), brought_by=("essential", "base"), leaves_scripts=True,
        runs_from="make", project_files=("GNUmakefile", "makefile", "Makefile"), compares_times="make",
    ),
    Tool(
        "cmake", "https://cmake.org/cmake/help/latest/manual/cmake.1.html",
        calls_compilers=True, runs_scripts=True, other_daemon_flags=True,
        writes_makefiles=True,
    ),
    Tool(
        "ninja", manual("ninja"),
        calls_compilers=True, runs_scripts=True, other_daemon_flags=True, compares_times="make",
    ),
    Tool(
        "meson", manual("meson"),
        calls_compilers=True, runs_scripts=True, other_daemon_flags=True, writes_makefiles=True,
    ),
    Tool("scons", "https://scons.org/documentation.html", calls_compilers=True, runs_scripts=True),
    Tool(
        "stack", "https://docs.haskellstack.org/",
        calls_compilers=True, runs_scripts=True, runs_command_by=words("exec"),
    ),
    Tool(
        "ant", "https://ant.apache.org/manual/running.html", ignores_owners=True, asks_git=True, runs_from="tasks",
        project_files=("build.xml",), only_builds=True,
    ),
    Tool("jlink", "https://docs.oracle.com/en/java/javase/21/docs/specs/man/jlink.html", ignores_owners=True),
    Tool("hugo", "https://gohugo.io/commands/hugo/", ignores_owners=True, asks_git=True),
    Tool(
        "sbt", "https://www.scala-sbt.org/1.x/docs/Command-Line-Reference.html", lives_on=True, builds_here=True,
    ),
    Tool("sbtn", "https://www.scala-sbt.org/1.x/docs/sbt-server.html", lives_on=True),
    Tool("mill", "https://mill-build.org/mill/cli/flags.html", lives_on=True),
    Tool("pants", "https://www.pantsbuild.org/stable/docs/using-pants/key-concepts/options", lives_on=True),
    Tool("plz", "https://please.build/commands.html", lives_on=True),
    Tool("please", "https://please.build/commands.html", lives_on=True),
    Tool("buck2", "https://buck2.build/docs/concepts/daemon/", lives_on=True),
    Tool("bloop", "https://scalacenter.github.io/bloop/docs/cli/reference", lives_on=True),
    Tool("scala-cli", "https://scala-cli.virtuslab.org/docs/overview", lives_on=True),
    Tool("rebar3", "https://rebar3.org/docs/", calls_compilers=True, builds_here=True),
    Tool("b2", "https://www.bfgroup.xyz/b2/manual/release/", builds_here=True),
    Tool("bazel", "https://bazel.build/reference/command-line-reference", calls_compilers=True, lives_on=True),
    Tool("bazelisk", "https://github.com/bazelbuild/bazelisk", lives_on=True),
    Tool("ibazel", "https://github.com/bazelbuild/bazel-watcher", lives_on=True),
    Tool("buck", "https://buck.build/command/common_parameters.html", lives_on=True),
    Tool(
        "configure", "https://www.gnu.org/software/autoconf/manual/autoconf.html#Running-configure-Scripts",
        builds_here=True, writes_makefiles=True,
    ),
    Tool(
        "config", "https://www.gnu.org/software/autoconf/manual/autoconf.html#Running-configure-Scripts",
        builds_here=True,
    ),
    Tool(
        "Configure", "https://www.gnu.org/software/autoconf/manual/autoconf.html#Running-configure-Scripts",
        builds_here=True, writes_makefiles=True,
    ),
    Tool("autogen.sh", "https://www.gnu.org/software/gnulib/manual/", builds_here=True, writes_makefiles=True),
    Tool("autogen", "https://www.gnu.org/software/gnulib/manual/", builds_here=True, writes_makefiles=True),
    Tool("bootstrap.sh", "https://www.gnu.org/software/gnulib/manual/", builds_here=True, writes_makefiles=True),
    Tool("bootstrap", "https://www.gnu.org/software/gnulib/manual/", builds_here=True, writes_makefiles=True),
    Tool("buildconf", "https://www.gnu.org/software/gnulib/manual/", builds_here=True, writes_makefiles=True),
    Tool("bootstrap-vcpkg.sh", "https://learn.microsoft.com/vcpkg/get_started/get-started", builds_here=True),
    Tool("gcc", manual("gcc"), other_daemon_flags=True, brought_by=("essential", "base")),
    Tool("g++", manual("g++"), other_daemon_flags=True, brought_by=("essential",)),
    Tool("cc", manual("cc"), other_daemon_flags=True, brought_by=("essential", "gcc")),
    Tool("strip", manual("strip"), in_distribution=True, other_daemon_flags=True, works_in_place=True),
    Tool("objcopy", manual("objcopy"), other_daemon_flags=True),
    Tool("readelf", manual("readelf"), other_daemon_flags=True),
    Tool("patch", manual("patch"), in_distribution=True, installs_unseen=True, other_daemon_flags=True),
    Tool("flutter", "https://docs.flutter.dev/reference/flutter-cli", lives_on=True),
    Tool("sccache", "https://github.com/mozilla/sccache", lives_on=True),
    Tool("distccd", manual("distccd"), lives_on=True),
    Tool("icecc", manual("icecc"), lives_on=True),
    Tool("ginstall", "https://www.gnu.org/software/coreutils/install", effect_known=True),
    Tool("install_name_tool", "https://www.unix.com/man-page/osx/1/install_name_tool/", effect_known=True),
    Tool("gofmt", "https://pkg.go.dev/cmd/gofmt", brought_by=("golang",)),
    Tool("c++", "https://gcc.gnu.org/onlinedocs/gcc/Invoking-G_002b_002b.html", brought_by=("essential",)),
    Tool("cmake3", "https://cmake.org/cmake/help/latest/manual/cmake.1.html", writes_makefiles=True),
    Tool("ccmake", "https://cmake.org/cmake/help/latest/manual/ccmake.1.html", writes_makefiles=True),
    Tool("qmake", "https://doc.qt.io/qt-6/qmake-manual.html", writes_makefiles=True),
    Tool("qmake6", "https://doc.qt.io/qt-6/qmake-manual.html", writes_makefiles=True),
    Tool("qmake-qt5", "https://doc.qt.io/qt-5/qmake-manual.html", writes_makefiles=True),
    Tool(
        "phpize", "https://www.php.net/manual/en/install.pecl.phpize.php",
        calls_compilers=True, writes_makefiles=True,
    ),
    Tool("premake4", "https://premake.github.io/docs/", writes_makefiles=True),
    Tool("premake5", "https://premake.github.io/docs/", writes_makefiles=True),
    Tool(
        "autoreconf", "https://www.gnu.org/software/autoconf/manual/autoconf.html#autoreconf-Invocation",
        calls_compilers=True,
        writes_makefiles=True,
    ),
    Tool("autoconf", "https://www.gnu.org/software/autoconf/manual/"),
    Tool("autoheader", "https://www.gnu.org/software/autoconf/manual/"),
    Tool("aclocal", "https://www.gnu.org/software/automake/manual/"),
    Tool("libtoolize", "https://www.gnu.org/software/libtool/manual/"),
    Tool("automake", "https://www.gnu.org/software/automake/manual/", writes_makefiles=True),
    Tool("imake", manual("imake"), writes_makefiles=True),
    Tool("xmkmf", manual("xmkmf"), writes_makefiles=True),
    Tool("gyp", "https://gyp.gsrc.io/docs/UserDocumentation.md", writes_makefiles=True),
)
