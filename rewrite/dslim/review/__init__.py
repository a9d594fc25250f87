"""Lets a person decide on fixes one by one: the questions of `fix --patch`, and the page of `fix --html`."""
