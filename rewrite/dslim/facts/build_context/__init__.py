"""The build context as evidence: files, modes, and scripts that can be read."""
