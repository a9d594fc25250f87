"""Rules on the caches of package managers, and the evidence that they share."""
