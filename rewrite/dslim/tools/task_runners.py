"""Runners of tasks that files of a project describe, and programs that run a command of a project."""

from __future__ import annotations

from dslim.tools.calls import manual, words
from dslim.tools.tool import Tool

_OF_TERRAFORM = words("apply plan destroy refresh import test run-all")

ROWS = (
    Tool(
        "just", "https://just.systems/man/en/", runs_from="tasks", project_files=("justfile", "Justfile", ".justfile"),
    ),
    Tool(
        "task", "https://taskfile.dev/docs/reference/cli", runs_from="tasks",
        project_files=("Taskfile.yml", "Taskfile.yaml"),
    ),
    Tool("invoke", "https://docs.pyinvoke.org/en/stable/invoke.html", runs_from="tasks", project_files=("tasks.py",)),
    Tool("inv", "https://docs.pyinvoke.org/en/stable/invoke.html", runs_from="tasks", project_files=("tasks.py",)),
    Tool("fab", "https://docs.fabfile.org/en/stable/cli.html", runs_from="tasks", project_files=("fabfile.py",)),
    Tool("jake", "https://jakejs.com/docs-page.html", runs_from="tasks", project_files=("Jakefile",)),
    Tool("nox", "https://nox.thea.codes/en/stable/usage.html", runs_from="tasks", project_files=("noxfile.py",)),
    Tool("tox", "https://tox.wiki/en/stable/", runs_from="tasks", project_files=("tox.ini",)),
    Tool("mage", "https://magefile.org/", runs_from="tasks", project_files=("magefile.go",)),
    Tool("cap", "https://capistranorb.com/", runs_from="tasks", project_files=("Capfile",)),
    Tool("phing", "https://www.phing.info/guide/hlhtml/", runs_from="tasks", project_files=("build.xml",)),
    Tool(
        "gmake", "https://www.gnu.org/software/make/manual/",
        calls_compilers=True, leaves_scripts=True, runs_from="make",
        project_files=("GNUmakefile", "makefile", "Makefile"), compares_times="make",
    ),
    Tool("bmake", manual("bmake"), runs_from="make", project_files=("GNUmakefile", "makefile", "Makefile")),
    Tool("remake", manual("remake"), runs_from="make", project_files=("GNUmakefile", "makefile", "Makefile")),
    Tool("ansible", "https://docs.ansible.com/ansible/latest/cli/ansible.html", configures_systems=True),
    Tool(
        "ansible-playbook", "https://docs.ansible.com/ansible/latest/cli/ansible-playbook.html",
        configures_systems=True,
    ),
    Tool("ansible-pull", "https://docs.ansible.com/ansible/latest/cli/ansible-pull.html", configures_systems=True),
    Tool("chef-client", "https://docs.chef.io/ctl_chef_client/", configures_systems=True),
    Tool("chef-solo", "https://docs.chef.io/ctl_chef_solo/", configures_systems=True),
    Tool("cinc-client", "https://cinc.sh/start/client/", configures_systems=True),
    Tool("puppet", "https://help.puppet.com/", configures_systems=True),
    Tool("salt-call", manual("salt-call"), configures_systems=True),
    Tool("pyinfra", "https://docs.pyinfra.com/en/3.x/cli.html", configures_systems=True),
    Tool("bolt", "https://help.puppet.com/bolt/current/", configures_systems=True),
    Tool("itamae", "https://itamae.kitchen/", configures_systems=True),
    Tool("terraform", "https://developer.hashicorp.com/terraform/cli", configures_systems_by=_OF_TERRAFORM),
    Tool("tofu", "https://opentofu.org/docs/cli/", configures_systems_by=_OF_TERRAFORM),
    Tool("terragrunt", "https://terragrunt.gruntwork.io/docs/reference/cli/", configures_systems_by=_OF_TERRAFORM),
    Tool("packer", "https://developer.hashicorp.com/packer/docs/commands", configures_systems_by=words("build")),
    Tool(
        "vagrant", "https://developer.hashicorp.com/vagrant/docs/cli",
        configures_systems_by=words("up provision reload"),
    ),
    Tool(
        "pulumi", "https://www.pulumi.com/docs/iac/cli/",
        configures_systems_by=words("up update preview destroy refresh"),
    ),
    Tool("earthly", "https://docs.earthly.dev/docs/earthly-command", configures_systems=True),
    Tool("logrotate", manual("logrotate"), configures_systems=True),
    Tool("systemd-tmpfiles", manual("systemd-tmpfiles"), configures_systems=True),
    Tool("systemd-sysusers", manual("systemd-sysusers"), configures_systems=True),
    *(
        Tool(name, "https://ddollar.github.io/foreman/", runs_from="tasks", project_files=("Procfile",))
        for name in ("foreman", "honcho", "goreman", "hivemind", "overmind")
    ),
    Tool("doit", "https://pydoit.org/", configures_systems=True),
    Tool("papermill", "https://papermill.readthedocs.io/en/latest/usage-cli.html", configures_systems=True),
    Tool("snakemake", "https://snakemake.readthedocs.io/en/stable/executing/cli.html", configures_systems=True),
    Tool("nextflow", "https://www.nextflow.io/docs/latest/reference/cli.html", configures_systems_by=words("run")),
    Tool("cwltool", "https://cwltool.readthedocs.io/", configures_systems=True),
    Tool("dvc", "https://dvc.org/doc/command-reference", configures_systems_by=words("repro exp")),
    Tool("pnpx", "https://pnpm.io/cli/dlx", runs_command_by=frozenset({""})),
    Tool("dotenv", "https://saurabh-kumar.com/python-dotenv/", runs_command_by=frozenset({""})),
    Tool(
        "cabal", "https://cabal.readthedocs.io/en/stable/cabal-commands.html",
        calls_compilers=True, runs_command_by=words("exec"),
    ),
    Tool("mise", "https://mise.jdx.dev/cli/", runs_command_by=words("exec x")),
    Tool("nix-shell", "https://nix.dev/manual/nix/latest/command-ref/nix-shell", runs_command_by=frozenset({""})),
    Tool("direnv", manual("direnv"), runs_command_by=words("exec")),
    Tool("pytest", "https://docs.pytest.org/en/stable/reference/reference.html", compares_times="python"),
)
