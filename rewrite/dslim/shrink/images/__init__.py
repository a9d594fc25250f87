"""The images and containers of one `dslim shrink` run: built, changed, looked into, and removed at its end."""
