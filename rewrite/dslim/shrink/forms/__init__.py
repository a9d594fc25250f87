"""The forms in which a Dockerfile is made smaller, each as an edit of its text."""
