"""The owner's test: what it says of an image."""
