"""dslim.facts."""
