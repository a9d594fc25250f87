"""Advice on base images."""
