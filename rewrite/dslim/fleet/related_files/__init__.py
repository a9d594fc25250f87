"""What the other Dockerfiles of a repository say about one."""
