"""Outcomes kept from run to run."""
