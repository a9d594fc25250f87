"""Which files of an image are opened while it runs: Linux's fanotify, where this process may use it."""
