"""dslim: rewrites Dockerfiles so that the image is smaller and behaves the same."""
