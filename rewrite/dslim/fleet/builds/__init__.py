"""What compose and bake files say of how a Dockerfile is built."""
