"""Real builds, read and compared: is the rewritten Dockerfile the same image?"""
