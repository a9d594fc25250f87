"""Images read from archives: their layers, entries and differences."""
