"""Runs over many files: finds them, plans each, looks at related files, and spreads the work over processes."""
