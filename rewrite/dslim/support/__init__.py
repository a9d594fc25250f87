"""Tools that know no Dockerfile, and that every other room may use."""
