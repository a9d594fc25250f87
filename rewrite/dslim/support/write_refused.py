"""The one error of writing that is not the system's."""


class WriteRefused(OSError):
    """The file is not one that may be replaced; it is as it was. The message says why, without the path."""
