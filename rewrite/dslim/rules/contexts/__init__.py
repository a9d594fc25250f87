"""What the build context brings into an image."""
