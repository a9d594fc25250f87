"""Random Dockerfiles, fixed by every safe rule and built both ways: `python -m fuzzing --count 500`."""
