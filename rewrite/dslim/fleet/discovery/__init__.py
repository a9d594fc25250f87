"""Which files are Dockerfiles to look at."""
