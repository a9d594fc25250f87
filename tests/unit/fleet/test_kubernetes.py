"""What manifests run in containers: by YAML where they are YAML, else line by line."""

from __future__ import annotations

from dslim.fleet.builds.kubernetes import MAX_CONTAINERS, ManifestCommand, manifest_commands, may_be_manifest

POD = "spec:\n  containers:\n  - image: me/app\n    command: [tar, xf]\n    args: [/a b.tar]\n"


def test_command_and_arguments_are_one_text_with_the_line_of_the_image() -> None:
    found = list(manifest_commands("kind: Service\n---\nkind: Pod\n" + POD))
    assert found == [ManifestCommand(6, "me/app", "tar xf '/a b.tar'")]


def test_probes_hooks_and_scripts_run_too() -> None:
    text = """steps:
- image: a
  script: apt-get install a
  livenessProbe: {exec: {command: [apt-get, install, b]}}
  lifecycle: {preStop: {exec: {command: [apt-get, install, c]}}, postStart: {httpGet: {port: 1}}}
- script: {image: b, source: apt-get install d}
"""
    assert [command.text[-1] for command in manifest_commands(text)] == ["a", "c", "b", "d"]


def test_the_image_of_a_chart_is_its_repository_and_what_helm_puts_in_may_be_any() -> None:
    (values,) = manifest_commands("image: {repository: me/app, tag: 1}\ncommand: apt-get install x\n")
    (template,) = manifest_commands(POD.replace("me/app", "{{ .Values.image }}"))
    assert (values.image, template.image) == ("me/app", "$")


def test_what_is_no_yaml_is_read_by_lines_and_so_is_what_is_beyond_the_bound() -> None:
    (broken,) = manifest_commands("image: [\n- command: 'apt-get install x'\n")
    assert broken == ManifestCommand(2, "", "apt-get install x")
    assert [command.image for command in manifest_commands(POD, by_line=True)] == ["", ""]


def test_so_many_containers_are_looked_at() -> None:
    assert len(list(manifest_commands((POD + "---\n") * (MAX_CONTAINERS + 9)))) == MAX_CONTAINERS
    assert may_be_manifest(POD)
    assert not may_be_manifest(POD.replace("image", "picture"))
