"""Many files in one process or several."""
