"""Package managers of other languages."""

from __future__ import annotations

from dslim.tools.tool import Tool

ROWS = (
    Tool(
        "composer", "https://getcomposer.org/doc/03-cli.md", updates_itself=True, well_known=True,
        other_daemon_flags=True, ignores_owners=True, asks_git=True, temporary_folders=("/root/.cache",),
    ),
    Tool(
        "pecl", "https://www.php.net/manual/en/install.pecl.pear.php", effect_known=True, ignores_owners=True,
        writes_prefix=True, temporary_folders=("/tmp",),
    ),
    Tool(
        "pear", "https://pear.php.net/manual/en/guide.users.commandline.cli.php", ignores_owners=True,
        writes_prefix=True, temporary_folders=("/tmp",),
    ),
    Tool("pear-install", "https://pear.php.net/manual/en/installation.php", effect_known=True),
    Tool(
        "gem", "https://guides.rubygems.org/command-reference/", installs_from_index=True, updates_itself=True,
        well_known=True, ignores_owners=True, writes_prefix=True,
    ),
    Tool(
        "bundle", "https://bundler.io/man/bundle.1.html", updates_itself=True, well_known=True, ignores_owners=True,
        asks_git=True,
    ),
    Tool("bundler", "https://bundler.io/man/bundle.1.html", ignores_owners=True, asks_git=True),
    Tool("cpan", "https://metacpan.org/dist/CPAN/view/scripts/cpan", updates_itself=True),
    Tool("cpanm", "https://metacpan.org/pod/App::cpanminus", updates_itself=True),
    Tool("luarocks", "https://github.com/luarocks/luarocks/wiki/luarocks", updates_itself=True, well_known=True),
    Tool("opam", "https://opam.ocaml.org/doc/man/opam.html", updates_itself=True, other_daemon_flags=True),
    Tool("install2.r", "https://rocker-project.org/use/extending.html", effect_known=True),
    Tool("install.r", "https://rocker-project.org/use/extending.html"),
    Tool("nuget", "https://learn.microsoft.com/nuget/reference/nuget-exe-cli-reference"),
    Tool("asdf", "https://asdf-vm.com/manage/commands.html", updates_itself=True),
    Tool("sdk", "https://sdkman.io/usage", updates_itself=True),
    Tool("gvm", "https://github.com/moovweb/gvm", updates_itself=True),
    Tool("rbenv", "https://github.com/rbenv/rbenv", updates_itself=True),
    Tool("rustup", "https://rust-lang.github.io/rustup/", updates_itself=True, well_known=True),
    Tool("install-tl", "https://www.tug.org/texlive/doc/install-tl.html", effect_known=True),
)
