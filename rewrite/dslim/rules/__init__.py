"""dslim.rules."""
