"""Reads from compose and bake files how a Dockerfile is built."""
