"""Verdicts as text, JSON and a page."""
