"""What is installed in an image: packages, what they need, and the files that they own."""
