"""Rules on owners and modes of copied files, and the evidence that they share."""
