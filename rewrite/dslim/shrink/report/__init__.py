"""What `dslim shrink` found, as text, JSON and a page."""
