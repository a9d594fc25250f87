"""Rules that join RUN steps, and the evidence that they share."""
