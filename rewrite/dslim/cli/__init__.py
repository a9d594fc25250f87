"""dslim.cli."""
