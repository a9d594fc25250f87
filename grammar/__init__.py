"""The Dockerfile grammar, as package data."""
