"""Finds the smallest image that still passes its owner's test, and writes it as a Dockerfile."""
