"""Package managers of other languages."""

from __future__ import annotations

from dslim.tools.caches import CacheMount, Cleanup
from dslim.tools.calls import NO_CACHE, Calls, words
from dslim.tools.tool import DevPackages, Tool

_HOME = r"^(~|\$HOME|\$\{HOME\}|/root)$"

_COMPOSER_VERBS = words("install i update require create-project global")
_COMPOSER_CLEANS = Calls(words("clear-cache clearcache cc"))
# a cache of archives, fetched when missing
_COMPOSER_CACHE = Cleanup(
    "tool-caches",
    "composer's cache stays in the layer",
    Calls(_COMPOSER_VERBS, unless=NO_CACHE),
    "composer clear-cache",
    r"composer(/cache)?$|\.composer\b|\.cache$|^/tmp$",
    (".composer/cache", ".cache/composer", "/tmp/cache"),
    cleans=_COMPOSER_CLEANS,
    off=words("COMPOSER_CACHE_DIR"),
    unless_mentioned=("config cache-dir", "config -g cache-dir", "config --global cache-dir"),
    reads_project_settings=True,
    documentation="https://getcomposer.org/doc/03-cli.md#clear-cache-clearcache-cc",
)
# https://docs.docker.com/build/cache/optimize/#use-cache-mounts, tab PHP
_COMPOSER_MOUNT = CacheMount(
    "composer",
    Calls(_COMPOSER_VERBS),
    ("/tmp/cache",),
    _COMPOSER_CLEANS,
    switches=words("--no-cache"),
    chosen=r"XDG_CACHE_HOME|COMPOSER_HOME",
)

# what the cache is for
_GEM_CACHE = Cleanup(
    "tool-caches",
    "the packed gems stay in the layer",
    Calls(words("install i update"), unless=NO_CACHE),
    "rm -rf {folder}/*.gem",
    r"\.gem$|(gems|bundle)/([\w.]+/)?cache|^/usr/local/bundle$",
    ("/usr/local/bundle/cache",),
    reads=(Calls(words("pristine unpack")), Calls(options=words("--local"))),
    unless_mentioned=("rvm", "rbenv", "ruby-install", "ruby-build", "--local"),
    root_only=True,
    documentation="https://guides.rubygems.org/command-reference/#gem-pristine",
)
# `bundle clean` takes away gems of which no project says that it needs them
_BUNDLE_CACHE = Cleanup(
    "tool-caches",
    "the packed gems stay in the layer",
    Calls(
        frozenset({"install", "update", ""}),
        valued=words("--jobs -j --retry --gemfile --without"),
        unless=words("--local --version -v"),
    ),
    "rm -rf {folder}/*.gem",
    r"\.gem$|(gems|bundle|ruby)/([\w.]+/)?cache|^/usr/local/bundle$|^\$\{?BUNDLE_PATH",
    ("/usr/local/bundle/cache",),
    reads=(Calls(words("pristine package cache")), Calls(options=words("--local"))),
    unless_mentioned=("--path", "deployment", "config path", "set path", "rvm", "rbenv", "--local"),
    root_only=True,
    documentation="https://github.com/rails/rails/blob/main/railties/lib/rails/generators/rails/app/templates/Dockerfile.tt",
)

# ~/.cpanm holds the work folders and logs of builds
_CPANM_CACHE = Cleanup(
    "tool-caches",
    "the work folders of cpanm stay in the layer",
    Calls(operand=True),
    "rm -rf ~/.cpanm",
    rf"\.cpanm\b|{_HOME}",
    (".cpanm",),
    off=words("PERL_CPANM_HOME"),
    read_by_scripts=False,  # logs, and folders that each call makes anew
    documentation="https://metacpan.org/pod/App::cpanminus",
)
# build_dir, keep_source_where; its configuration stays
_CPAN_CACHE = Cleanup(
    "tool-caches",
    "the sources and work folders of cpan stay in the layer",
    Calls(operand=True),
    "rm -rf ~/.cpan/build ~/.cpan/sources",
    rf"\.cpan\b|{_HOME}",
    (".cpan/build", ".cpan/sources"),
    documentation="https://metacpan.org/pod/CPAN#Config-Variables",
)

# local_cache, of manifests
_LUAROCKS_CACHE = Cleanup(
    "tool-caches",
    "luarocks' cache stays in the layer",
    Calls(words("install make build"), unless=NO_CACHE),
    "rm -rf ~/.cache/luarocks",
    rf"\.cache(/luarocks)?$|{_HOME}",
    (".cache/luarocks",),
    read_by_scripts=False,  # without a server no rock of a manifest can be had
    documentation="https://github.com/luarocks/luarocks/blob/main/docs/config_file_format.md",
)

# --download-cache; fetched again when missing
_OPAM_CACHE = Cleanup(
    "tool-caches",
    "the archives that opam fetched stay in the layer",
    Calls(words("install reinstall upgrade switch pin init"), unless=NO_CACHE),
    "rm -rf ~/.opam/download-cache",
    r"\.opam(/download-cache)?$|^(~|\$HOME|\$\{HOME\}|/root|/home/\w+)$",
    (".opam/download-cache",),
    cleans=Calls(words("clean")),
    off=words("OPAMROOT"),
    documentation="https://opam.ocaml.org/doc/man/opam-clean.html",
)

# littler's scripts keep what R itself would throw away
_LITTLER_CACHE = Cleanup(
    "tool-caches",
    "the packages that littler fetched stay in the layer",
    Calls(),
    "rm -rf /tmp/downloaded_packages",
    r"^/tmp($|/downloaded_packages|/$)",
    ("/tmp/downloaded_packages",),
    read_by_scripts=False,  # R asks its repositories whatever lies there
    documentation="https://rocker-project.org/use/extending.html",
)

ROWS = (
    Tool(
        "composer", "https://getcomposer.org/doc/03-cli.md", updates_itself=True, well_known=True,
        keeps_programs=words("composer php"), other_daemon_flags=True, ignores_owners=True, asks_git=True,
        temporary_folders=("/root/.cache",), cleanup=(_COMPOSER_CACHE,), mount=_COMPOSER_MOUNT, leaves_scripts=True,
        runs_from="composer", project_files=("composer.json",), fills_directory=True,
        packages_of_project="vendor", locked_installs=words("install i"),
        dev=DevPackages(words("install i"), "--no-dev", "composer install --no-dev --no-interaction --no-scripts"),
        quick_verbs=words("config"),
    ),
    Tool(
        "pecl", "https://www.php.net/manual/en/install.pecl.pear.php", first_on_path_of="php",
        calls_compilers=True, effect_known=True, ignores_owners=True,
        writes_prefix=True, temporary_folders=("/tmp",), brings_files=True,
    ),
    Tool(
        "pear", "https://pear.php.net/manual/en/guide.users.commandline.cli.php",
        calls_compilers=True, ignores_owners=True,
        writes_prefix=True, temporary_folders=("/tmp",), brings_files=True,
    ),
    Tool("pear-install", "https://pear.php.net/manual/en/installation.php", effect_known=True),
    Tool(
        "gem", "https://guides.rubygems.org/command-reference/",
        calls_compilers=True, installs_from_index=True, updates_itself=True,
        well_known=True, ignores_owners=True, writes_prefix=True, cleanup=(_GEM_CACHE,),
        brought_by=("rubygems", "ruby"), writes_named_only=True, packages_in=("/usr/local/bundle", "/usr/lib/ruby"),
        never_a_script=True, newer_by_package=True,
    ),
    Tool(
        "rake", "https://ruby.github.io/rake/",
        calls_compilers=True, ignores_owners=True, asks_git=True, runs_from="tasks",
        project_files=("Rakefile", "rakefile", "Rakefile.rb"), only_builds=True,
    ),
    Tool(
        "bundle", "https://bundler.io/man/bundle.1.html",
        calls_compilers=True, updates_itself=True, well_known=True, ignores_owners=True,
        asks_git=True, cleanup=(_BUNDLE_CACHE,), brought_by=("ruby",), fills_directory=True,
    ),
    Tool(
        "bundler", "https://bundler.io/man/bundle.1.html",
        calls_compilers=True, ignores_owners=True, asks_git=True, cleanup=(_BUNDLE_CACHE,),
        fills_directory=True,
    ),
    Tool(
        "cpan", "https://metacpan.org/dist/CPAN/view/scripts/cpan",
        calls_compilers=True, updates_itself=True, cleanup=(_CPAN_CACHE,),
        keeps_programs=words("cpan cpanm perl"),
        brought_by=("perl",),
    ),
    Tool(
        "cpanm", "https://metacpan.org/pod/App::cpanminus", calls_compilers=True, updates_itself=True,
        keeps_programs=words("cpan cpanm perl"), cleanup=(_CPANM_CACHE,),
    ),
    Tool(
        "luarocks", "https://github.com/luarocks/luarocks/wiki/luarocks",
        calls_compilers=True, updates_itself=True, well_known=True,
        cleanup=(_LUAROCKS_CACHE,),
    ),
    Tool(
        "opam", "https://opam.ocaml.org/doc/man/opam.html",
        calls_compilers=True, updates_itself=True, other_daemon_flags=True,
        cleanup=(_OPAM_CACHE,), runs_command_by=words("exec"),
    ),
    Tool(
        "install2.r", "https://rocker-project.org/use/extending.html",
        calls_compilers=True, effect_known=True, cleanup=(_LITTLER_CACHE,),
    ),
    Tool("install.r", "https://rocker-project.org/use/extending.html", cleanup=(_LITTLER_CACHE,)),
    Tool("nuget", "https://learn.microsoft.com/nuget/reference/nuget-exe-cli-reference"),
    Tool("asdf", "https://asdf-vm.com/manage/commands.html", updates_itself=True, runs_command_by=words("exec")),
    Tool("sdk", "https://sdkman.io/usage", updates_itself=True),
    Tool("gvm", "https://github.com/moovweb/gvm", updates_itself=True),
    Tool("rbenv", "https://github.com/rbenv/rbenv", updates_itself=True, runs_command_by=words("exec")),
    Tool("rustup", "https://rust-lang.github.io/rustup/", updates_itself=True, well_known=True),
    Tool("install-tl", "https://www.tug.org/texlive/doc/install-tl.html", effect_known=True),
    Tool("rvm", "https://rvm.io/rvm/basics", may_disable_managers=True),
)
