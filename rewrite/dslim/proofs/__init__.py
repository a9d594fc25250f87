"""Proof for many Dockerfiles: each is built both ways, and every verdict is kept as it comes."""
