"""Many files: which, under which options, with what of the rest of the repository, and in how many processes."""
