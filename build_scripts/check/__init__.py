"""Checks of the values that were read, of the built site, and of what was published before."""
