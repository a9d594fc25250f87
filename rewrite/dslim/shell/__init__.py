"""dslim.shell."""
