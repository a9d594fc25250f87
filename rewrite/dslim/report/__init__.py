"""dslim.report."""
