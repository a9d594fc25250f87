"""The error for a file that is not written although the system would allow it."""


class WriteRefused(OSError):
    """The file is not one that may be replaced; it is as it was. The message says why, without the path."""
