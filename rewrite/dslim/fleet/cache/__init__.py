"""Keeps from run to run what became of each file."""
